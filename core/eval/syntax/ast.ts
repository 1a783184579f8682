/**
 * The syntax tree of a Nix file: what the parser makes, the scope analysis annotates, and both
 * executors read. It knows nothing of an evaluator, so that one parsed file can serve many.
 *
 * Names are indices into {@link Ast.names} (file-local, in order of first occurrence); an evaluator
 * maps them once per file to its own symbols. Offsets count bytes from the start of the file.
 */
import type { Source } from "./source.ts";

/** What a node is; kept as plain numbers so that a `switch` over them is a jump table. */
export const Kind = {
  Int: 0,
  Float: 1,
  Str: 2,
  Interp: 3,
  Path: 4,
  PathInterp: 5,
  SearchPath: 6,
  Var: 7,
  Select: 8,
  HasAttr: 9,
  Attrs: 10,
  List: 11,
  Lambda: 12,
  Apply: 13,
  Let: 14,
  With: 15,
  If: 16,
  Assert: 17,
  Not: 18,
  Binary: 19,
  CurPos: 20,
} as const;

/** Every node: where it begins and ends (byte offsets, end exclusive). */
interface Span {
  start: number;
  end: number;
}

/** `42`; beyond 2^53 a bigint, never beyond 2^63-1 (that is a parse error). */
export class IntExpr implements Span {
  readonly kind = Kind.Int;
  constructor(
    public start: number,
    public end: number,
    public value: number | bigint,
  ) {}
}

/** `1.5e3` */
export class FloatExpr implements Span {
  readonly kind = Kind.Float;
  constructor(
    public start: number,
    public end: number,
    public value: number,
  ) {}
}

/** A string without interpolation (`"…"`, `''…''`, or a URI literal); a byte string. */
export class StrExpr implements Span {
  readonly kind = Kind.Str;
  constructor(
    public start: number,
    public end: number,
    public value: string,
  ) {}
}

/** A string with interpolation; literal parts are {@link StrExpr}s. */
export class InterpExpr implements Span {
  readonly kind = Kind.Interp;
  constructor(
    public start: number,
    public end: number,
    public parts: Expr[],
  ) {}
}

/**
 * A path literal without interpolation: `text` is its spelling (`./a`, `/x`, `a/b`, `~/y`); it becomes
 * absolute against {@link Source.base} when evaluated (`~` against the evaluator's home).
 */
export class PathExpr implements Span {
  readonly kind = Kind.Path;
  constructor(
    public start: number,
    public end: number,
    public text: string,
  ) {}
}

/**
 * A path literal with interpolation. `parts[0]` is a {@link PathExpr} whose trailing slash is
 * significant (`./x/${y}`), later literal parts are {@link StrExpr}s.
 */
export class PathInterpExpr implements Span {
  readonly kind = Kind.PathInterp;
  constructor(
    public start: number,
    public end: number,
    public parts: Expr[],
  ) {}
}

/** `<name/rest>`: a call `__findFile __nixPath "name/rest"` through lexical names. */
export class SearchPathExpr implements Span {
  readonly kind = Kind.SearchPath;
  constructor(
    public start: number,
    public end: number,
    public text: string,
    /** The variables `__findFile` and `__nixPath`, resolved like any other. */
    public findFile: VarExpr,
    public nixPath: VarExpr,
  ) {}
}

/** {@link VarExpr.depth} of a global (a builtin's name). */
export const GLOBAL = -1;
/** {@link VarExpr.depth} of a name that only a `with` can supply. */
export const WITH = -2;

/** A variable. The parser leaves `depth` at 0 and `slot` at -1; the scope analysis fills them in. */
export class VarExpr implements Span {
  readonly kind = Kind.Var;
  /** Environments to climb (0 = innermost), or {@link GLOBAL}, or {@link WITH}. */
  depth = 0;
  /** Slot in that environment; -1 while unresolved, and for globals and `with` names. */
  slot = -1;
  /** For {@link WITH}: how many environments to climb to each enclosing `with`, innermost first. */
  withs: readonly number[] | null = null;
  constructor(
    public start: number,
    public end: number,
    public name: number,
  ) {}
}

/** One step of an attribute path: a static name (index into names) or an expression. */
export type AttrName = number | Expr;

/** `e.a.b or d`; `starts[i]` is where step `i` begins. `fallback` null when there is no `or`. */
export class SelectExpr implements Span {
  readonly kind = Kind.Select;
  constructor(
    public start: number,
    public end: number,
    public subject: Expr,
    public path: AttrName[],
    public starts: number[],
    public fallback: Expr | null,
  ) {}
}

/** `e ? a.b` */
export class HasAttrExpr implements Span {
  readonly kind = Kind.HasAttr;
  constructor(
    public start: number,
    public end: number,
    public subject: Expr,
    public path: AttrName[],
    public starts: number[],
  ) {}
}

/** How a static binding gets its value. */
export const Binding = {
  /** `a = e;`: `value` lives in the set's own scope (inside, when recursive). */
  Plain: 0,
  /** `inherit a;`: `value` is a {@link VarExpr} that lives in the *surrounding* scope. */
  Inherit: 1,
  /** `inherit (e) a;`: attribute `name` of `froms[from]`. */
  InheritFrom: 2,
} as const;

/** A static binding of a set or `let`, after merging (`a.b = 1; a.c = 2;` is one binding `a`). */
export class AttrDef {
  constructor(
    public name: number,
    public start: number,
    public end: number,
    public how: (typeof Binding)[keyof typeof Binding],
    /** The value; null for {@link Binding.InheritFrom}. */
    public value: Expr | null,
    /** Index into `froms`, or -1. */
    public from: number,
    /** Offsets of the doc comment (`/** … *​/`) before it, or -1. */
    public docStart = -1,
    public docEnd = -1,
  ) {}

  /** What kind of expression the value is; -1 where there is none. */
  get valueKind(): number {
    return this.value === null ? -1 : this.value.kind;
  }

  /** The value, in a form to keep. */
  get valueRef(): Ref | null {
    return this.value;
  }
}

/** A dynamic binding `${e} = v;`. */
export class DynamicDef {
  constructor(
    public name: Expr,
    public value: Expr,
    public start: number,
    public end: number,
  ) {}
}

/** The bindings common to sets and `let`. Names in `defs` are unique, in order of first definition. */
export interface Bindings {
  defs: AttrDef[];
  /** The `e` of each `inherit (e) …`, evaluated (lazily, once) in the binding's own scope. */
  froms: Expr[];
  dynamics: DynamicDef[];
}

/**
 * `{ … }` or `rec { … }`. A recursive set opens a scope whose slot `i` is `defs[i]`;
 * a plain one opens none.
 */
export class AttrsExpr implements Span, Bindings {
  readonly kind = Kind.Attrs;
  dynamics: DynamicDef[] = [];
  defs: AttrDef[] = [];
  froms: Expr[] = [];
  constructor(
    public start: number,
    public end: number,
    public recursive: boolean,
  ) {}
}

/** `[ … ]` */
export class ListExpr implements Span {
  readonly kind = Kind.List;
  constructor(
    public start: number,
    public end: number,
    public items: Expr[],
  ) {}
}

/** One formal parameter of `{ a, b ? d }:`. */
export class Formal {
  constructor(
    public name: number,
    public start: number,
    public end: number,
    public fallback: Expr | null,
    public docStart = -1,
    public docEnd = -1,
  ) {}
}

/** `{ a, b ? d, ... }`; `formals` in source order. */
export class Formals {
  constructor(
    public formals: Formal[],
    public ellipsis: boolean,
  ) {}
}

/**
 * A function. Opens a scope: slot 0 is `param` when there is one (`x:` or `…@x`), then the formals in
 * source order. `name` is the binding it was defined as (for messages), or -1.
 */
export class LambdaExpr implements Span {
  readonly kind = Kind.Lambda;
  name = -1;
  docStart = -1;
  docEnd = -1;
  constructor(
    public start: number,
    public end: number,
    /** Name index of `x` in `x:` or `…@x`; -1 for a bare `{ … }:`. */
    public param: number,
    public paramStart: number,
    public formals: Formals | null,
    public body: Expr,
  ) {}
}

/** `f a b`: one node for all arguments given at once. */
export class ApplyExpr implements Span {
  readonly kind = Kind.Apply;
  constructor(
    public start: number,
    public end: number,
    public fn: Expr,
    public args: Expr[],
    /** The spelling it was desugared from, for `--parse` and messages; null for a written application. */
    public sugar: "-" | "*" | "/" | "<" | "<=" | ">" | ">=" | "neg" | "|>" | "<|" | null = null,
    /** Offset of the operator for sugar, else of the function. */
    public opStart: number = start,
  ) {}
}

/** `let … in body`; opens a scope whose slot `i` is `defs[i]`. `dynamics` is always empty. */
export class LetExpr implements Span, Bindings {
  readonly kind = Kind.Let;
  body!: Expr;
  defs: AttrDef[] = [];
  froms: Expr[] = [];
  dynamics: DynamicDef[] = [];
  constructor(
    public start: number,
    public end: number,
  ) {}
}

/** `with subject; body`; opens a scope with one slot, the subject. */
export class WithExpr implements Span {
  readonly kind = Kind.With;
  constructor(
    public start: number,
    public end: number,
    public subject: Expr,
    public body: Expr,
  ) {}
}

/** `if c then a else b` */
export class IfExpr implements Span {
  readonly kind = Kind.If;
  constructor(
    public start: number,
    public end: number,
    public cond: Expr,
    public then: Expr,
    public otherwise: Expr,
  ) {}
}

/** `assert c; body` */
export class AssertExpr implements Span {
  readonly kind = Kind.Assert;
  constructor(
    public start: number,
    public end: number,
    public cond: Expr,
    public body: Expr,
  ) {}
}

/** `!e` */
export class NotExpr implements Span {
  readonly kind = Kind.Not;
  constructor(
    public start: number,
    public end: number,
    public operand: Expr,
  ) {}
}

/** The operators that are nodes of their own; the others are calls (see {@link ApplyExpr.sugar}). */
export const Op = { Eq: 0, Neq: 1, And: 2, Or: 3, Impl: 4, Update: 5, Concat: 6, Plus: 7 } as const;
export type Op = (typeof Op)[keyof typeof Op];

/** `l op r` */
export class BinaryExpr implements Span {
  readonly kind = Kind.Binary;
  constructor(
    public start: number,
    public end: number,
    public op: Op,
    public left: Expr,
    public right: Expr,
    public opStart: number,
  ) {}
}

/** `__curPos` */
export class CurPosExpr implements Span {
  readonly kind = Kind.CurPos;
  constructor(
    public start: number,
    public end: number,
  ) {}
}

export type Expr =
  | IntExpr
  | FloatExpr
  | StrExpr
  | InterpExpr
  | PathExpr
  | PathInterpExpr
  | SearchPathExpr
  | VarExpr
  | SelectExpr
  | HasAttrExpr
  | AttrsExpr
  | ListExpr
  | LambdaExpr
  | ApplyExpr
  | LetExpr
  | WithExpr
  | IfExpr
  | AssertExpr
  | NotExpr
  | BinaryExpr
  | CurPosExpr;

/**
 * A node in a form to keep: itself, or its place among {@link Nodes} that are made anew whenever somebody looks at
 * them, so that nothing of a tree stays in memory but what somebody made of it.
 */
export type Ref<N extends Expr = Expr> = N | number;

/** A tree of which no nodes are kept. */
export interface Nodes {
  /** The node at a place, made anew. */
  node(at: number): Expr;
  /** A node of this tree (or of none) in a form to keep. */
  ref<N extends Expr>(node: N): Ref<N>;
}

/** A parsed file. */
export interface Ast {
  source: Source;
  root: Expr;
  /** Every identifier and static attribute name of the file, each once, in order of first occurrence. */
  names: string[];
  /** Largest nesting of nodes in the tree, to budget recursive walks over it. */
  height: number;
  /** Where nodes come from, if they are not kept. */
  nodes?: Nodes;
}
