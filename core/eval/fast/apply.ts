/** Applying functions on the JavaScript stack. */
import { bindFormals, callDepthError, functorOf } from "../functions.ts";
import type { Machine } from "../machine.ts";
import type { Lambda } from "../values/code.ts";
import { Env1, type Env } from "../values/env.ts";
import { Builtin, Closure, PartialApp, type Slot, type Value } from "../values/value.ts";
import { builtinCost, call, force } from "./primitives.ts";

/** The scope of a function's body for one argument. @throws NixError when the argument does not fit the formals. */
export function scopeFor(m: Machine, lambda: Lambda, up: Env | null, arg: Slot): Env {
  return lambda.formals === null ? new Env1(up, arg) : bindFormals(m, lambda, up, arg, force(m, arg));
}

/** Runs a function's body in its scope. */
export function enter(m: Machine, lambda: Lambda, scope: Env): Value {
  const body = lambda.body;
  const cost = body.cost;
  if (m.depth < cost) return m.spill.enter(lambda, scope);
  if (m.callDepth >= m.maxCallDepth) throw callDepthError();
  m.depth -= cost;
  m.callDepth++;
  if (--m.ticks < 0) m.sample(body);
  const value = body.run(scope as never, m);
  m.callDepth--;
  m.depth += cost;
  return value;
}

/** Applies any value to arguments, one after the other, without frames in the trace. @throws NixError */
export function applySlow(m: Machine, fn: Value, args: readonly Slot[]): Value {
  let i = 0;
  while (i < args.length) {
    if (fn instanceof Closure) {
      fn = enter(m, fn.lambda, scopeFor(m, fn.lambda, fn.env, args[i++]!));
    } else if (fn instanceof Builtin) {
      const take = Math.min(fn.arity, args.length - i);
      const all = take === args.length ? args : args.slice(i, i + take);
      i += take;
      fn = take < fn.arity ? new PartialApp(fn, all) : runBuiltin(m, fn, all);
    } else if (fn instanceof PartialApp) {
      const { builtin, args: held } = fn;
      const count = Math.min(builtin.arity, held.length + args.length - i);
      const all = new Array<Slot>(count);
      for (let k = 0; k < count; k++) all[k] = k < held.length ? held[k]! : args[i++]!;
      fn = count < builtin.arity ? new PartialApp(builtin, all) : runBuiltin(m, builtin, all);
    } else {
      // A functor takes the set itself first; the argument stays for what comes out.
      fn = call(m, force(m, functorOf(m, fn)), fn);
    }
  }
  return fn;
}

/** Runs a builtin with all its arguments. */
export function runBuiltin(m: Machine, builtin: Builtin, args: readonly Slot[]): Value {
  if (m.depth < builtinCost) return m.spill.apply(builtin, args);
  m.depth -= builtinCost;
  if (--m.ticks < 0) m.poll();
  const direct = builtin.direct as (m: Machine, ...args: Slot[]) => Value;
  let value: Value;
  // Spreading arguments takes longer than most builtins.
  switch (args.length) {
    case 1:
      value = direct(m, args[0]!);
      break;
    case 2:
      value = direct(m, args[0]!, args[1]!);
      break;
    case 3:
      value = direct(m, args[0]!, args[1]!, args[2]!);
      break;
    default:
      value = direct(m, ...args);
  }
  m.depth += builtinCost;
  return value;
}
