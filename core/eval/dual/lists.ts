/** Builtins on lists that call no function, or call it later. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { asInt32 } from "../values/arithmetic.ts";
import { emptyList } from "../values/cells.ts";
import { applicationsOf, applyBytes, applyLater, heldFrom } from "../values/lazy.ts";
import { allowList, newList } from "../values/lists.ts";
import { itemAt, PassingList, settle, type Items } from "../values/passing.ts";
import { Thunk, type List, type Slot, type Value } from "../values/value.ts";
import { define, type Definition } from "./define.ts";
import { equal, slotsEqual } from "./equality.ts";
import { force, type Steps } from "./primitives.ts";
import { forceFunction, forceInt, forceItems, forceList, itemValue, listOf } from "./types.ts";

export function* concatLists(m: Machine, lists: Slot): Steps<Value> {
  const outer = yield* forceItems(m, lists);
  const parts: List[] = [];
  let length = 0;
  for (let i = 0; i < outer.length; i++) {
    if ((i & 1023) === 1023) m.poll();
    const part = listOf(m, yield* itemValue(m, outer, i));
    if (part.length > 0) parts.push(part);
    length += part.length;
  }
  // A single list with items is handed on, not copied.
  if (parts.length === 1) return parts[0]!;
  if (length === 0) return emptyList;
  const result = newList(m, length);
  let next = 0;
  for (const part of parts) for (let i = 0; i < part.length; i++) result[next++] = part[i]!;
  return result;
}

function* elem(m: Machine, x: Slot, xs: Slot): Steps<Value> {
  const items = yield* forceList(m, xs);
  if (items.length === 0) return false;
  const wanted = yield* force(m, x);
  const simple = typeof wanted !== "object" || wanted === null;
  for (let i = 0; i < items.length; i++) {
    if ((i & 1023) === 1023) m.poll();
    if (simple) {
      const item = yield* force(m, items[i]!);
      if (item === wanted) return true;
      if (typeof item === "object" && item !== null && (yield* equal(m, wanted, item))) return true;
    } else if (yield* slotsEqual(m, x, items[i]!)) return true;
  }
  return false;
}

/** The value of item `i`, which the list may hold from then on. */
function* settled(m: Machine, items: Items, i: number): Steps<Value> {
  const item = itemAt(items, i);
  const value = yield* force(m, item);
  settle(items, i, item);
  return value;
}

export function* elemAt(m: Machine, xs: Slot, n: Slot): Steps<Value> {
  const given = yield* forceInt(m, n);
  const index = m.profile.longIndices ? given : asInt32(given);
  const items = yield* forceItems(m, xs);
  if (index < 0 || index >= items.length) {
    throw new NixError(
      "index",
      `'builtins.elemAt' called with index ${index} on a list of size ${items.length}`,
    );
  }
  return yield* settled(m, items, Number(index));
}

export function* head(m: Machine, list: Slot): Steps<Value> {
  const items = yield* forceItems(m, list);
  if (items.length === 0) throw new NixError("index", "'builtins.head' called on an empty list");
  return yield* settled(m, items, 0);
}

function* tail(m: Machine, list: Slot): Steps<Value> {
  const items = yield* forceList(m, list);
  if (items.length === 0) throw new NixError("index", "'builtins.tail' called on an empty list");
  m.allocate(items.length * 8);
  return items.slice(1);
}

export function* length(m: Machine, e: Slot): Steps<Value> {
  return (yield* forceItems(m, e)).length;
}

/** The number of items to generate. */
function* countOf(m: Machine, generator: Slot, n: Slot): Steps<number> {
  const count = yield* forceInt(m, n);
  if (count < 0) throw new NixError("value", `cannot create list of size ${count}`);
  if (m.profile.genListCheckEmpty) yield* forceFunction(m, generator);
  return Number(count);
}

/** {@link genList} for one reader. */
export function* passingGenList(m: Machine, generator: Slot, n: Slot): Steps<PassingList> {
  const length = yield* countOf(m, generator, n);
  allowList(m, length, applyBytes);
  return new PassingList(generator, length, null);
}

export function* genList(m: Machine, generator: Slot, n: Slot): Steps<Value> {
  const length = yield* countOf(m, generator, n);
  const result = newList(m, length, applyBytes);
  const code = applicationsOf(generator);
  for (let i = 0; i < length; i++) {
    if ((i & 0xffff) === 0xffff) m.poll();
    result[i] = new Thunk(code, i);
  }
  return result;
}

/** {@link map} for one reader. */
export function* passingMap(m: Machine, fn: Slot, list: Slot): Steps<PassingList> {
  const items = yield* forceItems(m, list);
  allowList(m, items.length, applyBytes);
  return new PassingList(fn, items.length, items);
}

export function* map(m: Machine, fn: Slot, list: Slot): Steps<Value> {
  const items = yield* forceList(m, list);
  if (items.length === 0) return items;
  const result = newList(m, items.length, applyBytes);
  if (items.length < heldFrom) {
    for (let i = 0; i < items.length; i++) result[i] = applyLater(m, fn, items[i]!);
    return result;
  }
  const code = applicationsOf(fn);
  for (let i = 0; i < items.length; i++) {
    if ((i & 0xffff) === 0xffff) m.poll();
    result[i] = new Thunk(code, items[i]!);
  }
  return result;
}

export const listBuiltins: readonly Definition[] = [
  define("concatLists", ["lists"], concatLists),
  define("elem", ["x", "xs"], elem),
  define("elemAt", ["xs", "n"], elemAt),
  define("genList", ["generator", "length"], genList),
  define("head", ["list"], head),
  define("length", ["e"], length),
  define("map", ["f", "list"], map),
  define("tail", ["list"], tail),
];
