/**
 * Attribute sets: a {@link Keys} object that sets of one shape share, and an array of values beside it.
 *
 * Sharing is what makes lookups fast: an access site remembers the last keys object and the index it
 * found there. `//` onto a large set makes a layer over it instead of a copy.
 */
import type { Source } from "../syntax/source.ts";
import { byteOrder } from "./byte-order.ts";
import type { SymbolTable } from "./symbols.ts";
import type { Slot } from "./value.ts";

/** Where an attribute was written. */
export interface Position {
  source: Source;
  /** Byte offset. */
  offset: number;
}

/** From this many names on a set is searched by halves, below one by one. */
const halvesFrom = 9;

/** A set gets a hash index when it was searched once for every so many names. */
const namesPerSearch = 8;

/** How to make `a // b` from the values of both: entry `i` is an index into b, or `~index` into a. */
interface UpdatePlan {
  right: Keys;
  result: Keys;
  picks: Int32Array;
}

/** Where the names of `a // b` come from: `picks` as in {@link UpdatePlan}. */
interface UpdateOrigin {
  left: Keys;
  right: Keys;
  picks: Int32Array;
  /** How many updates lie behind a name at most. */
  depth: number;
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
  private index: Map<number, number> | null = null;
  /** Searches so far, while there is no index. */
  private searches = 0;
  /** For the names of an update: what they were made from. Most positions are never asked for. */
  private origin: UpdateOrigin | null = null;
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
    const n = ids.length;
    if (n < halvesFrom) {
      for (let i = 0; i < n; i++) if (ids[i] === id) return i;
      return -1;
    }
    if (this.index !== null) return this.index.get(id) ?? -1;
    if (++this.searches * namesPerSearch > n) {
      const index = new Map<number, number>();
      for (let i = 0; i < n; i++) index.set(ids[i]!, i);
      this.index = index;
    }
    let low = 0;
    let high = n - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ids[middle]! < id) low = middle + 1;
      else high = middle;
    }
    return ids[low] === id ? low : -1;
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
      const { left, right, picks }: UpdateOrigin = keys.origin;
      const pick = picks[at]!;
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

  /** The keys of `this // right` and where each value comes from; remembered for the last `right`. */
  update(right: Keys): UpdatePlan {
    if (this.lastUpdate !== null && this.lastUpdate.right === right) return this.lastUpdate;
    const a = this.ids;
    const b = right.ids;
    const ids: number[] = [];
    const picks: number[] = [];
    let i = 0;
    let j = 0;
    while (i < a.length && j < b.length) {
      const x = a[i]!;
      const y = b[j]!;
      if (x < y) {
        ids.push(x);
        picks.push(~i++);
      } else {
        if (x === y) i++;
        ids.push(y);
        picks.push(j++);
      }
    }
    for (; i < a.length; i++) {
      ids.push(a[i]!);
      picks.push(~i);
    }
    for (; j < b.length; j++) {
      ids.push(b[j]!);
      picks.push(j);
    }
    const plan = { right, result: new Keys(ids), picks: Int32Array.from(picks) };
    plan.result.place(this, right, plan.picks);
    return (this.lastUpdate = plan);
  }

  /** Makes these, the keys of an update, know where their names were written. */
  private place(left: Keys, right: Keys, picks: Int32Array): void {
    const unplaced = (keys: Keys): boolean => keys.offsets === null && keys.origin === null;
    if (unplaced(left) && unplaced(right)) return;
    const depth = 1 + Math.max(left.origin?.depth ?? 0, right.origin?.depth ?? 0);
    this.origin = { left, right, picks, depth };
    if (depth <= deepestOrigin) return;
    const sources = this.ids.map((_, i) => this.sourceAt(i));
    this.offsets = this.ids.map((_, i) => this.offsetAt(i));
    this.sources = sources;
    this.origin = null;
  }

  /** Keys from ascending ids and their positions. */
  static withPositions(ids: readonly number[], positions: readonly (Position | null)[]): Keys {
    if (!positions.some((p) => p !== null)) return new Keys(ids);
    return new Keys(
      ids,
      positions.map((p) => p?.source ?? null),
      positions.map((p) => p?.offset ?? 0),
    );
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

/** A set is layered rather than copied when it is at least this large … */
const layerFrom = 32;
/** … and at least this many times as large as what is laid over it. */
const layerRatio = 4;

/**
 * An attribute set value. `keys` and `values` hold all of it when `base` is null; else they are the
 * upper layer over the flat set `base`. Callers that iterate call {@link flat} first.
 */
export class Attrs {
  constructor(
    public keys: Keys,
    public values: Slot[],
    public base: Attrs | null = null,
  ) {}

  /** The attribute's slot, or undefined. */
  get(id: number): Slot | undefined {
    const i = this.keys.find(id);
    if (i >= 0) return this.values[i];
    return this.base === null ? undefined : this.base.get(id);
  }

  has(id: number): boolean {
    return this.keys.find(id) >= 0 || (this.base !== null && this.base.keys.find(id) >= 0);
  }

  /** Number of attributes. */
  get size(): number {
    return this.base === null ? this.values.length : this.flat().values.length;
  }

  /** Whether there are no attributes. */
  get empty(): boolean {
    return this.values.length === 0 && this.base === null;
  }

  /** This set with its layers merged (in place: only the representation changes). */
  flat(): Attrs {
    const base = this.base;
    if (base !== null) {
      const { keys, values } = merge(base.keys, base.values, this.keys, this.values);
      this.keys = keys;
      this.values = values;
      this.base = null;
    }
    return this;
  }

  /** Where an attribute was written; null when absent or computed. */
  position(id: number): Position | null {
    const i = this.keys.find(id);
    if (i >= 0) return this.keys.position(i);
    return this.base === null ? null : this.base.position(id);
  }

  /** `this // right` (neither is changed). */
  update(right: Attrs): Attrs {
    if (right.empty) return this;
    if (this.empty) return right;
    right.flat();
    const base = this.base ?? this;
    if (base.values.length >= layerFrom) {
      if (this.base === null) {
        if (right.values.length * layerRatio <= base.values.length)
          return new Attrs(right.keys, right.values, this);
      } else {
        const { keys, values } = merge(this.keys, this.values, right.keys, right.values);
        const layered = new Attrs(keys, values, this.base);
        return values.length * layerRatio <= base.values.length ? layered : layered.flat();
      }
    }
    const { keys, values } = merge(this.keys, this.values, right.keys, right.values);
    return new Attrs(keys, values);
  }

  static readonly empty = new Attrs(Keys.empty, []);

  /**
   * A set from names and values in any order; of equal ids the first wins.
   * @param ids - symbol ids; taken over (not copied), like `values` and `places`.
   * @param places - where each was written; left out: nowhere
   */
  static from(ids: number[], values: Slot[], places: Places | null = null): Attrs {
    if (ids.length === 0) return Attrs.empty;
    let ascending = true;
    for (let i = 1; i < ids.length && ascending; i++) ascending = ids[i - 1]! < ids[i]!;
    if (ascending) return new Attrs(places === null ? new Keys(ids) : places.keys(ids, null), values);
    const sortedIds: number[] = [];
    const sortedValues: Slot[] = [];
    const picks: number[] = [];
    let last = -1;
    for (const i of ascendingOrder(ids)) {
      const id = ids[i]!;
      if (id === last) continue;
      last = id;
      sortedIds.push(id);
      sortedValues.push(values[i]!);
      picks.push(i);
    }
    return new Attrs(places === null ? new Keys(sortedIds) : places.keys(sortedIds, picks), sortedValues);
  }
}

function sameIds(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Indices below this fit beside a symbol id in a double. */
const packable = 2 ** 22;

/** Indices of ids in ascending order, equal ones in order of occurrence. */
function ascendingOrder(ids: readonly number[]): Float64Array | Int32Array {
  const n = ids.length;
  if (n > packable) return Int32Array.from(ids.keys()).sort((a, b) => ids[a]! - ids[b]! || a - b);
  // One number for id and index: sorted natively, five times as fast as with a comparator.
  const packed = new Float64Array(n);
  for (let i = 0; i < n; i++) packed[i] = ids[i]! * packable + i;
  packed.sort();
  for (let i = 0; i < n; i++) packed[i] = packed[i]! % packable;
  return packed;
}

function merge(a: Keys, aValues: Slot[], b: Keys, bValues: Slot[]): { keys: Keys; values: Slot[] } {
  const { result, picks } = a.update(b);
  const values = new Array<Slot>(picks.length);
  for (let i = 0; i < picks.length; i++) {
    const pick = picks[i]!;
    values[i] = pick < 0 ? aValues[~pick]! : bValues[pick]!;
  }
  return { keys: result, values };
}
