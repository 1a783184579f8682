/** The binary operators that are nodes of their own. */
import { equal } from "../direct/equality.ts";
import { plus, plusLeft } from "../direct/plus.ts";
import { notBoolean } from "../control.ts";
import { concatLists, notASetError, updateAttrs } from "../operators.ts";
import { Op, type BinaryExpr, type Ref } from "../syntax/ast.ts";
import { locate } from "../trace.ts";
import { Attrs } from "../values/attrs.ts";
import { nodeOf, type Unit } from "../values/code.ts";
import type { FastCompiler, Run } from "./compile.ts";

export function compileBinary(c: FastCompiler, expr: BinaryExpr): Run {
  const { unit } = c;
  const place = c.ref(expr);
  const l = c.run(expr.left);
  const r = c.run(expr.right);
  switch (expr.op) {
    case Op.Eq:
      return equalRun(l, r, unit, place, false);
    case Op.Neq:
      return equalRun(l, r, unit, place, true);
    case Op.And:
      return logicRun(l, r, unit, place, false, false);
    case Op.Or:
      return logicRun(l, r, unit, place, true, true);
    case Op.Impl:
      return logicRun(l, r, unit, place, false, true);
    case Op.Update:
      return c.m.profile.updateRightFirst
        ? updateRightFirstRun(l, r, unit, place)
        : updateRun(l, r, unit, place);
    case Op.Concat:
      return concatRun(l, r, unit, place);
    case Op.Plus:
      return plusRun(l, r, unit, place);
  }
}

function equalRun(l: Run, r: Run, unit: Unit, place: Ref, negated: boolean): Run {
  return (env, m) => {
    const a = l(env, m);
    const b = r(env, m);
    const type = typeof a;
    if (type === typeof b && (type === "number" || type === "string" || type === "boolean"))
      return (a === b) !== negated;
    try {
      return equal(m, a, b) !== negated;
    } catch (e) {
      throw locate(e, unit, place);
    }
  };
}

/** `&&`, `||`, `->`: where the left operand equals `decides`, the result is `decided`, else the right operand. */
function logicRun(
  l: Run,
  r: Run,
  unit: Unit,
  place: Ref<BinaryExpr>,
  decides: boolean,
  decided: boolean,
): Run {
  return (env, m) => {
    const a = l(env, m);
    if (a === decides) return decided;
    if (a !== !decides) throw notBoolean(m, unit, nodeOf(unit, place).left, a);
    const b = r(env, m);
    if (b === true || b === false) return b;
    throw notBoolean(m, unit, nodeOf(unit, place).right, b);
  };
}

function updateRightFirstRun(l: Run, r: Run, unit: Unit, place: Ref<BinaryExpr>): Run {
  return (env, m) => {
    const b = r(env, m);
    if (!(b instanceof Attrs)) throw notASetError(m, unit, nodeOf(unit, place).right, b);
    const a = l(env, m);
    return updateAttrs(m, unit, place, a, b);
  };
}

function updateRun(l: Run, r: Run, unit: Unit, place: Ref<BinaryExpr>): Run {
  return (env, m) => {
    const a = l(env, m);
    if (!(a instanceof Attrs)) throw notASetError(m, unit, nodeOf(unit, place).left, a);
    return updateAttrs(m, unit, place, a, r(env, m));
  };
}

function concatRun(l: Run, r: Run, unit: Unit, place: Ref<BinaryExpr>): Run {
  return (env, m) => {
    const a = l(env, m);
    return concatLists(m, unit, place, a, r(env, m));
  };
}

function plusRun(l: Run, r: Run, unit: Unit, place: Ref): Run {
  return (env, m) => {
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
        throw locate(e, unit, place);
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
        throw locate(e, unit, place);
      }
    }
    let left;
    try {
      left = plusLeft(m, a);
    } catch (e) {
      throw locate(e, unit, place);
    }
    const b = r(env, m);
    try {
      return plus(m, left, b);
    } catch (e) {
      throw locate(e, unit, place);
    }
  };
}
