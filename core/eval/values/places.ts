/** Where the attributes of a set were written. Most positions are never asked for, so sets made of others only tell what they were made of. */
import type { Source } from "../syntax/source.ts";
import type { Picks } from "./keys.ts";
import { pickAmong } from "./sorted-ids.ts";

/** Where an attribute was written. */
export interface Position {
  source: Source;
  /** Byte offset. */
  offset: number;
}

/** Sets made of others keep the places of all before them alive: after so many, these are copied instead. */
const deepest = 12;

/** Where each attribute of a set was written, by its index; null stands for: nowhere, they were computed. */
export type Places = WrittenPlaces | DerivedPlaces;

/** Places as they are. */
export class WrittenPlaces {
  constructor(
    /** One: all in one text; null: the attribute was computed. */
    private readonly sources: Source | readonly (Source | null)[],
    /** A number: all at one place. */
    private readonly offsets: readonly number[] | number,
  ) {}

  /** What these were the right side of last: a set that is written is added to one and the same over and over. */
  last: DerivedPlaces | null = null;

  /** The text attribute `i` was written in; null when it was computed. */
  sourceAt(i: number): Source | null {
    const { sources } = this;
    return Array.isArray(sources) ? (sources as readonly (Source | null)[])[i]! : (sources as Source);
  }

  /** The byte offset of attribute `i` in its text; 0 when it was computed. */
  offsetAt(i: number): number {
    const { offsets } = this;
    return typeof offsets === "number" ? offsets : offsets[i]!;
  }

  /** Where attribute `i` was written; null when it was computed. */
  positionAt(i: number): Position | null {
    const source = this.sourceAt(i);
    return source === null ? null : { source, offset: this.offsetAt(i) };
  }
}

/** The places of a set that was made of one or two others. */
export class DerivedPlaces {
  constructor(
    readonly left: Places | null,
    readonly right: Places | null,
    readonly plan: Picks,
    /** How many are behind these at most. */
    readonly depth: number,
  ) {}

  positionAt(i: number): Position | null {
    let places: Places | null = this;
    let at = i;
    while (places instanceof DerivedPlaces) {
      const pick = pickOf(places.plan, at);
      places = pick < 0 ? places.left : places.right;
      at = pick < 0 ? ~pick : pick;
    }
    return places === null ? null : places.positionAt(at);
  }
}

/** Where an entry comes from: an index into the right set, or `~index` into the left one. */
function pickOf({ picks, places }: Picks, at: number): number {
  return picks === null ? pickAmong(places!, at) : picks[at]!;
}

function depthOf(places: Places | null): number {
  return places instanceof DerivedPlaces ? places.depth : 0;
}

/**
 * The places of a set made of the entries of one or two others.
 * @param count - the number of entries
 */
export function derivedPlaces(
  left: Places | null,
  right: Places | null,
  plan: Picks,
  count: number,
): Places | null {
  if (left === null && right === null) return null;
  const last = right instanceof WrittenPlaces ? right.last : null;
  if (last !== null && last.left === left && last.plan === plan) return last;
  const depth = 1 + Math.max(depthOf(left), depthOf(right));
  const derived = new DerivedPlaces(left, right, plan, depth);
  if (depth > deepest) return copyOf(derived, count);
  if (right instanceof WrittenPlaces) right.last = derived;
  return derived;
}

/** Places of their own: as {@link DerivedPlaces} finds them, for all at once. */
function copyOf(derived: DerivedPlaces, length: number): WrittenPlaces {
  const sources = new Array<Source | null>(length).fill(null);
  const offsets = new Array<number>(length).fill(0);
  // Entries that come from the left side, and where they are there.
  const entries = new Int32Array(length);
  const places = new Int32Array(length);
  for (let i = 0; i < length; i++) entries[i] = places[i] = i;
  let count = length;
  let left: Places | null = derived;
  while (left instanceof DerivedPlaces) {
    const { plan, right }: DerivedPlaces = left;
    let kept = 0;
    for (let k = 0; k < count; k++) {
      const pick = pickOf(plan, places[k]!);
      if (pick < 0) {
        entries[kept] = entries[k]!;
        places[kept++] = ~pick;
      } else if (right !== null) {
        const position = right.positionAt(pick);
        if (position === null) continue;
        sources[entries[k]!] = position.source;
        offsets[entries[k]!] = position.offset;
      }
    }
    count = kept;
    left = left.left;
  }
  if (left !== null) {
    for (let k = 0; k < count; k++) {
      sources[entries[k]!] = left.sourceAt(places[k]!);
      offsets[entries[k]!] = left.offsetAt(places[k]!);
    }
  }
  return new WrittenPlaces(sources, offsets);
}

/** Gathers the places of a set in the making: one for each attribute, in the order they are added. */
export class PlacesBuilder {
  private count = 0;
  /** The first place. */
  private source: Source | null = null;
  private offset = 0;
  /** All of them, once they differ: those of a set that a loop makes are all one. */
  private sources: (Source | null)[] | null = null;
  private offsets: number[] | null = null;
  /** What was added last. */
  private lastPlaces: Places | null = null;
  private lastIndex = -1;
  /** Whether any is known. */
  private any = false;

  /** Adds the place of the attribute that is number `i` in `places`. */
  add(places: Places | null, i: number): void {
    this.count++;
    if (this.sources === null && places === this.lastPlaces && i === this.lastIndex) return;
    this.lastPlaces = places;
    this.lastIndex = i;
    const position = places === null ? null : places.positionAt(i);
    const source = position === null ? null : position.source;
    const offset = position === null ? 0 : position.offset;
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
    this.offsets!.push(offset);
  }

  /** All places; `picks` tells which entry belongs to each attribute (left out: its own). */
  places(picks: readonly number[] | null): Places | null {
    if (!this.any) return null;
    const { sources } = this;
    // All at one place: it is known, or `any` would not be set.
    if (sources === null) return new WrittenPlaces(this.source!, this.offset);
    const offsets = this.offsets!;
    const first = sources[0]!;
    const single = first !== null && sources.every((source) => source === first) ? first : null;
    return new WrittenPlaces(
      single ?? (picks === null ? sources : picks.map((i) => sources[i]!)),
      picks === null ? offsets : picks.map((i) => offsets[i]!),
    );
  }
}
