/** `if`, `assert`, `!` and the checks on booleans. */
import { Kind, type AssertExpr, type IfExpr, type NotExpr, type Ref } from "../syntax/ast.ts";
import { assertionError, notBoolean } from "../control.ts";
import { nodeOf, type Unit } from "../values/code.ts";
import { compileLess, sugarIsBuiltin } from "./arithmetic.ts";
import type { FastCompiler, Run } from "./compile.ts";

export function compileIf(c: FastCompiler, expr: IfExpr): Run {
  const { cond } = expr;
  return ifRun(c.run(cond), c.run(expr.then), c.run(expr.otherwise), c.unit, c.ref(cond));
}

function ifRun(cond: Run, then: Run, otherwise: Run, unit: Unit, place: Ref): Run {
  return (env, m) => {
    const value = cond(env, m);
    if (value === true) return then(env, m);
    if (value === false) return otherwise(env, m);
    throw notBoolean(m, unit, place, value);
  };
}

export function compileAssert(c: FastCompiler, expr: AssertExpr): Run {
  return assertRun(c.run(expr.cond), c.run(expr.body), c.unit, c.ref(expr));
}

function assertRun(cond: Run, body: Run, unit: Unit, place: Ref<AssertExpr>): Run {
  return (env, m) => {
    const value = cond(env, m);
    if (value === true) return body(env, m);
    if (value === false) throw assertionError(m, unit, place);
    throw notBoolean(m, unit, nodeOf(unit, place).cond, value);
  };
}

export function compileNot(c: FastCompiler, expr: NotExpr): Run {
  const { operand: inner } = expr;
  if (inner.kind === Kind.Apply && (inner.sugar === "<=" || inner.sugar === ">=") && sugarIsBuiltin(inner)) {
    return compileLess(c, inner, true);
  }
  return notRun(c.run(inner), c.unit, c.ref(inner));
}

function notRun(operand: Run, unit: Unit, place: Ref): Run {
  return (env, m) => {
    const value = operand(env, m);
    if (value === true) return false;
    if (value === false) return true;
    throw notBoolean(m, unit, place, value);
  };
}
