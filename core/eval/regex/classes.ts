/** Classes of bytes. */
import type { ByteSet } from "./brackets.ts";

/** Groups bytes that no set tells apart. `members[s][c]` tells whether set `s` has the bytes of class `c`. */
export function classify(sets: readonly ByteSet[]): {
  classOf: Uint8Array;
  members: Uint8Array[];
  count: number;
} {
  const classOf = new Uint8Array(256);
  let count = 1;
  for (const set of sets) {
    const split = new Map<number, number>();
    for (let byte = 0; byte < 256; byte++) {
      const key = classOf[byte]! * 2 + set[byte]!;
      let fresh = split.get(key);
      if (fresh === undefined) split.set(key, (fresh = split.size));
      classOf[byte] = fresh;
    }
    count = split.size;
  }
  const members = sets.map((set) => {
    const row = new Uint8Array(count);
    for (let byte = 0; byte < 256; byte++) row[classOf[byte]!] = set[byte]!;
    return row;
  });
  return { classOf, members, count };
}
