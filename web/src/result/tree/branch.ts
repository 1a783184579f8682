/**
 * Which rows a tree shows. A branch (an open set or list) knows how many children it has, those that were loaded, page
 * by page, and those that are open themselves; rows are worked out from that for the stretch on show only, so that a
 * set of 100,000 attributes costs what is seen of it.
 */
import type { ValueChild, ValueSummary } from "../../../../workers/index.ts";

/** Children that are loaded together. */
export const pageSize = 200;

/** A set or list that is unfolded. Positions are places among its children after filtering. */
export class Branch {
  /** Children on show. */
  total: number;
  /** What their names must hold. */
  filter = "";
  private readonly pages = new Map<number, ValueChild[]>();
  /** Open children by position, ascending. */
  private opened: Branch[] = [];
  private known: number | null = null;

  constructor(
    readonly parent: Branch | null,
    /** Position in the parent; 0 for the root. */
    readonly position: number,
    readonly value: ValueSummary,
  ) {
    this.total = value.size;
  }

  /** Rows below it. */
  get rows(): number {
    return (this.known ??= this.opened.reduce((sum, inner) => sum + inner.rows, this.total));
  }

  /** Open children, by position. */
  get inner(): readonly Branch[] {
    return this.opened;
  }

  /** Children that were loaded, page by page. */
  get loaded(): ReadonlyMap<number, readonly ValueChild[]> {
    return this.pages;
  }

  /** The child at a position; null while it is not loaded. */
  child(position: number): ValueChild | null {
    return this.pages.get(Math.floor(position / pageSize))?.[position % pageSize] ?? null;
  }

  setPage(page: number, children: readonly ValueChild[]): void {
    this.pages.set(page, [...children]);
  }

  /** A child's value became another: it was forced. */
  replace(position: number, value: ValueSummary): void {
    const page = this.pages.get(Math.floor(position / pageSize));
    const child = page?.[position % pageSize];
    if (page !== undefined && child !== undefined) page[position % pageSize] = { ...child, value };
  }

  branchAt(position: number): Branch | null {
    const at = this.slot(position);
    const found = this.opened[at];
    return found?.position === position ? found : null;
  }

  /** Unfolds a child; the branch it already is when that is open. */
  open(position: number, value: ValueSummary): Branch {
    const found = this.branchAt(position);
    if (found !== null) return found;
    const branch = new Branch(this, position, value);
    this.opened.splice(this.slot(position), 0, branch);
    this.changed();
    return branch;
  }

  close(position: number): void {
    if (this.branchAt(position) === null) return;
    this.opened.splice(this.slot(position), 1);
    this.changed();
  }

  /** Shows the children that a filter leaves. */
  refilter(filter: string, total: number): void {
    this.filter = filter;
    this.total = total;
    this.pages.clear();
    this.opened = [];
    this.changed();
  }

  /** Whether it is this branch, or below it. */
  isWithin(branch: Branch): boolean {
    for (let at: Branch | null = this; at !== null; at = at.parent) if (at === branch) return true;
    return false;
  }

  private changed(): void {
    for (let at: Branch | null = this; at !== null; at = at.parent) at.known = null;
  }

  /** Where in {@link opened} a position is or belongs. */
  private slot(position: number): number {
    let low = 0;
    let high = this.opened.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.opened[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
