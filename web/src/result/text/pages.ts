/** Which parts of a large text are in the document. */

/** UTF-16 units of a part: colouring one takes a few milliseconds. */
export const partSize = 8 * 1024;

/** Parts in the document at most. */
export const mostParts = 6;

/** Parts `from` … `to`, end exclusive. */
export interface PartRange {
  from: number;
  to: number;
}

/** Parts that a text has; at least one. */
export function partsOf(total: number): number {
  return Math.max(1, Math.ceil(total / partSize));
}

/** One more part at an end, and none too many at the other. */
export function extended(range: PartRange, count: number, direction: 1 | -1): PartRange {
  if (direction === 1) {
    const to = Math.min(count, range.to + 1);
    return { from: Math.max(range.from, to - mostParts), to };
  }
  const from = Math.max(0, range.from - 1);
  return { from, to: Math.min(range.to, from + mostParts) };
}
