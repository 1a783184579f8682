/**
 * Lists that one builtin reads and nobody else can hold, as the second argument of
 * `foldl' f z (genList g n)`: their items are made when they are read, and can go right after.
 */
import { interchangeable } from "./cells.ts";
import type { Code } from "./code.ts";
import { applicationsOf } from "./lazy.ts";
import { Thunk, type List, type Slot, type Value } from "./value.ts";

/** Such a list. It is no value: only readers that ask for {@link Items} may meet it, each item once. */
export class PassingList {
  constructor(
    /** What makes the items; null in a list that only its length is asked of. */
    readonly fn: Slot | null,
    readonly length: number,
    /** What the function is applied to; null: the index. */
    private readonly source: Items | null,
  ) {}

  private code: Code | null = null;

  /** Makes item `i`: a cell of its own. */
  at(i: number): Slot {
    return new Thunk((this.code ??= applicationsOf(this.fn)), this.argument(i));
  }

  /** What the function is applied to for item `i`. */
  argument(i: number): Slot {
    return this.source === null ? i : itemAt(this.source, i);
  }
}

/** A list that is read once, from the first item on. */
export type Items = List | PassingList;

/**
 * Lets a list hold the value of item `i` itself, if that has been evaluated and is {@link interchangeable}:
 * then its thunk can go (a long list's thunks are most of what a garbage collection copies).
 */
export function settle(items: Items, i: number, item: Slot): void {
  if (
    item instanceof Thunk &&
    item.code === null &&
    Array.isArray(items) &&
    interchangeable(item.state as Value)
  )
    items[i] = item.state as Value;
}

/** Item `i`, to be asked for once. */
export function itemAt(items: Items, i: number): Slot {
  return items instanceof PassingList ? items.at(i) : items[i]!;
}
