/** The names of attribute sets: sorted symbols that sets of one shape share, with the places they were written at. */
import type { Source } from "../syntax/source.ts";
import { byteOrder } from "./byte-order.ts";
import { indexOf, pickAmong, placed, sameIds, scatter, search } from "./sorted-ids.ts";
import type { SymbolTable } from "./symbols.ts";

/** Where an attribute was written. */
export interface Position {
  source: Source;
  /** Byte offset. */
  offset: number;
}

/** Sets with as many names get a hash index for lookups when these have become many; below, looking at all wins. */
const indexFrom = 9;
/** A set is searched for this many lookups, and one more for so many of its names: then the index has been worth it. */
const searchedFirst = 16;
const searchedRatio = 6;

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
    /** A number: all at one place. */
    private offsets: readonly number[] | number | null = null,
  ) {}

  get length(): number {
    return this.ids.length;
  }

  /** Index of a symbol, or -1. */
  find(id: number): number {
    const ids = this.ids;
    if (ids.length >= indexFrom) {
      if (this.index === null) {
        if ((++this.lookups - searchedFirst) * searchedRatio < ids.length) return search(ids, id);
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
      typeof offsets === "number" ? offsets : picks.map((i) => offsets[i]!),
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
    const { offsets } = keys;
    if (offsets === null) return 0;
    return typeof offsets === "number" ? offsets : offsets[at]!;
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
      const { ids } = this;
      const { names } = symbols;
      const own = new Array<string>(ids.length);
      for (let i = 0; i < own.length; i++) own[i] = names[ids[i]!]!;
      this.alphabetical = byteOrder(own);
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
    this.copyPositions(origin);
    this.origin = null;
    this.depth = 0;
  }

  /** Makes positions of their own: as {@link written} finds them, for all at once. */
  private copyPositions(first: UpdateOrigin): void {
    const { length } = this.ids;
    const sources = new Array<Source | null>(length);
    const offsets = new Array<number>(length);
    // Entries that come from the left side, and where they are there.
    const entries = new Int32Array(length);
    const places = new Int32Array(length);
    for (let i = 0; i < length; i++) entries[i] = places[i] = i;
    let count = length;
    let left: Keys = this;
    for (let origin: UpdateOrigin | null = first; origin !== null; origin = left.origin) {
      const { picks, right } = origin;
      let kept = 0;
      for (let k = 0; k < count; k++) {
        const place = places[k]!;
        const pick = picks === null ? pickAmong(origin.places!, place) : picks[place]!;
        if (pick < 0) {
          entries[kept] = entries[k]!;
          places[kept++] = ~pick;
        } else {
          sources[entries[k]!] = right.sourceAt(pick);
          offsets[entries[k]!] = right.offsetAt(pick);
        }
      }
      count = kept;
      left = origin.left;
    }
    for (let k = 0; k < count; k++) {
      sources[entries[k]!] = left.sourceAt(places[k]!);
      offsets[entries[k]!] = left.offsetAt(places[k]!);
    }
    this.sources = sources;
    this.offsets = offsets;
  }

  static readonly empty = new Keys([]);
}

/** Where the attributes of a set in the making were written: one entry for each, in the order they are added. */
export class Places {
  private count = 0;
  /** The first place. */
  private source: Source | null = null;
  private offset = 0;
  /** All of them, once they differ: those of a set that a loop makes are all one. */
  private sources: (Source | null)[] | null = null;
  private offsets: number[] = [];
  /** What was added last. */
  private lastKeys: Keys | null = null;
  private lastIndex = -1;
  /** Whether any is known. */
  private any = false;

  /** Adds the place of attribute `i` of `keys`. */
  add(keys: Keys, i: number): void {
    this.count++;
    if (this.sources === null && keys === this.lastKeys && i === this.lastIndex) return;
    this.lastKeys = keys;
    this.lastIndex = i;
    const source = keys.sourceAt(i);
    const offset = keys.offsetAt(i);
    if (source !== null) this.any = true;
    if (this.count === 1) {
      this.source = source;
      this.offset = offset;
    }
    if (this.sources === null) {
      if (source === this.source && offset === this.offset) return;
      this.sources = new Array<Source | null>(this.count - 1).fill(this.source);
      this.offsets = new Array<number>(this.count - 1).fill(this.offset);
    }
    this.sources.push(source);
    this.offsets.push(offset);
  }

  /** Keys of these ids, which are ascending; `picks` tells which entry belongs to each (left out: its own). */
  keys(ids: readonly number[], picks: readonly number[] | null): Keys {
    if (!this.any) return new Keys(ids);
    const { sources, offsets } = this;
    if (sources === null) return new Keys(ids, this.source, this.offset);
    const first = sources[0]!;
    const single = sources.every((source) => source === first) ? first : null;
    return new Keys(
      ids,
      single ?? (picks === null ? sources : picks.map((i) => sources[i]!)),
      picks === null ? offsets : picks.map((i) => offsets[i]!),
    );
  }
}
