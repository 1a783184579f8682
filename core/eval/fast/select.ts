/** `e.a.b`, `e.a or d`, `e ? a`. */
import { attributeName } from "../direct/names.ts";
import type { Machine } from "../machine.ts";
import { missingAttribute, notASet } from "../select.ts";
import { Kind, type AttrName, type HasAttrExpr, type Ref, type SelectExpr } from "../syntax/ast.ts";
import { locate, traceAttr } from "../trace.ts";
import { Attrs, type Keys } from "../values/attrs.ts";
import { interchangeable } from "../values/cells.ts";
import type { Unit } from "../values/code.ts";
import { Thunk, type Slot, type Value } from "../values/value.ts";
import type { FastCompiler, Run, Scope } from "./compile.ts";
import { force, forceThunk } from "./primitives.ts";

/** One step of a path: a symbol, or how to evaluate one (strings become symbols; -1 is null, no attribute). */
type Step = number | ((env: Scope, m: Machine) => number);

export function compileSelect(c: FastCompiler, expr: SelectExpr): Run {
  const known = knownSelect(c, expr);
  if (known !== undefined) return knownRun(known);
  const { fallback, path } = expr;
  if (fallback !== null)
    return selectOr(c.run(expr.subject), steps(c, path), c.run(fallback), c.unit, c.ref(expr));
  const place = c.ref(expr);
  let run = c.run(expr.subject);
  for (let i = 0; i < path.length; i++) {
    const step = stepOf(c, path[i]!);
    run =
      typeof step === "number"
        ? selectStatic(run, step, c.unit, place, i)
        : selectDynamic(run, step, c.unit, place);
  }
  return run;
}

function knownRun(value: Value): Run {
  return () => value;
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

function steps(c: FastCompiler, path: readonly AttrName[]): Step[] {
  const all = new Array<Step>(path.length);
  for (let i = 0; i < all.length; i++) all[i] = stepOf(c, path[i]!);
  return all;
}

function stepOf(c: FastCompiler, step: AttrName): Step {
  if (typeof step === "number") return c.symbol(step);
  if (step.kind === Kind.Str) return c.m.symbols.intern(step.value);
  return dynamicStep(c.run(step), c.unit, c.ref(step));
}

function dynamicStep(run: Run, unit: Unit, place: Ref): Step {
  return (env, m) => {
    const value = run(env, m);
    try {
      return m.symbols.intern(attributeName(m, value));
    } catch (e) {
      throw locate(e, unit, place);
    }
  };
}

function selectStatic(subject: Run, id: number, unit: Unit, place: Ref<SelectExpr>, step: number): Run {
  // The keys seen last and the index found there: sets of one shape share their keys.
  let seen: Keys | null = null;
  let index = 0;
  return (env, m) => {
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
      if (slot === undefined) throw missingAttribute(m, unit, place, step, m.symbols.names[id]!, set);
    } else throw notASet(m, unit, place, step, set);
    if (!(slot instanceof Thunk)) return slot;
    if (slot.code === null) return slot.state as Value;
    let value: Value;
    try {
      value = forceThunk(m, slot);
    } catch (e) {
      throw traceAttr(e, unit, place, m.symbols.names[id]!);
    }
    // The set may have been merged with its layers meanwhile.
    if (set.values[i] === slot && interchangeable(value)) set.values[i] = value;
    return value;
  };
}

function selectDynamic(
  subject: Run,
  step: (env: Scope, m: Machine) => number,
  unit: Unit,
  place: Ref<SelectExpr>,
): Run {
  return (env, m) => {
    const set = subject(env, m);
    const id = step(env, m);
    const name = m.symbols.names[id]!;
    if (!(set instanceof Attrs)) throw notASet(m, unit, place, 0, set);
    const slot = set.get(id);
    if (slot === undefined) throw missingAttribute(m, unit, place, 0, name, set);
    try {
      return force(m, slot);
    } catch (e) {
      throw traceAttr(e, unit, place, name);
    }
  };
}

/** `e.a.b or d`: the default stands in for a missing attribute or a non-set on the way, not for errors. */
function selectOr(subject: Run, path: readonly Step[], otherwise: Run, unit: Unit, place: Ref): Run {
  return (env, m) => {
    let value = subject(env, m);
    for (let i = 0; i < path.length; i++) {
      const step = path[i]!;
      const id = typeof step === "number" ? step : step(env, m);
      if (!(value instanceof Attrs)) return otherwise(env, m);
      const slot = value.get(id);
      if (slot === undefined) return otherwise(env, m);
      if (!(slot instanceof Thunk)) value = slot;
      else if (slot.code === null) value = slot.state as Value;
      else {
        try {
          value = forceThunk(m, slot);
        } catch (e) {
          throw traceAttr(e, unit, place, m.symbols.names[id]!);
        }
      }
    }
    return value;
  };
}

export function compileHasAttr(c: FastCompiler, expr: HasAttrExpr): Run {
  return hasRun(c.run(expr.subject), steps(c, expr.path), c.unit, c.ref(expr));
}

function hasRun(subject: Run, path: readonly Step[], unit: Unit, place: Ref): Run {
  return (env, m) => {
    const last = path.length - 1;
    let value = subject(env, m);
    for (let i = 0; ; i++) {
      const step = path[i]!;
      const id = typeof step === "number" ? step : step(env, m);
      if (!(value instanceof Attrs)) return false;
      if (i === last) return value.has(id);
      const slot = value.get(id);
      if (slot === undefined) return false;
      try {
        value = force(m, slot);
      } catch (e) {
        throw traceAttr(e, unit, place, m.symbols.names[id]!);
      }
    }
  };
}
