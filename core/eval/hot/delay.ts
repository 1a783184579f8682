/** Writes what makes the slot of an argument, and arguments that are at hand (see `fast/eager.ts`). */
import { isSuspended, type Maker } from "../fast/compile.ts";
import { attemptOf } from "../fast/eager.ts";
import { sugarIsBuiltin } from "../fast/arithmetic.ts";
import { GLOBAL, Kind, Op, WITH, type Expr } from "../syntax/ast.ts";
import { Code } from "../values/code.ts";
import { Closure, Thunk } from "../values/value.ts";
import { scopeOf, slotOf, type Body } from "./body.ts";
import { branchOf, type Facts } from "./writer.ts";

/**
 * An expression that makes a slot without evaluating anything.
 * @param used - the argument is only used, never stored where it could be seen unevaluated
 */
export function writeDelay(b: Body, expr: Expr, facts: Facts, used: boolean): string {
  const { c, w } = b;
  if (used && expr.kind === Kind.Lambda) {
    return `new ${w.constant(Closure)}(${w.constant(c.lambda(expr))}, ${scopeOf(facts)})`;
  }
  if (expr.kind === Kind.Int && typeof expr.value === "number") return String(expr.value);
  if (expr.kind === Kind.Str) return w.constant(expr.value);
  if (expr.kind === Kind.Var && expr.depth !== WITH) {
    if (expr.depth === GLOBAL) return w.constant(c.m.globals.get(c.unit.names[expr.name]!));
    return slotOf(b, expr, facts);
  }
  if (isSuspended(expr.kind))
    return `new ${w.constant(Thunk)}(${w.constant(c.code(expr))}, ${scopeOf(facts)})`;
  return writeMaker(b, c.maker(expr), facts);
}

/** An expression that makes a slot as a maker says. */
export function writeMaker({ w }: Body, maker: Maker, facts: Facts): string {
  if (typeof maker === "function") return `${w.constant(maker)}(${scopeOf(facts)})`;
  return maker instanceof Code
    ? `new ${w.constant(Thunk)}(${w.constant(maker)}, ${scopeOf(facts)})`
    : w.constant(maker);
}

/** Arithmetic nested deeper is not tried. */
const maxNesting = 3;

/**
 * Writes the attempt to evaluate an argument that needs no work.
 * @returns a variable that holds a number, boolean or string, or undefined; null where the attempt can't pay
 */
export function writeAttempt(b: Body, expr: Expr, facts: Facts): string | null {
  if (expr.kind !== Kind.Apply && expr.kind !== Kind.Select && expr.kind !== Kind.Binary) return null;
  const attempt = attemptOf(b.c, expr, 0);
  if (attempt === null) return null;
  const { w } = b;
  if (expr.kind === Kind.Select) return w.local(`${w.constant(attempt)}(${scopeOf(facts)})`);
  const result = w.local();
  writeNumber(b, expr, facts, result, 0);
  return result;
}

/** Sets a variable to the number that an expression has been found to be, or leaves it undefined. */
function writeNumber(b: Body, expr: Expr, facts: Facts, result: string, nesting: number): void {
  const { c, w } = b;
  if (expr.kind === Kind.Int) {
    w.line(`${result} = ${String(expr.value)};`);
    return;
  }
  if (expr.kind === Kind.Var) {
    const known = facts.values.get(`${expr.depth}:${expr.slot}`);
    if (known !== undefined) {
      w.line(`if (typeof ${known} === "number") ${result} = ${known};`);
      return;
    }
    w.line(`${result} = ${slotOf(b, expr, facts)};`);
    w.line(`if (typeof ${result} !== "number") {`);
    w.line(
      `${result} = ${result} instanceof ${w.constant(Thunk)} && ${result}.code === null ? ${result}.state : undefined;`,
    );
    w.line(`if (typeof ${result} !== "number") ${result} = undefined; }`);
    return;
  }
  if (expr.kind === Kind.Select || nesting > maxNesting) {
    w.line(`${result} = ${w.constant(attemptOf(c, expr, nesting))}(${scopeOf(facts)});`);
    w.line(`if (typeof ${result} !== "number") ${result} = undefined;`);
    return;
  }
  const { operator, left, right } = operandsOf(expr);
  const a = w.local();
  writeNumber(b, left, facts, a, nesting + 1);
  w.line(`if (${a} !== undefined) {`);
  const z = w.local();
  // In a block: what is looked up here is not known behind it.
  writeNumber(b, right, branchOf(facts), z, nesting + 1);
  w.line(`if (${z} !== undefined) {`);
  w.line(`${result} = ${a} ${operator} ${z}${operator === "*" ? " + 0" : ""};`);
  w.line(`if (!(${result} <= 9007199254740991 && ${result} >= -9007199254740991)) ${result} = undefined;`);
  w.line("} }");
}

function operandsOf(expr: Expr): { operator: string; left: Expr; right: Expr } {
  if (expr.kind === Kind.Binary && expr.op === Op.Plus) {
    return { operator: "+", left: expr.left, right: expr.right };
  }
  if (expr.kind === Kind.Apply && sugarIsBuiltin(expr) && (expr.sugar === "-" || expr.sugar === "*")) {
    return { operator: expr.sugar, left: expr.args[0]!, right: expr.args[1]! };
  }
  throw new TypeError(`an attempt was made of a node of kind ${expr.kind}`);
}
