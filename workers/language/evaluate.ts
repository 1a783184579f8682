/** Evaluating an expression in the middle of a text, as far as that is cheap. */
import {
  type AttrName,
  AttrDef,
  ApplyExpr,
  Binding,
  deepParts,
  type Evaluator,
  type Expr,
  GLOBAL,
  Kind,
  LetExpr,
  MemorySources,
  NixError,
  SelectExpr,
  StrExpr,
  type Value,
  VarExpr,
  WithExpr,
} from "../../core/eval/index.ts";
import { makeBareStoreEvaluator, TextFiles } from "../../core/glue/index.ts";
import { toBytes } from "../text.ts";
import { pageSystem, type Workspace } from "./document.ts";
import type { Place, Scope } from "./tree.ts";

/** What a question may cost. Nothing is fetched: the evaluator has no network. */
const budget = { milliseconds: 50, limits: { stackBytes: 8 * 2 ** 20, allocationBytes: 24 * 2 ** 20 } };

/** A value and the evaluator it belongs to. */
export interface Evaluated {
  readonly value: Value;
  readonly evaluator: Evaluator;
}

/**
 * The value of an expression, and of attributes of it, in its scopes; null when that fails or takes too long.
 * Parameters of functions around it have their defaults, or no value.
 */
export function evaluatePlace(
  workspace: Workspace,
  place: Place,
  path: readonly AttrName[] = [],
): Evaluated | null {
  const { doc } = place;
  if (doc.ast === null) return null;
  const names = [...doc.ast.names];
  const { expr } = place;
  const starts = path.map(() => expr.start);
  const selected =
    path.length === 0 ? expr : new SelectExpr(expr.start, expr.end, expr, [...path], starts, null);
  const root = inScopes(selected, place.scope, names);
  const evaluator = makeEvaluator(workspace);
  try {
    const value = evaluator.evaluateTree({ ...doc.ast, root, names });
    // What the parser put in the place of an error is no value.
    return value === undefined ? null : { value, evaluator };
  } catch (error) {
    // A defect (not only an error in the text) may show itself where an unfinished tree is evaluated.
    if (error instanceof NixError || error instanceof TypeError || error instanceof RangeError) return null;
    throw error;
  }
}

function makeEvaluator({ files, world }: Workspace): Evaluator {
  const sources = new MemorySources();
  for (const [path, content] of Object.entries(files)) {
    sources.write(toBytes(path), typeof content === "string" ? toBytes(content) : bytesText(content));
  }
  const until = performance.now() + budget.milliseconds;
  return makeBareStoreEvaluator(
    {
      io: new TextFiles(sources),
      profile: world.profile,
      settings: {
        currentSystem: pageSystem,
        features: new Set(world.pipeOperators ? ["pipe-operators"] : []),
      },
      limits: budget.limits,
      stopped: () => performance.now() > until,
    },
    deepParts,
  ).evaluator;
}

function bytesText(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 8192)
    parts.push(String.fromCharCode(...bytes.subarray(i, i + 8192)));
  return parts.join("");
}

/** An expression with its scopes around it: each opens the environment that the scope analysis counted. */
function inScopes(inner: Expr, scope: Scope | null, names: string[]): Expr {
  let expr = inner;
  for (let at = scope; at !== null; at = at.up) {
    const { node } = at;
    if (node.kind === Kind.With) expr = new WithExpr(node.start, node.end, node.subject, expr);
    else {
      const scoped = new LetExpr(node.start, node.end);
      scoped.body = expr;
      if (node.kind === Kind.Lambda) {
        const missing = unknown(node.start, names);
        if (node.param >= 0) scoped.defs.push(plain(node.param, node.start, missing));
        for (const { name, start, fallback } of node.formals?.formals ?? [])
          scoped.defs.push(plain(name, start, fallback ?? missing));
      } else {
        scoped.defs = node.defs;
        scoped.froms = node.froms;
      }
      expr = scoped;
    }
  }
  return expr;
}

function plain(name: number, start: number, value: Expr): AttrDef {
  return new AttrDef(name, start, start, Binding.Plain, value, -1);
}

/** An expression without a value. */
function unknown(at: number, names: string[]): Expr {
  const fn = new VarExpr(at, at, names.push("throw") - 1);
  fn.depth = GLOBAL;
  return new ApplyExpr(at, at, fn, [new StrExpr(at, at, "not known while the text is written")]);
}
