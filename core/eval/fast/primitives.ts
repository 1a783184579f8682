/** What functions derived from `dual/` ask of an executor: the direct side, on the JavaScript stack. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { asNixError, spanOf } from "../trace.ts";
import { blackhole, failed, Failure, type Code } from "../values/code.ts";
import type { Env } from "../values/env.ts";
import { applyCode, applyCode2, onStack } from "../values/lazy.ts";
import { stepsOf } from "../values/pairs.ts";
import { Builtin, Closure, Thunk, type Slot, type Value } from "../values/value.ts";
import { applySlow, enter, scopeFor } from "./apply.ts";

/** In derived code a function returns plainly. */
export type Steps<T> = T;

/** Evaluates a slot to weak head normal form. @throws NixError */
export function force(m: Machine, slot: Slot): Value {
  if (slot instanceof Thunk) return slot.code === null ? (slot.state as Value) : forceThunk(m, slot);
  return slot;
}

/** Evaluates a thunk that is not done. @throws NixError */
export function forceThunk(m: Machine, thunk: Thunk): Value {
  const code = thunk.code!;
  const cost = code.cost;
  if (cost === 0) throw stuckError(thunk);
  if (m.depth < cost) return m.spill.force(thunk);
  const env = thunk.state;
  thunk.code = blackhole;
  m.depth -= cost;
  if ((++m.thunks & 1023) === 0) m.hot?.(code);
  let value: Value;
  try {
    value = code.run(env as never, m);
  } catch (e) {
    throw failThunk(m, thunk, code, env as Env, e);
  }
  m.depth += cost;
  thunk.code = null;
  thunk.state = value;
  return value;
}

/** The error for a thunk that can't be forced: it is being forced already, or has failed before. */
export function stuckError(thunk: Thunk): NixError {
  if (thunk.code === failed) return (thunk.state as Failure).revive();
  return new NixError("infinite-recursion", "infinite recursion encountered");
}

/** Failures that say nothing of the expression: the same thunk may succeed under other limits. */
function transient(error: NixError): boolean {
  const kind = error.kind;
  return kind === "stopped" || kind === "memory" || kind === "call-depth" || kind === "internal";
}

/** Undoes the blackhole of a thunk whose evaluation threw; returns the error to throw on. */
export function failThunk(
  m: Machine,
  thunk: Thunk,
  code: Code,
  env: Env | object | null,
  thrown: unknown,
): NixError {
  const error = asNixError(thrown);
  if (error.span === null && code.unit !== null && code.expr !== null)
    error.span = spanOf(code.unit, code.expr);
  if (m.profile.memoisedFailures && !transient(error)) {
    thunk.code = failed;
    thunk.state = new Failure(error);
  } else {
    thunk.code = code;
    thunk.state = env;
  }
  return error;
}

/** Applies a function value to one argument. @throws NixError */
export function call(m: Machine, fn: Value, arg: Slot): Value {
  if (fn instanceof Closure) {
    const lambda = fn.lambda;
    return enter(m, lambda, scopeFor(m, lambda, fn.env, arg));
  }
  if (fn instanceof Builtin && fn.arity === 1) return callBuiltin1(m, fn, arg);
  return applySlow(m, fn, [arg]);
}

function callBuiltin1(m: Machine, fn: Builtin, arg: Slot): Value {
  if (m.depth < builtinCost) return m.spill.apply(fn, [arg]);
  m.depth -= builtinCost;
  const value = (fn.direct as (m: Machine, a: Slot) => Value)(m, arg);
  m.depth += builtinCost;
  return value;
}

/** Applies a function value to two arguments, one after the other. @throws NixError */
export function call2(m: Machine, fn: Value, a: Slot, b: Slot): Value {
  if (fn instanceof Closure) {
    const lambda = fn.lambda;
    const inner = lambda.inner;
    if (inner !== null) return enter(m, inner, scopeFor(m, inner, scopeFor(m, lambda, fn.env, a), b));
  } else if (fn instanceof Builtin && fn.arity === 2) {
    if (m.depth < builtinCost) return m.spill.apply(fn, [a, b]);
    m.depth -= builtinCost;
    const value = (fn.direct as (m: Machine, a: Slot, b: Slot) => Value)(m, a, b);
    m.depth += builtinCost;
    return value;
  }
  return applySlow(m, fn, [a, b]);
}

/** JavaScript frames a builtin may need before it calls other code. */
export const builtinCost = 6;

/** JavaScript frames one level of a recursion along a value's shape may need. */
const nestedCost = 6;

/** Calls a derived function one level deeper, in the VM when the depth budget is spent. */
export function nested<A extends unknown[], T>(m: Machine, fn: (m: Machine, ...args: A) => T, ...args: A): T {
  if (m.depth < nestedCost) return spillNested(m, fn, args);
  m.depth -= nestedCost;
  const result = fn(m, ...args);
  m.depth += nestedCost;
  return result;
}

// Apart, since a function that makes closures needs a context for them each time it is called.
function spillNested<A extends unknown[], T>(m: Machine, fn: (m: Machine, ...args: A) => T, args: A): T {
  return m.spill.steps(() => stepsOf(fn)(m, ...args)) as T;
}

onStack.apply = (m, fn, a) => call(m, force(m, fn), a);
onStack.apply2 = (m, fn, a, b) => call2(m, force(m, fn), a, b);
applyCode.run = ((args: [Slot, Slot], m: Machine) => call(m, force(m, args[0]), args[1])) as Code["run"];
applyCode2.run = ((args: [Slot, Slot, Slot], m: Machine) =>
  call2(m, force(m, args[0]), args[1], args[2])) as Code["run"];
