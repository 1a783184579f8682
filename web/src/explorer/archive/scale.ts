/** Where segments are drawn: in proportion to their bytes, or so that small ones are seen too. */
import { lastAtMost, type LayoutIndex } from "./layout-index.ts";

export type ScaleName = "even" | "bytes";

/** Positions of all segments, from 0 on: segment `i` takes `edges[i]` … `edges[i + 1]`. */
export interface Scale {
  name: ScaleName;
  edges: Float64Array;
  /** As far as {@link edges} are filled. */
  count: number;
  /** Of {@link edges}, what is contents up to there. */
  contents: Float64Array;
}

/** What a segment of some bytes takes: 16 bytes one unit, a mebibyte about 17. */
export function weightOf(length: number, name: ScaleName): number {
  return name === "bytes" ? length : Math.log2(1 + length / 16);
}

export function scaleOf(index: LayoutIndex, name: ScaleName): Scale {
  const edges = new Float64Array(index.count + 1);
  const contents = new Float64Array(index.count + 1);
  for (let i = 0; i < index.count; i++) {
    const weight = weightOf(index.lengthOf(i), name);
    edges[i + 1] = edges[i]! + weight;
    contents[i + 1] = contents[i]! + (index.kindOf(i) === "contents" ? weight : 0);
  }
  return { name, edges, count: index.count, contents };
}

/** Part of a scale that is drawn: segments `from` … `to` (that one not included) on `width` pixels. */
export interface Window {
  from: number;
  to: number;
  width: number;
}

/** Pixels from the left of where a segment begins. */
export function pixelOf(scale: Scale, { from, to, width }: Window, segment: number): number {
  const start = scale.edges[from]!;
  const whole = scale.edges[to]! - start;
  return whole <= 0 ? 0 : ((scale.edges[segment]! - start) / whole) * width;
}

/** The segment drawn at a pixel. */
export function segmentAt(scale: Scale, { from, to, width }: Window, pixel: number): number {
  const start = scale.edges[from]!;
  const position = start + (Math.min(Math.max(pixel, 0), width) / width) * (scale.edges[to]! - start);
  const found = lastAtMost(to, position, (i) => scale.edges[i]!);
  return Math.min(Math.max(found, from), to - 1);
}

/** A window that is narrower or wider by a factor, with the same segment at the same place as far as that goes. */
export function zoomed(scale: Scale, window: Window, factor: number, around: number): Window {
  const pixel = (pixelOf(scale, window, around) + pixelOf(scale, window, around + 1)) / 2;
  const start = scale.edges[window.from]!;
  const whole = scale.edges[window.to]! - start;
  const middle = start + (pixel / window.width) * whole;
  const left = middle - (pixel / window.width) * whole * factor;
  const right = left + whole * factor;
  const from = Math.max(
    0,
    Math.min(
      around,
      lastAtMost(scale.count, left, (i) => scale.edges[i]!),
    ),
  );
  const last = lastAtMost(scale.count + 1, right, (i) => scale.edges[i]!);
  const to = Math.min(scale.count, Math.max(around + 1, last));
  // At least one segment comes or goes, else nothing would be seen to happen.
  if (factor < 1 && from === window.from && to === window.to && to - from > 1) {
    return around === from ? { ...window, to: to - 1 } : { ...window, from: from + 1 };
  }
  if (factor > 1 && from === window.from && to === window.to) {
    return { ...window, from: Math.max(0, from - 1), to: Math.min(scale.count, to + 1) };
  }
  return { ...window, from, to };
}
