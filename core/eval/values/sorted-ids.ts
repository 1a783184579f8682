/** Searching and merging the sorted symbols of attribute sets. */

/** Symbols of one set often follow each other: this takes them apart. An odd number near 2^32 / φ. */
export const scatter = 0x9e3779b1 | 0;

/** A hash table of ids with linear probing, at most half full. */
export function indexOf(ids: readonly number[]): Int32Array {
  const size = 2 ** Math.ceil(Math.log2(2 * ids.length));
  const index = new Int32Array(size);
  const mask = size - 1;
  for (let i = 0; i < ids.length; i++) {
    let at = Math.imul(ids[i]!, scatter) & mask;
    while (index[at] !== 0) at = (at + 1) & mask;
    index[at] = i + 1;
  }
  return index;
}

/** Index of a symbol among ascending ones, or -1. */
export function search(ids: readonly number[], id: number): number {
  let low = 0;
  let high = ids.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = ids[middle]!;
    if (found === id) return middle;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** What entry `at` of {@link placed} comes from: an index into `extra`, or `~index` into `base`. */
export function pickAmong(places: readonly number[], at: number): number {
  let inserted = 0;
  for (let j = 0; j < places.length; j++) {
    const place = places[j]!;
    const here = (place < 0 ? ~place : place) + inserted;
    if (here === at) return j;
    if (here > at) break;
    if (place >= 0) inserted++;
  }
  return ~(at - inserted);
}

/** A hash of ids: 30 bits, which V8 keeps in a word of its own. */
export function hashOf(ids: readonly number[]): number {
  let hash = ids.length;
  for (let i = 0; i < ids.length; i++) hash = Math.imul(hash ^ ids[i]!, scatter) ^ (hash >>> 15);
  return (hash ^ (hash >>> 13)) & 0x3fffffff;
}

export function sameIds(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * A copy of `base` with each `extra[j]` at its place: `place` inserts before that index, `~place` replaces
 * what is there. Places are ascending and mean indices of `base`.
 */
export function placed<T>(base: readonly T[], extra: readonly T[], places: readonly number[]): T[] {
  const result = base.slice();
  for (let j = places.length - 1; j >= 0; j--) {
    const place = places[j]!;
    if (place < 0) result[~place] = extra[j]!;
    else if (place === result.length) result.push(extra[j]!);
    else result.splice(place, 0, extra[j]!);
  }
  return result;
}
