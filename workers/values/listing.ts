/** The children of a set or list: in order, filtered, by page. */
import { Attrs, type Machine, type Slot, type Value } from "../../core/eval/index.ts";
import { toBytes } from "../text.ts";

/** One child. */
export interface Listed {
  /** A byte string; null in lists. */
  name: string | null;
  /** The symbol of the name; -1 in lists. */
  symbol: number;
  /** Place among all children. */
  index: number;
  slot: Slot;
}

/** The children of one value. Sorting and filtering are done once, not for every page. */
export class Listing {
  private readonly symbols: Machine["symbols"];
  private readonly attrs: Attrs | null;
  private readonly slots: readonly Slot[];
  /** For sets: indices in order of the names. */
  private readonly order: Int32Array | null;
  /** Names in lower case, in order; made when somebody filters. */
  private lowered: readonly string[] | null = null;
  private filter = "";
  /** What holds {@link filter}: places among all children. */
  private found: readonly number[] | null = null;

  constructor(m: Machine, value: Attrs | readonly Slot[]) {
    this.symbols = m.symbols;
    if (value instanceof Attrs) {
      this.attrs = value.flat();
      this.slots = this.attrs.values;
      this.order = this.attrs.keys.byName(m.symbols);
    } else {
      this.attrs = null;
      this.slots = value;
      this.order = null;
    }
  }

  get size(): number {
    return this.slots.length;
  }

  /** Where an attribute was written. */
  position(symbol: number): ReturnType<Attrs["position"]> {
    return this.attrs?.position(symbol) ?? null;
  }

  /** The child at a place. */
  at(index: number): Listed {
    const { attrs, order, slots } = this;
    if (attrs === null || order === null) return { name: null, symbol: -1, index, slot: slots[index]! };
    const at = order[index]!;
    const symbol = attrs.keys.ids[at]!;
    return { name: this.symbols.names[symbol]!, symbol, index, slot: slots[at]! };
  }

  /** Places of children `from` … `from + count` of those that hold a text, and how many hold it. */
  page(from: number, count: number, match: string): { total: number; indices: number[] } {
    const found = match === "" ? null : this.matching(match);
    const total = found === null ? this.size : found.length;
    const indices: number[] = [];
    const end = Math.min(from + count, total);
    for (let i = Math.max(0, from); i < end; i++) indices.push(found === null ? i : found[i]!);
    return { total, indices };
  }

  private matching(match: string): readonly number[] {
    const wanted = lower(toBytes(match));
    if (this.found !== null && wanted === this.filter) return this.found;
    const lowered = (this.lowered ??= this.lowerNames());
    // Whoever types goes from a filter to a narrower one.
    const narrower = this.found !== null && wanted.includes(this.filter);
    const found = narrower
      ? this.found!.filter((i) => lowered[i]!.includes(wanted))
      : [...lowered.keys()].filter((i) => lowered[i]!.includes(wanted));
    this.filter = wanted;
    this.found = found;
    return found;
  }

  private lowerNames(): string[] {
    const names: string[] = [];
    for (let i = 0; i < this.size; i++) names.push(lower(this.at(i).name ?? String(i)));
    return names;
  }
}

/** ASCII letters in lower case: other bytes are parts of characters. */
function lower(bytes: string): string {
  return bytes.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The children of a value; null where it can have none. */
export function listingOf(m: Machine, value: Value): Listing | null {
  return value instanceof Attrs || Array.isArray(value) ? new Listing(m, value) : null;
}
