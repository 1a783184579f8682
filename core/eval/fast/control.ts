/** `if`, `assert`, `!` and the checks on booleans. */
import { Kind, type AssertExpr, type IfExpr, type NotExpr } from "../syntax/ast.ts";
import { assertionError, notBoolean } from "../control.ts";
import { compileLess, sugarIsBuiltin } from "./arithmetic.ts";
import type { FastCompiler, Run } from "./compile.ts";

export function compileIf(c: FastCompiler, expr: IfExpr): Run {
  const { m, unit } = c;
  const cond = c.run(expr.cond);
  const then = c.run(expr.then);
  const otherwise = c.run(expr.otherwise);
  return (env) => {
    const value = cond(env, m);
    if (value === true) return then(env, m);
    if (value === false) return otherwise(env, m);
    throw notBoolean(m, unit, expr.cond, value);
  };
}

export function compileAssert(c: FastCompiler, expr: AssertExpr): Run {
  const { m, unit } = c;
  const cond = c.run(expr.cond);
  const body = c.run(expr.body);
  return (env) => {
    const value = cond(env, m);
    if (value === true) return body(env, m);
    if (value === false) throw assertionError(m, unit, expr);
    throw notBoolean(m, unit, expr.cond, value);
  };
}

export function compileNot(c: FastCompiler, expr: NotExpr): Run {
  const { m, unit } = c;
  const { operand: inner } = expr;
  if (inner.kind === Kind.Apply && (inner.sugar === "<=" || inner.sugar === ">=") && sugarIsBuiltin(inner)) {
    return compileLess(c, inner, true);
  }
  const operand = c.run(inner);
  return (env) => {
    const value = operand(env, m);
    if (value === true) return false;
    if (value === false) return true;
    throw notBoolean(m, unit, expr.operand, value);
  };
}
