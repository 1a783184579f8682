/**
 * Arguments that are at hand: arithmetic and comparison of evaluated ints, evaluated scalars of evaluated
 * sets. They are computed at once instead of making a thunk, only where that succeeds (overflow, division
 * by zero and missing attributes stay lazy) and gives a scalar (functions have an identity).
 */
import { GLOBAL, Kind, Op, WITH, type ApplyExpr, type Expr, type VarExpr } from "../syntax/ast.ts";
import { Attrs } from "../values/attrs.ts";
import type { Code } from "../values/code.ts";
import { getSlot } from "../values/env.ts";
import { Thunk, type Value } from "../values/value.ts";
import type { Delay, FastCompiler, Scope } from "./compile.ts";
import { sugarIsBuiltin } from "./arithmetic.ts";
import { climb } from "./variables.ts";

/** Evaluates if that needs no work and gives a number, boolean or string; else undefined. */
type Attempt = (env: Scope) => number | boolean | string | undefined;

/** How to make a slot for an argument, trying to evaluate it at once; null where that can't pay. */
export function eagerly(c: FastCompiler, expr: Expr): Delay | null {
  if (expr.kind !== Kind.Apply && expr.kind !== Kind.Select && expr.kind !== Kind.Binary) return null;
  const attempt = attemptOf(c, expr, 0);
  if (attempt === null) return null;
  return attempting(attempt, c.code(expr));
}

function attempting(attempt: Attempt, code: Code): Delay {
  return (env) => {
    const value = attempt(env);
    return value === undefined ? new Thunk(code, env) : value;
  };
}

const maxNesting = 3;

export function attemptOf(c: FastCompiler, expr: Expr, nesting: number): Attempt | null {
  if (nesting > maxNesting) return null;
  switch (expr.kind) {
    case Kind.Int: {
      const { value } = expr;
      return typeof value === "number" ? () => value : null;
    }
    case Kind.Var:
      return attemptVar(expr);
    case Kind.Apply:
      return attemptSugar(c, expr, nesting);
    case Kind.Binary:
      return expr.op === Op.Plus ? attemptPlus(c, expr.left, expr.right, nesting) : null;
    case Kind.Select:
      return attemptSelect(c, expr.subject, expr.path, expr.fallback);
    default:
      return null;
  }
}

function scalar(value: Value): number | boolean | string | undefined {
  const type = typeof value;
  return type === "number" || type === "boolean" || type === "string"
    ? (value as number | boolean | string)
    : undefined;
}

function attemptVar(expr: VarExpr): Attempt | null {
  const { depth, slot } = expr;
  if (depth === GLOBAL || depth === WITH) return null;
  if (slot === 0 && depth === 0) {
    return (env) => {
      const v = env.v0;
      if (typeof v === "number") return v;
      return v instanceof Thunk ? (v.code === null ? scalar(v.state as Value) : undefined) : scalar(v);
    };
  }
  return (env) => {
    const v = getSlot(climb(env, depth), slot);
    if (typeof v === "number") return v;
    return v instanceof Thunk ? (v.code === null ? scalar(v.state as Value) : undefined) : scalar(v);
  };
}

function attemptPlus(c: FastCompiler, left: Expr, right: Expr, nesting: number): Attempt | null {
  const l = attemptOf(c, left, nesting + 1);
  const r = attemptOf(c, right, nesting + 1);
  if (l === null || r === null) return null;
  return (env) => {
    const a = l(env);
    if (typeof a !== "number") return undefined;
    const b = r(env);
    if (typeof b !== "number") return undefined;
    const sum = a + b;
    return Number.isSafeInteger(sum) ? sum : undefined;
  };
}

function attemptSugar(c: FastCompiler, expr: ApplyExpr, nesting: number): Attempt | null {
  if (!sugarIsBuiltin(expr)) return null;
  const [left, right] = expr.args;
  if (left === undefined || right === undefined) return null;
  const l = attemptOf(c, left, nesting + 1);
  const r = attemptOf(c, right, nesting + 1);
  if (l === null || r === null) return null;
  switch (expr.sugar) {
    case "-":
      return (env) => {
        const a = l(env);
        if (typeof a !== "number") return undefined;
        const b = r(env);
        if (typeof b !== "number") return undefined;
        const difference = a - b;
        return Number.isSafeInteger(difference) ? difference : undefined;
      };
    case "*":
      return (env) => {
        const a = l(env);
        if (typeof a !== "number") return undefined;
        const b = r(env);
        if (typeof b !== "number") return undefined;
        const product = a * b;
        return Number.isSafeInteger(product) ? product + 0 : undefined;
      };
    default:
      return null;
  }
}

function attemptSelect(
  c: FastCompiler,
  subject: Expr,
  path: readonly (number | Expr)[],
  fallback: Expr | null,
): Attempt | null {
  const step = path[0];
  if (path.length !== 1 || typeof step !== "number" || fallback !== null || subject.kind !== Kind.Var)
    return null;
  const { depth, slot } = subject;
  if (depth === GLOBAL || depth === WITH) return null;
  const id = c.symbol(step);
  return (env) => {
    let set = getSlot(climb(env, depth), slot);
    if (set instanceof Thunk) {
      if (set.code !== null) return undefined;
      set = set.state as Value;
    }
    if (!(set instanceof Attrs)) return undefined;
    const value = set.get(id);
    if (value instanceof Thunk) return value.code === null ? scalar(value.state as Value) : undefined;
    return value === undefined ? undefined : scalar(value);
  };
}
