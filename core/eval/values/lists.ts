/** Making lists of a known length. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import type { List } from "./value.ts";

/** Longer lists are refused even without a limit on memory: no JavaScript engine could hold them. */
const longest = 2 ** 27;

/** Up to this length V8 makes real arrays when told the length; beyond, they have to grow. */
const preallocated = 2 ** 25;

/**
 * Counts a list of this length.
 * @param itemBytes - what each item will take besides its place in the list
 * @throws NixError "memory"
 */
export function allowList(m: Machine, length: number, itemBytes: number): void {
  m.allocate(length * (8 + itemBytes));
  if (length > longest) throw new NixError("memory", `a list of ${length} items is too long`);
}

/** An array to be filled in ascending order, mostly to this length; what is left over has to be cut off. */
export function arrayFor<T>(length: number): T[] {
  return length > preallocated ? [] : new Array<T>(length);
}

/**
 * An array for a list of this length, to be filled with `list[i] = …` in ascending order.
 * @param itemBytes - what each item will take besides its place in the list
 * @throws NixError "memory"
 */
export function newList(m: Machine, length: number, itemBytes = 0): List {
  allowList(m, length, itemBytes);
  return length <= preallocated ? new Array<null>(length) : [];
}
