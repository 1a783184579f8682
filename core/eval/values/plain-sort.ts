/** Sorting lists of plain numbers or strings by their own order, where no Nix code has to be called. */
import type { Machine } from "../machine.ts";
import type { List, Value } from "./value.ts";

/** Runs up to this long are sorted by insertion. */
const runLength = 12;

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
export function sortStrings(m: Machine, items: readonly string[]): List {
  let from = items.slice();
  const length = from.length;
  for (let start = 0; start < length; start += runLength) {
    const end = Math.min(start + runLength, length);
    for (let i = start + 1; i < end; i++) {
      const item = from[i]!;
      let j = i - 1;
      while (j >= start && item < from[j]!) {
        from[j + 1] = from[j]!;
        j--;
      }
      from[j + 1] = item;
    }
  }
  let to = new Array<string>(length);
  for (let width = runLength; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) {
      m.poll();
      const middle = Math.min(start + width, length);
      const end = Math.min(start + 2 * width, length);
      let i = start;
      let j = middle;
      let k = start;
      while (i < middle && j < end) to[k++] = from[j]! < from[i]! ? from[j++]! : from[i++]!;
      while (i < middle) to[k++] = from[i++]!;
      while (j < end) to[k++] = from[j++]!;
    }
    [from, to] = [to, from];
  }
  return from;
}
