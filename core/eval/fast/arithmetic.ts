/** Operators that are calls of builtins by name: `-`, `*`, `/`, `<` and its kin, unary `-`. */
import { lessThan } from "../direct/equality.ts";
import { divide, multiply, subtract } from "../values/arithmetic.ts";
import { GLOBAL, Kind, type ApplyExpr, type Ref } from "../syntax/ast.ts";
import { locate } from "../trace.ts";
import type { Unit } from "../values/code.ts";
import type { FastCompiler, Run } from "./compile.ts";

/** Whether the operator's name is still the builtin's, nobody having bound it in scope. */
export function sugarIsBuiltin(expr: ApplyExpr): boolean {
  return expr.fn.kind === Kind.Var && expr.fn.depth === GLOBAL;
}

/** How to evaluate an operator whose name is still the builtin's; null for one that must be called. */
export function compileSugar(c: FastCompiler, expr: ApplyExpr): Run | null {
  if (expr.sugar === "|>" || expr.sugar === "<|" || !sugarIsBuiltin(expr)) return null;
  if (expr.sugar !== "-" && expr.sugar !== "neg" && expr.sugar !== "*" && expr.sugar !== "/") {
    return compileLess(c, expr, false);
  }
  const place = c.ref(expr);
  const l = c.run(expr.args[0]!);
  const r = c.run(expr.args[1]!);
  switch (expr.sugar) {
    case "-":
    case "neg":
      return minusRun(l, r, c.unit, place);
    case "*":
      return timesRun(l, r, c.unit, place);
    case "/":
      return divideRun(l, r, c.unit, place);
  }
}

function minusRun(l: Run, r: Run, unit: Unit, place: Ref): Run {
  return (env, m) => {
    const a = l(env, m);
    const b = r(env, m);
    if (typeof a === "number" && typeof b === "number") {
      const difference = a - b;
      if (difference <= 9007199254740991 && difference >= -9007199254740991) return difference;
    }
    try {
      return subtract(m, a, b);
    } catch (e) {
      throw locate(e, unit, place);
    }
  };
}

function timesRun(l: Run, r: Run, unit: Unit, place: Ref): Run {
  return (env, m) => {
    const a = l(env, m);
    const b = r(env, m);
    if (typeof a === "number" && typeof b === "number") {
      const product = a * b;
      if (product <= 9007199254740991 && product >= -9007199254740991) return product + 0;
    }
    try {
      return multiply(m, a, b);
    } catch (e) {
      throw locate(e, unit, place);
    }
  };
}

function divideRun(l: Run, r: Run, unit: Unit, place: Ref): Run {
  return (env, m) => {
    const a = l(env, m);
    const b = r(env, m);
    try {
      return divide(m, a, b);
    } catch (e) {
      throw locate(e, unit, place);
    }
  };
}

/** How to evaluate a comparison whose name is still the builtin's, or its negation (`a <= b` is `!(b < a)`). */
export function compileLess(c: FastCompiler, expr: ApplyExpr, negated: boolean): Run {
  return lessRun(c.run(expr.args[0]!), c.run(expr.args[1]!), c.unit, c.ref(expr), negated);
}

function lessRun(l: Run, r: Run, unit: Unit, place: Ref, negated: boolean): Run {
  return (env, m) => {
    const a = l(env, m);
    const b = r(env, m);
    if (typeof a === "number" && typeof b === "number") return a < b !== negated;
    try {
      return lessThan(m, a, b) !== negated;
    } catch (e) {
      throw locate(e, unit, place);
    }
  };
}
