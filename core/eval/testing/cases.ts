/**
 * The format of corpus files (`corpus/*.cases`): Nix expressions and what they give.
 *
 * ```
 * # remark
 * == section
 * >> expression          begins a case
 * .. its further lines
 * :: json                options, see {@link Case}; several words may follow each other
 * => value as printed    2.8's answer, recorded from real Nix; further lines: more `=> `
 * !! message             or its failure
 * !? message             or its failure, where `tryEval` catches it
 * 36=> value             2.36's answer, by hand, where it differs (or 2.8 was not asked)
 * 36!! kind: message     or its failure; the message may be left out
 * 36!? kind: message
 * ```
 *
 * Files are byte strings. With the option `escaped`, `\xHH` in the expression stands for that byte.
 */
import type { ErrorKind } from "../errors.ts";
import { errorKinds } from "../errors.ts";

/** What an evaluation came to. */
export type Outcome =
  | { ok: true; out: string }
  | { ok: false; message: string | null; catchable: boolean; kind: ErrorKind | null };

export interface Case {
  section: string;
  /** The Nix text, a byte string, escapes undone. */
  expr: string;
  /** Option words: see {@link optionNames}; `feature=x` asks for an experimental feature. */
  options: string[];
  old: Outcome | null;
  newest: Outcome | null;
  line: number;
}

/**
 * `json`, `xml`, `lazy` (not strict), `no-location`: how to print. `only-2.36`: 2.8 is not asked.
 * `no-2.36`: what 2.36 answers is not known. `loose`: of failures only the fact is compared; values are not. `store`: needs one.
 */
export const optionNames = [
  "json",
  "xml",
  "lazy",
  "no-location",
  "only-2.36",
  "no-2.36",
  "escaped",
  "loose",
  "store",
] as const;

/** A line of a file: remarks, sections and cases, in order. */
export type Item = { remark: string } | { section: string } | Case;

/** Reads a corpus file. @throws Error that names the line it does not understand */
export function parseCases(text: string, name: string): Item[] {
  const items: Item[] = [];
  let section = "";
  let current: Case | null = null;
  text.split("\n").forEach((line, index) => {
    const fail = (why: string): never => {
      throw new Error(`${name}:${index + 1}: ${why}: ${line}`);
    };
    const mark = /^(>>|\.\.|::|=>|!!|!\?|36=>|36!!|36!\?)(?: |$)/.exec(line)?.[1];
    const rest = mark === undefined ? "" : line.slice(mark.length + 1);
    if (mark === ">>") {
      current = { section, expr: rest, options: [], old: null, newest: null, line: index + 1 };
      items.push(current);
    } else if (mark !== undefined) {
      if (current === null) return fail("no case before");
      if (mark === "..") current.expr += `\n${rest}`;
      else if (mark === "::") current.options.push(...checkedOptions(rest, fail));
      else if (mark.startsWith("36"))
        current.newest = withLine(current.newest, mark.slice(2), rest, true, fail);
      else current.old = withLine(current.old, mark, rest, false, fail);
    } else {
      current = null;
      if (line.startsWith("== ")) items.push({ section: (section = line.slice(3)) });
      else if (line.startsWith("#") || line === "") items.push({ remark: line });
      else fail("not understood");
    }
  });
  while (items.length > 0 && isRemark(items[items.length - 1]!)) items.pop();
  for (const item of items)
    if ("expr" in item && item.options.includes("escaped")) item.expr = unescape(item.expr);
  return items;
}

function isRemark(item: Item): boolean {
  return "remark" in item && item.remark === "";
}

function checkedOptions(text: string, fail: (why: string) => never): string[] {
  const words = text.split(" ").filter((word) => word !== "");
  for (const word of words) {
    if (!word.startsWith("feature=") && !(optionNames as readonly string[]).includes(word))
      fail(`unknown option ${word}`);
  }
  return words;
}

function withLine(
  before: Outcome | null,
  mark: string,
  rest: string,
  hasKind: boolean,
  fail: (why: string) => never,
): Outcome {
  if (mark === "=>") {
    if (before === null) return { ok: true, out: rest };
    return before.ok ? { ok: true, out: `${before.out}\n${rest}` } : fail("value after failure");
  }
  const catchable = mark === "!?";
  if (before !== null) {
    if (before.ok || before.catchable !== catchable) return fail("contradicts the line before");
    return { ...before, message: `${before.message ?? ""}\n${rest}` };
  }
  if (!hasKind) return { ok: false, message: rest, catchable, kind: null };
  const colon = rest.indexOf(":");
  const kind = (colon < 0 ? rest : rest.slice(0, colon)) as ErrorKind;
  if (!errorKinds.includes(kind)) fail(`unknown kind ${kind}`);
  return { ok: false, message: colon < 0 ? null : rest.slice(colon + 2), catchable, kind };
}

function unescape(text: string): string {
  return text.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function escape(text: string): string {
  return text.replace(/[^\x20-\x7e\n]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

/** Writes a corpus file as {@link parseCases} reads it. */
export function formatCases(items: readonly Item[]): string {
  const lines: string[] = [];
  for (const item of items) {
    if ("remark" in item) lines.push(item.remark);
    else if ("expr" in item) formatCase(item, lines);
    else lines.push(`== ${item.section}`);
  }
  return `${lines.join("\n")}\n`;
}

function formatCase(item: Case, lines: string[]): void {
  const text = item.options.includes("escaped") ? escape(item.expr) : item.expr;
  text.split("\n").forEach((line, i) => lines.push(`${i === 0 ? ">>" : ".."} ${line}`));
  if (item.options.length > 0) lines.push(`:: ${item.options.join(" ")}`);
  if (item.old !== null) formatOutcome("", item.old, lines);
  if (item.newest !== null) formatOutcome("36", item.newest, lines);
}

function formatOutcome(prefix: string, outcome: Outcome, lines: string[]): void {
  if (outcome.ok) {
    for (const line of outcome.out.split("\n")) lines.push(`${prefix}=> ${line}`);
    return;
  }
  const mark = `${prefix}${outcome.catchable ? "!?" : "!!"}`;
  const message = outcome.message?.split("\n") ?? [];
  if (outcome.kind !== null)
    message[0] = outcome.message === null ? outcome.kind : `${outcome.kind}: ${message[0]!}`;
  for (const line of message) lines.push(`${mark} ${line}`);
}
