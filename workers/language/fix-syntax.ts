/** Mending syntax errors: small insertions are tried, and those that help are offered. */
import type { NixError } from "../../core/eval/index.ts";
import type { QuickFix } from "../index.ts";
import { countErrors, type Doc, type World } from "./document.ts";

interface Trial {
  title: string;
  from: number;
  to: number;
  insert: string;
}

/** Fixes of a syntax error that were seen to work, at most two. @param until - when to stop trying, by the performance clock */
export function fixSyntax(doc: Doc, error: NixError, world: World, until: number): QuickFix[] {
  if (error.span === null) return [];
  const { text } = doc;
  // The end of the text counts as beginning at the last thing before it.
  const isEnd = error.message.includes("unexpected end of file");
  const at = doc.toText(isEnd ? error.span.end : error.span.start);
  const before = endOfCode(text, at);
  const trials: Trial[] = [];
  const insertion = (what: string, insert = what): void => {
    trials.push({ title: `Insert \`${what}\``, from: before, to: before, insert });
  };
  const found = text.slice(at, doc.toText(error.span.end));
  const name = /[A-Za-z_"${][^\s;(){}[\]=]*\s*$/.exec(text.slice(Math.max(0, at - 200), at));
  if (found === "=") {
    // `a = 1 b = 2;`: the semicolon belongs in front of the name.
    if (name !== null) {
      const place = endOfCode(text, at - name[0].length);
      trials.push({ title: "Insert `;`", from: place, to: place, insert: ";" });
    }
    trials.push({ title: "Change `=` to `==`", from: at, to: at + 1, insert: "==" });
  }
  if (found === ":") trials.push({ title: "Change `:` to ` =`", from: at, to: at + 1, insert: " =" });
  if (found === ",") {
    trials.push({ title: "Change `,` to `;`", from: at, to: at + 1, insert: ";" });
    trials.push({ title: "Remove `,`", from: at, to: at + 1, insert: "" });
  }
  for (const what of [";", "}", ")", "]"]) insertion(what);
  insertion("in", "\nin\n");
  // `let a = 1; a`: read as the beginning of another binding.
  if (name !== null) {
    const place = at - name[0].length;
    trials.push({ title: "Insert `in`", from: place, to: place, insert: "in " });
  }
  insertion("else", " else null");
  const fixes: QuickFix[] = [];
  for (const { title, from, to, insert } of trials) {
    if (fixes.length === 2 || performance.now() > until) break;
    const draft = text.slice(0, from) + insert + text.slice(to);
    if (countErrors(doc.path, draft, world) < doc.syntaxErrors.length)
      fixes.push({ title, changes: [{ from, to, insert }] });
  }
  return fixes;
}

/** The end of the last thing before an offset that is neither space nor a comment on lines of its own. */
function endOfCode(text: string, offset: number): number {
  let end = text.slice(0, offset).trimEnd().length;
  for (;;) {
    const lineStart = text.lastIndexOf("\n", end - 1) + 1;
    if (end === 0 || !/^\s*#/.test(text.slice(lineStart, end))) return end;
    end = text.slice(0, lineStart).trimEnd().length;
  }
}
