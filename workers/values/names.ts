/** The names of sets in their order. */
import type { Attrs, Machine } from "../../core/eval/index.ts";

/** Sets up to this size are sorted for a few names too: the order is kept for when they are opened. */
const sortedUpTo = 1000;

/** The first names of a set in the order of bytes, at most `count`. */
export function firstNames(m: Machine, attrs: Attrs, count: number): string[] {
  const { keys } = attrs.flat();
  const { names } = m.symbols;
  if (keys.length <= sortedUpTo) {
    return Array.from(keys.byName(m.symbols).subarray(0, count), (i) => names[keys.ids[i]!]!);
  }
  const first: string[] = [];
  for (let i = 0; i < keys.length; i++) {
    const name = names[keys.ids[i]!]!;
    if (first.length === count && name >= first[count - 1]!) continue;
    let at = first.length === count ? count - 1 : first.length;
    for (; at > 0 && first[at - 1]! > name; at--) first[at] = first[at - 1]!;
    first[at] = name;
  }
  return first;
}
