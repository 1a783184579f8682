/** Builtins on lists that call a function on the items, one after the other. */
import type { Machine } from "../machine.ts";
import { typeError } from "../values/describe.ts";
import { itemAt, PassingList, settle, type Items } from "../values/passing.ts";
import { pairOf } from "../values/shapes.ts";
import { Attrs } from "../values/attrs.ts";
import { emptyList, evaluated } from "../values/cells.ts";
import { cell, type List, type Slot, type Value } from "../values/value.ts";
import { define, type Definition } from "./define.ts";
import { call, call2, force, type Steps } from "./primitives.ts";
import { booleanOf, forceFunction, forceItems, listOf, withoutContext } from "./types.ts";

export function* all(m: Machine, pred: Slot, list: Slot): Steps<Value> {
  const fn = yield* forceFunction(m, pred);
  const items = yield* forceItems(m, list);
  for (let i = 0; i < items.length; i++) {
    if ((i & 1023) === 1023) m.poll();
    const item = itemAt(items, i);
    if (!booleanOf(m, yield* call(m, fn, item))) return false;
    settle(items, i, item);
  }
  return true;
}

export function* any(m: Machine, pred: Slot, list: Slot): Steps<Value> {
  const fn = yield* forceFunction(m, pred);
  const items = yield* forceItems(m, list);
  for (let i = 0; i < items.length; i++) {
    if ((i & 1023) === 1023) m.poll();
    const item = itemAt(items, i);
    if (booleanOf(m, yield* call(m, fn, item))) return true;
    settle(items, i, item);
  }
  return false;
}

export function* concatMap(m: Machine, f: Slot, list: Slot): Steps<Value> {
  const fn = yield* forceFunction(m, f);
  const items = yield* forceItems(m, list);
  const result: List = [];
  for (let i = 0; i < items.length; i++) {
    if ((i & 1023) === 1023) m.poll();
    const item = itemAt(items, i);
    const part = listOf(m, yield* call(m, fn, item));
    settle(items, i, item);
    m.allocate(part.length * 8);
    for (let j = 0; j < part.length; j++) result.push(part[j]!);
  }
  return result.length === 0 ? emptyList : result;
}

export function* filter(m: Machine, pred: Slot, list: Slot): Steps<Value> {
  const kept: List = [];
  const items = yield* sift(m, pred, list, kept);
  if (kept.length === items.length && Array.isArray(items)) return items;
  m.allocate(kept.length * 8);
  return kept.length === 0 ? emptyList : kept;
}

/** {@link filter} for a reader that asks for the length only. */
export function* passingCount(m: Machine, pred: Slot, list: Slot): Steps<PassingList> {
  const kept = new Count();
  yield* sift(m, pred, list, kept);
  return new PassingList(null, kept.length, null);
}

/** What is left of a list whose items do not matter. */
class Count {
  length = 0;

  push(): void {
    this.length++;
  }
}

/** Adds those items of a list that the predicate is true of to `kept`; returns all of them. */
function* sift(m: Machine, pred: Slot, list: Slot, kept: List | Count): Steps<Items> {
  let fn: Value = null;
  if (m.profile.filterSortCheckEmpty) fn = yield* forceFunction(m, pred);
  const items = yield* forceItems(m, list);
  if (items.length === 0) return items;
  if (!m.profile.filterSortCheckEmpty) fn = yield* forceFunction(m, pred);
  for (let i = 0; i < items.length; i++) {
    if ((i & 1023) === 1023) m.poll();
    const item = itemAt(items, i);
    const answer = yield* call(m, fn, item);
    settle(items, i, item);
    if (answer === true) kept.push(evaluated(item));
    else if (answer !== false) throw typeError(m, "a Boolean", answer);
  }
  return items;
}

export function* foldlStrict(m: Machine, op: Slot, nul: Slot, list: Slot): Steps<Value> {
  const fn = yield* forceFunction(m, op);
  const items = yield* forceItems(m, list);
  if (items.length === 0) return yield* force(m, nul);
  let value = yield* call2(m, fn, nul, itemAt(items, 0));
  for (let i = 1; i < items.length; i++) {
    if ((i & 1023) === 1023) m.poll();
    const item = itemAt(items, i);
    value = yield* call2(m, fn, typeof value === "object" ? cell(value) : value, item);
    settle(items, i, item);
  }
  return value;
}

export function* groupBy(m: Machine, f: Slot, list: Slot): Steps<Value> {
  const fn = yield* forceFunction(m, f);
  const items = yield* forceItems(m, list);
  const groups = new Map<string, List>();
  for (let i = 0; i < items.length; i++) {
    if ((i & 1023) === 1023) m.poll();
    const item = itemAt(items, i);
    const name = withoutContext(m, yield* call(m, fn, item));
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  m.allocate(items.length * 8 + groups.size * 64);
  const ids: number[] = [];
  for (const name of groups.keys()) ids.push(m.symbols.intern(name));
  return Attrs.from(ids, [...groups.values()]);
}

export function* partition(m: Machine, pred: Slot, list: Slot): Steps<Value> {
  const fn = yield* forceFunction(m, pred);
  const items = yield* forceItems(m, list);
  const right: List = [];
  const wrong: List = [];
  for (let i = 0; i < items.length; i++) {
    if ((i & 1023) === 1023) m.poll();
    const item = itemAt(items, i);
    // Unlike filter, partition evaluates the items themselves.
    yield* force(m, item);
    (booleanOf(m, yield* call(m, fn, item)) ? right : wrong).push(item);
  }
  m.allocate(items.length * 8);
  return pairOf(m, m.known.right, right, m.known.wrong, wrong);
}

export const foldBuiltins: readonly Definition[] = [
  define("all", ["pred", "list"], all),
  define("any", ["pred", "list"], any),
  define("concatMap", ["f", "list"], concatMap),
  define("filter", ["f", "list"], filter),
  define("foldl'", ["op", "nul", "list"], foldlStrict),
  define("groupBy", ["f", "list"], groupBy),
  define("partition", ["pred", "list"], partition),
];
