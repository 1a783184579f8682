/** The parser's own stack: what is under construction, so that nesting costs memory and never JS stack. */
import type { AttrName, AttrsExpr, Expr, LetExpr } from "./ast.ts";
import { Tok } from "./tokens.ts";

/** What a frame waits for. */
export const Wait = {
  Root: 0,
  Paren: 1,
  /** Items of a list. */
  List: 2,
  /** Arguments of a call. */
  Apply: 3,
  /** The default after `or`. */
  OrDefault: 4,
  Not: 5,
  Negate: 6,
  /** The right operand. */
  Infix: 7,
  LambdaBody: 8,
  LetBody: 9,
  WithSubject: 10,
  WithBody: 11,
  AssertCond: 12,
  AssertBody: 13,
  IfCond: 14,
  IfThen: 15,
  IfElse: 16,
  /** Bindings of `{`, `rec {` and legacy `let {`. */
  Set: 17,
  /** Bindings of `let … in`. */
  Let: 18,
  /** The value of a binding. */
  Binding: 19,
  /** The `e` of a step `${e}` of an attribute path. */
  DynamicStep: 20,
  /** The string of a step `"a${b}"`; the string's own frame lies above. */
  StringStep: 21,
  /** The `e` of `inherit (e)`. */
  InheritFrom: 22,
  /** The `e` of `inherit ${e}`. */
  InheritStep: 23,
  /** The `e` of `"${e}"`. */
  String: 24,
  Indented: 25,
  Path: 26,
  /** The default of a formal; the formals' own frame lies below. */
  FormalDefault: 27,
  Formals: 28,
} as const;
export type Wait = (typeof Wait)[keyof typeof Wait];

/** One entry of the stack. Frames are reused, so a field means something only for the kinds that set it. */
export class Frame {
  wait: Wait = Wait.Root;
  /** Where the construct begins. */
  start = 0;
  /** Nesting of the parts that are complete. */
  height = 0;
  /** Operators: precedence; 0 for everything else. */
  precedence = 0;
  /** Operators: which. */
  operator: Tok = Tok.Invalid;
  /** Operators and names: where. */
  at = 0;
  /** Where this construct's entries in a shared stack begin. */
  base = 0;
  /** Attribute paths: what the path is for. Sets: whether it is a legacy `let`. */
  mode = 0;
  name = -1;
  docStart = -1;
  docEnd = -1;
  first: Expr | null = null;
  second: Expr | null = null;
  set: AttrsExpr | LetExpr | null = null;
  path: AttrName[] | null = null;
  starts: number[] | null = null;
}
