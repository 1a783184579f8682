/**
 * The fast executor: each syntax node becomes, on first use, a JavaScript closure from environment to value.
 *
 * Two ways to compile an expression: {@link FastCompiler.run} evaluates it to weak head normal form,
 * {@link FastCompiler.delay} makes a slot for it without evaluating (a cell it already names, a constant,
 * or a new thunk), exactly where C++ Nix does the same, since unevaluated slots can be seen (`<CODE>`).
 */
import type { Machine } from "../machine.ts";
import { Kind, type AttrDef, type Expr, type LambdaExpr } from "../syntax/ast.ts";
import { isMade, lambdaOf } from "../layout.ts";
import { emptyList } from "../values/cells.ts";
import { Code, type Lambda, type Unit } from "../values/code.ts";
import { Env1, type Env, type EnvN } from "../values/env.ts";
import { Closure, Float, Thunk, type Slot, type Value } from "../values/value.ts";
import { positionValue } from "../positions.ts";
import { compileApply } from "./calls.ts";
import { compileAttrs, compileLet } from "./bindings.ts";
import { compileAssert, compileIf, compileNot } from "./control.ts";
import { compileBinary } from "./operators.ts";
import { compilePath, compilePathInterp, compileInterp, constantPath } from "./strings.ts";
import { compileHasAttr, compileSelect } from "./select.ts";
import { compileVar, delayVar } from "./variables.ts";

/** A scope, seen as the largest of its classes: the scope analysis knows which slots are there. */
export type Scope = EnvN;

/** Evaluates in an environment. */
export type Run = (env: Scope, m: Machine) => Value;

/** Makes a slot in an environment; total: it never throws and never runs user code. */
export type Delay = (env: Scope) => Slot;

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

  constructor(
    readonly m: Machine,
    readonly unit: Unit,
  ) {}

  /**
   * A code for an expression, compiled when it first runs.
   * @param make - how to compile it; left out: to evaluate it
   */
  code(expr: Expr, make: (() => Run) | null = null): Code {
    if (make === null) return new Code(firstRun as Code["run"], initialCost, expr, this.unit);
    const compiler = this;
    return new Code(
      function firstMade(this: Code, env: Scope, m: Machine): Value {
        compiler.compile(this, expr, make);
        return runCompiled(this, env, m);
      } as Code["run"],
      initialCost,
      expr,
      this.unit,
    );
  }

  /** A code for the value of a binding, which is not looked at before it runs. */
  codeOfDef(def: AttrDef): Code {
    return new Code(firstRun as Code["run"], initialCost, def, this.unit);
  }

  /** Compiles a code of this unit. */
  finish(code: Code): void {
    this.compile(code, code.expr!, null);
  }

  private compile(code: Code, expr: Expr, make: (() => Run) | null): void {
    const { level, deepest } = this;
    this.level = make === null ? 0 : 1;
    this.deepest = this.level;
    code.run = (make === null ? this.run(expr) : make()) as Code["run"];
    code.cost = this.deepest + baseCost;
    this.level = level;
    this.deepest = deepest;
    if (make === null) this.m.compiled?.(code);
  }

  /** How to evaluate an expression. */
  run(expr: Expr): Run {
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
      case Kind.Str: {
        const { value } = expr;
        return () => value;
      }
      case Kind.Float: {
        const value = new Float(expr.value);
        return () => value;
      }
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
        return this.list(expr.items);
      case Kind.Lambda: {
        const lambda = this.lambda(expr);
        return (env) => new Closure(lambda, env);
      }
      case Kind.Apply:
        return compileApply(this, expr, expr.fn, expr.args);
      case Kind.SearchPath:
        return compileApply(this, expr, expr.findFile, [
          expr.nixPath,
          { kind: Kind.Str, start: expr.start, end: expr.end, value: expr.text },
        ]);
      case Kind.Let:
        return compileLet(this, expr);
      case Kind.With: {
        const subject = this.code(expr.subject);
        const body = this.run(expr.body);
        return (env, m) => body(scope1(env, new Thunk(subject, env)), m);
      }
      case Kind.If:
        return compileIf(this, expr);
      case Kind.Assert:
        return compileAssert(this, expr);
      case Kind.Not:
        return compileNot(this, expr);
      case Kind.Binary:
        return compileBinary(this, expr);
      case Kind.CurPos: {
        const value = positionValue(this.m, { source: this.unit.source, offset: expr.start });
        return () => value;
      }
    }
  }

  /** How to make a slot for an expression. */
  delay(expr: Expr): Delay {
    switch (expr.kind) {
      case Kind.Int:
      case Kind.Str: {
        const { value } = expr;
        return () => value;
      }
      case Kind.Float: {
        const value = new Float(expr.value);
        return () => value;
      }
      case Kind.Path: {
        const value = constantPath(this, expr);
        if (value !== null) return () => value;
        break;
      }
      case Kind.Var: {
        const alias = delayVar(this, expr);
        if (alias !== null) return alias;
        break;
      }
    }
    return this.suspend(expr);
  }

  /**
   * How to make a slot for an argument that is only used, never stored where it could be seen unevaluated:
   * a function needs no thunk then.
   */
  delayUsed(expr: Expr): Delay {
    if (expr.kind !== Kind.Lambda) return this.delay(expr);
    const lambda = this.lambda(expr);
    return (env) => new Closure(lambda, env);
  }

  /** Always a new thunk. */
  suspend(expr: Expr): Delay {
    const code = this.code(expr);
    return (env) => new Thunk(code, env);
  }

  private list(items: readonly Expr[]): Run {
    const delays = items.map((item) => this.delay(item));
    const count = delays.length;
    switch (count) {
      case 0:
        return () => emptyList;
      case 1: {
        const a = delays[0]!;
        return (env) => [a(env)];
      }
      case 2: {
        const a = delays[0]!;
        const b = delays[1]!;
        return (env) => [a(env), b(env)];
      }
      default:
        return (env) => {
          const list = new Array<Slot>(count);
          for (let i = 0; i < count; i++) list[i] = delays[i]!(env);
          return list;
        };
    }
  }

  /** The function of a syntax node. */
  lambda(expr: LambdaExpr, nesting = 0): Lambda {
    const lambda = lambdaOf(
      this.unit,
      expr,
      (part) => this.code(part),
      (part, index) => (isMade(part, index) ? this.delay(part) : this.suspend(part)),
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
