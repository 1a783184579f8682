/**
 * Lists that one builtin reads and nobody else can hold, as the second argument of
 * `foldl' f z (genList g n)`: their items are made when they are read, and can go right after.
 */
import type { Code } from "./code.ts";
import { Thunk, type List, type Slot } from "./value.ts";

/** Such a list. It is no value: only readers that ask for {@link Items} may meet it, each item once. */
export class PassingList {
  constructor(
    /** Code of the items; see `applicationsOf`. */
    private readonly code: Code,
    readonly length: number,
    /** What the function is applied to; null: the index. */
    private readonly source: Items | null,
  ) {}

  /** Makes item `i`: a cell of its own. */
  at(i: number): Slot {
    return new Thunk(this.code, this.source === null ? i : itemAt(this.source, i));
  }
}

/** A list that is read once, from the first item on. */
export type Items = List | PassingList;

/** Item `i`, to be asked for once. */
export function itemAt(items: Items, i: number): Slot {
  return items instanceof PassingList ? items.at(i) : items[i]!;
}
