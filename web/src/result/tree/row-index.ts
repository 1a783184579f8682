/** From row numbers to values and back. */
import type { ValueChild, ValueSummary } from "../../../../workers/index.ts";
import type { PathStep } from "../expression-path.ts";
import type { Branch } from "./branch.ts";

/** A row's place, which stays while others open and close; branch null for the result itself. */
export interface RowPlace {
  branch: Branch | null;
  position: number;
}

/** One row. */
export interface Row extends RowPlace {
  /** From 0. */
  number: number;
  /** Steps from the result, which has 1. */
  level: number;
  /** Rows beside it. */
  siblings: number;
  /** Null for the result itself, and while it is not loaded. */
  child: ValueChild | null;
  /** Null while it is not loaded. */
  value: ValueSummary | null;
  /** What it unfolds to while it is open. */
  opened: Branch | null;
  /** What its open children are filtered by; "" for nothing. */
  filter: string;
  /** Children it shows while it is open. */
  total: number;
}

/** Where the result itself is. */
export const rootPlace: RowPlace = { branch: null, position: 0 };

/** The rows of a tree. */
export class RowIndex {
  /** What the result unfolds to; null while it is closed. */
  branch: Branch | null = null;

  constructor(readonly root: ValueSummary) {}

  /** Rows there are. */
  get count(): number {
    return 1 + (this.branch?.rows ?? 0);
  }

  /** Rows `from` … `to`, end exclusive, as far as there are. */
  rows(from: number, to: number): Row[] {
    const found: Row[] = [];
    if (from <= 0 && to > 0) {
      found.push({
        ...rootPlace,
        number: 0,
        level: 1,
        siblings: 1,
        child: null,
        value: this.root,
        ...openState(this.branch),
      });
    }
    if (this.branch !== null) collect(this.branch, 2, 1, from, to, found);
    return found;
  }

  row(number: number): Row | null {
    return this.rows(number, number + 1)[0] ?? null;
  }

  /** The number of a row; -1 when it is not on show. */
  numberOf({ branch, position }: RowPlace): number {
    if (branch === null) return 0;
    if (this.branchAt(branch.parent, branch.position) !== branch || position >= branch.total) return -1;
    const parent = this.numberOf({ branch: branch.parent, position: branch.position });
    if (parent < 0) return -1;
    let number = parent + 1 + position;
    for (const inner of branch.inner) {
      if (inner.position >= position) break;
      number += inner.rows;
    }
    return number;
  }

  /** What a row unfolds to; null while it is closed. */
  branchAt(branch: Branch | null, position: number): Branch | null {
    return branch === null ? this.branch : branch.branchAt(position);
  }

  /** Steps from the result to a row; null when a name on the way is not known. */
  steps({ branch, position }: RowPlace): PathStep[] | null {
    const steps: PathStep[] = [];
    for (let at = branch, place = position; at !== null; place = at.position, at = at.parent) {
      const child = at.child(place);
      if (child === null) return null;
      steps.push(child.name ?? child.index);
    }
    return steps.reverse();
  }
}

/** Adds the rows of a branch, whose first is number `start`, as far as they are between `from` and `to`. */
function collect(branch: Branch, level: number, start: number, from: number, to: number, found: Row[]): void {
  let position = 0;
  let number = start;
  const take = (count: number): void => {
    for (let i = Math.max(0, from - number); i < count && number + i < to; i++) {
      const child = branch.child(position + i);
      found.push({
        branch,
        position: position + i,
        number: number + i,
        level,
        siblings: branch.total,
        child,
        value: child?.value ?? null,
        ...openState(branch.branchAt(position + i)),
      });
    }
    position += count;
    number += count;
  };
  for (const inner of branch.inner) {
    take(inner.position - position + 1);
    if (number < to && number + inner.rows > from) collect(inner, level + 1, number, from, to, found);
    number += inner.rows;
    if (number >= to) return;
  }
  take(branch.total - position);
}

function openState(opened: Branch | null): Pick<Row, "opened" | "filter" | "total"> {
  return { opened, filter: opened?.filter ?? "", total: opened?.total ?? 0 };
}

/** Whether two rows look the same. */
export function isSameRow(a: Row, b: Row): boolean {
  return (Object.keys(a) as (keyof Row)[]).every((key) => a[key] === b[key]);
}
