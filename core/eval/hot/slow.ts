/** What written functions call where the usual case does not hold: the same as `fast/` does in line. */
import { interpolate } from "../direct/coerce.ts";
import { equal, lessThan } from "../direct/equality.ts";
import { plus, plusLeft } from "../direct/plus.ts";
import { forceThunk } from "../fast/primitives.ts";
import type { Machine } from "../machine.ts";
import type { Expr } from "../syntax/ast.ts";
import { locate, traceAttr, traceCall } from "../trace.ts";
import { divide as divided, multiply as product, subtract as difference } from "../values/arithmetic.ts";
import type { Unit } from "../values/code.ts";
import {
  ContextUnion,
  makeString,
  textOf,
  type Builtin,
  type ContextString,
  type Slot,
  type Thunk,
  type Value,
} from "../values/value.ts";

export function forceAttribute(m: Machine, thunk: Thunk, unit: Unit, node: Expr, name: string): Value {
  try {
    return forceThunk(m, thunk);
  } catch (e) {
    throw traceAttr(e, unit, node, name);
  }
}

/** A part of a string that is none itself. */
export function piece(m: Machine, value: Value, unit: Unit, part: Expr): string | ContextString {
  try {
    return interpolate(m, value);
  } catch (e) {
    throw locate(e, unit, part);
  }
}

/** The string of parts, some of which have a context. */
export function join(pieces: readonly (string | ContextString)[]): string | ContextString {
  let text = "";
  let context: ContextUnion | null = null;
  for (const part of pieces) {
    text += textOf(part);
    if (typeof part === "string") continue;
    if (context === null) context = new ContextUnion(part.context);
    else context.add(part.context);
  }
  return context === null ? text : makeString(text, context.context);
}

export function isEqual(m: Machine, a: Value, b: Value, unit: Unit, node: Expr): boolean {
  try {
    return equal(m, a, b);
  } catch (e) {
    throw locate(e, unit, node);
  }
}

export function isLess(m: Machine, a: Value, b: Value, unit: Unit, node: Expr): boolean {
  try {
    return lessThan(m, a, b);
  } catch (e) {
    throw locate(e, unit, node);
  }
}

/** What the left operand of `+` is added as. */
export function leftOperand(m: Machine, a: Value, unit: Unit, node: Expr): Value {
  try {
    return plusLeft(m, a) as Value;
  } catch (e) {
    throw locate(e, unit, node);
  }
}

export function sum(m: Machine, a: Value, b: Value, unit: Unit, node: Expr): Value {
  try {
    return plus(m, a, b);
  } catch (e) {
    throw locate(e, unit, node);
  }
}

export function subtract(m: Machine, a: Value, b: Value, unit: Unit, node: Expr): Value {
  try {
    return difference(m, a, b);
  } catch (e) {
    throw locate(e, unit, node);
  }
}

export function multiply(m: Machine, a: Value, b: Value, unit: Unit, node: Expr): Value {
  try {
    return product(m, a, b);
  } catch (e) {
    throw locate(e, unit, node);
  }
}

export function divide(m: Machine, a: Value, b: Value, unit: Unit, node: Expr): Value {
  try {
    return divided(m, a, b);
  } catch (e) {
    throw locate(e, unit, node);
  }
}

/** Calls a builtin in the VM. */
export function spilled(m: Machine, builtin: Builtin, args: readonly Slot[], unit: Unit, node: Expr): Value {
  try {
    return m.spill.apply(builtin, args);
  } catch (e) {
    throw traceCall(e, unit, node, builtin);
  }
}
