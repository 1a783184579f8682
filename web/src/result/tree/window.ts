/** Which rows of a fixed height are in sight, and where they are put. */

/** Browsers lay out no element much higher than this (Firefox: 17.9 million pixels). */
export const highest = 15_000_000;

/** What a scrolled element shows of rows that all have one height. */
export interface RowWindow {
  /** The height the rows take in the document, in pixels. */
  height: number;
  /** The first row to make. */
  from: number;
  /** The row after the last one to make. */
  to: number;
  /** Where the first one is put, in pixels from the top. */
  top: number;
}

/** Rows made beyond what is in sight, on both sides. */
const spare = 6;

/**
 * The rows in sight. Where all rows together are higher than a browser can lay out, scrolling is scaled.
 * @param scrollTop - pixels, as is `viewport`, the height in sight
 */
export function windowOf(count: number, rowHeight: number, scrollTop: number, viewport: number): RowWindow {
  const height = Math.min(count * rowHeight, highest);
  const offset = scrollTop * scaleOf(count, rowHeight, viewport);
  const first = Math.floor(offset / rowHeight);
  const from = Math.max(0, first - spare);
  const to = Math.min(count, Math.ceil((offset + viewport) / rowHeight) + spare);
  return { height, from, to: Math.max(from, to), top: scrollTop - (offset - from * rowHeight) };
}

/** Where to scroll to so that a row is in sight; null when it is. */
export function scrollToShow(
  row: number,
  count: number,
  rowHeight: number,
  scrollTop: number,
  viewport: number,
): number | null {
  const scale = scaleOf(count, rowHeight, viewport);
  const offset = scrollTop * scale;
  if (row * rowHeight < offset) return (row * rowHeight) / scale;
  const below = (row + 1) * rowHeight - viewport;
  return below > offset ? below / scale : null;
}

/** Pixels of rows for each pixel scrolled. */
function scaleOf(count: number, rowHeight: number, viewport: number): number {
  const whole = count * rowHeight;
  return whole <= highest ? 1 : (whole - viewport) / (highest - viewport);
}
