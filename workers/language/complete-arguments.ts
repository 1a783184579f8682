/** Completion of attribute names in the set that a function is called with. */
import { Closure, Kind, type LambdaExpr } from "../../core/eval/index.ts";
import type { CompletionItem } from "../index.ts";
import { type Doc, nameOf, type Workspace } from "./document.ts";
import { evaluatePlace } from "./evaluate.ts";
import { docComment } from "./names.ts";
import type { Resolver } from "./resolve.ts";
import { beside, type Place } from "./tree.ts";

interface Callee {
  doc: Doc | null;
  lambda: LambdaExpr;
  names: readonly string[];
}

/** The formals that a set still lacks, if it is an argument; null when it is none. `places` lead to the set. */
export function argumentItems(
  workspace: Workspace,
  resolver: Resolver,
  places: readonly Place[],
  set: Place,
): CompletionItem[] | null {
  const call = places[places.indexOf(set) - 1];
  if (set.expr.kind !== Kind.Attrs || call === undefined || call.expr.kind !== Kind.Apply)
    return keywordsOnly;
  const { fn, args } = call.expr;
  const index = args.indexOf(set.expr);
  if (index < 0) return keywordsOnly;
  const before = args.slice(0, index).map((arg) => beside(call, arg));
  const callee =
    knownCallee(resolver, beside(call, fn), before) ??
    calledFile(resolver, before) ??
    (index === 0 ? evaluatedCallee(workspace, beside(call, fn)) : null);
  if (callee === null) return keywordsOnly;
  const { doc, lambda, names } = callee;
  const written = new Set(set.expr.defs.map((def) => nameOf(set.doc, def.name)));
  const items = (lambda.formals?.formals ?? []).flatMap((formal): CompletionItem[] => {
    const label = names[formal.name]!;
    if (written.has(label)) return [];
    const documentation = doc === null ? "" : docComment(doc, formal);
    return [
      {
        label,
        kind: "attribute",
        detail: formal.fallback === null ? "required" : "optional",
        insert: `${label} = `,
        ...(documentation === "" ? {} : { documentation }),
        boost: formal.fallback === null ? 2 : 1,
      },
    ];
  });
  return [...items, ...keywordsOnly];
}

const keywordsOnly: CompletionItem[] = [{ label: "inherit", kind: "keyword" }];

function knownCallee(resolver: Resolver, fn: Place, before: readonly Place[]): Callee | null {
  const known = before.length === 0 ? resolver.known(fn) : resolver.applied(fn, before);
  return known?.type === "literal" ? calleeAt(known.place) : null;
}

/** For `callPackage ./file.nix { }` and its like: the function in the file. */
function calledFile(resolver: Resolver, before: readonly Place[]): Callee | null {
  for (const arg of before) {
    const doc = arg.expr.kind === Kind.Path ? resolver.imported(arg) : null;
    if (!doc?.ast) continue;
    const known = resolver.known({ doc, expr: doc.ast.root, scope: null });
    if (known?.type === "literal") return calleeAt(known.place);
  }
  return null;
}

function evaluatedCallee(workspace: Workspace, fn: Place): Callee | null {
  const value = evaluatePlace(workspace, fn)?.value;
  if (!(value instanceof Closure)) return null;
  const { expr, unit } = value.lambda;
  return { doc: null, lambda: expr, names: unit.names };
}

function calleeAt({ doc, expr }: Place): Callee | null {
  if (expr.kind !== Kind.Lambda || expr.formals === null) return null;
  return { doc, lambda: expr, names: doc.ast!.names };
}
