/** Which values need no cell of their own, so that who holds an evaluated thunk may as well hold its value. */
import { Attrs } from "./attrs.ts";
import { ContextString, Path, Thunk, type List, type Slot, type Value } from "./value.ts";

/** The list without items, for builtins and literals: nobody can tell it from another. */
export const emptyList: List = [];

/**
 * Whether nobody can tell one cell that holds such a value from another: it equals itself without a look into it.
 * Functions and NaN do not, and what is in lists and sets would be evaluated.
 */
export function interchangeable(value: Value): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return value instanceof ContextString || value instanceof Path || value === Attrs.empty;
}

/** The slot itself, or what is in it, where that has been evaluated and is {@link interchangeable}. */
export function evaluated(slot: Slot): Slot {
  return slot instanceof Thunk && slot.code === null && interchangeable(slot.state as Value)
    ? (slot.state as Value)
    : slot;
}

/** Lets a set or list hold the value of what it holds at `i`, if that has been evaluated and is {@link interchangeable}. */
export function settleSlot(slots: Slot[], i: number): void {
  const slot = slots[i]!;
  if (slot instanceof Thunk && slot.code === null && interchangeable(slot.state as Value))
    slots[i] = slot.state as Value;
}
