/** What stands at an offset: the thing that hover and definition are asked about. */
import {
  type AttrDef,
  type AttrName,
  Binding,
  type Expr,
  type Formal,
  Kind,
  type LambdaExpr,
} from "../../core/eval/index.ts";
import type { Doc } from "./document.ts";
import { type Site, siteOf, siteOfFormal, siteOfParam } from "./names.ts";
import { beside, type Place, placesAt } from "./tree.ts";

export type Target =
  | { type: "variable"; place: Place; site: Site }
  /** Step `index` of a selection. */
  | { type: "attribute"; subject: Place; path: readonly AttrName[]; index: number; site: Site }
  /** The name of a binding, where it is bound. */
  | { type: "binding"; owner: Place; def: AttrDef; site: Site }
  | { type: "parameter"; place: Place; lambda: LambdaExpr; site: Site }
  | { type: "formal"; place: Place; lambda: LambdaExpr; formal: Formal; site: Site }
  | { type: "path"; place: Place; site: Site };

/** What stands at a byte offset; null for nothing to be told about. */
export function targetAt(doc: Doc, at: number): Target | null {
  return targetOf(placesAt(doc, at), at);
}

/** {@link targetAt} for places that are known. */
export function targetOf(places: readonly Place[], at: number): Target | null {
  for (let i = places.length - 1; i >= 0; i--) {
    const target = targetIn(places[i]!, at);
    if (target !== null) return target;
  }
  return null;
}

function targetIn(place: Place, at: number): Target | null {
  const { doc, expr } = place;
  switch (expr.kind) {
    case Kind.Var:
      return { type: "variable", place, site: spanOf(doc, expr) };
    case Kind.Path:
      return { type: "path", place, site: spanOf(doc, expr) };
    case Kind.Select:
    case Kind.HasAttr:
      return stepIn(place, expr, at);
    case Kind.Attrs:
    case Kind.Let:
      for (const def of expr.defs) {
        // The variable that a plain `inherit` stands for is a place of its own.
        if (def.how === Binding.Inherit || at < def.start || at > def.end) continue;
        const site = siteOf(doc, def);
        if (covers(site, at)) return { type: "binding", owner: place, def, site };
      }
      return null;
    case Kind.Lambda: {
      if (expr.param >= 0) {
        const site = siteOfParam(doc, expr);
        if (covers(site, at)) return { type: "parameter", place, lambda: expr, site };
      }
      for (const formal of expr.formals?.formals ?? []) {
        const site = siteOfFormal(doc, formal);
        if (covers(site, at)) return { type: "formal", place, lambda: expr, formal, site };
      }
      return null;
    }
    default:
      return null;
  }
}

function stepIn(
  place: Place,
  expr: Extract<Expr, { path: AttrName[]; starts: number[] }>,
  at: number,
): Target | null {
  for (let index = 0; index < expr.path.length; index++) {
    const step = expr.path[index]!;
    if (typeof step !== "number") continue;
    const start = expr.starts[index]!;
    const name = place.doc.ast!.names[step]!;
    const quoted = place.doc.source.text[start] === '"';
    const site = { doc: place.doc, start, end: start + name.length + (quoted ? 2 : 0) };
    if (covers(site, at))
      return { type: "attribute", subject: beside(place, expr.subject), path: expr.path, index, site };
  }
  return null;
}

function spanOf(doc: Doc, { start, end }: Expr): Site {
  return { doc, start, end };
}

function covers({ start, end }: Site, at: number): boolean {
  return start <= at && at <= end;
}
