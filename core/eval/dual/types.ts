/** Forcing slots to values of one type. All throw a NixError of kind "type" for another. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { Attrs } from "../values/attrs.ts";
import { typeError } from "../values/describe.ts";
import { PassingList, settle, type Items } from "../values/passing.ts";
import {
  spellingsOf,
  ContextString,
  Float,
  isFunction,
  Thunk,
  type List,
  type Slot,
  type Value,
} from "../values/value.ts";
import { call, force, type Steps } from "./primitives.ts";

export function* forceInt(m: Machine, slot: Slot): Steps<number | bigint> {
  const value = yield* force(m, slot);
  if (typeof value === "number" || typeof value === "bigint") return value;
  throw typeError(m, "an integer", value);
}

/** A float, or an int as a double. */
export function* forceFloat(m: Machine, slot: Slot): Steps<number> {
  const value = yield* force(m, slot);
  if (value instanceof Float) return value.value;
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  throw typeError(m, "a float", value);
}

export function* forceBool(m: Machine, slot: Slot): Steps<boolean> {
  const value = yield* force(m, slot);
  if (typeof value === "boolean") return value;
  throw typeError(m, "a Boolean", value);
}

/** Checks that a value, such as a predicate's answer, is a boolean. */
export function booleanOf(m: Machine, value: Value): boolean {
  if (typeof value === "boolean") return value;
  throw typeError(m, "a Boolean", value);
}

export function* forceString(m: Machine, slot: Slot): Steps<string | ContextString> {
  const value = slot instanceof Thunk ? yield* force(m, slot) : slot;
  if (typeof value === "string" || value instanceof ContextString) return value;
  throw typeError(m, "a string", value);
}

/** A string without context. @throws NixError "context" if it has one */
export function* forceStringNoContext(m: Machine, slot: Slot): Steps<string> {
  const value = slot instanceof Thunk ? yield* force(m, slot) : slot;
  return typeof value === "string" ? value : withoutContext(m, value);
}

/** Checks that a value is a string without context. */
export function withoutContext(m: Machine, value: Value): string {
  if (typeof value === "string") return value;
  if (!(value instanceof ContextString)) throw typeError(m, "a string", value);
  const [path] = spellingsOf(value.context);
  throw new NixError(
    "context",
    `the string '${value.text}' is not allowed to refer to a store path (such as '${path}')`,
  );
}

export function* forceList(m: Machine, slot: Slot): Steps<List> {
  const value = yield* force(m, slot);
  if (Array.isArray(value)) return value;
  throw typeError(m, "a list", value);
}

/** A list that is read once; for builtins that `fast/passing.ts` names. */
export function* forceItems(m: Machine, slot: Slot): Steps<Items> {
  const value: Value | PassingList = yield* force(m, slot);
  if (Array.isArray(value)) return value;
  if ((value as unknown) instanceof PassingList) return value as unknown as PassingList;
  throw typeError(m, "a list", value);
}

/** The value of item `i`, to be asked for once. */
export function* itemValue(m: Machine, items: Items, i: number): Steps<Value> {
  if (items instanceof PassingList) {
    // Nobody will look at the item again: it needs no thunk, and is counted as one all the same.
    m.thunks++;
    const { fn } = items;
    return yield* call(m, fn instanceof Thunk ? yield* force(m, fn) : fn, items.argument(i));
  }
  const slot = items[i]!;
  if (!(slot instanceof Thunk)) return slot;
  const value = yield* force(m, slot);
  settle(items, i, slot);
  return value;
}

/** Checks that a value is a list. */
export function listOf(m: Machine, value: Value): List {
  if (Array.isArray(value)) return value;
  throw typeError(m, "a list", value);
}

export function* forceAttrs(m: Machine, slot: Slot): Steps<Attrs> {
  return attrsOf(m, yield* force(m, slot));
}

/** Checks that a value is a set. */
export function attrsOf(m: Machine, value: Value): Attrs {
  if (value instanceof Attrs) return value;
  throw typeError(m, "a set", value);
}

/** A function, or a set with `__functor`. */
export function* forceFunction(m: Machine, slot: Slot): Steps<Value> {
  const value = yield* force(m, slot);
  if (isFunction(value) || (value instanceof Attrs && value.has(m.known.functor))) return value;
  throw typeError(m, "a function", value);
}
