/**
 * Whether a function may store its parameter's cell unevaluated where that can be seen.
 *
 * An argument that is already at hand (`n - 1` with `n` evaluated) needs no thunk, but `[ x ]` would then
 * print the value where Nix prints `<CODE>`. So the shortcut is taken only for functions whose body uses
 * the parameter's *value* and never hands on its *cell* (to a list, a set, or another function).
 */
import { Kind, type Expr, type LambdaExpr } from "./syntax/ast.ts";
import type { Lambda } from "./values/code.ts";

/** Nodes looked at before giving up and taking the safe answer. */
const budget = 400;

/** Cached answer for a function `x: …` (for formals: true). */
export function exposesParam(lambda: Lambda): boolean {
  if (lambda.exposesParam === null) {
    lambda.exposesParam = lambda.formals !== null || computeExposure(lambda.expr);
  }
  return lambda.exposesParam;
}

function computeExposure(lambda: LambdaExpr): boolean {
  // Each entry: an expression, the scopes between it and the parameter, and whether its cell is stored.
  const todo: { expr: Expr; depth: number; stored: boolean }[] = [
    { expr: lambda.body, depth: 0, stored: false },
  ];
  const add = (expr: Expr | null, depth: number, stored: boolean): void => {
    if (expr !== null) todo.push({ expr, depth, stored });
  };
  for (let looked = 0; todo.length > 0; looked++) {
    if (looked > budget) return true;
    const { expr, depth, stored } = todo.pop()!;
    switch (expr.kind) {
      case Kind.Var:
        if (stored && expr.depth === depth && expr.slot === 0) return true;
        break;
      case Kind.Interp:
      case Kind.PathInterp:
        for (const part of expr.parts) add(part, depth, false);
        break;
      case Kind.SearchPath:
        add(expr.nixPath, depth, true);
        break;
      case Kind.Select:
      case Kind.HasAttr:
        add(expr.subject, depth, false);
        for (const step of expr.path) if (typeof step !== "number") add(step, depth, false);
        if (expr.kind === Kind.Select) add(expr.fallback, depth, false);
        break;
      case Kind.Attrs:
      case Kind.Let: {
        const inner = expr.kind === Kind.Let || expr.recursive ? depth + 1 : depth;
        for (const def of expr.defs) add(def.value, def.how === 1 ? depth : inner, true);
        for (const from of expr.froms) add(from, inner, false);
        for (const dynamic of expr.dynamics) {
          add(dynamic.name, inner, false);
          add(dynamic.value, inner, true);
        }
        if (expr.kind === Kind.Let) add(expr.body, inner, false);
        break;
      }
      case Kind.List:
        for (const item of expr.items) add(item, depth, true);
        break;
      case Kind.Lambda:
        add(expr.body, depth + 1, false);
        for (const formal of expr.formals?.formals ?? []) add(formal.fallback, depth + 1, true);
        break;
      case Kind.Apply:
        add(expr.fn, depth, false);
        for (const arg of expr.args) add(arg, depth, expr.sugar === null);
        break;
      case Kind.With:
        add(expr.subject, depth, false);
        add(expr.body, depth + 1, false);
        break;
      case Kind.If:
        add(expr.cond, depth, false);
        add(expr.then, depth, false);
        add(expr.otherwise, depth, false);
        break;
      case Kind.Assert:
        add(expr.cond, depth, false);
        add(expr.body, depth, false);
        break;
      case Kind.Not:
        add(expr.operand, depth, false);
        break;
      case Kind.Binary:
        add(expr.left, depth, false);
        add(expr.right, depth, false);
        break;
    }
  }
  return false;
}
