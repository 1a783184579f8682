/** Walking a document's tree with its scopes. */
import {
  type AttrDef,
  type AttrsExpr,
  Binding,
  type Expr,
  Kind,
  type LambdaExpr,
  type LetExpr,
  type WithExpr,
} from "../../core/eval/index.ts";
import type { Doc } from "./document.ts";

/** What opens a scope of its own: one environment each, as the scope analysis counts them. */
export type ScopeNode = LetExpr | AttrsExpr | LambdaExpr | WithExpr;

/** The scopes around an expression, innermost first. */
export interface Scope {
  readonly doc: Doc;
  readonly node: ScopeNode;
  readonly up: Scope | null;
  /** Of a function that is looked at for a certain call: what it is called with. */
  readonly argument?: Place | undefined;
}

/** An expression and where it stands. */
export interface Place {
  readonly doc: Doc;
  readonly expr: Expr;
  readonly scope: Scope | null;
}

/** The place of another expression of the same scope. */
export function beside(place: Place, expr: Expr): Place {
  return { doc: place.doc, expr, scope: place.scope };
}

/** The scope inside a node that opens one. */
export function scopeIn(place: Place, argument?: Place): Scope | null {
  const { doc, expr, scope } = place;
  switch (expr.kind) {
    case Kind.Attrs:
      return expr.recursive ? { doc, node: expr, up: scope } : scope;
    case Kind.Let:
    case Kind.Lambda:
    case Kind.With:
      return { doc, node: expr, up: scope, argument };
    default:
      return scope;
  }
}

/** The place of a binding's value; null for `inherit (e) x`. `owner` is the set or `let` it is in. */
export function valueOf(owner: Place, def: AttrDef): Place | null {
  if (def.value === null) return null;
  const scope = def.how === Binding.Inherit ? owner.scope : scopeIn(owner);
  return { doc: owner.doc, expr: def.value, scope };
}

/** The places directly inside one, in no particular order. */
export function children(place: Place): Place[] {
  const { expr } = place;
  const found: Place[] = [];
  const add = (child: Expr | null, scope: Scope | null = place.scope): void => {
    if (child !== null) found.push({ doc: place.doc, expr: child, scope });
  };
  switch (expr.kind) {
    case Kind.Interp:
    case Kind.PathInterp:
      for (const part of expr.parts) add(part);
      break;
    case Kind.Select:
    case Kind.HasAttr:
      add(expr.subject);
      for (const step of expr.path) if (typeof step !== "number") add(step);
      if (expr.kind === Kind.Select) add(expr.fallback);
      break;
    case Kind.Attrs:
    case Kind.Let: {
      const inner = scopeIn(place);
      for (const def of expr.defs) add(def.value, def.how === Binding.Inherit ? place.scope : inner);
      for (const from of expr.froms) add(from, inner);
      for (const dynamic of expr.dynamics) {
        add(dynamic.name, inner);
        add(dynamic.value, inner);
      }
      if (expr.kind === Kind.Let) add(expr.body, inner);
      break;
    }
    case Kind.List:
      for (const item of expr.items) add(item);
      break;
    case Kind.Lambda: {
      const inner = scopeIn(place);
      for (const formal of expr.formals?.formals ?? []) add(formal.fallback, inner);
      add(expr.body, inner);
      break;
    }
    case Kind.Apply:
      add(expr.fn);
      for (const arg of expr.args) add(arg);
      break;
    case Kind.With:
      add(expr.subject);
      add(expr.body, scopeIn(place));
      break;
    case Kind.If:
      add(expr.cond);
      add(expr.then);
      add(expr.otherwise);
      break;
    case Kind.Assert:
      add(expr.cond);
      add(expr.body);
      break;
    case Kind.Not:
      add(expr.operand);
      break;
    case Kind.Binary:
      add(expr.left);
      add(expr.right);
      break;
  }
  return found;
}

/** Whether an offset is in an expression or at either end of it. */
function touches({ start, end }: Expr, at: number): boolean {
  return start <= at && at <= end;
}

interface Step {
  place: Place;
  up: Step | null;
  depth: number;
}

/** The places around a byte offset, outermost first; empty where there is no tree. */
export function placesAt(doc: Doc, at: number): Place[] {
  if (doc.ast === null) return [];
  const work: Step[] = [{ place: { doc, expr: doc.ast.root, scope: null }, up: null, depth: 0 }];
  let best: Step | null = null;
  for (let step = work.pop(); step !== undefined; step = work.pop()) {
    const { expr } = step.place;
    const inside = touches(expr, at);
    // Sets that attribute paths make, or that are merged, stand in several places.
    if (!inside && expr.kind !== Kind.Attrs) continue;
    if (inside && (best === null || isCloser(step, best))) best = step;
    for (const place of children(step.place)) work.push({ place, up: step, depth: step.depth + 1 });
  }
  const chain: Place[] = [];
  for (let step = best; step !== null; step = step.up) chain.push(step.place);
  return chain.reverse();
}

function isCloser(a: Step, b: Step): boolean {
  if (a.depth !== b.depth) return a.depth > b.depth;
  return a.place.expr.start > b.place.expr.start;
}

/** Visits every place of a document. */
export function eachPlace(doc: Doc, visit: (place: Place) => void): void {
  if (doc.ast === null) return;
  const work: Place[] = [{ doc, expr: doc.ast.root, scope: null }];
  for (let place = work.pop(); place !== undefined; place = work.pop()) {
    visit(place);
    for (const child of children(place)) work.push(child);
  }
}
