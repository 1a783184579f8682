/** What the list of completions says of a name. */
import { type Known, type Member } from "./resolve.ts";
import {
  Closure,
  Builtin,
  Kind,
  type LambdaExpr,
  PartialApp,
  peek,
  type Slot,
  typeName,
} from "../../core/eval/index.ts";
import type { CompletionItem } from "../index.ts";
import { type Doc, nameOf } from "./document.ts";

const literalNames: Partial<Record<number, string>> = {
  [Kind.Int]: "int",
  [Kind.Float]: "float",
  [Kind.Str]: "string",
  [Kind.Interp]: "string",
  [Kind.Path]: "path",
  [Kind.PathInterp]: "path",
  [Kind.List]: "list",
  [Kind.Attrs]: "set",
};

/** What follows `f` in a definition of a function: `x:`, `{ a, b ? … }:`. */
export function parametersOf(doc: Doc, lambda: LambdaExpr): string {
  const { param, formals } = lambda;
  if (formals === null) return `${nameOf(doc, param)}:`;
  const names = formals.formals.map(
    ({ name, fallback }) => nameOf(doc, name) + (fallback === null ? "" : " ?"),
  );
  if (formals.ellipsis) names.push("...");
  const at = param >= 0 ? `@${nameOf(doc, param)}` : "";
  return `{ ${names.join(", ")} }${at}:`;
}

/** Kind and detail of what is known. */
export function describeKnown(known: Known | null): Pick<CompletionItem, "detail"> & { isFunction: boolean } {
  switch (known?.type) {
    case "builtin":
      return { detail: "builtin", isFunction: true };
    case "builtins":
      return { detail: "set", isFunction: false };
    case "union": {
      const all = known.parts.map((part) => describeKnown(part));
      return all[0] !== undefined && all.every((it) => it.detail === all[0]!.detail)
        ? all[0]
        : { isFunction: false };
    }
    case "literal": {
      const { doc, expr } = known.place;
      if (expr.kind === Kind.Lambda) return { detail: parametersOf(doc, expr), isFunction: true };
      const detail = literalNames[expr.kind];
      return detail === undefined ? { isFunction: false } : { detail, isFunction: false };
    }
    case undefined:
      return { isFunction: false };
  }
}

/** An attribute as a completion. */
export function attributeItem(label: string, member: Member): CompletionItem {
  const { isFunction, detail } = describeKnown(member.value());
  return {
    label,
    kind: isFunction ? "function" : "attribute",
    ...(detail === undefined ? {} : { detail }),
    ...(member.documentation === "" ? {} : { documentation: member.documentation }),
  };
}

/** An attribute of an evaluated set as a completion. */
export function evaluatedItem(label: string, slot: Slot): CompletionItem {
  const peeked = peek(slot);
  if (peeked.type !== "value") return { label, kind: "attribute" };
  const { value } = peeked;
  const isFunction = value instanceof Closure || value instanceof Builtin || value instanceof PartialApp;
  return {
    label,
    kind: isFunction ? "function" : "attribute",
    detail: isFunction ? "function" : typeName(value),
  };
}
