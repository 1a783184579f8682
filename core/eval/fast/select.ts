/** `e.a.b`, `e.a or d`, `e ? a`. */
import { attributeName } from "../direct/names.ts";
import type { Machine } from "../machine.ts";
import { missingAttribute, notASet } from "../select.ts";
import { Kind, type Expr, type HasAttrExpr, type SelectExpr } from "../syntax/ast.ts";
import { locate, traceAttr } from "../trace.ts";
import { Attrs, type Keys } from "../values/attrs.ts";
import { interchangeable } from "../values/cells.ts";
import { Thunk, type Slot, type Value } from "../values/value.ts";
import type { FastCompiler, Run, Scope } from "./compile.ts";
import { force, forceThunk } from "./primitives.ts";

/** One step of a path: a symbol, or how to evaluate one (strings become symbols; -1 is null, no attribute). */
type Step = number | ((env: Scope) => number);

export function compileSelect(c: FastCompiler, expr: SelectExpr): Run {
  const { m } = c;
  const known = knownSelect(c, expr);
  if (known !== undefined) return () => known;
  if (expr.fallback !== null) return compileSelectOr(c, expr, expr.fallback);
  let run = c.run(expr.subject);
  for (const [i, step] of steps(c, expr).entries()) {
    run =
      typeof step === "number" ? selectStatic(c, expr, i, run, step) : selectDynamic(c, expr, run, step, m);
  }
  return run;
}

/** `builtins.name` where `builtins` is the global: a constant, if it needs no evaluation. */
export function knownSelect(c: FastCompiler, expr: SelectExpr): Value | undefined {
  const { subject, path } = expr;
  const step = path[0]!;
  if (path.length !== 1 || typeof step !== "number" || subject.kind !== Kind.Var || subject.depth !== -1)
    return undefined;
  if (c.unit.names[subject.name] !== "builtins") return undefined;
  const slot = c.m.builtins.get(c.symbol(step));
  return slot === undefined || slot instanceof Thunk ? undefined : slot;
}

function steps(c: FastCompiler, expr: SelectExpr | HasAttrExpr): Step[] {
  const { m, unit } = c;
  return expr.path.map((step) => {
    if (typeof step === "number") return c.symbol(step);
    if (step.kind === Kind.Str) return m.symbols.intern(step.value);
    const run = c.run(step);
    return (env) => {
      const value = run(env, m);
      try {
        return m.symbols.intern(attributeName(m, value));
      } catch (e) {
        throw locate(e, unit, step);
      }
    };
  });
}

function selectStatic(c: FastCompiler, expr: SelectExpr, step: number, subject: Run, id: number): Run {
  const { m, unit } = c;
  const name = m.symbols.names[id]!;
  // The keys seen last and the index found there: sets of one shape share their keys.
  let seen: Keys | null = null;
  let index = 0;
  return (env) => {
    const set = subject(env, m);
    let slot: Slot | undefined;
    let i = index;
    if (set instanceof Attrs) {
      const keys = set.keys;
      if (keys === seen) slot = set.values[i]!;
      else {
        i = keys.find(id);
        if (i >= 0) {
          seen = keys;
          index = i;
          slot = set.values[i]!;
        } else if (set.base !== null) slot = set.base.get(id);
      }
      if (slot === undefined) throw missingAttribute(m, unit, expr, step, name, set);
    } else throw notASet(m, unit, expr, step, set);
    if (!(slot instanceof Thunk)) return slot;
    if (slot.code === null) return slot.state as Value;
    let value: Value;
    try {
      value = forceThunk(m, slot);
    } catch (e) {
      throw traceAttr(e, unit, expr, name);
    }
    // The set may have been merged with its layers meanwhile.
    if (set.values[i] === slot && interchangeable(value)) set.values[i] = value;
    return value;
  };
}

function selectDynamic(
  c: FastCompiler,
  expr: SelectExpr,
  subject: Run,
  step: (env: Scope) => number,
  m: Machine,
): Run {
  const { unit } = c;
  return (env) => {
    const set = subject(env, m);
    const id = step(env);
    const name = m.symbols.names[id]!;
    if (!(set instanceof Attrs)) throw notASet(m, unit, expr, 0, set);
    const slot = set.get(id);
    if (slot === undefined) throw missingAttribute(m, unit, expr, 0, name, set);
    try {
      return force(m, slot);
    } catch (e) {
      throw traceAttr(e, unit, expr, name);
    }
  };
}

/** `e.a.b or d`: the default stands in for a missing attribute or a non-set on the way, not for errors. */
function compileSelectOr(c: FastCompiler, expr: SelectExpr, fallback: Expr): Run {
  const { m, unit } = c;
  const subject = c.run(expr.subject);
  const path = steps(c, expr);
  const otherwise = c.run(fallback);
  return (env) => {
    let value = subject(env, m);
    for (let i = 0; i < path.length; i++) {
      const step = path[i]!;
      const id = typeof step === "number" ? step : step(env);
      if (!(value instanceof Attrs)) return otherwise(env, m);
      const slot = value.get(id);
      if (slot === undefined) return otherwise(env, m);
      if (!(slot instanceof Thunk)) value = slot;
      else if (slot.code === null) value = slot.state as Value;
      else {
        try {
          value = forceThunk(m, slot);
        } catch (e) {
          throw traceAttr(e, unit, expr, m.symbols.names[id]!);
        }
      }
    }
    return value;
  };
}

export function compileHasAttr(c: FastCompiler, expr: HasAttrExpr): Run {
  const { m, unit } = c;
  const subject = c.run(expr.subject);
  const path = steps(c, expr);
  const last = path.length - 1;
  return (env) => {
    let value = subject(env, m);
    for (let i = 0; ; i++) {
      const step = path[i]!;
      const id = typeof step === "number" ? step : step(env);
      if (!(value instanceof Attrs)) return false;
      if (i === last) return value.has(id);
      const slot = value.get(id);
      if (slot === undefined) return false;
      try {
        value = force(m, slot);
      } catch (e) {
        throw traceAttr(e, unit, expr, m.symbols.names[id]!);
      }
    }
  };
}
