/** Function application. */
import { functorOf } from "../functions.ts";
import type { Machine } from "../machine.ts";
import { Kind, type ApplyExpr, type Expr, type SearchPathExpr } from "../syntax/ast.ts";
import { locate, traceCall } from "../trace.ts";
import { Attrs } from "../values/attrs.ts";
import { Builtin, Closure, type Slot, type Value } from "../values/value.ts";
import { exposesParam } from "../exposure.ts";
import { Env1 } from "../values/env.ts";
import { applySlow, enter, scopeFor } from "./apply.ts";
import { compileSugar } from "./arithmetic.ts";
import { eagerly } from "./eager.ts";
import type { Delay, FastCompiler, Run, Scope } from "./compile.ts";
import { knownBuiltin } from "./known.ts";
import { passingArgument } from "./passing.ts";
import { builtinCost, call, force } from "./primitives.ts";
import { reusableImport } from "./reuse.ts";

/** How to evaluate `fn args…`. */
export function compileApply(
  c: FastCompiler,
  expr: ApplyExpr | SearchPathExpr,
  fn: Expr,
  args: readonly Expr[],
): Run {
  if (expr.kind === Kind.Apply && expr.sugar !== null) {
    const sugar = compileSugar(c, expr);
    if (sugar !== null) return sugar;
  }
  const builtin = knownBuiltin(c.m, c.unit.names, fn);
  if (builtin !== null && builtin.arity === args.length) {
    const direct = compileBuiltin(c, expr, builtin, args);
    if (direct !== null) return direct;
  }
  const constant = reusableImport(c, fn, args);
  if (constant !== null) return compileImport(c, expr, builtin!, args, constant);
  const run = c.run(fn);
  const delays = args.map((arg) => c.delay(arg));
  if (delays.length === 1) return compileCall1(c, expr, run, delays[0]!, eagerly(c, args[0]!));
  if (delays.length === 2) {
    return compileCall2(c, expr, run, delays[0]!, delays[1]!, eagerly(c, args[0]!), eagerly(c, args[1]!));
  }
  const { m, unit } = c;
  return (env) => applyTraced(m, run(env, m), delays, 0, env, expr, unit);
}

function compileBuiltin(
  c: FastCompiler,
  expr: ApplyExpr | SearchPathExpr,
  builtin: Builtin,
  args: readonly Expr[],
): Run | null {
  const { m, unit } = c;
  const delays = args.map(
    (arg, i) => passingArgument(c, builtin, i, arg) ?? eagerly(c, arg) ?? c.delayUsed(arg),
  );
  if (delays.length === 1) {
    const a = delays[0]!;
    const direct = builtin.direct as (m: Machine, a: Slot) => Value;
    return (env) => {
      if (m.depth < builtinCost) return spillBuiltin(m, builtin, delays, env, expr, unit);
      try {
        m.depth -= builtinCost;
        const value = direct(m, a(env));
        m.depth += builtinCost;
        return value;
      } catch (e) {
        throw traceCall(e, unit, expr, builtin);
      }
    };
  }
  if (delays.length === 2) {
    const a = delays[0]!;
    const b = delays[1]!;
    const direct = builtin.direct as (m: Machine, a: Slot, b: Slot) => Value;
    return (env) => {
      if (m.depth < builtinCost) return spillBuiltin(m, builtin, delays, env, expr, unit);
      try {
        m.depth -= builtinCost;
        const value = direct(m, a(env), b(env));
        m.depth += builtinCost;
        return value;
      } catch (e) {
        throw traceCall(e, unit, expr, builtin);
      }
    };
  }
  if (delays.length === 3) {
    const a = delays[0]!;
    const b = delays[1]!;
    const d = delays[2]!;
    const direct = builtin.direct as (m: Machine, a: Slot, b: Slot, c: Slot) => Value;
    return (env) => {
      if (m.depth < builtinCost) return spillBuiltin(m, builtin, delays, env, expr, unit);
      try {
        m.depth -= builtinCost;
        const value = direct(m, a(env), b(env), d(env));
        m.depth += builtinCost;
        return value;
      } catch (e) {
        throw traceCall(e, unit, expr, builtin);
      }
    };
  }
  return null;
}

/** `import file constant`, whose result may be there from the request before. */
function compileImport(
  c: FastCompiler,
  expr: ApplyExpr | SearchPathExpr,
  builtin: Builtin,
  args: readonly Expr[],
  constant: string,
): Run {
  const { m, unit } = c;
  const importing = compileBuiltin(c, expr, builtin, args.slice(0, 1))!;
  const delays = args.map((arg) => c.delay(arg));
  return (env) => {
    const fn = importing(env, m);
    const kept = m.applications;
    // What a file is does not change, so a function that it is, or gives, is the same for every request.
    if (kept === null || !(fn instanceof Closure)) return applyTraced(m, fn, delays, 1, env, expr, unit);
    const found = kept.next(fn, constant);
    if (found !== undefined) return found;
    const value = applyTraced(m, fn, delays, 1, env, expr, unit);
    kept.keep(fn, constant, value);
    return value;
  };
}

function spillBuiltin(
  m: Machine,
  builtin: Builtin,
  delays: readonly Delay[],
  env: Scope,
  expr: Expr,
  unit: FastCompiler["unit"],
): Value {
  try {
    return m.spill.apply(
      builtin,
      delays.map((delay) => delay(env)),
    );
  } catch (e) {
    throw traceCall(e, unit, expr, builtin);
  }
}

function compileCall1(c: FastCompiler, expr: Expr, run: Run, delay: Delay, eager: Delay | null): Run {
  const { m, unit } = c;
  return (env) => {
    const fn = run(env, m);
    if (fn instanceof Closure) {
      const lambda = fn.lambda;
      try {
        if (lambda.formals === null) {
          const arg = eager !== null && !exposesParam(lambda) ? eager(env) : delay(env);
          return enter(m, lambda, new Env1(fn.env, arg));
        }
        return enter(m, lambda, scopeFor(m, lambda, fn.env, delay(env)));
      } catch (e) {
        throw traceCall(e, unit, expr, fn);
      }
    }
    return applyOther(m, fn, delay(env), expr, unit);
  };
}

function compileCall2(
  c: FastCompiler,
  expr: Expr,
  run: Run,
  delayA: Delay,
  delayB: Delay,
  eagerA: Delay | null,
  eagerB: Delay | null,
): Run {
  const { m, unit } = c;
  const delays = [delayA, delayB];
  return (env) => {
    const fn = run(env, m);
    if (fn instanceof Closure) {
      const lambda = fn.lambda;
      const inner = lambda.inner;
      if (inner !== null && inner.formals === null && lambda.formals === null) {
        try {
          const a = eagerA !== null && !exposesParam(lambda) ? eagerA(env) : delayA(env);
          const b = eagerB !== null && !exposesParam(inner) ? eagerB(env) : delayB(env);
          return enter(m, inner, new Env1(new Env1(fn.env, a), b));
        } catch (e) {
          throw traceCall(e, unit, expr, fn);
        }
      }
    }
    return applyTraced(m, fn, delays, 0, env, expr, unit);
  };
}

/** Applies to one argument something that is no closure. */
export function applyOther(m: Machine, fn: Value, arg: Slot, expr: Expr, unit: FastCompiler["unit"]): Value {
  if (fn instanceof Attrs) {
    let functor: Value;
    try {
      functor = force(m, functorOf(m, fn));
    } catch (e) {
      throw locate(e, unit, expr);
    }
    try {
      return call(m, call(m, functor, fn), arg);
    } catch (e) {
      throw traceCall(e, unit, expr, fn);
    }
  }
  try {
    return applySlow(m, fn, [arg]);
  } catch (e) {
    throw traceCall(e, unit, expr, fn);
  }
}

/** Applies a value to arguments `from`… one after the other; each call is a frame of its own. */
export function applyTraced(
  m: Machine,
  fn: Value,
  delays: readonly Delay[],
  from: number,
  env: Scope,
  expr: Expr,
  unit: FastCompiler["unit"],
): Value {
  let i = from;
  while (i < delays.length) {
    if (fn instanceof Closure) {
      let lambda = fn.lambda;
      let up = fn.env;
      const called: Value = fn;
      try {
        // All arguments that the nested functions take are given at once.
        while (lambda.inner !== null && i + 1 < delays.length) {
          up = scopeFor(m, lambda, up, delays[i++]!(env));
          lambda = lambda.inner;
        }
        fn = enter(m, lambda, scopeFor(m, lambda, up, delays[i++]!(env)));
      } catch (e) {
        throw traceCall(e, unit, expr, called);
      }
    } else if (fn instanceof Builtin && fn.arity > 1) {
      const take = Math.min(fn.arity, delays.length - i);
      const args = new Array<Slot>(take);
      for (let k = 0; k < take; k++) args[k] = delays[i++]!(env);
      const called: Value = fn;
      try {
        fn = applySlow(m, fn, args);
      } catch (e) {
        throw traceCall(e, unit, expr, called);
      }
    } else {
      fn = applyOther(m, fn, delays[i++]!(env), expr, unit);
    }
  }
  return fn;
}
