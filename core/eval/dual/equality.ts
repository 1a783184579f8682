/** `==` and `<`. The rules of identity are in the header of `values/value.ts`. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { printForError } from "../print.ts";
import { Attrs } from "../values/attrs.ts";
import { describeType } from "../values/describe.ts";
import {
  Float,
  isFunction,
  isInt,
  isString,
  Path,
  textOf,
  Thunk,
  type List,
  type Slot,
  type Value,
} from "../values/value.ts";
import { force, nested, type Steps } from "./primitives.ts";

/** `a == b` of evaluated operands, which are never one cell. @throws NixError from evaluating what is inside them */
export function* equal(m: Machine, a: Value, b: Value): Steps<boolean> {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return scalarsEqual(a, b);
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && (yield* nested(m, listsEqual, a, b));
  if (a instanceof Attrs) return b instanceof Attrs && (yield* nested(m, attrsEqual, a, b));
  return scalarsEqual(a, b);
}

/** Equality where at least one side is neither list nor set. */
function scalarsEqual(a: Value, b: Value): boolean {
  if (a === null || b === null) return a === b;
  if (a === b) return !isFunction(a) && !(a instanceof Float && Number.isNaN(a.value));
  if (isString(a)) return isString(b) && textOf(a) === textOf(b);
  if (a instanceof Float) return b instanceof Float ? a.value === b.value : isInt(b) && a.value === Number(b);
  if (b instanceof Float) return isInt(a) && Number(a) === b.value;
  return a instanceof Path && b instanceof Path && a.path === b.path;
}

/** `a == b` of nested slots: one cell is equal to itself, after forcing it, whatever it holds. */
export function* slotsEqual(m: Machine, a: Slot, b: Slot): Steps<boolean> {
  const x = a instanceof Thunk ? yield* force(m, a) : a;
  if (a === b) return !(a instanceof Float && Number.isNaN(a.value));
  const y = b instanceof Thunk ? yield* force(m, b) : b;
  // Two cells, though, are compared item by item even if they share a list or set: the items get forced.
  return yield* equal(m, x, y);
}

/** Whether lists of one length have equal items. */
export function* listsEqual(m: Machine, a: List, b: List): Steps<boolean> {
  for (let i = 0; i < a.length; i++) {
    if ((i & 1023) === 1023) m.poll();
    if (!(yield* slotsEqual(m, a[i]!, b[i]!))) return false;
  }
  return true;
}

/** Whether sets are equal: derivations by their `outPath`, others attribute by attribute in order of symbols. */
export function* attrsEqual(m: Machine, a: Attrs, b: Attrs): Steps<boolean> {
  if ((yield* isDerivation(m, a)) && (yield* isDerivation(m, b))) {
    const x = a.get(m.known.outPath);
    const y = b.get(m.known.outPath);
    if (x !== undefined && y !== undefined) return yield* slotsEqual(m, x, y);
  }
  if (a.size !== b.size) return false;
  const left = a.flat();
  const right = b.flat();
  const ids = left.keys.ids;
  const otherIds = right.keys.ids;
  const late = lateIndex(m, left);
  const otherLate = lateIndex(m, right);
  for (let step = 0; step < ids.length; step++) {
    if ((step & 1023) === 1023) m.poll();
    const i = left.keys.walked(step, late);
    const j = right.keys.walked(step, otherLate);
    if (ids[i] !== otherIds[j]) return false;
    const x = left.values[i]!;
    const y = right.values[j]!;
    // As slotsEqual would find: sets that are made of one, as platforms are, share most cells.
    if (x === y && x instanceof Thunk && x.code === null) continue;
    if (!(yield* slotsEqual(m, x, y))) return false;
  }
  return true;
}

/** The index of the attribute of a flat set that is walked last; -1: none. */
export function lateIndex(m: Machine, set: Attrs): number {
  return m.lateSymbol < 0 ? -1 : set.keys.find(m.lateSymbol);
}

/** Whether a set's `type` is `"derivation"`. */
export function* isDerivation(m: Machine, set: Attrs): Steps<boolean> {
  const slot = set.get(m.known.type);
  if (slot === undefined) return false;
  const type = yield* force(m, slot);
  return isString(type) && textOf(type) === "derivation";
}

/** `a < b` of evaluated operands. @throws NixError if they have no order */
export function* lessThan(m: Machine, a: Value, b: Value): Steps<boolean> {
  if (typeof a === "number" && typeof b === "number") return a < b;
  if (isString(a)) {
    if (isString(b)) return textOf(a) < textOf(b);
  } else if (a instanceof Float) {
    if (b instanceof Float) return a.value < b.value;
    if (isInt(b)) return a.value < Number(b);
  } else if (isInt(a)) {
    if (isInt(b)) return a < b;
    if (b instanceof Float) return Number(a) < b.value;
  } else if (a instanceof Path) {
    if (b instanceof Path) return a.path < b.path;
  } else if (Array.isArray(a)) {
    if (Array.isArray(b)) return yield* nested(m, listLess, a, b);
  }
  throw incomparable(m, a, b);
}

/** Lexicographic order: the first items that are not `==` decide. */
export function* listLess(m: Machine, a: List, b: List): Steps<boolean> {
  for (let i = 0; ; i++) {
    if ((i & 1023) === 1023) m.poll();
    if (i === b.length) return false;
    if (i === a.length) return true;
    if (yield* slotsEqual(m, a[i]!, b[i]!)) continue;
    return yield* lessThan(m, yield* force(m, a[i]!), yield* force(m, b[i]!));
  }
}

/** The error for operands without an order. */
export function incomparable(m: Machine, a: Value, b: Value): NixError {
  const left = describeType(a);
  const right = describeType(b);
  const values = `values are ${printForError(m, a)} and ${printForError(m, b)}`;
  const ending = left === right ? `; values of that type are incomparable (${values})` : `; ${values}`;
  return new NixError("type", `cannot compare ${left} with ${right}${ending}`);
}
