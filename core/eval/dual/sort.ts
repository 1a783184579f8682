/**
 * `sort`. For comparators that are an order every stable sort gives the same; for others (and for those that
 * trace) the algorithm shows, so both of Nix's are here: libstdc++'s `std::stable_sort` (until 2.29), and
 * peeksort (J. I. Munro, S. Wild: Nearly-Optimal Mergesorts, 2018; from 2.30).
 */
import type { Machine } from "../machine.ts";
import { newList } from "../values/lists.ts";
import { itemAt, settle } from "../values/passing.ts";
import { plainKind, sortNumbers, sortStrings } from "../values/plain-sort.ts";
import { GLOBAL, Kind, type Expr } from "../syntax/ast.ts";
import { Builtin, Closure, type List, type Slot, type Value } from "../values/value.ts";
import { define, type Definition } from "./define.ts";
import { call2, force, type Steps } from "./primitives.ts";
import { booleanOf, forceFunction, forceItems } from "./types.ts";

/** Asks the comparator. */
function* less(m: Machine, fn: Value, a: Slot, b: Slot): Steps<boolean> {
  if (--m.ticks < 0) m.poll();
  const answer = yield* call2(m, fn, a, b);
  return typeof answer === "boolean" ? answer : booleanOf(m, answer);
}

/** Sorts `items[from..to]` by insertion, where `items[from..sorted]` is in order already (`to`, `sorted` exclusive). */
function* insertionSort(
  m: Machine,
  fn: Value,
  items: List,
  from: number,
  to: number,
  sorted: number,
): Steps<null> {
  for (let i = sorted; i < to; i++) {
    const item = items[i]!;
    let j = i;
    // As libstdc++ does: first against the smallest, then from behind.
    if (yield* less(m, fn, item, items[from]!)) {
      for (; j > from; j--) items[j] = items[j - 1]!;
    } else {
      for (; yield* less(m, fn, item, items[j - 1]!); j--) items[j] = items[j - 1]!;
    }
    items[j] = item;
  }
  return null;
}

/** Merges `source[from..middle]` and `source[middle..to]` into `target` at `at`, from the front. */
function* mergeForward(
  m: Machine,
  fn: Value,
  source: List,
  from: number,
  middle: number,
  to: number,
  target: List,
  at: number,
): Steps<null> {
  let i = from;
  let j = middle;
  while (i < middle && j < to) {
    target[at++] = (yield* less(m, fn, source[j]!, source[i]!)) ? source[j++]! : source[i++]!;
  }
  while (i < middle) target[at++] = source[i++]!;
  while (j < to) target[at++] = source[j++]!;
  return null;
}

/** Merges `items[from..middle]` and `items[middle..to]` in place, through a copy of the shorter one. */
function* mergeInPlace(
  m: Machine,
  fn: Value,
  items: List,
  from: number,
  middle: number,
  to: number,
): Steps<null> {
  if (middle - from <= to - middle) {
    const first = items.slice(from, middle);
    let i = 0;
    let j = middle;
    let at = from;
    while (i < first.length && j < to) {
      items[at++] = (yield* less(m, fn, items[j]!, first[i]!)) ? items[j++]! : first[i++]!;
    }
    while (i < first.length) items[at++] = first[i++]!;
    return null;
  }
  const second = items.slice(middle, to);
  let i = middle - 1;
  let j = second.length - 1;
  let at = to - 1;
  while (i >= from && j >= 0) {
    items[at--] = (yield* less(m, fn, second[j]!, items[i]!)) ? items[i--]! : second[j--]!;
  }
  while (j >= 0) items[at--] = second[j--]!;
  return null;
}

/** libstdc++ sorts chunks of this length by insertion. */
const chunk = 7;

/** Sorts `items[from..to]` bottom-up with a buffer, as libstdc++ does. */
function* mergeSort(m: Machine, fn: Value, items: List, from: number, to: number): Steps<null> {
  for (let start = from; start < to; start += chunk) {
    yield* insertionSort(m, fn, items, start, Math.min(start + chunk, to), start + 1);
  }
  const length = to - from;
  const buffer: List = new Array<null>(length);
  for (let step = chunk; step < length; step *= 4) {
    yield* mergePairs(m, fn, items, from, to, buffer, 0, step);
    yield* mergePairs(m, fn, buffer, 0, length, items, from, step * 2);
  }
  return null;
}

/** Merges neighbouring runs of `step` items of `source[from..to]` into `target` from `at` on. */
function* mergePairs(
  m: Machine,
  fn: Value,
  source: List,
  from: number,
  to: number,
  target: List,
  at: number,
  step: number,
): Steps<null> {
  for (let start = from; start < to; start += 2 * step) {
    const middle = Math.min(start + step, to);
    yield* mergeForward(
      m,
      fn,
      source,
      start,
      middle,
      Math.min(start + 2 * step, to),
      target,
      at + start - from,
    );
  }
  return null;
}

/** `std::stable_sort`. */
function* stableSort(m: Machine, fn: Value, items: List): Steps<null> {
  const length = items.length;
  const middle = (length + 1) >> 1;
  yield* mergeSort(m, fn, items, 0, middle);
  yield* mergeSort(m, fn, items, middle, length);
  yield* mergeInPlace(m, fn, items, 0, middle, length);
  return null;
}

/** Peeksort sorts stretches shorter than this by insertion. */
const insertionBelow = 16;

/** What peeksort has still to do with `items[from..to]`. */
type Task =
  /** Sort it; `from..front` and `back..to` are in order already, neither is empty. */
  | { type: "sort"; from: number; to: number; front: number; back: number }
  /** Merge `from..middle` and `middle..to`. */
  | { type: "merge"; from: number; to: number; middle: number };

/** Peeksort: looks for a run around the middle, and splits there. */
function* peekSort(m: Machine, fn: Value, items: List): Steps<null> {
  const tasks: Task[] = [{ type: "sort", from: 0, to: items.length, front: 1, back: items.length - 1 }];
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const { from, to } = task;
    if (task.type === "merge") {
      yield* mergeInPlace(m, fn, items, from, task.middle, to);
      continue;
    }
    const { front, back } = task;
    if (front >= to || back <= from) continue;
    if (to - from < insertionBelow) {
      yield* insertionSort(m, fn, items, from, to, front);
      continue;
    }
    const center = from + ((to - 1 - from) >> 1);
    if (center < front) {
      tasks.push({ type: "merge", from, middle: front, to });
      tasks.push({ type: "sort", from: front, to, front: front + 1, back });
    } else if (center >= back) {
      tasks.push({ type: "merge", from, middle: back, to });
      tasks.push({ type: "sort", from, to: back, front, back: back - 1 });
    } else {
      const run = yield* runAround(m, fn, items, center, front, back);
      const joinsFront = run.start === front && !(yield* less(m, fn, items[front]!, items[front - 1]!));
      const joinsBack = run.end === back && !(yield* less(m, fn, items[back]!, items[back - 1]!));
      if (joinsFront && joinsBack) continue;
      if (joinsFront) tasks.push({ type: "sort", from, to, front: run.end, back });
      else if (joinsBack) tasks.push({ type: "sort", from, to, front, back: run.start });
      else splitAt(tasks, from, to, front, back, run, center);
    }
  }
  return null;
}

/** A stretch in order, `end` exclusive. */
interface Run {
  start: number;
  end: number;
}

/** The run around `center` within `items[front..back]`; one that falls strictly is turned round. */
function* runAround(
  m: Machine,
  fn: Value,
  items: List,
  center: number,
  front: number,
  back: number,
): Steps<Run> {
  let start = center;
  let end = center + 1;
  if (end < back && (yield* less(m, fn, items[end]!, items[end - 1]!))) {
    end++;
    while (end < back && (yield* less(m, fn, items[end]!, items[end - 1]!))) end++;
    while (start > front && (yield* less(m, fn, items[start]!, items[start - 1]!))) start--;
    for (let i = start, j = end - 1; i < j; i++, j--) [items[i], items[j]] = [items[j]!, items[i]!];
    return { start, end };
  }
  while (end < back && !(yield* less(m, fn, items[end]!, items[end - 1]!))) end++;
  while (start > front && !(yield* less(m, fn, items[start]!, items[start - 1]!))) start--;
  return { start, end };
}

/** Splits `from..to` at the end of the run that is nearer to its center. */
function splitAt(
  tasks: Task[],
  from: number,
  to: number,
  front: number,
  back: number,
  run: Run,
  center: number,
): void {
  const { start, end } = run;
  if (center - start < end - center) {
    tasks.push({ type: "merge", from, middle: start, to });
    tasks.push({ type: "sort", from: start, to, front: end, back });
    tasks.push({ type: "sort", from, to: start, front: Math.min(front, start), back: start - 1 });
  } else {
    tasks.push({ type: "merge", from, middle: end, to });
    tasks.push({ type: "sort", from: end, to, front: end + 1, back });
    tasks.push({ type: "sort", from, to: end, front, back: start });
  }
}

/** Whether a function is the builtin `lessThan`, whose order needs no calls. */
function isLessThan(m: Machine, fn: Value): boolean {
  return fn instanceof Builtin && fn.name === "lessThan" && fn === m.globals.get("__lessThan");
}

/** Whether a function is `a: b: a < b` in so many words, with the builtin's `<`. */
function isWrittenLessThan(fn: Value): boolean {
  if (!(fn instanceof Closure) || fn.lambda.formals !== null) return false;
  const inner = fn.lambda.inner;
  if (inner === null || inner.formals !== null) return false;
  const body = inner.expr.body;
  if (body.kind !== Kind.Apply || body.sugar !== "<" || body.fn.kind !== Kind.Var || body.fn.depth !== GLOBAL)
    return false;
  const [left, right] = body.args;
  return isParameter(left, 1) && isParameter(right, 0);
}

function isParameter(expr: Expr | undefined, depth: number): boolean {
  return expr !== undefined && expr.kind === Kind.Var && expr.depth === depth && expr.slot === 0;
}

export function* sort(m: Machine, comparator: Slot, list: Slot): Steps<Value> {
  let fn: Value = null;
  if (m.profile.filterSortCheckEmpty) fn = yield* forceFunction(m, comparator);
  const slots = yield* forceItems(m, list);
  if (slots.length === 0) return Array.isArray(slots) ? slots : [];
  if (!m.profile.filterSortCheckEmpty) fn = yield* forceFunction(m, comparator);
  const items = newList(m, slots.length, 8);
  for (let i = 0; i < slots.length; i++) {
    if ((i & 1023) === 1023) m.poll();
    const slot = itemAt(slots, i);
    const value = yield* force(m, slot);
    settle(slots, i, slot);
    // Scalars have no identity: comparing them needs their thunks no more.
    items[i] = typeof value === "object" ? slot : value;
  }
  if (isLessThan(m, fn) || isWrittenLessThan(fn)) {
    const kind = plainKind(items);
    if (kind === "number") return sortNumbers(items as number[]);
    if (kind === "string") return sortStrings(items as string[]);
  }
  if (m.profile.peeksort) yield* peekSort(m, fn, items);
  else yield* stableSort(m, fn, items);
  return items;
}

export const sortBuiltins: readonly Definition[] = [define("sort", ["comparator", "list"], sort)];
