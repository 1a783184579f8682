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

/** How many ids two ascending lists have in common. */
export function inBoth(a: readonly number[], b: readonly number[]): number {
  let count = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const x = a[i]!;
    const y = b[j]!;
    if (x === y) count++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return count;
}

/** A copy without the room to grow that an array has which has grown. */
export function exactCopy(ids: readonly number[]): readonly number[] {
  const copy = new Array<number>(ids.length);
  for (let i = 0; i < copy.length; i++) copy[i] = ids[i]!;
  return copy;
}

export function sameIds(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Up to this length a list is copied item by item while others are put between. */
const copiedWhole = 64;

/**
 * A copy of `base` with each `extra[j]` at its place: `place` inserts before that index, `~place` replaces
 * what is there. Places are ascending and mean indices of `base`.
 */
export function placed<T>(base: readonly T[], extra: readonly T[], places: readonly number[]): T[] {
  if (base.length > copiedWhole) return placedInCopy(base, extra, places);
  let added = 0;
  for (let j = 0; j < places.length; j++) if (places[j]! >= 0) added++;
  const result = new Array<T>(base.length + added);
  let from = 0;
  let to = 0;
  for (let j = 0; j < places.length; j++) {
    const place = places[j]!;
    const end = place < 0 ? ~place : place;
    while (from < end) result[to++] = base[from++]!;
    if (place < 0) from++;
    result[to++] = extra[j]!;
  }
  while (from < base.length) result[to++] = base[from++]!;
  return result;
}

/** {@link placed} for long lists: these are copied fastest as a whole, and have some room to grow. */
function placedInCopy<T>(base: readonly T[], extra: readonly T[], places: readonly number[]): T[] {
  const result = base.slice();
  for (let j = places.length - 1; j >= 0; j--) {
    const place = places[j]!;
    if (place < 0) result[~place] = extra[j]!;
    else if (place === result.length) result.push(extra[j]!);
    else result.splice(place, 0, extra[j]!);
  }
  return result;
}

/** Lists up to this length are sorted by insertion. */
const shortList = 32;

/** Indices below this fit beside a symbol id in a double. */
const packable = 2 ** 22;

/** Indices of ids in ascending order, equal ones in order of occurrence. */
export function ascendingOrder(ids: readonly number[]): readonly number[] {
  const n = ids.length;
  const order = new Array<number>(n);
  if (n <= shortList) {
    for (let i = 0; i < n; i++) {
      const id = ids[i]!;
      let at = i;
      for (; at > 0 && ids[order[at - 1]!]! > id; at--) order[at] = order[at - 1]!;
      order[at] = i;
    }
    return order;
  }
  if (n > packable) {
    for (let i = 0; i < n; i++) order[i] = i;
    return order.sort((a, b) => ids[a]! - ids[b]! || a - b);
  }
  // One number for id and index: sorted natively, five times as fast as with a comparator.
  const packed = new Float64Array(n);
  for (let i = 0; i < n; i++) packed[i] = ids[i]! * packable + i;
  packed.sort();
  for (let i = 0; i < n; i++) order[i] = packed[i]! % packable;
  return order;
}
