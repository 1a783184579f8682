/** Function application. */
import type { Machine } from "../machine.ts";
import { Kind, type ApplyExpr, type Expr, type Ref, type SearchPathExpr } from "../syntax/ast.ts";
import { traceCall } from "../trace.ts";
import { Closure, type Builtin, type Slot, type Value } from "../values/value.ts";
import { exposesParam } from "../exposure.ts";
import type { Unit } from "../values/code.ts";
import { Env1 } from "../values/env.ts";
import { makeSlot } from "../values/maker.ts";
import { enter, scopeFor } from "./apply.ts";
import { compileSugar } from "./arithmetic.ts";
import { eagerly } from "./eager.ts";
import type { Delay, FastCompiler, Maker, Run } from "./compile.ts";
import { forcedVar } from "./forced.ts";
import { knownBuiltin } from "./known.ts";
import { passingArgument } from "./passing.ts";
import { builtinCost } from "./primitives.ts";
import { reusableImport } from "./reuse.ts";
import { applyOther, applyTraced, applyTwo } from "./traced.ts";

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
  const { unit } = c;
  const builtin = knownBuiltin(c.m, unit.names, fn);
  if (builtin !== null && builtin.arity === args.length) {
    const direct = compileBuiltin(c, expr, builtin, args);
    if (direct !== null) return direct;
  }
  const constant = reusableImport(c, fn, args);
  if (constant !== null) return compileImport(c, expr, builtin!, args, constant);
  const place = c.ref(expr);
  const run = c.run(fn);
  if (args.length === 1) {
    const arg = args[0]!;
    return call1Run(run, c.maker(arg), eagerly(c, arg), unit, place);
  }
  const makers = c.makers(args);
  if (args.length === 2) {
    const a = makers[0]!;
    const b = makers[1]!;
    const eagerA = eagerly(c, args[0]!);
    const eagerB = eagerly(c, args[1]!);
    return eagerA === null && eagerB === null
      ? call2Run(run, a, b, unit, place)
      : eagerCall2Run(run, a, b, eagerA, eagerB, unit, place);
  }
  return (env, m) => applyTraced(m, run(env, m), makers, 0, env, place, unit);
}

function compileBuiltin(
  c: FastCompiler,
  expr: ApplyExpr | SearchPathExpr,
  builtin: Builtin,
  args: readonly Expr[],
): Run | null {
  const count = args.length;
  if (count > 3) return null;
  const makers = new Array<Maker>(count);
  for (let i = 0; i < count; i++) {
    const arg = args[i]!;
    makers[i] =
      passingArgument(c, builtin, i, arg) ??
      forcedVar(c, builtin, i, arg) ??
      eagerly(c, arg) ??
      c.makerUsed(arg);
  }
  const place = c.ref(expr);
  const a = makers[0]!;
  const b = makers[1]!;
  if (count === 1) return builtin1Run(builtin, a, c.unit, place);
  if (count === 2) return builtin2Run(builtin, a, b, c.unit, place);
  return builtin3Run(builtin, a, b, makers[2]!, c.unit, place);
}

function builtin1Run(builtin: Builtin, a: Maker, unit: Unit, place: Ref): Run {
  return (env, m) => {
    try {
      if (m.depth < builtinCost) return m.spill.apply(builtin, [makeSlot(a, env)]);
      m.depth -= builtinCost;
      const value = (builtin.direct as (m: Machine, a: Slot) => Value)(m, makeSlot(a, env));
      m.depth += builtinCost;
      return value;
    } catch (e) {
      throw traceCall(e, unit, place, builtin);
    }
  };
}

function builtin2Run(builtin: Builtin, a: Maker, b: Maker, unit: Unit, place: Ref): Run {
  return (env, m) => {
    try {
      if (m.depth < builtinCost) return m.spill.apply(builtin, [makeSlot(a, env), makeSlot(b, env)]);
      m.depth -= builtinCost;
      const direct = builtin.direct as (m: Machine, a: Slot, b: Slot) => Value;
      const value = direct(m, makeSlot(a, env), makeSlot(b, env));
      m.depth += builtinCost;
      return value;
    } catch (e) {
      throw traceCall(e, unit, place, builtin);
    }
  };
}

function builtin3Run(builtin: Builtin, a: Maker, b: Maker, d: Maker, unit: Unit, place: Ref): Run {
  return (env, m) => {
    try {
      if (m.depth < builtinCost)
        return m.spill.apply(builtin, [makeSlot(a, env), makeSlot(b, env), makeSlot(d, env)]);
      m.depth -= builtinCost;
      const direct = builtin.direct as (m: Machine, a: Slot, b: Slot, c: Slot) => Value;
      const value = direct(m, makeSlot(a, env), makeSlot(b, env), makeSlot(d, env));
      m.depth += builtinCost;
      return value;
    } catch (e) {
      throw traceCall(e, unit, place, builtin);
    }
  };
}

/** `import file constant`, whose result may be there from the request before. */
function compileImport(
  c: FastCompiler,
  expr: ApplyExpr | SearchPathExpr,
  builtin: Builtin,
  args: readonly Expr[],
  constant: string,
): Run {
  const { unit } = c;
  const place = c.ref(expr);
  const importing = compileBuiltin(c, expr, builtin, args.slice(0, 1))!;
  const makers = c.makers(args);
  return (env, m) => {
    const fn = importing(env, m);
    const kept = m.applications;
    // What a file is does not change, so a function that it is, or gives, is the same for every request.
    if (kept === null || !(fn instanceof Closure)) return applyTraced(m, fn, makers, 1, env, place, unit);
    const found = kept.next(fn, constant);
    if (found !== undefined) return found;
    const value = applyTraced(m, fn, makers, 1, env, place, unit);
    kept.keep(fn, constant, value);
    return value;
  };
}

function call1Run(run: Run, maker: Maker, eager: Delay | null, unit: Unit, place: Ref): Run {
  return (env, m) => {
    const fn = run(env, m);
    if (fn instanceof Closure) {
      const lambda = fn.lambda;
      try {
        if (lambda.formals === null) {
          const arg = eager !== null && !exposesParam(lambda) ? eager(env) : makeSlot(maker, env);
          return enter(m, lambda, new Env1(fn.env, arg));
        }
        return enter(m, lambda, scopeFor(m, lambda, fn.env, makeSlot(maker, env)));
      } catch (e) {
        throw traceCall(e, unit, place, fn);
      }
    }
    return applyOther(m, fn, makeSlot(maker, env), place, unit);
  };
}

function call2Run(run: Run, a: Maker, b: Maker, unit: Unit, place: Ref): Run {
  return (env, m) => {
    const fn = run(env, m);
    if (fn instanceof Closure) {
      const lambda = fn.lambda;
      const inner = lambda.inner;
      if (inner !== null && inner.formals === null && lambda.formals === null) {
        try {
          const scope = new Env1(new Env1(fn.env, makeSlot(a, env)), makeSlot(b, env));
          return enter(m, inner, scope);
        } catch (e) {
          throw traceCall(e, unit, place, fn);
        }
      }
    }
    return applyTwo(m, fn, a, b, env, place, unit);
  };
}

/** {@link call2Run} where arguments may be at hand. */
function eagerCall2Run(
  run: Run,
  makerA: Maker,
  makerB: Maker,
  eagerA: Delay | null,
  eagerB: Delay | null,
  unit: Unit,
  place: Ref,
): Run {
  return (env, m) => {
    const fn = run(env, m);
    if (fn instanceof Closure) {
      const lambda = fn.lambda;
      const inner = lambda.inner;
      if (inner !== null && inner.formals === null && lambda.formals === null) {
        try {
          const a = eagerA !== null && !exposesParam(lambda) ? eagerA(env) : makeSlot(makerA, env);
          const b = eagerB !== null && !exposesParam(inner) ? eagerB(env) : makeSlot(makerB, env);
          return enter(m, inner, new Env1(new Env1(fn.env, a), b));
        } catch (e) {
          throw traceCall(e, unit, place, fn);
        }
      }
    }
    return applyTwo(m, fn, makerA, makerB, env, place, unit);
  };
}
