/** From syntax to bytecode. What evaluates nothing (slots, functions, plain sets) is shared with the fast executor. */
import { compileAttrsBase, compileScope } from "../fast/bindings.ts";
import { knownBuiltin } from "../fast/known.ts";
import { sugarIsBuiltin } from "../fast/arithmetic.ts";
import type { FastCompiler } from "../fast/compile.ts";
import { positionValue } from "../positions.ts";
import {
  GLOBAL,
  Kind,
  Op,
  WITH,
  type ApplyExpr,
  type AttrsExpr,
  type BinaryExpr,
  type Expr,
  type HasAttrExpr,
  type PathExpr,
  type SelectExpr,
  type VarExpr,
} from "../syntax/ast.ts";
import type { Chunk } from "../values/code.ts";
import { Float, Thunk, type Slot } from "../values/value.ts";
import { Opcode } from "./ops.ts";

/** A step of a selection, as instructions refer to it. */
export interface SelectStep {
  readonly node: SelectExpr | HasAttrExpr;
  readonly index: number;
  /** Symbol; -1 for computed names. */
  readonly id: number;
}

/** A variable only a `with` supplies, as instructions refer to it. */
export interface WithName {
  readonly node: VarExpr;
  readonly withs: readonly number[];
  readonly id: number;
  readonly name: string;
}

/** Nesting inside one chunk beyond which the rest becomes a code of its own. */
const maxNesting = 60;

/** Bytecode of an expression. */
export function compileChunk(fast: FastCompiler, expr: Expr): Chunk {
  const compiler = new ChunkCompiler(fast);
  compiler.expr(expr);
  compiler.emit(Opcode.Return);
  return { ops: Int32Array.from(compiler.ops), constants: compiler.constants };
}

class ChunkCompiler {
  readonly ops: number[] = [];
  readonly constants: unknown[] = [];
  private nesting = 0;

  constructor(private readonly fast: FastCompiler) {}

  emit(op: number, a = 0, b = 0): number {
    return this.ops.push(op, a, b) - 3;
  }

  private constant(value: unknown): number {
    return this.constants.push(value) - 1;
  }

  /** Makes the jump at `at` go to the next instruction. */
  private land(at: number): void {
    this.ops[at + 1] = this.ops.length;
  }

  expr(expr: Expr): void {
    if (this.nesting >= maxNesting) {
      this.emit(Opcode.Eval, this.constant(this.fast.code(expr)));
      return;
    }
    this.nesting++;
    this.dispatch(expr);
    this.nesting--;
  }

  private dispatch(expr: Expr): void {
    const { fast } = this;
    switch (expr.kind) {
      case Kind.Int:
      case Kind.Str:
        this.emit(Opcode.Const, this.constant(expr.value));
        break;
      case Kind.Float:
        this.emit(Opcode.Const, this.constant(new Float(expr.value)));
        break;
      case Kind.CurPos: {
        const position = { source: fast.unit.source, offset: expr.start };
        this.emit(Opcode.Const, this.constant(positionValue(fast.m, position)));
        break;
      }
      case Kind.Interp:
        for (const part of expr.parts) {
          this.expr(part);
          if (part.kind !== Kind.Str) this.emit(Opcode.Piece, this.constant(part));
        }
        this.emit(Opcode.Join, expr.parts.length);
        break;
      case Kind.PathInterp: {
        const [head, ...rest] = expr.parts;
        this.emit(Opcode.PathStart, this.constant({ node: expr, text: (head as PathExpr).text }));
        for (const part of rest) {
          this.expr(part);
          this.emit(Opcode.PathPiece, this.constant(part));
        }
        this.emit(Opcode.PathEnd);
        break;
      }
      case Kind.Var:
        this.variable(expr);
        break;
      case Kind.Select:
        this.select(expr);
        break;
      case Kind.HasAttr:
        this.hasAttr(expr);
        break;
      case Kind.Attrs:
        this.attrs(expr);
        break;
      case Kind.List:
      case Kind.Path:
      case Kind.Lambda:
        this.emit(Opcode.Make, this.constant(fast.run(expr)));
        break;
      case Kind.Apply:
        this.apply(expr);
        break;
      case Kind.SearchPath: {
        this.expr(expr.findFile);
        this.delay(expr.nixPath);
        this.emit(Opcode.Const, this.constant(expr.text));
        this.emit(Opcode.Call, 2, this.constant(expr));
        break;
      }
      case Kind.Let:
        this.emit(Opcode.Scope, this.constant(compileScope(fast, expr)));
        this.expr(expr.body);
        this.emit(Opcode.Leave);
        break;
      case Kind.With:
        this.emit(Opcode.With, this.constant(fast.code(expr.subject)));
        this.expr(expr.body);
        this.emit(Opcode.Leave);
        break;
      case Kind.If: {
        this.expr(expr.cond);
        const toElse = this.emit(Opcode.JumpIfNot, 0, this.constant(expr.cond));
        this.expr(expr.then);
        const toEnd = this.emit(Opcode.Jump);
        this.land(toElse);
        this.expr(expr.otherwise);
        this.land(toEnd);
        break;
      }
      case Kind.Assert:
        this.expr(expr.cond);
        this.emit(Opcode.Assert, this.constant(expr));
        this.expr(expr.body);
        break;
      case Kind.Not:
        this.expr(expr.operand);
        this.emit(Opcode.Not, this.constant(expr.operand));
        break;
      case Kind.Binary:
        this.binary(expr);
        break;
    }
  }

  private delay(expr: Expr): void {
    this.emit(Opcode.Delay, this.constant(this.fast.maker(expr)));
  }

  private variable(expr: VarExpr): void {
    const { fast } = this;
    const name = fast.unit.names[expr.name]!;
    if (expr.depth === GLOBAL) {
      const value: Slot = fast.m.globals.get(name)!;
      this.emit(Opcode.Const, this.constant(value));
      if (value instanceof Thunk) this.emit(Opcode.Force);
    } else if (expr.depth === WITH) {
      const withName: WithName = { node: expr, withs: expr.withs!, id: fast.symbol(expr.name), name };
      this.emit(Opcode.WithVar, this.constant(withName));
    } else this.emit(Opcode.Var, expr.depth, expr.slot);
  }

  /** Emits a computed attribute name; returns whether the step is static instead, with its symbol. */
  private step(node: SelectExpr | HasAttrExpr, index: number): SelectStep {
    const step = node.path[index]!;
    const { fast } = this;
    if (typeof step === "number") return { node, index, id: fast.symbol(step) };
    if (step.kind === Kind.Str) return { node, index, id: fast.m.symbols.intern(step.value) };
    this.expr(step);
    this.emit(Opcode.AttrName, this.constant(step));
    return { node, index, id: -1 };
  }

  private select(expr: SelectExpr): void {
    this.expr(expr.subject);
    if (expr.fallback === null) {
      for (let i = 0; i < expr.path.length; i++) {
        const step = this.step(expr, i);
        this.emit(step.id < 0 ? Opcode.SelectDyn : Opcode.Select, this.constant(step));
      }
      return;
    }
    const toDefault: number[] = [];
    for (let i = 0; i < expr.path.length; i++) {
      const step = this.step(expr, i);
      toDefault.push(this.emit(step.id < 0 ? Opcode.SelectOrDyn : Opcode.SelectOr, 0, this.constant(step)));
    }
    const toEnd = this.emit(Opcode.Jump);
    for (const jump of toDefault) this.land(jump);
    this.expr(expr.fallback);
    this.land(toEnd);
  }

  private hasAttr(expr: HasAttrExpr): void {
    this.expr(expr.subject);
    const toFalse: number[] = [];
    const last = expr.path.length - 1;
    for (let i = 0; i < last; i++) {
      const step = this.step(expr, i);
      toFalse.push(this.emit(step.id < 0 ? Opcode.SelectOrDyn : Opcode.SelectOr, 0, this.constant(step)));
    }
    const step = this.step(expr, last);
    this.emit(step.id < 0 ? Opcode.HasDyn : Opcode.Has, this.constant(step));
    if (toFalse.length === 0) return;
    const toEnd = this.emit(Opcode.Jump);
    for (const jump of toFalse) this.land(jump);
    this.emit(Opcode.Const, this.constant(false));
    this.land(toEnd);
  }

  private attrs(expr: AttrsExpr): void {
    const { fast } = this;
    const base = compileAttrsBase(fast, expr);
    if (base === null) {
      this.emit(Opcode.Make, this.constant(fast.run(expr)));
      return;
    }
    this.emit(Opcode.OpenSet, this.constant(base));
    if (base.overrides !== null) this.emit(Opcode.Overrides, this.constant(base));
    if (expr.dynamics.length > 0) {
      this.emit(Opcode.Dynamic);
      for (const def of expr.dynamics) {
        this.expr(def.name);
        const toNext = this.emit(Opcode.DropNull);
        this.emit(Opcode.AttrName, this.constant(def.name));
        this.emit(Opcode.AddDynamic, this.constant({ def, value: fast.maker(def.value) }));
        this.land(toNext);
      }
      this.emit(Opcode.AddDynamics);
    }
    this.emit(Opcode.Leave);
  }

  private apply(expr: ApplyExpr): void {
    const { sugar } = expr;
    if (sugar !== null && sugar !== "|>" && sugar !== "<|" && sugarIsBuiltin(expr)) {
      this.expr(expr.args[0]!);
      this.expr(expr.args[1]!);
      const k = this.constant(expr);
      if (sugar === "-" || sugar === "neg" || sugar === "*" || sugar === "/") this.emit(Opcode.Arith, k);
      else this.emit(Opcode.Less, k);
      return;
    }
    const builtin = knownBuiltin(this.fast.m, this.fast.unit.names, expr.fn);
    if (builtin !== null) this.emit(Opcode.Const, this.constant(builtin));
    else this.expr(expr.fn);
    const used = builtin !== null && builtin.arity === expr.args.length;
    for (const arg of expr.args) {
      if (used) this.emit(Opcode.Delay, this.constant(this.fast.makerUsed(arg)));
      else this.delay(arg);
    }
    this.emit(Opcode.Call, expr.args.length, this.constant(expr));
  }

  private binary(expr: BinaryExpr): void {
    const k = this.constant(expr);
    switch (expr.op) {
      case Op.Eq:
      case Op.Neq:
        this.expr(expr.left);
        this.expr(expr.right);
        this.emit(Opcode.Equal, k);
        if (expr.op === Op.Neq) this.emit(Opcode.Negate);
        break;
      case Op.And:
      case Op.Or:
      case Op.Impl: {
        this.expr(expr.left);
        const toEnd = this.emit(Opcode.Logic, 0, k);
        this.expr(expr.right);
        this.emit(Opcode.AssertBool, this.constant(expr.right));
        this.land(toEnd);
        break;
      }
      case Op.Update:
        if (this.fast.m.profile.updateRightFirst) {
          this.expr(expr.right);
          this.emit(Opcode.AssertSet, this.constant(expr.right));
          this.expr(expr.left);
        } else {
          this.expr(expr.left);
          this.emit(Opcode.AssertSet, this.constant(expr.left));
          this.expr(expr.right);
        }
        this.emit(Opcode.Update, k);
        break;
      case Op.Concat:
        this.expr(expr.left);
        this.expr(expr.right);
        this.emit(Opcode.Concat, k);
        break;
      case Op.Plus:
        this.expr(expr.left);
        this.emit(Opcode.PlusLeft, k);
        this.expr(expr.right);
        this.emit(Opcode.Plus, k);
        break;
    }
  }
}
