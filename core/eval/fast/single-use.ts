/**
 * Variables of a `let` that are used in one place which is reached at most once: whoever uses one there may have
 * its value made as suits, since nobody else can see it.
 */
import { Binding, Kind, type Expr, type LetExpr, type Ref, type VarExpr } from "../syntax/ast.ts";
import { nodeOf } from "../values/code.ts";
import type { FastCompiler } from "./compile.ts";
import { mayPass } from "./passing.ts";

/** Nodes looked at before giving up: then no single use is known. */
const budget = 400;

/** By the variable's only use (its place in the text): the expression of its value. */
export type SingleUses = Map<number, { readonly name: number; readonly value: Ref }>;

/** The expression of a variable's value, if this is known to be its only use; it belongs to the variable's scope. */
export function valueUsedOnce(c: FastCompiler, use: VarExpr): Expr | null {
  const found = c.singleUses?.get(use.start);
  // The variables of a search path are in one place.
  return found === undefined || found.name !== use.name ? null : nodeOf(c.unit, found.value);
}

/** Finds the single uses of those variables of a `let` whose values may be made as suits. */
export function noteSingleUses(c: FastCompiler, expr: LetExpr): void {
  const { defs } = expr;
  const slots: number[] = [];
  const values: (Ref | null)[] = [];
  for (let i = 0; i < defs.length; i++) {
    const def = defs[i]!;
    if (def.how !== Binding.Plain || def.valueKind !== Kind.Apply || !mayPass(c, def.value!)) continue;
    slots.push(i);
    values[i] = def.valueRef;
  }
  if (slots.length === 0) return;
  const uses = new Uses(expr, slots);
  if (!uses.complete) return;
  const noted = (c.singleUses ??= new Map());
  for (const [slot, use] of uses.found)
    if (use !== null) noted.set(use.start, { name: use.name, value: values[slot]! });
}

/** The uses of some variables of a `let`. */
class Uses {
  /** By slot: the only use; null where it is not the only one, or may be reached again. */
  readonly found = new Map<number, VarExpr | null>();
  /** Whether all of the `let` was looked at. */
  readonly complete: boolean;
  /** Expressions to look at, the scopes between each and the `let`, and whether a function is. */
  private readonly todo: { expr: Expr; depth: number; again: boolean }[] = [];

  constructor(
    expr: LetExpr,
    private readonly slots: readonly number[],
  ) {
    this.add(expr, -1, false);
    let looked = 0;
    for (let item = this.todo.pop(); item !== undefined && looked <= budget; item = this.todo.pop()) {
      looked++;
      this.look(item.expr, item.depth, item.again);
    }
    this.complete = looked <= budget;
  }

  private add(expr: Expr | null, depth: number, again: boolean): void {
    if (expr !== null) this.todo.push({ expr, depth, again });
  }

  private look(expr: Expr, depth: number, again: boolean): void {
    const { slots, found } = this;
    switch (expr.kind) {
      case Kind.Var:
        if (expr.depth === depth && slots.includes(expr.slot))
          found.set(expr.slot, again || found.has(expr.slot) ? null : expr);
        break;
      case Kind.Interp:
      case Kind.PathInterp:
        for (const part of expr.parts) this.add(part, depth, again);
        break;
      case Kind.SearchPath:
        this.add(expr.nixPath, depth, again);
        this.add(expr.findFile, depth, again);
        break;
      case Kind.Select:
      case Kind.HasAttr:
        this.add(expr.subject, depth, again);
        for (const step of expr.path) if (typeof step !== "number") this.add(step, depth, again);
        if (expr.kind === Kind.Select) this.add(expr.fallback, depth, again);
        break;
      case Kind.Attrs:
      case Kind.Let: {
        const inner = expr.kind === Kind.Let || expr.recursive ? depth + 1 : depth;
        for (const def of expr.defs) this.add(def.value, def.how === Binding.Inherit ? depth : inner, again);
        for (const from of expr.froms) this.add(from, inner, again);
        for (const dynamic of expr.dynamics) {
          this.add(dynamic.name, inner, again);
          this.add(dynamic.value, inner, again);
        }
        if (expr.kind === Kind.Let) this.add(expr.body, inner, again);
        break;
      }
      case Kind.List:
        for (const item of expr.items) this.add(item, depth, again);
        break;
      case Kind.Lambda:
        this.add(expr.body, depth + 1, true);
        for (const formal of expr.formals?.formals ?? []) this.add(formal.fallback, depth + 1, true);
        break;
      case Kind.Apply:
        this.add(expr.fn, depth, again);
        for (const arg of expr.args) this.add(arg, depth, again);
        break;
      case Kind.With:
        this.add(expr.subject, depth, again);
        this.add(expr.body, depth + 1, again);
        break;
      case Kind.If:
        this.add(expr.cond, depth, again);
        this.add(expr.then, depth, again);
        this.add(expr.otherwise, depth, again);
        break;
      case Kind.Assert:
        this.add(expr.cond, depth, again);
        this.add(expr.body, depth, again);
        break;
      case Kind.Not:
        this.add(expr.operand, depth, again);
        break;
      case Kind.Binary:
        this.add(expr.left, depth, again);
        this.add(expr.right, depth, again);
        break;
    }
  }
}
