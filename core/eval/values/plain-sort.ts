/** Sorting lists of plain numbers or strings by their own order, where no Nix code has to be called. */
import { byteOrder } from "./byte-order.ts";
import type { List, Value } from "./value.ts";

/** What all items are, if they are of one kind that can be compared at once. */
export function plainKind(items: readonly Value[]): "number" | "string" | null {
  const kind = typeof items[0];
  if (kind !== "number" && kind !== "string") return null;
  for (let i = 1; i < items.length; i++) if (typeof items[i] !== kind) return null;
  return kind;
}

/** A sorted copy. Equal numbers can't be told apart, so stability does not matter. */
export function sortNumbers(items: readonly number[]): List {
  return Array.from(Float64Array.from(items).sort());
}

/** A sorted copy, in order of bytes. */
export function sortStrings(items: readonly string[]): List {
  const order = byteOrder(items);
  const sorted: List = new Array<null>(items.length);
  for (let i = 0; i < order.length; i++) sorted[i] = items[order[i]!]!;
  return sorted;
}
