/**
 * The fast executor: each syntax node becomes, on first use, a JavaScript closure from environment to value.
 *
 * Two ways to compile an expression: {@link FastCompiler.run} evaluates it to weak head normal form,
 * {@link FastCompiler.maker} makes a slot for it without evaluating (a cell it already names, a constant,
 * or a new thunk), exactly where C++ Nix does the same, since unevaluated slots can be seen (`<CODE>`).
 *
 * What is compiled stays as long as its file, and most of it runs once: closures get the machine as an argument
 * instead of keeping it, keep places of nodes instead of nodes (see `Ref`), and are shared where they can be.
 */
import type { Machine } from "../machine.ts";
import { Kind, type AttrDef, type Expr, type LambdaExpr, type Ref } from "../syntax/ast.ts";
import { isMade, lambdaOf } from "../layout.ts";
import { emptyList } from "../values/cells.ts";
import { Code, type Lambda, type Unit } from "../values/code.ts";
import { Env1, type Env, type EnvN } from "../values/env.ts";
import { makeSlot, type Maker as AnyMaker } from "../values/maker.ts";
import { Closure, Float, Thunk, type Slot, type Value } from "../values/value.ts";
import { positionValue } from "../positions.ts";
import { compileApply } from "./calls.ts";
import { compileAttrs, compileLet } from "./bindings.ts";
import { compileAssert, compileIf, compileNot } from "./control.ts";
import { compileBinary } from "./operators.ts";
import { compilePath, compilePathInterp, compileInterp, constantPath } from "./strings.ts";
import { compileHasAttr, compileSelect } from "./select.ts";
import type { SingleUses } from "./single-use.ts";
import { compileVar, varMaker } from "./variables.ts";

/** A scope, seen as the largest of its classes: the scope analysis knows which slots are there. */
export type Scope = EnvN;

/** Evaluates in an environment. */
export type Run = (env: Scope, m: Machine) => Value;

/** Makes a slot in an environment; total: it never throws and never runs user code. */
export type Delay = (env: Scope) => Slot;

/** How to make a slot. */
export type Maker = AnyMaker<Scope>;

/** Nesting inside one code beyond which the rest becomes a code of its own, to bound what a run needs. */
const maxHeight = 60;

/** Functions directly inside each other that are linked to take their arguments at once. */
const maxCurried = 16;

/** What is charged for a code that has not been compiled yet. */
const initialCost = 8;

/** Frames a run needs besides its nesting: forcing, entering, tracing. */
const baseCost = 3;

/** Compiles the expressions of one file for one evaluator. */
export class FastCompiler {
  /** Nesting of the node being compiled inside its code, and the deepest so far. */
  private level = 0;
  private deepest = 0;
  /** Variables known to be used once; null while there are none. */
  singleUses: SingleUses | null = null;

  constructor(
    readonly m: Machine,
    readonly unit: Unit,
  ) {}

  /**
   * A code for an expression, compiled when it first runs.
   * @param make - how to compile it; left out: to evaluate it
   */
  code(expr: Expr, make: ((expr: Expr) => Run) | null = null): Code {
    return make === null
      ? new Code(firstRun as Code["run"], initialCost, this.ref(expr), this.unit)
      : this.codeMade(expr, make);
  }

  private codeMade(expr: Expr, make: (expr: Expr) => Run): Code {
    const compiler = this;
    return new Code(
      function firstMade(this: Code, env: Scope, m: Machine): Value {
        compiler.compile(this, this.expr!, make);
        return runCompiled(this, env, m);
      } as Code["run"],
      initialCost,
      this.ref(expr),
      this.unit,
    );
  }

  /** A node in a form to keep. */
  ref<N extends Expr>(expr: N): Ref<N> {
    const { nodes } = this.unit;
    return nodes === null ? expr : nodes.ref(expr);
  }

  /** A code for the value of a binding, which is not looked at before it runs. */
  codeOfDef(def: AttrDef): Code {
    return new Code(firstRun as Code["run"], initialCost, def.valueRef, this.unit);
  }

  /** Compiles a code of this unit. */
  finish(code: Code): void {
    this.compile(code, code.expr!, null);
  }

  private compile(code: Code, expr: Expr, make: ((expr: Expr) => Run) | null): void {
    const { level, deepest } = this;
    this.level = make === null ? 0 : 1;
    this.deepest = this.level;
    code.run = (make === null ? this.run(expr) : make(expr)) as Code["run"];
    code.cost = this.deepest + baseCost;
    this.level = level;
    this.deepest = deepest;
    if (make === null) this.m.compiled?.(code);
  }

  /** How to evaluate an expression. */
  run(expr: Expr): Run {
    if (expr.kind === Kind.Var) {
      // Half of all nodes: they nest nothing.
      if (this.level >= this.deepest) this.deepest = this.level + 1;
      return compileVar(this, expr);
    }
    if (this.level >= maxHeight) return this.runAsCode(expr);
    this.level++;
    if (this.level > this.deepest) this.deepest = this.level;
    const result = this.dispatch(expr);
    this.level--;
    return result;
  }

  private runAsCode(expr: Expr): Run {
    const code = this.code(expr);
    return (env, m) => {
      const cost = code.cost;
      if (m.depth < cost) return m.spill.run(code, env);
      m.depth -= cost;
      const value = code.run(env as never, m);
      m.depth += cost;
      return value;
    };
  }

  private dispatch(expr: Expr): Run {
    switch (expr.kind) {
      case Kind.Int:
      case Kind.Str:
        return constantRun(expr.value);
      case Kind.Float:
        return constantRun(new Float(expr.value));
      case Kind.Interp:
        return compileInterp(this, expr);
      case Kind.Path:
        return compilePath(this, expr);
      case Kind.PathInterp:
        return compilePathInterp(this, expr);
      case Kind.Var:
        return compileVar(this, expr);
      case Kind.Select:
        return compileSelect(this, expr);
      case Kind.HasAttr:
        return compileHasAttr(this, expr);
      case Kind.Attrs:
        return compileAttrs(this, expr);
      case Kind.List:
        return listRun(this.makers(expr.items));
      case Kind.Lambda:
        return closureMaker(this.lambda(expr));
      case Kind.Apply:
        return compileApply(this, expr, expr.fn, expr.args);
      case Kind.SearchPath:
        return compileApply(this, expr, expr.findFile, [
          expr.nixPath,
          { kind: Kind.Str, start: expr.start, end: expr.end, value: expr.text },
        ]);
      case Kind.Let:
        return compileLet(this, expr);
      case Kind.With:
        return withRun(this.code(expr.subject), this.run(expr.body));
      case Kind.If:
        return compileIf(this, expr);
      case Kind.Assert:
        return compileAssert(this, expr);
      case Kind.Not:
        return compileNot(this, expr);
      case Kind.Binary:
        return compileBinary(this, expr);
      case Kind.CurPos:
        return constantRun(positionValue(this.m, { source: this.unit.source, offset: expr.start }));
    }
  }

  /** How to make a slot for an expression. */
  maker(expr: Expr): Maker {
    switch (expr.kind) {
      case Kind.Int:
      case Kind.Str:
        return expr.value;
      case Kind.Float:
        return new Float(expr.value);
      case Kind.Path:
        return constantPath(this, expr) ?? this.code(expr);
      case Kind.Var:
        return varMaker(this, expr);
      default:
        return this.code(expr);
    }
  }

  /** How to make the slots of some expressions. */
  makers(exprs: readonly Expr[]): Maker[] {
    const makers = new Array<Maker>(exprs.length);
    for (let i = 0; i < makers.length; i++) makers[i] = this.maker(exprs[i]!);
    return makers;
  }

  /**
   * How to make a slot for an argument that is only used, never stored where it could be seen unevaluated:
   * a function needs no thunk then.
   */
  makerUsed(expr: Expr): Maker {
    return expr.kind === Kind.Lambda ? closureMaker(this.lambda(expr)) : this.maker(expr);
  }

  /** The function of a syntax node. */
  lambda(expr: LambdaExpr, nesting = 0): Lambda {
    const lambda = lambdaOf(
      this.unit,
      expr,
      (part) => this.code(part),
      (part, index) => (isMade(part, index) ? this.maker(part) : this.code(part)),
    );
    const body = lambda.body;
    if (expr.body.kind === Kind.Lambda && nesting < maxCurried) {
      const inner = this.lambda(expr.body, nesting + 1);
      lambda.inner = inner;
      body.run = ((env: Env) => new Closure(inner, env)) as Code["run"];
      body.cost = baseCost;
    }
    return lambda;
  }

  /** A symbol by file-local name. */
  symbol(name: number): number {
    return this.unit.symbols[name]!;
  }
}

/** What a code runs that is not compiled yet: one function for all, since most codes never run. */
function firstRun(this: Code, env: Scope, m: Machine): Value {
  (this.unit!.compiler as FastCompiler).finish(this);
  return runCompiled(this, env, m);
}

function runCompiled(code: Code, env: Scope, m: Machine): Value {
  // The caller charged the initial cost only.
  if (m.depth < code.cost - initialCost) return m.spill.run(code, env);
  return code.run(env as never, m);
}

function constantRun(value: Value): Run {
  return () => value;
}

function closureMaker(lambda: Lambda): (env: Scope) => Closure {
  return (env) => new Closure(lambda, env);
}

function withRun(subject: Code, body: Run): Run {
  return (env, m) => body(scope1(env, new Thunk(subject, env)), m);
}

function listRun(makers: readonly Maker[]): Run {
  switch (makers.length) {
    case 0:
      return () => emptyList;
    case 1:
      return (env) => [makeSlot(makers[0]!, env)];
    case 2:
      return (env) => [makeSlot(makers[0]!, env), makeSlot(makers[1]!, env)];
    default:
      return (env) => {
        const count = makers.length;
        const list = new Array<Slot>(count);
        for (let i = 0; i < count; i++) list[i] = makeSlot(makers[i]!, env);
        return list;
      };
  }
}

/** Whether the slot of an expression of this kind is always a new thunk. */
export function isSuspended(kind: number): boolean {
  switch (kind) {
    case Kind.Int:
    case Kind.Str:
    case Kind.Float:
    case Kind.Path:
    case Kind.Var:
      return false;
    default:
      return true;
  }
}

/** A scope of one slot, typed as the executor sees scopes. */
export function scope1(up: Scope | null, slot: Slot): Scope {
  return new Env1(up, slot) as unknown as Scope;
}
