/** Values as rows of a tree. Nothing is forced. */
import {
  Attrs,
  Builtin,
  Closure,
  ContextString,
  isString,
  type Machine,
  PartialApp,
  peek,
  type Slot,
  spellingsOf,
  textOf,
  typeName,
  type Value,
} from "../../core/eval/index.ts";
import type { PageEvaluator } from "../page-evaluator.ts";
import { fromBytes } from "../text.ts";
import type { ValueSummary, ValueType } from "../values-protocol.ts";
import type { KeptValue, KeptValues } from "./kept-value.ts";
import { lineOf } from "./summary-text.ts";

/** What a row of an unevaluated value says. */
const thunkText = "«thunk»";
/** What a row of a failed value says, besides its error. */
const failedText = "«failed»";

/** A value as a row. */
export function summaryOf(page: PageEvaluator, values: KeptValues, { id, slot }: KeptValue): ValueSummary {
  const base = { id, cut: false, size: 0, context: [], derivation: null, span: null, doc: null, error: null };
  const peeked = values.peek(slot);
  if (peeked.type === "thunk") return { ...base, type: "thunk", text: thunkText };
  if (peeked.type === "failed") {
    return { ...base, type: "failed", text: failedText, error: page.describe(peeked.error) };
  }
  const { value } = peeked;
  const m = page.evaluator.machine;
  return {
    ...base,
    type: typeOf(value),
    ...lineOf(m, value),
    size: sizeOf(value),
    context: contextPaths(value),
    derivation: value instanceof Attrs ? derivationName(m, value) : null,
    ...aboutFunction(page, value),
  };
}

function typeOf(value: Value): ValueType {
  if (value instanceof Builtin || value instanceof PartialApp) return "builtin";
  return typeName(value) as ValueType;
}

function sizeOf(value: Value): number {
  if (value instanceof Attrs) return value.size;
  if (Array.isArray(value)) return value.length;
  return isString(value) ? textOf(value).length : 0;
}

/** The store paths that a string's context names, as `builtins.getContext` does, sorted. */
function contextPaths(value: Value): string[] {
  if (!(value instanceof ContextString)) return [];
  const paths = new Set<string>();
  for (const element of spellingsOf(value.context)) {
    if (element.startsWith("!")) paths.add(element.slice(element.indexOf("!", 1) + 1));
    else paths.add(element.startsWith("=") ? element.slice(1) : element);
  }
  return [...paths].sort().map(fromBytes);
}

function knownText(slot: Slot | undefined): string | null {
  if (slot === undefined) return null;
  const peeked = peek(slot);
  return peeked.type === "value" && isString(peeked.value) ? textOf(peeked.value) : null;
}

/** The name of a set that is known to be a derivation, "" if it is not known; null for other sets. */
export function derivationName(m: Machine, value: Attrs): string | null {
  if (knownText(value.get(m.known.type)) !== "derivation") return null;
  return fromBytes(knownText(value.get(m.known.name)) ?? "");
}

function aboutFunction(page: PageEvaluator, value: Value): Partial<ValueSummary> {
  if (!(value instanceof Closure)) return {};
  const { expr, unit } = value.lambda;
  const { source } = unit;
  return {
    span: page.spans.read({ source, start: expr.start, end: expr.end }),
    doc: expr.docStart < 0 ? null : docText(fromBytes(source.text.slice(expr.docStart, expr.docEnd))),
  };
}

/** What a doc comment says: without its marks, and without the indentation that all lines have in common. */
export function docText(comment: string): string {
  const inner = comment.replace(/^\/\*\*/, "").replace(/\*\/$/, "");
  const [first = "", ...rest] = inner.split(/\r\n?|\n/);
  const indents = rest
    .filter((line) => line.trim() !== "")
    .map((line) => line.length - line.trimStart().length);
  const common = Math.min(...indents, 200);
  return [first.trim(), ...rest.map((line) => line.slice(common).trimEnd())].join("\n").trim();
}
