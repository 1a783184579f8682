/** Function application in the VM where it takes more than entering a body: the generator counterpart of `fast/apply.ts`. */
import { bindFormals, functorOf } from "../functions.ts";
import type { Machine } from "../machine.ts";
import { call, force, type Steps } from "../dual/primitives.ts";
import { locate, traceCall } from "../trace.ts";
import type { Expr } from "../syntax/ast.ts";
import type { Lambda, Unit } from "../values/code.ts";
import { Attrs } from "../values/attrs.ts";
import { Env1, type Env } from "../values/env.ts";
import { Builtin, Closure, PartialApp, type Slot, type Value } from "../values/value.ts";
import { CallRequest, EnterRequest } from "./requests.ts";

/** The scope of a function's body for one argument. */
function* scopeFor(m: Machine, lambda: Lambda, up: Env | null, arg: Slot): Steps<Env> {
  return lambda.formals === null ? new Env1(up, arg) : bindFormals(m, lambda, up, arg, yield* force(m, arg));
}

/** Applies a closure to as many arguments as it and the functions directly inside it take; `args` has no more. */
export function* applyClosure(m: Machine, fn: Closure, args: readonly Slot[]): Steps<Value> {
  let lambda = fn.lambda;
  let up = fn.env;
  const last = args.length - 1;
  for (let i = 0; i < last; i++) {
    up = yield* scopeFor(m, lambda, up, args[i]!);
    lambda = lambda.inner!;
  }
  const scope = yield* scopeFor(m, lambda, up, args[last]!);
  return yield new EnterRequest(lambda, scope);
}

/** How many arguments of `count` a closure and the functions directly inside it take. */
export function takes(fn: Closure, count: number): number {
  let taken = 1;
  for (let lambda = fn.lambda; lambda.inner !== null && taken < count; lambda = lambda.inner) taken++;
  return taken;
}

/** Applies any value to arguments, one after the other, without frames in the trace. */
export function* applySlow(m: Machine, fn: Value, args: readonly Slot[]): Steps<Value> {
  let i = 0;
  while (i < args.length) {
    if (fn instanceof Closure) {
      const scope = yield* scopeFor(m, fn.lambda, fn.env, args[i++]!);
      fn = yield new EnterRequest(fn.lambda, scope);
    } else if (fn instanceof Builtin || fn instanceof PartialApp) {
      const builtin = fn instanceof Builtin ? fn : fn.builtin;
      const held: readonly Slot[] = fn instanceof Builtin ? [] : fn.args;
      const take = Math.min(builtin.arity - held.length, args.length - i);
      const all = [...held, ...args.slice(i, i + take)];
      i += take;
      fn =
        all.length < builtin.arity
          ? new PartialApp(builtin, all)
          : yield (builtin.steps as (m: Machine, ...args: Slot[]) => unknown)(m, ...all);
    } else {
      fn = yield* call(m, yield* force(m, functorOf(m, fn)), fn);
    }
  }
  return fn;
}

/** Applies what stands before the arguments of `expr`; each call is a frame of its own. */
export function* applyTraced(
  m: Machine,
  fn: Value,
  args: readonly Slot[],
  expr: Expr,
  unit: Unit,
): Steps<Value> {
  let i = 0;
  while (i < args.length) {
    const called: Value = fn;
    if (fn instanceof Attrs) {
      let functor: Value;
      try {
        functor = yield* force(m, functorOf(m, fn));
      } catch (e) {
        throw locate(e, unit, expr);
      }
      try {
        fn = yield* call(m, yield* call(m, functor, fn), args[i++]!);
      } catch (e) {
        throw traceCall(e, unit, expr, called);
      }
      continue;
    }
    let take = 1;
    if (fn instanceof Closure) take = takes(fn, args.length - i);
    else if (fn instanceof Builtin) take = Math.min(fn.arity, args.length - i);
    try {
      const taken = args.slice(i, i + take);
      i += take;
      fn = fn instanceof Closure ? yield applyClosure(m, fn, taken) : yield new CallRequest(fn, taken);
    } catch (e) {
      throw traceCall(e, unit, expr, called);
    }
  }
  return fn;
}
