/** Values as strings and paths. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { canonicalPath } from "../paths.ts";
import { Attrs } from "../values/attrs.ts";
import { printForError } from "../print.ts";
import { describe } from "../values/describe.ts";
import { formatF } from "../values/floats.ts";
import {
  ContextString,
  ContextUnion,
  Float,
  isString,
  makeString,
  Path,
  textOf,
  type List,
  type Slot,
  type Value,
} from "../values/value.ts";
import { joinWords } from "../values/words.ts";
import { call, force, nested, type Steps } from "./primitives.ts";

export * from "./types.ts";

/** How {@link coerceToString} goes about it; flags to be added up. */
export const Coercion = {
  /** Only strings, paths, and sets with `__toString` or `outPath`. */
  Weak: 0,
  /** Also null, booleans, numbers and lists. */
  Strong: 1,
  /** Paths are copied to the store. */
  Copy: 2,
} as const;

/** A path as a string: its spelling, or the store path of its copy. @throws NixError where there is no store */
export function pathText(m: Machine, path: Path, flags: number): string | ContextString {
  if ((flags & Coercion.Copy) === 0) return path.path;
  if (m.storeHooks !== null) return m.storeHooks.copyPath(path.path);
  throw new NixError(
    "unsupported",
    `cannot copy '${path.path}' to the store: this evaluator was made without a store; use 'toString' for the path itself`,
  );
}

/**
 * A value as a string.
 * @param flags - sum of {@link Coercion} flags
 * @throws NixError "type" for what has no such string
 */
export function* coerceToString(m: Machine, value: Value, flags: number): Steps<string | ContextString> {
  if (typeof value === "string" || value instanceof ContextString) return value;
  if (value instanceof Path) return pathText(m, value, flags);
  if (value instanceof Attrs) return yield* setToString(m, value, flags);
  if ((flags & Coercion.Strong) !== 0) {
    if (value === null || value === false) return "";
    if (value === true) return "1";
    if (typeof value === "number" || typeof value === "bigint") return String(value);
    if (value instanceof Float) return formatF(value);
    if (Array.isArray(value)) return value.length === 0 ? "" : yield* nested(m, listToString, value, flags);
  }
  throw notAString(m, value);
}

function notAString(m: Machine, value: Value): NixError {
  return new NixError("type", `cannot coerce ${describe(value)} to a string: ${printForError(m, value)}`);
}

/** The string of a set: what `__toString` makes of it, else its `outPath`. */
function* setToString(m: Machine, set: Attrs, flags: number): Steps<string | ContextString> {
  const method = set.get(m.known.toStringName);
  let value: Value;
  if (method !== undefined) value = yield* call(m, yield* force(m, method), set);
  else {
    const path = set.get(m.known.outPath);
    if (path === undefined) throw notAString(m, set);
    value = yield* force(m, path);
  }
  return isString(value) ? value : yield* nested(m, coerceToString, value, flags);
}

/** The strings of a list's items with spaces between, but none after an empty list. */
export function* listToString(m: Machine, list: List, flags: number): Steps<string | ContextString> {
  const last = list.length - 1;
  if (last === 0) {
    const item = yield* force(m, list[0]!);
    return isString(item) ? item : yield* coerceToString(m, item, flags);
  }
  // Joined at once: a text that grows item by item stays a tree of all its pieces until somebody reads it.
  const pieces = new Array<string>(list.length);
  let count = 0;
  let context: ContextUnion | null = null;
  for (let i = 0; i <= last; i++) {
    if ((i & 1023) === 1023) m.poll();
    const item = yield* force(m, list[i]!);
    if (Array.isArray(item) && item.length === 0 && i < last) continue;
    const piece = typeof item === "string" ? item : yield* coerceToString(m, item, flags);
    pieces[count++] = textOf(piece);
    if (typeof piece === "string") continue;
    if (context === null) context = new ContextUnion(piece.context);
    else context.add(piece.context);
  }
  pieces.length = count;
  const text = joinWords(pieces);
  return context === null ? text : makeString(text, context.context);
}

/** {@link coerceToString} of a slot. */
export function* coerceSlot(m: Machine, slot: Slot, flags: number): Steps<string | ContextString> {
  const value = yield* force(m, slot);
  return isString(value) ? value : yield* coerceToString(m, value, flags);
}

/** The text that `${value}` stands for in a string. */
export function* interpolate(m: Machine, value: Value): Steps<string | ContextString> {
  return yield* coerceToString(m, value, Coercion.Copy);
}

/** The text that `${value}` stands for in a path literal. */
export function* interpolatePath(m: Machine, value: Value): Steps<string | ContextString> {
  return yield* coerceToString(m, value, Coercion.Weak);
}

/** A value as the string of an absolute path, as it is spelled, with its context. @throws NixError */
export function* coerceToPathString(m: Machine, value: Value): Steps<string | ContextString> {
  const string = yield* coerceToString(m, value, Coercion.Weak);
  const text = textOf(string);
  if (!text.startsWith("/"))
    throw new NixError("type", `string '${text}' doesn't represent an absolute path`);
  return string;
}

/** A value as an absolute, canonical path; its context is dropped. @throws NixError */
export function* coerceToPath(m: Machine, value: Value): Steps<string> {
  if (value instanceof Path) return value.path;
  return canonicalPath(textOf(yield* coerceToPathString(m, value)));
}
