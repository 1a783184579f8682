/** Applying functions to arguments as a text does: failures get its place and a frame. */
import { functorOf } from "../functions.ts";
import type { Machine } from "../machine.ts";
import type { Ref } from "../syntax/ast.ts";
import { locate, traceCall } from "../trace.ts";
import { Attrs } from "../values/attrs.ts";
import type { Unit } from "../values/code.ts";
import { makeSlot } from "../values/maker.ts";
import { Builtin, Closure, type Slot, type Value } from "../values/value.ts";
import { applySlow, enter, scopeFor } from "./apply.ts";
import type { Maker, Scope } from "./compile.ts";
import { call, call2, force } from "./primitives.ts";

/** Applies to one argument something that is no closure. */
export function applyOther(m: Machine, fn: Value, arg: Slot, place: Ref, unit: Unit): Value {
  if (fn instanceof Attrs) {
    let functor: Value;
    try {
      functor = force(m, functorOf(m, fn));
    } catch (e) {
      throw locate(e, unit, place);
    }
    try {
      return call(m, call(m, functor, fn), arg);
    } catch (e) {
      throw traceCall(e, unit, place, fn);
    }
  }
  try {
    return call(m, fn, arg);
  } catch (e) {
    throw traceCall(e, unit, place, fn);
  }
}

/** {@link applyTraced} for two arguments, without lists of them where that can be. */
export function applyTwo(
  m: Machine,
  fn: Value,
  a: Maker,
  b: Maker,
  env: Scope,
  place: Ref,
  unit: Unit,
): Value {
  if (fn instanceof Closure) {
    const lambda = fn.lambda;
    const inner = lambda.inner;
    let result: Value;
    try {
      const scope = scopeFor(m, lambda, fn.env, makeSlot(a, env));
      if (inner !== null) return enter(m, inner, scopeFor(m, inner, scope, makeSlot(b, env)));
      result = enter(m, lambda, scope);
    } catch (e) {
      throw traceCall(e, unit, place, fn);
    }
    return applyOne(m, result, b, env, place, unit);
  }
  if (fn instanceof Builtin && fn.arity === 2) {
    try {
      return call2(m, fn, makeSlot(a, env), makeSlot(b, env));
    } catch (e) {
      throw traceCall(e, unit, place, fn);
    }
  }
  return applyTraced(m, fn, [a, b], 0, env, place, unit);
}

function applyOne(m: Machine, fn: Value, a: Maker, env: Scope, place: Ref, unit: Unit): Value {
  if (!(fn instanceof Closure)) return applyOther(m, fn, makeSlot(a, env), place, unit);
  try {
    return enter(m, fn.lambda, scopeFor(m, fn.lambda, fn.env, makeSlot(a, env)));
  } catch (e) {
    throw traceCall(e, unit, place, fn);
  }
}

/** Applies a value to arguments `from`… one after the other; each call is a frame of its own. */
export function applyTraced(
  m: Machine,
  fn: Value,
  makers: readonly Maker[],
  from: number,
  env: Scope,
  place: Ref,
  unit: Unit,
): Value {
  let i = from;
  while (i < makers.length) {
    if (fn instanceof Closure) {
      let lambda = fn.lambda;
      let up = fn.env;
      const called: Value = fn;
      try {
        // All arguments that the nested functions take are given at once.
        while (lambda.inner !== null && i + 1 < makers.length) {
          up = scopeFor(m, lambda, up, makeSlot(makers[i++]!, env));
          lambda = lambda.inner;
        }
        fn = enter(m, lambda, scopeFor(m, lambda, up, makeSlot(makers[i++]!, env)));
      } catch (e) {
        throw traceCall(e, unit, place, called);
      }
    } else if (fn instanceof Builtin && fn.arity > 1) {
      const take = Math.min(fn.arity, makers.length - i);
      const args = new Array<Slot>(take);
      for (let k = 0; k < take; k++) args[k] = makeSlot(makers[i++]!, env);
      const called: Value = fn;
      try {
        fn = applySlow(m, fn, args);
      } catch (e) {
        throw traceCall(e, unit, place, called);
      }
    } else {
      fn = applyOther(m, fn, makeSlot(makers[i++]!, env), place, unit);
    }
  }
  return fn;
}
