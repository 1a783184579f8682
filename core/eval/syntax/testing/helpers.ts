/** What the tests of this room share. */
import { readFileSync } from "node:fs";
import type { Ast, ParseOptions, ParseResult, Profile } from "../index.ts";
import { Source, analyse, defaultParseOptions, parse, show } from "../index.ts";

/** Directory that relative paths start from in tests. */
export const base = "/base/dir";

/** Names that every program sees, as far as tests need them. */
export const globals: ReadonlySet<string> = new Set(
  "true false null map import builtins toString throw __sub __mul __div __lessThan __findFile __nixPath".split(
    " ",
  ),
);

/** A text as the byte string of its UTF-8. */
export function bytes(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** A source for a text. */
export function sourceOf(text: string): Source {
  return new Source({ type: "string" }, bytes(text), base);
}

/** Parses a text. */
export function parseText(text: string, options: Partial<ParseOptions> = {}): ParseResult {
  return parse(sourceOf(text), { ...defaultParseOptions, ...options });
}

/** Parses a text that has no errors. */
export function mustParse(text: string, options: Partial<ParseOptions> = {}): Ast {
  const { ast, errors } = parseText(text, options);
  if (ast === null) throw errors[0]!;
  return ast;
}

/** The printed tree of a text; `error: …` with line and column when it has none. */
export function shown(text: string, profile: Profile = "2.8", options: Partial<ParseOptions> = {}): string {
  const { ast, errors } = parseText(text, { profile, ...options });
  if (ast !== null) return show(ast, { profile, home: "/home" });
  return located(errors[0]!);
}

/** An error with its place. */
export function located(error: { message: string; span: { source: Source; start: number } | null }): string {
  const { line, column } = error.span!.source.locate(error.span!.start);
  return `error: ${error.message} @${line}:${column}`;
}

/** Parses and analyses a text; its errors. */
export function problems(text: string): string[] {
  const { ast, errors } = parseText(text);
  return (ast === null ? errors : analyse(ast, { globals, outer: [] }).errors).map(located);
}

/** Deterministic pseudo-random numbers. */
export function random(seed: number): (limit: number) => number {
  return (limit) => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >> 8) % limit;
  };
}

/** A file as a byte string. */
export function readBytes(path: string): string {
  return readFileSync(path, "latin1");
}
