/**
 * Matching in time linear in the subject: one pass backwards that finds out where matches can begin, then
 * a walk forward along the match. Subjects longer than a block are passed over once more per block, so
 * that memory stays bounded.
 */
import { type Column, ColumnMaker, Variant } from "./columns.ts";
import type { Bounds, Matches, Poll } from "./bounds.ts";
import { Forward } from "./forward.ts";
import { graphOf, type Graph } from "./graph.ts";
import { nativePattern, nativeSplit, nativeSubject } from "./native.ts";
import { Op, type Program } from "./program.ts";

/** Positions between two polls; a power of two. */
const pollEvery = 4096;
/** Configs looked at between two polls. */
const workBetweenPolls = 100_000;
/** Positions whose columns are held at a time, unless the pattern is very large. */
const largestBlock = 1 << 16;

/** The match that begins at `position`, where `first`, the column there, says that one does. */
function walk(
  graph: Graph,
  groups: number,
  position: number,
  first: Column,
  columnAt: (position: number) => Column,
): Bounds {
  const bounds = [position];
  for (let i = 2 * groups; i >= 0; i--) bounds.push(-1);
  let config = graph.start;
  let column = first;
  for (let p = position; ; column = columnAt(p)) {
    const step = column.step(graph, config);
    const { marks } = step;
    for (let i = 0; i < marks.length; i++) bounds[marks[i]!] = p;
    if (step.next < 0) {
      bounds[1] = p;
      return bounds;
    }
    config = step.next;
    p++;
  }
}

/** Subjects shorter than this are matched whole in one go. */
const shortSubject = 1024;
/** Columns of the short subject being matched. */
const columnsOfShort: Column[] = [];

/** One subject under one pattern. */
class Scan implements Matches {
  private readonly block: number;
  /** Columns at the ends of the blocks, where there is more than one. */
  private readonly blockEnds: Column[] = [];
  /** Columns of positions `lo` to `hi` (inclusive). */
  private columns: Column[] = [];
  private lo = 0;
  private hi = -1;
  private workSeen = 0;

  constructor(
    private readonly maker: ColumnMaker,
    private readonly groups: number,
    /** Whether the pattern asks for the subject's beginning. */
    private readonly asksFirst: boolean,
    private readonly subject: string,
    private readonly poll: Poll,
  ) {
    const configs = maker.graph.ops.length;
    this.block = Math.max(256, Math.min(largestBlock, Math.floor(2 ** 23 / configs)));
    const end = maker.last(this.variantAt(0) !== 0 && subject.length === 0 ? Variant.First : 0);
    if (subject.length <= this.block) this.fill(0, subject.length, end);
    else this.passBackwards(end);
  }

  private variantAt(position: number): number {
    return position === 0 && this.asksFirst ? Variant.First : 0;
  }

  /** The column before the one at `position + 1`. */
  private columnBefore(position: number, after: Column): Column {
    const { maker } = this;
    const byteClass = maker.classOf[this.subject.charCodeAt(position)]!;
    if (position === 0 && this.asksFirst) return maker.variant(after, byteClass, Variant.First);
    return maker.before(after, byteClass);
  }

  /** Looks now and then whether to stop or to forget. */
  private pause(): void {
    this.poll();
    this.maker.relieve();
    this.workSeen = this.maker.work;
  }

  /** Computes the columns of positions `lo` to `hi`, given the one at `hi`. */
  private fill(lo: number, hi: number, last: Column): void {
    const columns = new Array<Column>(hi - lo + 1);
    const { subject, maker } = this;
    const { classOf } = maker;
    /** Where a variant is needed. */
    const special = this.asksFirst ? 0 : -1;
    let column = last;
    columns[hi - lo] = column;
    for (let p = hi - 1; p >= lo; p--) {
      const known = column.before[classOf[subject.charCodeAt(p)]!];
      if (known !== undefined && p !== special) column = known;
      else {
        column = this.columnBefore(p, column);
        if (maker.work - this.workSeen > workBetweenPolls) this.pause();
      }
      if ((p & (pollEvery - 1)) === pollEvery - 1) this.pause();
      columns[p - lo] = column;
    }
    this.columns = columns;
    this.lo = lo;
    this.hi = hi;
  }

  private passBackwards(last: Column): void {
    const { subject, block, maker } = this;
    let column = last;
    const count = Math.ceil(subject.length / block);
    this.blockEnds[count - 1] = column;
    for (let p = subject.length - 1; p >= block; p--) {
      column = this.columnBefore(p, column);
      if ((p & (pollEvery - 1)) === pollEvery - 1 || maker.work - this.workSeen > workBetweenPolls)
        this.pause();
      if (p % block === 0) this.blockEnds[p / block - 1] = column;
    }
  }

  private columnAt(position: number): Column {
    if (position < this.lo || position > this.hi) {
      const index = Math.min(Math.floor(position / this.block), this.blockEnds.length - 1);
      const hi = Math.min((index + 1) * this.block, this.subject.length);
      this.fill(index * this.block, hi, this.blockEnds[index]!);
    }
    return this.columns[position - this.lo]!;
  }

  private walk(position: number, first: Column): Bounds {
    return walk(this.maker.graph, this.groups, position, first, (p) => {
      if ((p & (pollEvery - 1)) === pollEvery - 1) this.poll();
      return this.columnAt(p);
    });
  }

  /** The match that begins at the subject's beginning; null when there is none. */
  atStart(): Bounds | null {
    const column = this.columnAt(0);
    return column.startsMatch ? this.walk(0, column) : null;
  }

  /** The first match that begins at or after `from`. */
  search(from: number): Bounds | null {
    for (let p = from; p <= this.subject.length; p++) {
      if ((p & (pollEvery - 1)) === pollEvery - 1) this.poll();
      const column = this.columnAt(p);
      if (column.startsMatch) return this.walk(p, column);
    }
    return null;
  }

  /** The first match after another; after an empty one, a longer one at the same place is tried first. */
  after(previous: Bounds): Bounds | null {
    const from = previous[1]!;
    if (from > previous[0]!) return this.search(from);
    if (from >= this.subject.length) return null;
    const after = this.columnAt(from + 1);
    const byteClass = this.maker.classOf[this.subject.charCodeAt(from)]!;
    const column = this.maker.variant(after, byteClass, this.variantAt(from) | Variant.NotEmpty);
    return column.startsMatch ? this.walk(from, column) : this.search(from + 1);
  }
}

/** Uses of a pattern, and bytes of one subject, from which the engine's own matcher is worth making. */
const manyUses = 32;
const longSubject = 2048;

/** A compiled pattern. */
export class Regex {
  private readonly graph: Graph | null;
  private readonly asksFirst: boolean;
  private whole: ColumnMaker | null = null;
  private parts: ColumnMaker | null = null;
  /** Number of groups. */
  readonly groups: number;
  private uses = 0;
  /** For {@link captures} and {@link pieces}; null: not asked for yet, false: there is none. */
  private nativeWhole: RegExp | false | null = null;
  private nativeParts: RegExp | false | null = null;

  constructor(
    private readonly program: Program,
    /** The pattern as one that leaves no choice, if it is. */
    private readonly forward: Forward | null = Forward.of(program),
    /** The text of the pattern; empty: the engine's own matcher is not to be used. */
    private readonly text = "",
  ) {
    this.graph = forward === null ? graphOf(program) : null;
    this.groups = program.groups;
    this.asksFirst = program.ops.includes(Op.Start);
  }

  /** What the groups capture when the pattern matches the whole subject, null for those that take no part. */
  captures(subject: string, poll: Poll): (string | null)[] | null {
    if (++this.uses > manyUses && subject.length <= nativeSubject) {
      const native = (this.nativeWhole ??= this.native(true) ?? false);
      if (native !== false) return capturesOf(native, subject, this.groups);
    }
    const bounds = this.match(subject, poll);
    return bounds === null ? null : groupsOf(subject, bounds);
  }

  /**
   * What lies between the matches in a subject, for patterns without groups; a single piece if there is no match.
   * Null where they have to be searched for one by one.
   */
  pieces(subject: string): string[] | null {
    if (this.groups > 0 || subject.length > nativeSplit) return null;
    if (++this.uses <= manyUses && subject.length < longSubject) return null;
    const native = (this.nativeParts ??= this.native(false) ?? false);
    return native === false ? null : subject.split(native);
  }

  /** The pattern for the engine's own matcher, to match whole subjects or to split them; null where it can't. */
  private native(whole: boolean): RegExp | null {
    if (this.forward === null || this.text === "") return null;
    // Among alternatives it would take the first, not the longest.
    if (!whole && !this.forward.alwaysMatches) return null;
    const pattern = nativePattern(this.text);
    if (pattern === null || (!whole && pattern.alternatives)) return null;
    return new RegExp(whole ? `^(?:${pattern.source})$` : pattern.source);
  }

  /** Matches the whole subject. */
  match(subject: string, poll: Poll): Bounds | null {
    if (this.forward !== null) return this.forward.match(subject, poll);
    const maker = (this.whole ??= new ColumnMaker(this.graph!, this.program.sets, true));
    if (subject.length < shortSubject) return this.matchShort(maker, subject, poll);
    return new Scan(maker, this.groups, this.asksFirst, subject, poll).atStart();
  }

  /** The same for short subjects, without ceremony. */
  private matchShort(maker: ColumnMaker, subject: string, poll: Poll): Bounds | null {
    const { classOf, graph } = maker;
    const special = this.asksFirst ? 0 : -1;
    const workBefore = maker.work;
    const end = subject.length;
    let column = maker.last(end === special ? Variant.First : 0);
    columnsOfShort[end] = column;
    for (let p = end - 1; p >= 0; p--) {
      const byteClass = classOf[subject.charCodeAt(p)]!;
      const known = column.before[byteClass];
      if (p === special) column = maker.variant(column, byteClass, Variant.First);
      else column = known === undefined ? maker.before(column, byteClass) : known;
      if (column.live.length === 0) return null;
      columnsOfShort[p] = column;
    }
    if (maker.work > workBefore) {
      poll();
      maker.relieve();
    }
    if (!column.startsMatch) return null;
    return this.groups === 0 ? [0, end] : walk(graph, this.groups, 0, column, (p) => columnsOfShort[p]!);
  }

  /** Looks for matches anywhere in a subject. */
  scan(subject: string, poll: Poll): Matches {
    const { forward } = this;
    if (forward !== null && !forward.matchesEmpty) {
      return forward.scan(subject, poll, () => this.scanColumns(subject, poll));
    }
    return this.scanColumns(subject, poll);
  }

  private scanColumns(subject: string, poll: Poll): Scan {
    const maker = (this.parts ??= new ColumnMaker(
      this.graph ?? graphOf(this.program),
      this.program.sets,
      false,
    ));
    return new Scan(maker, this.groups, this.asksFirst, subject, poll);
  }
}

function capturesOf(native: RegExp, subject: string, count: number): (string | null)[] | null {
  const found = native.exec(subject);
  if (found === null) return null;
  const groups = new Array<string | null>(count);
  for (let g = 0; g < count; g++) groups[g] = found[g + 1] ?? null;
  return groups;
}

/** What the groups of a match captured: strings, null for groups that took no part. */
export function groupsOf(subject: string, bounds: Bounds): (string | null)[] {
  // Of the right length from the start: an array that grows keeps room for more.
  const groups = new Array<string | null>((bounds.length >> 1) - 1);
  for (let g = 0; g < groups.length; g++) {
    const start = bounds[2 * g + 2]!;
    groups[g] = start < 0 ? null : subject.slice(start, bounds[2 * g + 3]);
  }
  return groups;
}
