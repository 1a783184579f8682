/** The binary operators that are nodes of their own. */
import { equal } from "../direct/equality.ts";
import { plus, plusLeft } from "../direct/plus.ts";
import { notBoolean } from "../control.ts";
import { concatLists, notASetError, updateAttrs } from "../operators.ts";
import { Op, type BinaryExpr } from "../syntax/ast.ts";
import { locate } from "../trace.ts";
import { Attrs } from "../values/attrs.ts";
import type { FastCompiler, Run } from "./compile.ts";

export function compileBinary(c: FastCompiler, expr: BinaryExpr): Run {
  switch (expr.op) {
    case Op.Eq:
      return compileEqual(c, expr, false);
    case Op.Neq:
      return compileEqual(c, expr, true);
    case Op.And:
      return compileLogic(c, expr, false, false);
    case Op.Or:
      return compileLogic(c, expr, true, true);
    case Op.Impl:
      return compileLogic(c, expr, false, true);
    case Op.Update:
      return compileUpdate(c, expr);
    case Op.Concat:
      return compileConcat(c, expr);
    case Op.Plus:
      return compilePlus(c, expr);
  }
}

function compileEqual(c: FastCompiler, expr: BinaryExpr, negated: boolean): Run {
  const { m, unit } = c;
  const l = c.run(expr.left);
  const r = c.run(expr.right);
  return (env) => {
    const a = l(env, m);
    const b = r(env, m);
    const type = typeof a;
    if (type === typeof b && (type === "number" || type === "string" || type === "boolean"))
      return (a === b) !== negated;
    try {
      return equal(m, a, b) !== negated;
    } catch (e) {
      throw locate(e, unit, expr);
    }
  };
}

/** `&&`, `||`, `->`: where the left operand equals `decides`, the result is `decided`, else the right operand. */
function compileLogic(c: FastCompiler, expr: BinaryExpr, decides: boolean, decided: boolean): Run {
  const { m, unit } = c;
  const l = c.run(expr.left);
  const r = c.run(expr.right);
  return (env) => {
    const a = l(env, m);
    if (a === decides) return decided;
    if (a !== !decides) throw notBoolean(m, unit, expr.left, a);
    const b = r(env, m);
    if (b === true || b === false) return b;
    throw notBoolean(m, unit, expr.right, b);
  };
}

function compileUpdate(c: FastCompiler, expr: BinaryExpr): Run {
  const { m, unit } = c;
  const l = c.run(expr.left);
  const r = c.run(expr.right);
  if (m.profile.updateRightFirst) {
    return (env) => {
      const b = r(env, m);
      if (!(b instanceof Attrs)) throw notASetError(m, unit, expr.right, b);
      const a = l(env, m);
      return updateAttrs(m, unit, expr, a, b);
    };
  }
  return (env) => {
    const a = l(env, m);
    if (!(a instanceof Attrs)) throw notASetError(m, unit, expr.left, a);
    return updateAttrs(m, unit, expr, a, r(env, m));
  };
}

function compileConcat(c: FastCompiler, expr: BinaryExpr): Run {
  const { m, unit } = c;
  const l = c.run(expr.left);
  const r = c.run(expr.right);
  return (env) => {
    const a = l(env, m);
    return concatLists(m, unit, expr, a, r(env, m));
  };
}

function compilePlus(c: FastCompiler, expr: BinaryExpr): Run {
  const { m, unit } = c;
  const l = c.run(expr.left);
  const r = c.run(expr.right);
  return (env) => {
    const a = l(env, m);
    if (typeof a === "number") {
      const b = r(env, m);
      if (typeof b === "number") {
        const sum = a + b;
        if (sum <= 9007199254740991 && sum >= -9007199254740991) return sum;
      }
      try {
        return plus(m, a, b);
      } catch (e) {
        throw locate(e, unit, expr);
      }
    }
    if (typeof a === "string") {
      const b = r(env, m);
      if (typeof b === "string") {
        m.allocated += 32;
        return a + b;
      }
      try {
        return plus(m, a, b);
      } catch (e) {
        throw locate(e, unit, expr);
      }
    }
    let left;
    try {
      left = plusLeft(m, a);
    } catch (e) {
      throw locate(e, unit, expr);
    }
    const b = r(env, m);
    try {
      return plus(m, left, b);
    } catch (e) {
      throw locate(e, unit, expr);
    }
  };
}
