/** The values that the page may ask for by number. */
import type { Machine, NixError, Slot, Thunk } from "../../core/eval/index.ts";
import { peek, type Peeked } from "../../core/eval/index.ts";
import type { TextId, ValueId } from "../values-protocol.ts";
import { type Listed, type Listing, listingOf } from "./listing.ts";

/** A value that got a number. The slot is the evaluator's own, never a copy. */
export interface KeptValue {
  readonly id: ValueId;
  readonly slot: Slot;
  /** Its children, when somebody asked for them. */
  listing: Listing | null;
  /** Those that have a number, by their place. */
  readonly children: Map<number, KeptValue>;
  /** The text it is kept as, if it is a string that is being read. */
  text: TextId | null;
}

/** Numbers for the values of one evaluation. */
export class KeptValues {
  private readonly byId = new Map<ValueId, KeptValue>();
  /** Failures of thunks that do not remember them (Nix 2.8). */
  private readonly failures = new WeakMap<Thunk, NixError>();
  readonly root: KeptValue;

  /**
   * @param nextId - a number that no value of this or another evaluation has
   */
  constructor(
    private readonly m: Machine,
    root: Slot,
    private readonly nextId: () => ValueId,
  ) {
    this.root = this.keep(0, root);
  }

  get(id: ValueId): KeptValue | undefined {
    return this.byId.get(id);
  }

  /** What is known of a value; forces nothing. */
  peek(slot: Slot): Peeked {
    const peeked = peek(slot);
    if (peeked.type !== "thunk") return peeked;
    const error = this.failures.get(slot as Thunk);
    return error === undefined ? peeked : { type: "failed", error };
  }

  /** Remembers why forcing a thunk failed, or with null that it did not. */
  noteFailure(slot: Slot, error: NixError | null): void {
    if (error === null) this.failures.delete(slot as Thunk);
    else if (peek(slot).type === "thunk") this.failures.set(slot as Thunk, error);
  }

  /** The children of a value; null where it has none or nobody forced it. */
  listing(kept: KeptValue): Listing | null {
    if (kept.listing === null) {
      const peeked = peek(kept.slot);
      if (peeked.type === "value") kept.listing = listingOf(this.m, peeked.value);
    }
    return kept.listing;
  }

  /** A child, which has the same number whenever it is asked for. */
  child(parent: KeptValue, { index, slot }: Listed): KeptValue {
    let child = parent.children.get(index);
    if (child === undefined) parent.children.set(index, (child = this.keep(this.nextId(), slot)));
    return child;
  }

  private keep(id: ValueId, slot: Slot): KeptValue {
    const kept: KeptValue = { id, slot, listing: null, children: new Map(), text: null };
    this.byId.set(id, kept);
    return kept;
  }
}
