/** The names of attribute sets: sorted symbols, one object for all sets with the same names. */
import { byteOrder } from "./byte-order.ts";
import { Recent } from "./recent.ts";
import {
  ascendingOrder,
  exactCopy,
  hashOf,
  inBoth,
  indexOf,
  placed,
  sameIds,
  scatter,
  search,
} from "./sorted-ids.ts";
import type { SymbolTable } from "./symbols.ts";

/** Sets with as many names get a hash index for lookups when these have become many; below, looking at all wins. */
const indexFrom = 9;
/** A set is searched for this many lookups, and one more for so many of its names: then the index has been worth it. */
const searchedFirst = 16;
const searchedRatio = 6;

/** Names of more than this are not looked for among those that are there: comparing takes longer, and few are alike. */
const mostShared = 256;

/** The hash of names that are not shared. */
const unshared = -1;

/** Where the entries of a set come from that is made of one or two others; see {@link pickOf}. */
export interface Picks {
  /** For each entry an index into the right set, or `~index` into the left one; null: `places` tells. */
  readonly picks: readonly number[] | null;
  /** For each entry of the right set where it goes; see {@link placed}. */
  readonly places: readonly number[] | null;
}

/** How to make `a // b` from the values of both. */
export type UpdatePlan = { readonly left: Keys; readonly right: Keys; readonly result: Keys } & (
  | { readonly picks: readonly number[]; readonly places: null }
  | { readonly picks: null; readonly places: readonly number[] }
);

/** How to make a set without some names: entry `i` of the result is entry `picks[i]` of the set. */
export interface RemovalPlan {
  readonly removed: readonly number[];
  readonly result: Keys;
  readonly picks: readonly number[];
  readonly places: null;
}

/** Up to this many names are put into a copy of the other side one by one … */
const fewUpdates = 8;
/** … if that has more than these. */
const manyUpdated = 16;

/** By hash. Names are numbers here, so it does not matter whose they are. */
const known = new Recent<Keys>();
/** Hashes of computed names that were met before. */
const met = new Int32Array(4096);

/** By both hashes. Evaluations make the same sets over and over: nine of ten updates are not the first of their kind. */
const updates = new Recent<UpdatePlan>();

/** Forgets names that were met: those of an evaluator mean nothing to the next one, and would only take room. */
export function forgetKeys(): void {
  known.clear();
  updates.clear();
  met.fill(0);
}

/** The names of a set: symbol ids, ascending. Immutable. */
export class Keys {
  /** A hash table of indices plus one; 0 is free. */
  private index: Int32Array | null = null;
  /** Lookups before there was an index. */
  private lookups = 0;
  private alphabetical: Int32Array | null = null;
  /** Which symbols' names `alphabetical` is the order of. */
  private namedBy = -1;
  /** The plan used last of these on the left, or (see {@link update}) on either side. */
  private lastUpdate: UpdatePlan | null = null;
  private lastRemoval: RemovalPlan | null = null;

  private constructor(
    /** Symbol ids, strictly ascending. */
    readonly ids: readonly number[],
    /** Of the ids; -1: they are not shared. */
    readonly hash: number,
  ) {}

  /**
   * The keys of these ids.
   * @param ids - strictly ascending; never to be changed afterwards
   */
  static of(ids: readonly number[]): Keys {
    if (ids.length === 0) return Keys.empty;
    if (ids.length > mostShared) return Keys.alone(ids);
    const hash = hashOf(ids);
    return knownAs(ids, hash) ?? Keys.shared(ids, hash);
  }

  /**
   * The keys of these ids, which a program has computed: {@link alone} when they are met first, since some programs
   * compute ever new ones, and to remember those takes longest.
   * @param ids - strictly ascending; never to be changed afterwards
   */
  static ofComputed(ids: readonly number[]): Keys {
    if (ids.length === 0) return Keys.empty;
    if (ids.length > mostShared) return Keys.alone(ids);
    const hash = hashOf(ids);
    const like = knownAs(ids, hash);
    if (like !== null) return like;
    const place = hash & (met.length - 1);
    if (met[place] === hash) return Keys.shared(ids, hash);
    met[place] = hash;
    return Keys.alone(ids);
  }

  private static shared(ids: readonly number[], hash: number): Keys {
    const keys = new Keys(ids, hash);
    known.put(hash, keys);
    return keys;
  }

  /**
   * Keys of ids that hardly any other set has: not looked for, and not found by others.
   * @param ids - strictly ascending; never to be changed afterwards
   */
  static alone(ids: readonly number[]): Keys {
    return new Keys(ids, unshared);
  }

  /** Keys of ids that come from these keys: if these are met again, so are those. */
  private derived(ids: readonly number[], other: Keys): Keys {
    return this.hash === unshared || other.hash === unshared ? Keys.alone(ids) : Keys.of(ids);
  }

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
   * @param late - index of the attribute that comes last; -1: none
   */
  walked(step: number, late: number): number {
    if (late < 0 || step < late) return step;
    return step === this.ids.length - 1 ? late : step + 1;
  }

  /** The keys that remain without these symbols, and where they are here; remembered for the last ones. */
  without(removed: readonly number[]): RemovalPlan {
    const last = this.lastRemoval;
    if (last !== null && sameIds(last.removed, removed)) return last;
    const drop = new Set(removed);
    const picks: number[] = [];
    for (let i = 0; i < this.ids.length; i++) if (!drop.has(this.ids[i]!)) picks.push(i);
    const result = this.pick(picks);
    return (this.lastRemoval = {
      removed,
      result,
      picks: exactCopy(picks),
      places: null,
    });
  }

  /** The keys at these indices (ascending). */
  pick(picks: readonly number[]): Keys {
    if (picks.length === this.ids.length) return this;
    const ids = new Array<number>(picks.length);
    for (let i = 0; i < picks.length; i++) ids[i] = this.ids[picks[i]!]!;
    return this.derived(ids, this);
  }

  /** Indices in byte order of the names: the order of attrNames and of everything printed. */
  byName(symbols: SymbolTable): Int32Array {
    if (this.alphabetical === null || this.namedBy !== symbols.serial) {
      const { ids } = this;
      const { names } = symbols;
      const own = new Array<string>(ids.length);
      for (let i = 0; i < own.length; i++) own[i] = names[ids[i]!]!;
      this.alphabetical = byteOrder(own);
      this.namedBy = symbols.serial;
    }
    return this.alphabetical;
  }

  /** How to make `a // b` of sets with these keys and `right`; remembered. */
  update(right: Keys): UpdatePlan {
    // What is shared may outlive all that is made of it: the plans with many names are kept by the side that has them.
    const keeper = this.hash >= 0 && right.hash === unshared ? right : this;
    const last = keeper.lastUpdate;
    if (last !== null && last.right === right && last.left === this) return last;
    if (keeper.hash === unshared) return (keeper.lastUpdate = this.planUpdate(right));
    // Both are shared.
    const hash = Math.imul(this.hash, scatter) + right.hash;
    const first = updates.first(hash);
    if (first !== null && first.left === this && first.right === right) return (this.lastUpdate = first);
    const second = updates.second(hash);
    if (second !== null && second.left === this && second.right === right) return (this.lastUpdate = second);
    const plan = this.planUpdate(right);
    updates.put(hash, plan);
    return (this.lastUpdate = plan);
  }

  private planUpdate(right: Keys): UpdatePlan {
    return right.ids.length <= fewUpdates && this.ids.length > manyUpdated
      ? this.updateFew(right)
      : this.updateMany(right);
  }

  private updateFew(right: Keys): UpdatePlan {
    const a = this.ids;
    const b = right.ids;
    const places = new Array<number>(b.length);
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
      if (a[low] === y) places[j] = ~low;
      else {
        places[j] = low;
        added++;
      }
    }
    const result = added === 0 ? this : this.derived(placed(a, b, places), right);
    return { left: this, right, result, picks: null, places };
  }

  private updateMany(right: Keys): UpdatePlan {
    const a = this.ids;
    const b = right.ids;
    const count = a.length + b.length - inBoth(a, b);
    const ids = new Array<number>(count);
    const picks = new Array<number>(count);
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
    return { left: this, right, result: this.derived(ids, right), picks, places: null };
  }

  static readonly empty = new Keys([], 0);
}

/** The keys among those known that have these ids. */
function knownAs(ids: readonly number[], hash: number): Keys | null {
  const first = known.first(hash);
  if (first !== null && first.hash === hash && sameIds(first.ids, ids)) return first;
  const second = known.second(hash);
  return second !== null && second.hash === hash && sameIds(second.ids, ids) ? second : null;
}

/** The keys of different ids in any order, and for each key the index of its id. */
export function sortedKeys(ids: readonly number[]): { keys: Keys; order: readonly number[] } {
  const order = ascendingOrder(ids);
  const sorted = new Array<number>(order.length);
  for (let i = 0; i < order.length; i++) sorted[i] = ids[order[i]!]!;
  return { keys: Keys.of(sorted), order };
}
