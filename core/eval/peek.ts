/** Looking at what a slot holds without evaluating it. */
import type { NixError } from "./errors.ts";
import { failed, type Failure } from "./values/code.ts";
import { arrive } from "./values/late.ts";
import { Thunk, type Slot, type Value } from "./values/value.ts";

/** What is known of a slot. */
export type Peeked =
  | { type: "value"; value: Value }
  /** Nobody has forced it, or somebody is about to. */
  | { type: "thunk" }
  /** Forcing it would throw this again. */
  | { type: "failed"; error: NixError };

/** What is known of a slot; forces nothing. */
export function peek(slot: Slot): Peeked {
  if (!(slot instanceof Thunk)) return { type: "value", value: slot };
  arrive(slot);
  if (slot.code === null) return { type: "value", value: slot.state as Value };
  return slot.code === failed
    ? { type: "failed", error: (slot.state as Failure).revive() }
    : { type: "thunk" };
}
