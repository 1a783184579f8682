/** Nodes made from numbers and operators. */
import type { Expr } from "./ast.ts";
import { ApplyExpr, BinaryExpr, FloatExpr, IntExpr, NotExpr, Op, VarExpr } from "./ast.ts";
import type { Lexer } from "./lexer.ts";
import type { Machine } from "./machine.ts";
import { Tok } from "./tokens.ts";

const MAX_INT = 2n ** 63n - 1n;
/** With fewer digits every number is a safe integer. */
const SAFE_DIGITS = 15;

/** The node of an integer token; an error beyond 64 bits. */
export function makeInt(m: Machine): IntExpr {
  const { lexer } = m;
  const { start, end, bytes } = lexer;
  if (end - start <= SAFE_DIGITS) {
    let value = 0;
    for (let i = start; i < end; i++) value = value * 10 + bytes[i]! - 48;
    return new IntExpr(start, end, value);
  }
  const text = lexer.text.substring(start, end);
  const value = BigInt(text);
  if (value > MAX_INT) m.report(`invalid integer '${text}'`, start, end);
  const number = Number(value);
  return new IntExpr(start, end, Number.isSafeInteger(number) ? number : value);
}

/** The node of a float token; an error where C's `strtod` reports a range error. */
export function makeFloat(m: Machine): FloatExpr {
  const { lexer } = m;
  const { start, end } = lexer;
  const text = lexer.text.substring(start, end);
  const value = Number(text);
  const tooSmall = value < 2.2250738585072014e-308 && /[1-9]/.test(text.replace(/[eE].*/, ""));
  if (value === Infinity || tooSmall) m.report(`invalid float '${text}'`, start, end);
  return new FloatExpr(start, end, value);
}

/** The node of an infix operator. */
export function makeInfix(
  lexer: Lexer,
  operator: Tok,
  left: Expr,
  right: Expr,
  start: number,
  end: number,
  at: number,
): Expr {
  const call = (name: string, a: Expr, b: Expr, sugar: ApplyExpr["sugar"]): ApplyExpr =>
    new ApplyExpr(start, end, variable(lexer, name, at), [a, b], sugar, at);
  switch (operator) {
    case Tok.Eq:
      return new BinaryExpr(start, end, Op.Eq, left, right, at);
    case Tok.Neq:
      return new BinaryExpr(start, end, Op.Neq, left, right, at);
    case Tok.And:
      return new BinaryExpr(start, end, Op.And, left, right, at);
    case Tok.Or:
      return new BinaryExpr(start, end, Op.Or, left, right, at);
    case Tok.Impl:
      return new BinaryExpr(start, end, Op.Impl, left, right, at);
    case Tok.Update:
      return new BinaryExpr(start, end, Op.Update, left, right, at);
    case Tok.Concat:
      return new BinaryExpr(start, end, Op.Concat, left, right, at);
    case Tok.Plus:
      return new BinaryExpr(start, end, Op.Plus, left, right, at);
    case Tok.Minus:
      return call("__sub", left, right, "-");
    case Tok.Mul:
      return call("__mul", left, right, "*");
    case Tok.Div:
      return call("__div", left, right, "/");
    case Tok.Lt:
      return call("__lessThan", left, right, "<");
    case Tok.Gt:
      return call("__lessThan", right, left, ">");
    case Tok.Le:
      return new NotExpr(start, end, call("__lessThan", right, left, "<="));
    case Tok.Ge:
      return new NotExpr(start, end, call("__lessThan", left, right, ">="));
    case Tok.PipeInto:
      return new ApplyExpr(start, end, right, [left], "|>", at);
    default:
      return new ApplyExpr(start, end, left, [right], "<|", at);
  }
}

/** `-e` is `__sub 0 e`. */
export function makeNegate(lexer: Lexer, operand: Expr, start: number, end: number): Expr {
  const zero = new IntExpr(start, start + 1, 0);
  return new ApplyExpr(start, end, variable(lexer, "__sub", start), [zero, operand], "neg", start);
}

/** A variable that the program didn't write; it spans nothing. */
export function variable(lexer: Lexer, name: string, at: number): VarExpr {
  return new VarExpr(at, at, lexer.names.fromString(name));
}
