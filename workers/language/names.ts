/** Where names are written, and what their doc comments say. */
import { type AttrDef, Binding, type Formal, type LambdaExpr } from "../../core/eval/index.ts";
import { fromBytes } from "../text.ts";
import type { Doc } from "./document.ts";

/** A stretch of a document, in bytes. */
export interface Site {
  readonly doc: Doc;
  readonly start: number;
  readonly end: number;
}

const step = /"(?:[^"\\]|\\[^])*"|\$\{[^}]*\}|[A-Za-z_][A-Za-z0-9_'-]*/g;

/** Where the name of a binding stands: one step of its attribute path, or a word of an `inherit`. */
export function siteOf(doc: Doc, def: AttrDef): Site {
  const name = doc.ast!.names[def.name]!;
  const { text } = doc.source;
  if (def.how !== Binding.Plain) {
    // 2.8 gives all names of an `inherit` the same start.
    const start = text.slice(0, def.end).endsWith(name) ? def.end - name.length : def.start;
    return { doc, start, end: def.end };
  }
  const written = text.slice(def.start, def.end);
  for (const match of written.matchAll(step)) {
    const [word] = match;
    if (word !== name && word !== `"${name}"` && word !== `\${"${name}"}`) continue;
    const start = def.start + match.index;
    return { doc, start, end: start + word.length };
  }
  return { doc, start: def.start, end: def.end };
}

/** Where a function's parameter stands (`x:` or `@x`). */
export function siteOfParam(doc: Doc, lambda: LambdaExpr): Site {
  const start = lambda.paramStart;
  return { doc, start, end: start + doc.ast!.names[lambda.param]!.length };
}

/** Where a formal's name stands. */
export function siteOfFormal(doc: Doc, formal: Formal): Site {
  return { doc, start: formal.start, end: formal.start + doc.ast!.names[formal.name]!.length };
}

/** The Markdown in a doc comment; empty where there is none. */
export function docComment(doc: Doc, at: { docStart: number; docEnd: number }): string {
  if (at.docStart < 0) return "";
  const inner = fromBytes(doc.source.text.slice(at.docStart + 3, at.docEnd - 2));
  const lines = inner.split(/\r\n?|\n/);
  const rest = lines.slice(1).filter((line) => line.trim() !== "");
  const starred = rest.length > 0 && rest.every((line) => /^\s*\*/.test(line));
  const margin = Math.min(...rest.map((line) => line.search(/\S/)), Infinity);
  const clean = lines.map((line, i) =>
    i === 0 ? line.trim() : starred ? line.replace(/^\s*\* ?/, "") : line.slice(margin),
  );
  return clean.join("\n").trim();
}
