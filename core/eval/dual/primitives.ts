/**
 * What functions in `dual/` ask of an executor: the generator side.
 *
 * Every function here and in the other files of this folder exists twice. Written is the generator (for the VM: each
 * `yield` hands a request to the VM's own stack, so nothing deep ever stands on JavaScript's); derived by
 * `scripts/derive-direct.mjs` is the direct one for the fast executor: the same text without `function*`'s star and
 * without `yield*`. Rules for code in this folder:
 * - a function that forces, calls or compares is a `function*` and is always called with `yield*`;
 * - a recursion that follows the shape of a value goes through {@link nested}, never straight;
 * - it never calls a `run`, a closure or an executor by itself;
 * - `catch` restores the marks: `const mark = m.mark(); try { … } catch (e) { m.restore(mark); … }`.
 */
import type { Machine } from "../machine.ts";
import { CallRequest } from "../vm/requests.ts";
import { Thunk, type Slot, type Value } from "../values/value.ts";

/** What a generator function of this folder returns; the derived form returns the plain `T`. */
// oxlint-disable-next-line no-explicit-any -- what a request answers depends on the request
export type Steps<T> = Generator<unknown, T, any>;

/** Evaluates a slot to weak head normal form. @throws NixError */
export function* force(_m: Machine, slot: Slot): Steps<Value> {
  if (slot instanceof Thunk) return slot.code === null ? (slot.state as Value) : yield slot;
  return slot;
}

/** Applies a function value (closure, builtin, or set with `__functor`) to one argument. @throws NixError */
export function* call(_m: Machine, fn: Value, arg: Slot): Steps<Value> {
  return yield new CallRequest(fn, [arg]);
}

/** Applies a function value to two arguments, one after the other. @throws NixError */
export function* call2(_m: Machine, fn: Value, a: Slot, b: Slot): Steps<Value> {
  return yield new CallRequest(fn, [a, b]);
}

/** Runs another function of this folder on the executor's stack: for recursion along a value's shape. */
export function* nested<A extends unknown[], T>(
  m: Machine,
  fn: (m: Machine, ...args: A) => Steps<T>,
  ...args: A
): Steps<T> {
  return yield fn(m, ...args);
}
