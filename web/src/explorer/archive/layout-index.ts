/**
 * All segments of a NAR's layout in little room: where each begins, what it is, whose it is. Filled page by page; what
 * is there already can be looked at.
 */
import type { NarSegment } from "../../../../workers/index.ts";

export type SegmentKind = NarSegment["what"];

/** In this order they are numbered. */
export const segmentKinds: readonly SegmentKind[] = [
  "magic",
  "open",
  "close",
  "entry",
  "contents",
  "padding",
  "symlink",
];
const contentsKind = segmentKinds.indexOf("contents");
const paddingKind = segmentKinds.indexOf("padding");

/** An entry with all below it: segments `from` … `to` (that one not included). */
export interface Span {
  /** 0 for the root. */
  depth: number;
  path: string;
  raw: string;
  from: number;
  to: number;
}

export class LayoutIndex {
  /** Of the whole NAR; grows with each page until {@link narSize} is told. */
  narSize = 0;
  /** Segments there are, and those that are here: the first ones. */
  total = 0;
  count = 0;
  /** Of each segment, and where the last one ends. */
  offsets = new Float64Array(1);
  kinds = new Uint8Array(0);
  /** The number of its entry in {@link paths}. */
  private owners = new Uint32Array(0);
  private readonly paths: string[] = [];
  private readonly raws: string[] = [];
  private readonly numbers = new Map<string, number>();
  /** By depth, in ascending order of their first segment. */
  readonly spans: Span[][] = [];
  private readonly open: Span[] = [];
  /** Bytes of contents, and of the padding after them and in strings' place. */
  contents = 0;
  padding = 0;
  files = 0;

  /** Takes the next segments. @throws Error for those that are not the next ones */
  add(segments: readonly NarSegment[], total: number, narSize: number): void {
    this.total = total;
    this.narSize = narSize;
    this.reserve(Math.max(total, this.count + segments.length));
    for (const segment of segments) this.addOne(segment);
    this.offsets[this.count] = this.count === total ? narSize : (this.offsets[this.count] ?? 0);
  }

  private addOne({ offset, length, what, path, raw }: NarSegment): void {
    const at = this.count++;
    if (at > 0 && offset !== this.offsets[at]) {
      throw new Error(`segment ${at} of the NAR begins at ${offset}, not at ${this.offsets[at]}`);
    }
    this.offsets[at] = offset;
    this.offsets[at + 1] = offset + length;
    const kind = segmentKinds.indexOf(what);
    this.kinds[at] = kind;
    if (kind === contentsKind) {
      this.contents += length;
      this.files++;
    } else if (kind === paddingKind) this.padding += length;
    this.owners[at] = this.numberOf(path, raw);
    this.extend(path, raw, at);
  }

  private numberOf(path: string, raw: string): number {
    let number = this.numbers.get(raw);
    if (number === undefined) {
      number = this.paths.length;
      this.numbers.set(raw, number);
      this.paths.push(path);
      this.raws.push(raw);
    }
    return number;
  }

  /** Segments come depth first: an entry's begin with its own and end with what closes it. */
  private extend(path: string, raw: string, at: number): void {
    const { open } = this;
    while (open.length > 0 && !isWithin(raw, open.at(-1)!.raw)) open.pop();
    if (open.at(-1)?.raw !== raw) {
      const span: Span = { depth: depthOf(raw), path, raw, from: at, to: at };
      open.push(span);
      (this.spans[span.depth] ??= []).push(span);
    }
    for (const span of open) span.to = at + 1;
  }

  private reserve(size: number): void {
    if (size <= this.kinds.length) return;
    const { offsets, kinds, owners } = this;
    this.offsets = new Float64Array(size + 1);
    this.kinds = new Uint8Array(size);
    this.owners = new Uint32Array(size);
    this.offsets.set(offsets);
    this.kinds.set(kinds);
    this.owners.set(owners);
  }

  get complete(): boolean {
    return this.total > 0 && this.count === this.total;
  }

  lengthOf(segment: number): number {
    return this.offsets[segment + 1]! - this.offsets[segment]!;
  }

  kindOf(segment: number): SegmentKind {
    return segmentKinds[this.kinds[segment]!]!;
  }

  pathOf(segment: number): string {
    return this.paths[this.owners[segment]!]!;
  }

  rawOf(segment: number): string {
    return this.raws[this.owners[segment]!]!;
  }

  /** The segment that a byte is in; null where that part is not here yet. */
  at(offset: number): number | null {
    if (this.count === 0 || offset < 0 || offset >= this.offsets[this.count]!) return null;
    return lastAtMost(this.count, offset, (i) => this.offsets[i]!);
  }

  /** The span of an entry; null where there is none, or it is not here yet. */
  spanOf(raw: string): Span | null {
    const spans = this.spans[depthOf(raw)] ?? [];
    return spans.find((span) => span.raw === raw) ?? null;
  }

  /** Spans of a depth that have segments in a range, at most one of those that begin at the same pixel: see `step`. */
  *spansIn(depth: number, from: number, to: number, step: (span: Span) => number): Generator<Span> {
    const spans = this.spans[depth] ?? [];
    let i =
      spans.length === 0
        ? 0
        : Math.max(
            0,
            lastAtMost(spans.length, from, (at) => spans[at]!.from),
          );
    while (i < spans.length && spans[i]!.from < to) {
      const span = spans[i]!;
      if (span.to <= from) {
        i++;
        continue;
      }
      yield span;
      const next = step(span);
      i = Math.max(i + 1, firstFrom(spans, next));
    }
  }

  /**
   * Segments of entries whose path has some text in it, each entry's first one.
   * @param text - in any case
   * @param most - how many at most
   */
  search(text: string, most: number): number[] {
    const wanted = text.toLowerCase();
    const hits: number[] = [];
    let last = -1;
    const seen = new Set<number>();
    for (let i = 0; i < this.count && hits.length < most; i++) {
      const owner = this.owners[i]!;
      if (owner === last || seen.has(owner)) continue;
      last = owner;
      if (!this.paths[owner]!.toLowerCase().includes(wanted)) continue;
      seen.add(owner);
      hits.push(i);
    }
    return hits;
  }

  /** Segments of contents, the longest first. */
  largest(most: number): number[] {
    const best: number[] = [];
    for (let i = 0; i < this.count; i++) {
      if (this.kinds[i] !== contentsKind) continue;
      if (best.length === most && this.lengthOf(i) <= this.lengthOf(best.at(-1)!)) continue;
      let place = best.length;
      while (place > 0 && this.lengthOf(best[place - 1]!) < this.lengthOf(i)) place--;
      best.splice(place, 0, i);
      if (best.length > most) best.pop();
    }
    return best;
  }
}

/** Whether a path is another or below it; byte strings. */
export function isWithin(raw: string, above: string): boolean {
  return above === "" || raw === above || raw.startsWith(`${above}/`);
}

/** Components of a path. */
export function depthOf(raw: string): number {
  if (raw === "") return 0;
  let depth = 1;
  for (let at = raw.indexOf("/"); at >= 0; at = raw.indexOf("/", at + 1)) depth++;
  return depth;
}

/** The last of `count` ascending numbers that is not above another; -1 where all are. */
export function lastAtMost(count: number, wanted: number, read: (index: number) => number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (read(middle) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function firstFrom(spans: readonly Span[], segment: number): number {
  return lastAtMost(spans.length, segment - 1, (at) => spans[at]!.from) + 1;
}
