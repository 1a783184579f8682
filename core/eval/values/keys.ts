/** The names of attribute sets: sorted symbols that sets of one shape share, with the places they were written at. */
import type { Source } from "../syntax/source.ts";
import { byteOrder } from "./byte-order.ts";
import type { SymbolTable } from "./symbols.ts";

/** Where an attribute was written. */
export interface Position {
  source: Source;
  /** Byte offset. */
  offset: number;
}

/** Sets with as many names get a hash index for lookups when these have become many; below, looking at all wins. */
const indexFrom = 9;
/** A set with this many names for each lookup so far is searched. */
const searchedRatio = 1;

/** How to make `a // b` from the values of both. */
type UpdatePlan = { right: Keys; result: Keys } & (
  | {
      /** For each entry an index into b, or `~index` into a. */
      picks: Int32Array;
      places: null;
    }
  | {
      picks: null;
      /** For each entry of b where it goes; see {@link placed}. */
      places: readonly number[];
    }
);

/** Up to this many names are put into a copy of the other side one by one … */
const fewUpdates = 8;
/** … if that has more than these. */
const manyUpdated = 16;

/** Where the names of `a // b` come from: `picks` or `places` as in {@link UpdatePlan}. */
interface UpdateOrigin {
  left: Keys;
  right: Keys;
  picks: Int32Array | null;
  places: readonly number[] | null;
}

/** Updates one after the other keep all keys before them alive: after so many, positions are copied instead. */
const deepestOrigin = 12;

/** How to make a set without some names: entry `i` of the result is entry `picks[i]` of the set. */
interface RemovalPlan {
  removed: readonly number[];
  result: Keys;
  picks: Int32Array;
}

/** The names of a set: symbol ids, ascending, and where each was written. Immutable. */
export class Keys {
  /** A hash table of indices plus one; 0 is free. */
  private index: Int32Array | null = null;
  /** Lookups before there was an index. */
  private lookups = 0;
  /** For the names of an update: what they were made from. Most positions are never asked for. */
  private origin: UpdateOrigin | null = null;
  /** How many updates lie behind a name at most. */
  private depth = 0;
  private alphabetical: Int32Array | null = null;
  private lastUpdate: UpdatePlan | null = null;
  private lastRemoval: RemovalPlan | null = null;
  private unplaced: Keys | null = null;

  constructor(
    /** Symbol ids, strictly ascending. */
    readonly ids: readonly number[],
    private sources: Source | readonly (Source | null)[] | null = null,
    private offsets: readonly number[] | null = null,
  ) {}

  get length(): number {
    return this.ids.length;
  }

  /** Index of a symbol, or -1. */
  find(id: number): number {
    const ids = this.ids;
    if (ids.length >= indexFrom) {
      if (this.index === null) {
        if (++this.lookups * searchedRatio < ids.length) return search(ids, id);
        this.index = indexOf(ids);
      }
      const { index } = this;
      const mask = index.length - 1;
      for (let at = Math.imul(id, scatter) & mask; ; at = (at + 1) & mask) {
        const i = index[at]! - 1;
        if (i < 0 || ids[i] === id) return i;
      }
    }
    for (let i = 0; i < ids.length; i++) if (ids[i] === id) return i;
    return -1;
  }

  /**
   * The index of the attribute that is walked as number `step`.
   * @param late - a symbol that comes last; -1: none
   */
  walked(step: number, late: number): number {
    if (late < 0) return step;
    const at = this.find(late);
    if (at < 0 || step < at) return step;
    return step === this.ids.length - 1 ? at : step + 1;
  }

  /** Where attribute `i` was written; null when it was computed. */
  position(i: number): Position | null {
    const source = this.sourceAt(i);
    return source === null ? null : { source, offset: this.offsetAt(i) };
  }

  /** The same names, as of computed attributes: written nowhere. */
  withoutPositions(): Keys {
    if (this.offsets === null && this.origin === null) return this;
    return (this.unplaced ??= new Keys(this.ids));
  }

  /** The keys that remain without these symbols, and where they are here; remembered for the last ones. */
  without(removed: readonly number[]): RemovalPlan {
    const last = this.lastRemoval;
    if (last !== null && sameIds(last.removed, removed)) return last;
    const drop = new Set(removed);
    const picks: number[] = [];
    for (let i = 0; i < this.ids.length; i++) if (!drop.has(this.ids[i]!)) picks.push(i);
    return (this.lastRemoval = { removed, result: this.pick(picks), picks: Int32Array.from(picks) });
  }

  /** The keys at these indices (ascending), with their positions. */
  pick(picks: readonly number[]): Keys {
    if (picks.length === this.ids.length) return this;
    const ids = picks.map((i) => this.ids[i]!);
    const { sources, offsets } = this;
    if (this.origin !== null) {
      const places = new Places();
      for (const i of picks) places.add(this, i);
      return places.keys(ids, null);
    }
    if (offsets === null) return new Keys(ids);
    return new Keys(
      ids,
      Array.isArray(sources) ? picks.map((i) => (sources as readonly (Source | null)[])[i]!) : sources,
      picks.map((i) => offsets[i]!),
    );
  }

  /** The text attribute `i` was written in; null when it was computed. */
  sourceAt(i: number): Source | null {
    const { keys, at } = this.written(i);
    const { sources } = keys;
    return Array.isArray(sources) ? (sources as readonly (Source | null)[])[at]! : (sources as Source | null);
  }

  /** The byte offset of attribute `i` in its text; 0 when it was computed. */
  offsetAt(i: number): number {
    const { keys, at } = this.written(i);
    return keys.offsets === null ? 0 : keys.offsets[at]!;
  }

  /** The keys that know where attribute `i` was written, and its index there. */
  private written(i: number): { keys: Keys; at: number } {
    let keys: Keys = this;
    let at = i;
    while (keys.origin !== null) {
      const { left, right, picks, places }: UpdateOrigin = keys.origin;
      const pick = picks === null ? pickAmong(places!, at) : picks[at]!;
      keys = pick < 0 ? left : right;
      at = pick < 0 ? ~pick : pick;
    }
    return { keys, at };
  }

  /** Indices in byte order of the names: the order of attrNames and of everything printed. */
  byName(symbols: SymbolTable): Int32Array {
    if (this.alphabetical === null) {
      const names: string[] = [];
      for (let i = 0; i < this.ids.length; i++) names.push(symbols.names[this.ids[i]!]!);
      this.alphabetical = byteOrder(names);
    }
    return this.alphabetical;
  }

  /** How to make `a // b` of sets with these keys and `right`; remembered for the last `right`. */
  update(right: Keys): UpdatePlan {
    const last = this.lastUpdate;
    if (last !== null && last.right === right) return last;
    return (this.lastUpdate =
      right.ids.length <= fewUpdates && this.ids.length > manyUpdated
        ? this.updateFew(right)
        : this.updateMany(right));
  }

  private updateFew(right: Keys): UpdatePlan {
    const a = this.ids;
    const b = right.ids;
    const places: number[] = [];
    let added = 0;
    let low = 0;
    for (let j = 0; j < b.length; j++) {
      const y = b[j]!;
      let high = a.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (a[middle]! < y) low = middle + 1;
        else high = middle;
      }
      if (a[low] === y) places.push(~low);
      else {
        places.push(low);
        added++;
      }
    }
    const ids = added === 0 ? a : placed(a, b, places);
    if (added === 0 && this.unplacedHere && right.unplacedHere) {
      return { right, result: this, picks: null, places };
    }
    const result = new Keys(ids);
    result.place({ left: this, right, picks: null, places });
    if (added === 0) result.index = this.index;
    return { right, result, picks: null, places };
  }

  private updateMany(right: Keys): UpdatePlan {
    const a = this.ids;
    const b = right.ids;
    const ids: number[] = [];
    const picks = new Int32Array(a.length + b.length);
    let n = 0;
    let i = 0;
    let j = 0;
    while (i < a.length && j < b.length) {
      const x = a[i]!;
      const y = b[j]!;
      if (x < y) {
        ids[n] = x;
        picks[n++] = ~i++;
      } else {
        if (x === y) i++;
        ids[n] = y;
        picks[n++] = j++;
      }
    }
    while (i < a.length) {
      ids[n] = a[i]!;
      picks[n++] = ~i++;
    }
    while (j < b.length) {
      ids[n] = b[j]!;
      picks[n++] = j++;
    }
    const result = new Keys(ids);
    result.place({ left: this, right, picks, places: null });
    return { right, result, picks, places: null };
  }

  /** Whether all names are of computed attributes. */
  private get unplacedHere(): boolean {
    return this.offsets === null && this.origin === null;
  }

  /** Makes these, the keys of an update, know where their names were written. */
  private place(origin: UpdateOrigin): void {
    const { left, right } = origin;
    if (left.unplacedHere && right.unplacedHere) return;
    this.origin = origin;
    this.depth = 1 + Math.max(left.depth, right.depth);
    if (this.depth <= deepestOrigin) return;
    const sources = this.ids.map((_, i) => this.sourceAt(i));
    this.offsets = this.ids.map((_, i) => this.offsetAt(i));
    this.sources = sources;
    this.origin = null;
    this.depth = 0;
  }

  static readonly empty = new Keys([]);
}

/** Where the attributes of a set in the making were written: one entry for each, in the order they are added. */
export class Places {
  private readonly sources: (Source | null)[] = [];
  private readonly offsets: number[] = [];
  /** Whether any is known. */
  private any = false;

  /** Adds the place of attribute `i` of `keys`. */
  add(keys: Keys, i: number): void {
    const source = keys.sourceAt(i);
    this.sources.push(source);
    this.offsets.push(keys.offsetAt(i));
    if (source !== null) this.any = true;
  }

  /** Keys of these ids, which are ascending; `picks` tells which entry belongs to each (left out: its own). */
  keys(ids: readonly number[], picks: readonly number[] | null): Keys {
    if (!this.any) return new Keys(ids);
    const { sources, offsets } = this;
    const first = sources[0]!;
    const single = sources.every((source) => source === first) ? first : null;
    return new Keys(
      ids,
      single ?? (picks === null ? sources : picks.map((i) => sources[i]!)),
      picks === null ? offsets : picks.map((i) => offsets[i]!),
    );
  }
}

/** Symbols of one set often follow each other: this takes them apart. An odd number near 2^32 / φ. */
const scatter = 0x9e3779b1 | 0;

/** A hash table of ids with linear probing, at most half full. */
function indexOf(ids: readonly number[]): Int32Array {
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
function search(ids: readonly number[], id: number): number {
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
function pickAmong(places: readonly number[], at: number): number {
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

function sameIds(a: readonly number[], b: readonly number[]): boolean {
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
