/** Writes applications: operators that are builtins by name, builtins known beforehand, functions. */
import { applyOther, applyTraced } from "../fast/traced.ts";
import { sugarIsBuiltin } from "../fast/arithmetic.ts";
import { eagerly } from "../fast/eager.ts";
import { enter, scopeFor } from "../fast/apply.ts";
import { knownBuiltin } from "../fast/known.ts";
import { passingArgument } from "../fast/passing.ts";
import { builtinCost } from "../fast/primitives.ts";
import { reusableImport } from "../fast/reuse.ts";
import { exposesParam } from "../exposure.ts";
import type { ApplyExpr, Expr } from "../syntax/ast.ts";
import { traceCall } from "../trace.ts";
import { Env1 } from "../values/env.ts";
import { Closure, type Builtin } from "../values/value.ts";
import { scopeOf, write, type Body } from "./body.ts";
import { writeAttempt, writeDelay, writeMaker } from "./delay.ts";
import * as slow from "./slow.ts";
import { branchOf, type Facts } from "./writer.ts";

/** Writes an application; null for one that stays a closure. */
export function writeApply(b: Body, expr: ApplyExpr, facts: Facts): string | null {
  const { c } = b;
  if (expr.sugar !== null) {
    if (!sugarIsBuiltin(expr)) return null;
    return writeLess(b, expr, false, facts) ?? writeArithmetic(b, expr, facts);
  }
  const { fn, args } = expr;
  const builtin = knownBuiltin(c.m, c.unit.names, fn);
  if (builtin !== null) {
    return builtin.arity === args.length && args.length <= 3 ? writeBuiltin(b, expr, builtin, facts) : null;
  }
  if (reusableImport(c, fn, args) !== null) return null;
  if (args.length === 1) return writeCall1(b, expr, facts);
  if (args.length === 2) return writeCall2(b, expr, facts);
  const { w } = b;
  const called = write(b, fn, facts);
  const makers = w.constant(c.makers(args));
  const place = `${scopeOf(facts)}, ${w.constant(expr)}, ${w.constant(c.unit)}`;
  return w.local(`${w.constant(applyTraced)}(m, ${called}, ${makers}, 0, ${place})`);
}

/** Writes a comparison by size, or its negation; null if it is none. */
export function writeLess(b: Body, expr: ApplyExpr, negated: boolean, facts: Facts): string | null {
  const { c, w } = b;
  // The parser makes `a > b` into `b < a`, and `a <= b` into `!(b < a)`.
  const { sugar } = expr;
  const isStrict = sugar === "<" || sugar === ">";
  if (!isStrict && sugar !== "<=" && sugar !== ">=") return null;
  if (!sugarIsBuiltin(expr) || (negated && isStrict)) return null;
  const left = write(b, expr.args[0]!, facts);
  const right = write(b, expr.args[1]!, facts);
  const [operator, not] = negated ? [">=", "!"] : ["<", ""];
  const other = `${not}${w.constant(slow.isLess)}(m, ${left}, ${right}, ${w.constant(c.unit)}, ${w.constant(expr)})`;
  return w.local(
    `typeof ${left} === "number" && typeof ${right} === "number" ? ${left} ${operator} ${right} : ${other}`,
  );
}

function writeArithmetic(b: Body, expr: ApplyExpr, facts: Facts): string | null {
  const { c, w } = b;
  const { sugar } = expr;
  if (sugar !== "-" && sugar !== "neg" && sugar !== "*" && sugar !== "/") return null;
  const left = write(b, expr.args[0]!, facts);
  const right = write(b, expr.args[1]!, facts);
  const result = w.local();
  const operands = `m, ${left}, ${right}, ${w.constant(c.unit)}, ${w.constant(expr)}`;
  w.line(`if (typeof ${left} === "number" && typeof ${right} === "number"`);
  if (sugar === "/") {
    w.line(`&& ${right} !== 0) ${result} = Math.trunc(${left} / ${right}) + 0;`);
    w.line(`else ${result} = ${w.constant(slow.divide)}(${operands});`);
    return result;
  }
  const computed = sugar === "*" ? `${left} * ${right} + 0` : `${left} - ${right}`;
  const inRange = `${result} <= 9007199254740991 && ${result} >= -9007199254740991`;
  w.line(`&& (${result} = ${computed}, ${inRange})) {}`);
  w.line(`else ${result} = ${w.constant(sugar === "*" ? slow.multiply : slow.subtract)}(${operands});`);
  return result;
}

function writeBuiltin(b: Body, expr: ApplyExpr, builtin: Builtin, facts: Facts): string {
  const { c, w } = b;
  const [unit, node, fn] = [w.constant(c.unit), w.constant(expr), w.constant(builtin)];
  const args = expr.args.map((arg, i) => {
    const passing = passingArgument(c, builtin, i, arg);
    if (passing !== null) return writeMaker(b, passing, facts);
    const attempt = writeAttempt(b, arg, facts);
    if (attempt === null) return writeDelay(b, arg, facts, true);
    w.line(`if (${attempt} === undefined) ${attempt} = ${writeDelay(b, arg, facts, true)};`);
    return attempt;
  });
  const result = w.local();
  w.line(`if (m.depth < ${builtinCost})`);
  w.line(`${result} = ${w.constant(slow.spilled)}(m, ${fn}, [${args.join(", ")}], ${unit}, ${node});`);
  w.line(`else try { m.depth -= ${builtinCost};`);
  w.line(`${result} = ${w.constant(builtin.direct)}(m, ${args.join(", ")});`);
  w.line(`m.depth += ${builtinCost};`);
  w.line(`} catch (e) { throw ${w.constant(traceCall)}(e, ${unit}, ${node}, ${fn}); }`);
  return result;
}

/** Writes the entry of a function, as `enter` does it. */
function writeEnter({ w }: Body, lambda: string, scope: string, result: string): void {
  w.line("{");
  const body = w.local(`${lambda}.body`);
  const cost = w.local(`${body}.cost`);
  w.line(`if (m.depth < ${cost} || m.callDepth >= m.maxCallDepth)`);
  w.line(`${result} = ${w.constant(enter)}(m, ${lambda}, ${scope});`);
  w.line(`else { m.depth -= ${cost}; m.callDepth++; if (--m.ticks < 0) m.sample(${body});`);
  w.line(`${result} = ${body}.run(${scope}, m);`);
  w.line(`m.callDepth--; m.depth += ${cost}; }`);
  w.line("}");
}

/** Writes the slot of an argument of a function whose parameter is plain. */
function writeArgument(b: Body, arg: Expr, lambda: string, facts: Facts): string {
  const { c, w } = b;
  if (eagerly(c, arg) === null) return writeDelay(b, arg, facts, false);
  const slot = w.local();
  w.line(`if (!(${lambda}.exposesParam ?? ${w.constant(exposesParam)}(${lambda}))) {`);
  w.line(`${slot} = ${writeAttempt(b, arg, branchOf(facts))!};`);
  w.line("}");
  w.line(`if (${slot} === undefined) ${slot} = ${writeDelay(b, arg, facts, false)};`);
  return slot;
}

function writeCall1(b: Body, expr: ApplyExpr, facts: Facts): string {
  const { c, w } = b;
  const [unit, node] = [w.constant(c.unit), w.constant(expr)];
  const arg = expr.args[0]!;
  const fn = write(b, expr.fn, facts);
  // What the argument is made of is looked up once, outside of the branches.
  const result = w.local();
  w.line(`if (${fn} instanceof ${w.constant(Closure)}) {`);
  const lambda = w.local(`${fn}.lambda`);
  w.line("try {");
  w.line(`if (${lambda}.formals === null) {`);
  const inner = branchOf(facts);
  const slot = writeArgument(b, arg, lambda, inner);
  const scope = w.local(`new ${w.constant(Env1)}(${fn}.env, ${slot})`);
  writeEnter(b, lambda, scope, result);
  w.line("} else {");
  const other = writeDelay(b, arg, branchOf(facts), false);
  const bound = w.local(`${w.constant(scopeFor)}(m, ${lambda}, ${fn}.env, ${other})`);
  writeEnter(b, lambda, bound, result);
  w.line("}");
  w.line(`} catch (e) { throw ${w.constant(traceCall)}(e, ${unit}, ${node}, ${fn}); }`);
  w.line("} else {");
  const last = writeDelay(b, arg, branchOf(facts), false);
  w.line(`${result} = ${w.constant(applyOther)}(m, ${fn}, ${last}, ${node}, ${unit});`);
  w.line("}");
  return result;
}

function writeCall2(b: Body, expr: ApplyExpr, facts: Facts): string {
  const { c, w } = b;
  const [unit, node] = [w.constant(c.unit), w.constant(expr)];
  const [first, second] = expr.args as [Expr, Expr];
  const fn = write(b, expr.fn, facts);
  const result = w.local();
  const lambda = w.local(`${fn} instanceof ${w.constant(Closure)} ? ${fn}.lambda : null`);
  const inner = w.local(`${lambda} === null ? null : ${lambda}.inner`);
  w.line(`if (${inner} !== null && ${inner}.formals === null && ${lambda}.formals === null) {`);
  w.line("try {");
  const branch = branchOf(facts);
  const a = writeArgument(b, first, lambda, branch);
  const z = writeArgument(b, second, inner, branch);
  const env1 = w.constant(Env1);
  const scope = w.local(`new ${env1}(new ${env1}(${fn}.env, ${a}), ${z})`);
  writeEnter(b, inner, scope, result);
  w.line(`} catch (e) { throw ${w.constant(traceCall)}(e, ${unit}, ${node}, ${fn}); }`);
  w.line("} else {");
  const makers = w.constant(c.makers(expr.args));
  w.line(
    `${result} = ${w.constant(applyTraced)}(m, ${fn}, ${makers}, 0, ${scopeOf(facts)}, ${node}, ${unit});`,
  );
  w.line("}");
  return result;
}
