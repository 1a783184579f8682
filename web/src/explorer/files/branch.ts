/** A directory that is open in the tree: its entries, as far as they are loaded, and the directories open in it. */
import type { EntryPage, EntryView } from "../../../../workers/index.ts";
import { joined } from "../byte-strings.ts";

/** Entries that are loaded at once. */
export const pageSize = 500;

export class Branch {
  /** Null until the first page is there. */
  total: number | null = null;
  private readonly pages = new Map<number, readonly EntryView[]>();
  /** Open directories in it, by position. */
  readonly inner: Branch[] = [];
  /** Rows it takes: its entries, and those of what is open in it. */
  rows = 0;

  constructor(
    readonly node: string,
    /** Path from the root, a byte string. */
    readonly raw: string,
    readonly parent: Branch | null,
    /** Which entry of its parent it is. */
    readonly position: number,
    /** 1 for the root's entries. */
    readonly level: number,
  ) {}

  entry(position: number): EntryView | null {
    return this.pages.get(Math.floor(position / pageSize))?.[position % pageSize] ?? null;
  }

  hasPage(page: number): boolean {
    return this.pages.has(page);
  }

  /** Entries of a page; null while it is not loaded. */
  page(page: number): readonly EntryView[] | null {
    return this.pages.get(page) ?? null;
  }

  take(page: number, { total, entries }: EntryPage): void {
    this.pages.set(page, entries);
    if (this.total === null) {
      this.total = total;
      this.grow(total);
    }
  }

  branchAt(position: number): Branch | null {
    const at = this.place(position);
    return this.inner[at]?.position === position ? this.inner[at] : null;
  }

  add(branch: Branch): void {
    this.inner.splice(this.place(branch.position), 0, branch);
    this.grow(branch.rows);
  }

  remove(branch: Branch): void {
    const at = this.place(branch.position);
    if (this.inner[at] !== branch) return;
    this.inner.splice(at, 1);
    this.grow(-branch.rows);
  }

  /** The path of an entry. */
  rawOf(entry: EntryView): string {
    return joined(this.raw, entry.raw);
  }

  private grow(by: number): void {
    let at: Branch | null = this;
    for (; at !== null; at = at.parent) {
      at.rows += by;
      // Not in the tree yet, or no longer: its parent does not count it.
      if (at.parent !== null && at.parent.branchAt(at.position) !== at) break;
    }
  }

  /** Index of the first open directory at a position or after it. */
  private place(position: number): number {
    let low = 0;
    let high = this.inner.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.inner[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** One row of the tree. */
export interface Row {
  /** From 0. */
  number: number;
  branch: Branch;
  position: number;
  /** Null while it is not loaded. */
  entry: EntryView | null;
  /** What it unfolds to while it is open. */
  opened: Branch | null;
}

/** Rows `from` … `to`, end exclusive, as far as there are. */
export function rowsOf(root: Branch, from: number, to: number): Row[] {
  const found: Row[] = [];
  collect(root, 0, from, to, found);
  return found;
}

/** Adds the rows of a branch, whose first is number `start`, as far as they are between `from` and `to`. */
function collect(branch: Branch, start: number, from: number, to: number, found: Row[]): void {
  let position = 0;
  let number = start;
  const take = (count: number): void => {
    for (let i = Math.max(0, from - number); i < count && number + i < to; i++) {
      const at = position + i;
      const entry = branch.entry(at);
      found.push({ branch, position: at, number: number + i, entry, opened: branch.branchAt(at) });
    }
    position += count;
    number += count;
  };
  for (const inner of branch.inner) {
    take(inner.position - position + 1);
    if (number < to && number + inner.rows > from) collect(inner, number, from, to, found);
    number += inner.rows;
    if (number >= to) return;
  }
  take((branch.total ?? 0) - position);
}

/** The number of a row; -1 when its directory is not open. */
export function numberOf(branch: Branch, position: number): number {
  let number = position;
  for (const inner of branch.inner) {
    if (inner.position >= position) break;
    number += inner.rows;
  }
  if (branch.parent === null) return number;
  if (branch.parent.branchAt(branch.position) !== branch) return -1;
  const parent = numberOf(branch.parent, branch.position);
  return parent < 0 ? -1 : parent + 1 + number;
}

/** Whether two rows look the same. */
export function isSameRow(a: Row, b: Row): boolean {
  return (
    a.number === b.number &&
    a.branch === b.branch &&
    a.position === b.position &&
    a.entry === b.entry &&
    a.opened === b.opened
  );
}
