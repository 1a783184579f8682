/**
 * Attribute sets: a {@link Keys} object that sets of the same names share, and an array of values beside it.
 *
 * Sharing is what makes lookups fast: an access site remembers the last keys object and the index it
 * found there. `//` onto a large set makes a layer over it instead of a copy.
 */
import { Keys } from "./keys.ts";
import { derivedPlaces, type Places, type PlacesBuilder, type Position } from "./places.ts";
import { ascendingOrder, placed } from "./sorted-ids.ts";
import type { Slot } from "./value.ts";

export { Keys, sortedKeys } from "./keys.ts";
export { PlacesBuilder, WrittenPlaces, type Places, type Position } from "./places.ts";

/** Sets are layered rather than merged when one is at least this large … */
const layerFrom = 32;
/** … and at least this many times as large as the other. */
const layerRatio = 4;
/** Layers a set has at most: each is one more place to look for a name. */
const maxLayers = 4;

/** Whether sets of these sizes are layered. */
function unlike(a: number, b: number): boolean {
  return a > b ? a >= layerFrom && b * layerRatio <= a : b >= layerFrom && a * layerRatio <= b;
}

/**
 * An attribute set value. `keys`, `values` and `places` hold all of it when `base` is null; else they are the
 * upper layer over the set `base`. Callers that iterate call {@link flat} first.
 */
export class Attrs {
  constructor(
    public keys: Keys,
    public values: Slot[],
    /** Where the attributes were written; null: nowhere. */
    public places: Places | null = null,
    public base: Attrs | null = null,
  ) {}

  /** The attribute's slot, or undefined. */
  get(id: number): Slot | undefined {
    let set: Attrs = this;
    for (;;) {
      const i = set.keys.find(id);
      if (i >= 0) return set.values[i];
      if (set.base === null) return undefined;
      set = set.base;
    }
  }

  has(id: number): boolean {
    return this.keys.find(id) >= 0 || (this.base !== null && this.base.has(id));
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
    if (this.base === null) return this;
    let merged: Attrs = this;
    // From the top, since the order does not matter and upper layers tend to be small.
    for (let base: Attrs | null = this.base; base !== null; base = base.base) {
      merged = merge(base, merged, null);
    }
    this.keys = merged.keys;
    this.values = merged.values;
    this.places = merged.places;
    this.base = null;
    return this;
  }

  /** Where an attribute was written; null when absent or computed. */
  position(id: number): Position | null {
    const i = this.keys.find(id);
    if (i >= 0) return this.positionAt(i);
    return this.base === null ? null : this.base.position(id);
  }

  /** Where attribute `i` of this layer was written; null when it was computed. */
  positionAt(i: number): Position | null {
    const { places } = this;
    return places === null ? null : places.positionAt(i);
  }

  /** `this // right` (neither is changed). */
  update(right: Attrs): Attrs {
    if (right.empty) return this;
    if (this.empty) return right;
    right.flat();
    if (unlike(this.values.length, right.values.length)) {
      return new Attrs(right.keys, right.values, right.places, this).settled();
    }
    return merge(this, right, this.base).sunk();
  }

  /** Size of the largest layer: the set has at least as many attributes. */
  get largestLayer(): number {
    let most = 0;
    for (let layer: Attrs | null = this; layer !== null; layer = layer.base) {
      most = Math.max(most, layer.values.length);
    }
    return most;
  }

  /** This new set with its uppermost layer merged with those below that it has grown too like. */
  private sunk(): Attrs {
    let set: Attrs = this;
    for (let { base } = set; base !== null; { base } = set) {
      if (unlike(base.values.length, set.values.length)) break;
      set = merge(base, set, base.base);
    }
    return set;
  }

  /** This new set with no more layers than allowed: the two that cost least are merged. */
  private settled(): Attrs {
    let count = 0;
    for (let layer: Attrs | null = this; layer !== null; layer = layer.base) count++;
    if (count <= maxLayers) return this;
    const layers: Attrs[] = [];
    for (let layer: Attrs | null = this; layer !== null; layer = layer.base) layers.push(layer);
    const cost = (i: number): number => layers[i]!.values.length + layers[i + 1]!.values.length;
    let cheapest = 0;
    for (let i = 1; i + 1 < layers.length; i++) if (cost(i) < cost(cheapest)) cheapest = i;
    const lower = layers[cheapest + 1]!;
    let result = merge(lower, layers[cheapest]!, lower.base).sunk();
    for (let i = cheapest - 1; i >= 0; i--) {
      const { keys, values, places } = layers[i]!;
      result = new Attrs(keys, values, places, result);
    }
    return result;
  }

  /** This flat set without some attributes, given as symbol ids. */
  without(removed: readonly number[]): Attrs {
    const { values } = this;
    const plan = this.keys.without(removed);
    const { picks } = plan;
    if (picks.length === values.length) return new Attrs(this.keys, values, this.places);
    const rest = new Array<Slot>(picks.length);
    for (let i = 0; i < picks.length; i++) rest[i] = values[picks[i]!]!;
    return new Attrs(plan.result, rest, derivedPlaces(null, this.places, plan, picks.length));
  }

  static readonly empty = new Attrs(Keys.empty, []);

  /**
   * A set from names and values in any order; of equal ids the first wins.
   * @param ids - symbol ids; taken over (not copied), like `values` and `places`.
   * @param places - where each was written; left out: nowhere
   */
  static from(ids: number[], values: Slot[], places: PlacesBuilder | null = null): Attrs {
    if (ids.length === 0) return Attrs.empty;
    let ascending = true;
    for (let i = 1; i < ids.length && ascending; i++) ascending = ids[i - 1]! < ids[i]!;
    if (ascending)
      return new Attrs(Keys.ofComputed(ids), values, places === null ? null : places.places(null));
    const sortedIds = new Array<number>(ids.length);
    const sortedValues = new Array<Slot>(ids.length);
    const picks = new Array<number>(ids.length);
    let count = 0;
    let last = -1;
    const order = ascendingOrder(ids);
    for (let n = 0; n < order.length; n++) {
      const i = order[n]!;
      const id = ids[i]!;
      if (id === last) continue;
      last = id;
      sortedIds[count] = id;
      sortedValues[count] = values[i]!;
      picks[count++] = i;
    }
    sortedIds.length = sortedValues.length = picks.length = count;
    return new Attrs(Keys.ofComputed(sortedIds), sortedValues, places === null ? null : places.places(picks));
  }
}

/** The top layers of `a // b`, on top of `base`. */
function merge(a: Attrs, b: Attrs, base: Attrs | null): Attrs {
  const plan = a.keys.update(b.keys);
  const { result, picks } = plan;
  const count = result.ids.length;
  const places = derivedPlaces(a.places, b.places, plan, count);
  const aValues = a.values;
  const bValues = b.values;
  if (picks === null) return new Attrs(result, placed(aValues, bValues, plan.places), places, base);
  const values = new Array<Slot>(count);
  for (let i = 0; i < count; i++) {
    const pick = picks[i]!;
    values[i] = pick < 0 ? aValues[~pick]! : bValues[pick]!;
  }
  return new Attrs(result, values, places, base);
}
