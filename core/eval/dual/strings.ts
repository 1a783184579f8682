/** Builtins on strings. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { asInt32 } from "../values/arithmetic.ts";
import {
  ContextString,
  contextOf,
  isString,
  makeString,
  textOf,
  ContextUnion,
  type Slot,
  type Value,
} from "../values/value.ts";
import { coerceSlot, coerceToString, Coercion } from "./coerce.ts";
import { define, type Definition } from "./define.ts";
import { force, type Steps } from "./primitives.ts";
import { forceInt, forceItems, forceString, itemValue } from "./types.ts";

/** Strings joined at a time: those of a list that nobody else sees can go right after. */
const joinedAtOnce = 512;

export function* concatStringsSep(m: Machine, sep: Slot, list: Slot): Steps<Value> {
  const separator = yield* forceString(m, sep);
  const items = yield* forceItems(m, list);
  const context = new ContextUnion(contextOf(separator));
  const between = textOf(separator);
  const joined: string[] = [];
  let pieces: string[] = [];
  let length = 0;
  for (let i = 0; i < items.length; i++) {
    if ((i & 1023) === 1023) m.poll();
    const item = yield* itemValue(m, items, i);
    const piece = typeof item === "string" ? item : yield* coerceToString(m, item, Coercion.Copy);
    if (typeof piece !== "string") context.add(piece.context);
    const text = textOf(piece);
    pieces.push(text);
    length += text.length;
    if (pieces.length === joinedAtOnce) {
      m.allocate(length + between.length * joinedAtOnce);
      joined.push(pieces.join(between));
      pieces = [];
      length = 0;
    }
  }
  m.allocate(length + between.length * pieces.length);
  if (joined.length === 0) return makeString(pieces.join(between), context.context);
  if (pieces.length > 0) joined.push(pieces.join(between));
  return makeString(joined.join(between), context.context);
}

function* stringLength(m: Machine, s: Slot): Steps<Value> {
  return textOf(yield* coerceSlot(m, s, Coercion.Copy)).length;
}

function* substring(m: Machine, start: Slot, len: Slot, s: Slot): Steps<Value> {
  const negative = "negative start position in 'substring'";
  let from: number;
  let count: number;
  if (m.profile.longIndices) {
    from = Number(yield* forceInt(m, start));
    if (from < 0) throw new NixError("value", negative);
    count = Number(yield* forceInt(m, len));
    if (count === 0) {
      // Nothing but the context is asked for: a string is not looked at.
      const value = yield* force(m, s);
      if (isString(value)) return makeString("", contextOf(value));
    }
  } else {
    from = asInt32(yield* forceInt(m, start));
    count = asInt32(yield* forceInt(m, len));
  }
  const string = yield* coerceSlot(m, s, Coercion.Copy);
  if (from < 0) throw new NixError("value", negative);
  const text = textOf(string);
  const part = text.slice(from, count < 0 ? text.length : from + count);
  m.allocate(32);
  return string instanceof ContextString ? new ContextString(part, string.context) : part;
}

export function* toString(m: Machine, e: Slot): Steps<Value> {
  const value = yield* force(m, e);
  if (typeof value === "number") return String(value);
  return isString(value) ? value : yield* coerceToString(m, value, Coercion.Strong);
}

export const stringBuiltins: readonly Definition[] = [
  define("concatStringsSep", ["separator", "list"], concatStringsSep),
  define("stringLength", ["e"], stringLength),
  define("substring", ["start", "len", "s"], substring),
  define("toString", ["e"], toString),
];
