/** Writes the body of a function as JavaScript: each node as `fast/` runs it, in line. */
import { compileApply } from "../fast/calls.ts";
import { compileScope } from "../fast/bindings.ts";
import { isSuspended, type FastCompiler, type Run } from "../fast/compile.ts";
import { knownSelect } from "../fast/select.ts";
import { force0, force1, force2, force3, forceRest } from "../fast/variables.ts";
import { layoutOf } from "../layout.ts";
import { concatLists, notASetError, updateAttrs } from "../operators.ts";
import { missingAttribute, notASet } from "../select.ts";
import { notBoolean } from "../control.ts";
import {
  Binding,
  GLOBAL,
  Kind,
  Op,
  WITH,
  type AttrsExpr,
  type BinaryExpr,
  type Expr,
  type IfExpr,
  type InterpExpr,
  type SelectExpr,
  type VarExpr,
} from "../syntax/ast.ts";
import { Attrs } from "../values/attrs.ts";
import { Env1 } from "../values/env.ts";
import { Closure, Float, Thunk } from "../values/value.ts";
import { writeApply, writeLess } from "./apply.ts";
import { writeDelay } from "./delay.ts";
import * as slow from "./slow.ts";
import { branchOf, Writer, type Facts } from "./writer.ts";

/** Variables of one function, beyond which what is nested stays closures: all are in its frame at once. */
const mostLocals = 48;

/** A body, written. */
export interface Written {
  /** Names and values of what the text is to find in scope. */
  readonly names: readonly string[];
  readonly values: readonly unknown[];
  /** Of a function that returns the body's {@link Run}. */
  readonly text: string;
  /** Variables in its frame. */
  readonly locals: number;
}

/** A body being written. */
export interface Body {
  readonly c: FastCompiler;
  readonly w: Writer;
}

/** Writes an expression that is a function's body; null where that would only be a call of its closure. */
export function writeBody(c: FastCompiler, expr: Expr): Written | null {
  if (!isWritten(expr)) return null;
  const w = new Writer();
  const b: Body = { c, w };
  const result = write(b, expr, { scopes: new Map([[0, "env"]]), values: new Map() });
  const { names, values } = w.bound;
  return {
    names: ["m", ...names],
    values: [c.m, ...values],
    text: `"use strict";\n${w.prelude}\nreturn function hot(env) {\n${w.text}\nreturn ${result};\n};`,
    locals: w.locals,
  };
}

/** Whether nodes of this kind gain from being in line. */
function isWritten(expr: Expr): boolean {
  switch (expr.kind) {
    case Kind.Var:
    case Kind.Select:
    case Kind.Interp:
    case Kind.Apply:
    case Kind.If:
    case Kind.Not:
    case Kind.Binary:
    case Kind.Let:
    case Kind.With:
      return true;
    case Kind.Attrs:
      return isPlainSet(expr);
    default:
      return false;
  }
}

/** Writes what evaluates an expression; returns a variable or literal that holds the value. */
export function write(b: Body, expr: Expr, facts: Facts): string {
  const { c, w } = b;
  switch (expr.kind) {
    case Kind.Int:
      return typeof expr.value === "number" ? `(${expr.value})` : w.constant(expr.value);
    case Kind.Str:
      return w.constant(expr.value);
    case Kind.Float:
      return w.constant(new Float(expr.value));
    case Kind.Lambda:
      return w.local(`new ${w.constant(Closure)}(${w.constant(c.lambda(expr))}, ${scopeOf(facts)})`);
  }
  if (w.locals > mostLocals) return writeClosure(b, c.run(expr), facts);
  switch (expr.kind) {
    case Kind.Var:
      return writeVar(b, expr, facts);
    case Kind.Select:
      return writeSelect(b, expr, facts);
    case Kind.Interp:
      return writeInterp(b, expr, facts);
    case Kind.Apply:
      return writeApply(b, expr, facts) ?? writeClosure(b, compileApply(c, expr, expr.fn, expr.args), facts);
    case Kind.If:
      return writeIf(b, expr, facts);
    case Kind.Not: {
      const { operand } = expr;
      if (operand.kind === Kind.Apply) {
        const negated = writeLess(b, operand, true, facts);
        if (negated !== null) return negated;
      }
      const value = write(b, operand, facts);
      checkBoolean(b, operand, value);
      return w.local(`!${value}`);
    }
    case Kind.Binary:
      return writeBinary(b, expr, facts);
    case Kind.Attrs:
      if (!isPlainSet(expr)) break;
      return writeAttrs(b, expr, facts);
    case Kind.Let: {
      const inner = w.local(`${w.constant(compileScope(c, expr))}(${scopeOf(facts)})`);
      return write(b, expr.body, within(facts, inner));
    }
    case Kind.With: {
      const subject = `new ${w.constant(Thunk)}(${w.constant(c.code(expr.subject))}, ${scopeOf(facts)})`;
      const inner = w.local(`new ${w.constant(Env1)}(${scopeOf(facts)}, ${subject})`);
      return write(b, expr.body, within(facts, inner));
    }
    case Kind.List:
      if (expr.items.length > mostItems) break;
      return w.local(`[${expr.items.map((item) => writeDelay(b, item, facts, false)).join(", ")}]`);
  }
  return writeClosure(b, c.run(expr), facts);
}

/** Items of a list or set beyond which a loop fills it. */
const mostItems = 8;

/** Whether making a set evaluates nothing and opens no scope. */
function isPlainSet(expr: AttrsExpr): boolean {
  const { defs, dynamics, froms, recursive } = expr;
  return (
    !recursive && dynamics.length === 0 && froms.length === 0 && defs.length > 0 && defs.length <= mostItems
  );
}

function writeAttrs(b: Body, expr: AttrsExpr, facts: Facts): string {
  const { c, w } = b;
  const { keys, places, order } = layoutOf(c.unit, expr);
  const values = order.map((i) => {
    const def = expr.defs[i]!;
    if (def.how !== Binding.Plain || !isSuspended(def.valueKind))
      return writeDelay(b, def.value!, facts, false);
    return `new ${w.constant(Thunk)}(${w.constant(c.codeOfDef(def))}, ${scopeOf(facts)})`;
  });
  return w.local(
    `new ${w.constant(Attrs)}(${w.constant(keys)}, [${values.join(", ")}], ${w.constant(places)})`,
  );
}

/** What is known in a new scope. */
function within(facts: Facts, scope: string): Facts {
  const scopes = new Map([[0, scope]]);
  for (const [depth, name] of facts.scopes) scopes.set(depth + 1, name);
  const values = new Map<string, string>();
  for (const [key, name] of facts.values) {
    const [depth, slot] = key.split(":");
    values.set(`${Number(depth) + 1}:${slot}`, name);
  }
  return { scopes, values };
}

/** What is not written stays a closure. */
export function writeClosure({ w }: Body, run: Run, facts: Facts): string {
  return w.local(`${w.constant(run)}(${scopeOf(facts)}, m)`);
}

/** The variable that holds the scope that the place being written is in. */
export function scopeOf(facts: Facts): string {
  return facts.scopes.get(0)!;
}

/** The variable that holds the scope `depth` levels up. */
export function scopeAt({ w }: Body, depth: number, facts: Facts): string {
  let known = depth;
  while (!facts.scopes.has(known)) known--;
  let name = facts.scopes.get(known)!;
  while (known < depth) {
    name = w.local(`${name}.up`);
    facts.scopes.set(++known, name);
  }
  return name;
}

/** Where a variable's cell is. */
export function slotOf(b: Body, expr: VarExpr, facts: Facts): string {
  const scope = scopeAt(b, expr.depth, facts);
  return expr.slot < 4 ? `${scope}.v${expr.slot}` : `${scope}.rest[${expr.slot - 4}]`;
}

const forces = [force0, force1, force2, force3];

function writeVar(b: Body, expr: VarExpr, facts: Facts): string {
  const { c, w } = b;
  if (expr.depth === GLOBAL) {
    const value = c.m.globals.get(c.unit.names[expr.name]!)!;
    return value instanceof Thunk ? writeClosure(b, c.run(expr), facts) : w.constant(value);
  }
  if (expr.depth === WITH) return writeClosure(b, c.run(expr), facts);
  const key = `${expr.depth}:${expr.slot}`;
  const known = facts.values.get(key);
  if (known !== undefined) return known;
  const value = w.local(slotOf(b, expr, facts));
  const scope = scopeAt(b, expr.depth, facts);
  const { slot } = expr;
  const forced =
    slot < 4
      ? `${w.constant(forces[slot])}(m, ${scope}, ${value})`
      : `${w.constant(forceRest)}(m, ${scope}, ${slot - 4}, ${value})`;
  w.line(`if (${value} instanceof ${w.constant(Thunk)}) ${value} = ${forced};`);
  facts.values.set(key, value);
  return value;
}

function writeSelect(b: Body, expr: SelectExpr, facts: Facts): string {
  const { c, w } = b;
  const known = knownSelect(c, expr);
  if (known !== undefined) return w.constant(known);
  if (expr.fallback !== null || expr.path.some((step) => typeof step !== "number"))
    return writeClosure(b, c.run(expr), facts);
  const [unit, node] = [w.constant(c.unit), w.constant(expr)];
  let subject = write(b, expr.subject, facts);
  for (const [i, step] of expr.path.entries()) {
    const id = c.symbol(step as number);
    const name = w.constant(c.m.symbols.names[id]!);
    // The keys seen last and the index found there: sets of one shape share their keys.
    const seen = w.state("null");
    const index = w.state("0");
    const slot = w.local();
    const keys = w.local();
    w.line(`if (!(${subject} instanceof ${w.constant(Attrs)}))`);
    w.line(`throw ${w.constant(notASet)}(m, ${unit}, ${node}, ${i}, ${subject});`);
    w.line(`${keys} = ${subject}.keys;`);
    w.line(`if (${keys} === ${seen}) ${slot} = ${subject}.values[${index}];`);
    w.line(`else { const i = ${keys}.find(${id});`);
    w.line(`if (i >= 0) { ${seen} = ${keys}; ${index} = i; ${slot} = ${subject}.values[i]; }`);
    w.line(`else if (${subject}.base !== null) ${slot} = ${subject}.base.get(${id}); }`);
    w.line(`if (${slot} === undefined)`);
    w.line(`throw ${w.constant(missingAttribute)}(m, ${unit}, ${node}, ${i}, ${name}, ${subject});`);
    w.line(`if (${slot} instanceof ${w.constant(Thunk)}) ${slot} = ${slot}.code === null ? ${slot}.state`);
    w.line(`: ${w.constant(slow.forceAttribute)}(m, ${slot}, ${unit}, ${node}, ${name});`);
    subject = slot;
  }
  return subject;
}

function writeInterp(b: Body, expr: InterpExpr, facts: Facts): string {
  const { c, w } = b;
  const pieces: string[] = [];
  const unsure: string[] = [];
  for (const part of expr.parts) {
    const value = write(b, part, facts);
    if (part.kind === Kind.Str) {
      pieces.push(value);
      continue;
    }
    // A variable of its own: the value itself may be asked for again.
    const piece = w.local(value);
    w.line(`if (typeof ${piece} !== "string")`);
    w.line(`${piece} = ${w.constant(slow.piece)}(m, ${piece}, ${w.constant(c.unit)}, ${w.constant(part)});`);
    pieces.push(piece);
    unsure.push(piece);
  }
  w.line("m.allocated += 32;");
  const joined = `"" + ${pieces.join(" + ")}`;
  if (unsure.length === 0) return w.local(joined);
  const plain = unsure.map((piece) => `typeof ${piece} === "string"`).join(" && ");
  return w.local(`${plain} ? ${joined} : ${w.constant(slow.join)}([${pieces.join(", ")}])`);
}

function writeIf(b: Body, expr: IfExpr, facts: Facts): string {
  const { c, w } = b;
  const condition = write(b, expr.cond, facts);
  const result = w.local();
  w.line(`if (${condition} === true) {`);
  w.line(`${result} = ${write(b, expr.then, branchOf(facts))};`);
  w.line(`} else if (${condition} === false) {`);
  w.line(`${result} = ${write(b, expr.otherwise, branchOf(facts))};`);
  w.line(
    `} else throw ${w.constant(notBoolean)}(m, ${w.constant(c.unit)}, ${w.constant(expr.cond)}, ${condition});`,
  );
  return result;
}

function checkBoolean({ c, w }: Body, expr: Expr, value: string): void {
  w.line(`if (${value} !== true && ${value} !== false)`);
  w.line(`throw ${w.constant(notBoolean)}(m, ${w.constant(c.unit)}, ${w.constant(expr)}, ${value});`);
}

/** `&&`, `||`, `->`: where the left operand equals `decides`, the result is `decided`, else the right operand. */
function writeLogic(b: Body, expr: BinaryExpr, decides: boolean, decided: boolean, facts: Facts): string {
  const { w } = b;
  const left = write(b, expr.left, facts);
  checkBoolean(b, expr.left, left);
  const result = w.local(String(decided));
  w.line(`if (${left} !== ${decides}) {`);
  const right = write(b, expr.right, branchOf(facts));
  checkBoolean(b, expr.right, right);
  w.line(`${result} = ${right};`);
  w.line("}");
  return result;
}

function writeBinary(b: Body, expr: BinaryExpr, facts: Facts): string {
  const { c, w } = b;
  const [unit, node] = [w.constant(c.unit), w.constant(expr)];
  switch (expr.op) {
    case Op.And:
      return writeLogic(b, expr, false, false, facts);
    case Op.Or:
      return writeLogic(b, expr, true, true, facts);
    case Op.Impl:
      return writeLogic(b, expr, false, true, facts);
    case Op.Eq:
    case Op.Neq: {
      const left = write(b, expr.left, facts);
      const right = write(b, expr.right, facts);
      const [same, negated] = expr.op === Op.Eq ? ["===", ""] : ["!==", "!"];
      const result = w.local();
      w.line(`if (typeof ${left} === "number" && typeof ${right} === "number"`);
      w.line(
        `|| typeof ${left} === "string" && typeof ${right} === "string") ${result} = ${left} ${same} ${right};`,
      );
      w.line(
        `else ${result} = ${negated}${w.constant(slow.isEqual)}(m, ${left}, ${right}, ${unit}, ${node});`,
      );
      return result;
    }
    case Op.Concat: {
      const left = write(b, expr.left, facts);
      const right = write(b, expr.right, facts);
      return w.local(`${w.constant(concatLists)}(m, ${unit}, ${node}, ${left}, ${right})`);
    }
    case Op.Update: {
      const rightFirst = c.m.profile.updateRightFirst;
      const [first, second] = rightFirst ? [expr.right, expr.left] : [expr.left, expr.right];
      const a = write(b, first, facts);
      w.line(`if (!(${a} instanceof ${w.constant(Attrs)}))`);
      w.line(`throw ${w.constant(notASetError)}(m, ${unit}, ${w.constant(first)}, ${a});`);
      const z = write(b, second, facts);
      const operands = rightFirst ? `${z}, ${a}` : `${a}, ${z}`;
      return w.local(`${w.constant(updateAttrs)}(m, ${unit}, ${node}, ${operands})`);
    }
    case Op.Plus:
      return writePlus(b, expr, facts);
  }
}

function writePlus(b: Body, expr: BinaryExpr, facts: Facts): string {
  const { c, w } = b;
  const [unit, node] = [w.constant(c.unit), w.constant(expr)];
  // A variable of its own: it is changed where the left operand is made ready for what it may be added to.
  const left = w.local(write(b, expr.left, facts));
  w.line(`if (typeof ${left} !== "number" && typeof ${left} !== "string")`);
  w.line(`${left} = ${w.constant(slow.leftOperand)}(m, ${left}, ${unit}, ${node});`);
  const right = write(b, expr.right, facts);
  const sum = w.local();
  w.line(`if (typeof ${left} === "number" && typeof ${right} === "number"`);
  w.line(`&& (${sum} = ${left} + ${right}, ${sum} <= 9007199254740991 && ${sum} >= -9007199254740991)) {}`);
  w.line(`else if (typeof ${left} === "string" && typeof ${right} === "string")`);
  w.line(`{ m.allocated += 32; ${sum} = ${left} + ${right}; }`);
  w.line(`else ${sum} = ${w.constant(slow.sum)}(m, ${left}, ${right}, ${unit}, ${node});`);
  return sum;
}
