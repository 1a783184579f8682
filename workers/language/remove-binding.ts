/** Taking a binding out of a text. */
import { type AttrDef, Binding, Kind } from "../../core/eval/index.ts";
import type { QuickFix } from "../index.ts";
import type { Doc } from "./document.ts";
import { siteOf } from "./names.ts";
import type { Place } from "./tree.ts";

type Change = QuickFix["changes"][number];

/** The change that removes a binding; null where it is written in several places or its end isn't clear. */
export function removeBinding(doc: Doc, owner: Place, def: AttrDef): Change | null {
  return def.how === Binding.Plain ? removePlain(doc, def) : removeInherited(doc, owner, def);
}

function removePlain(doc: Doc, def: AttrDef): Change | null {
  const site = siteOf(doc, def);
  // `a.b = 1; a.c = 2;` is one binding.
  if (site.start !== def.start || site.end !== def.end || def.value === null) return null;
  if (
    def.value.kind === Kind.Attrs &&
    !/^(\{|rec\b)/.test(doc.source.text.slice(def.value.start, def.value.start + 4))
  )
    return null;
  const semicolon = semicolonFrom(doc.source.text, def.value.end);
  if (semicolon < 0) return null;
  return withItsSpace(doc, def.docStart >= 0 ? def.docStart : def.start, semicolon + 1);
}

function removeInherited(doc: Doc, owner: Place, def: AttrDef): Change | null {
  const { text } = doc.source;
  const site = siteOf(doc, def);
  const word = /(?:^|[\s;{}()])inherit(?=[\s("])/g;
  const from = owner.expr.start;
  const before = text.slice(from, site.start);
  let start = -1;
  for (const match of before.matchAll(word)) start = from + match.index + match[0].length - "inherit".length;
  const semicolon = semicolonAfterNames(text, site.end);
  if (start < 0 || semicolon < 0) return null;
  const others = text.slice(start + "inherit".length, site.start) + text.slice(site.end, semicolon);
  const names = others.replace(/^\s*\(.*\)/s, "").trim();
  if (names === "") return withItsSpace(doc, start, semicolon + 1);
  const space = /\s*$/.exec(text.slice(0, site.start))![0].length;
  return { from: doc.toText(site.start - space), to: doc.toText(site.end), insert: "" };
}

/** The semicolon behind a value, whose parentheses may still have to close; -1 when something else comes first. */
function semicolonFrom(text: string, end: number): number {
  const rest = /^(?:\s|\)|#[^\n\r]*|\/\*[^]*?\*\/)*;/.exec(text.slice(end));
  return rest === null ? -1 : end + rest[0].length - 1;
}

function semicolonAfterNames(text: string, end: number): number {
  const rest = /^[^;#"=]*;/.exec(text.slice(end));
  return rest === null ? -1 : end + rest[0].length - 1;
}

/** A removal that takes the line along when nothing else is on it. */
function withItsSpace(doc: Doc, start: number, end: number): Change {
  const { text } = doc;
  let from = doc.toText(start);
  let to = doc.toText(end);
  const lineStart = text.lastIndexOf("\n", from - 1) + 1;
  const after = /^[ \t]*(\r?\n|$)/.exec(text.slice(to));
  if (/^[ \t]*$/.test(text.slice(lineStart, from)) && after !== null && lineStart > 0) {
    from = lineStart;
    to += after[0].length;
  } else to += /^[ \t]*/.exec(text.slice(to))![0].length;
  return { from, to, insert: "" };
}
