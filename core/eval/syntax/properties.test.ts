import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Profile } from "./index.ts";
import { Source, analyse, defaultParseOptions, parse, show } from "./index.ts";
import { NixError } from "../errors.ts";
import { Generator } from "./testing/generate.ts";
import { base, globals } from "./testing/helpers.ts";

const bytes = fc.uint8Array({ maxLength: 60 }).map((list) => String.fromCharCode(...list));
const tokens = fc
  .array(
    fc.constantFrom(
      ..."{ } [ ] ( ) ${ \" '' a b 1 ./x . or ; : = , ? @ let in rec inherit if then else with ! - + // <a> \\ $ #".split(
        " ",
      ),
      " ",
      "\n",
    ),
    { maxLength: 40 },
  )
  .map((list) => list.join(""));

function attempt(text: string, profile: Profile): void {
  const { ast, errors, partial } = parse(new Source({ type: "string" }, text, base), {
    ...defaultParseOptions,
    profile,
  });
  expect((ast === null) === errors.length > 0).toBe(true);
  for (const error of errors) {
    expect(error).toBeInstanceOf(NixError);
    const { start, end } = error.span!;
    expect(start >= 0 && start <= end && end <= text.length).toBe(true);
  }
  if (partial === null) return;
  analyse(partial, { globals, outer: [] }, true);
  show(partial, { profile, home: "/" });
}

describe("properties", () => {
  test("no text crashes the parser", () => {
    const profile = fc.constantFrom<Profile>("2.8", "2.36");
    fc.assert(fc.property(fc.oneof(bytes, tokens), profile, attempt), { numRuns: 8_000 });
  });

  test("no damaged program crashes the parser", () => {
    const generator = new Generator(7);
    for (let i = 0; i < 2000; i++) attempt(generator.program(), i % 2 === 0 ? "2.8" : "2.36");
  });

  test("what is printed parses to what was printed", () => {
    const generator = new Generator(11);
    let checked = 0;
    for (let i = 0; i < 2000; i++) {
      const first = parse(new Source({ type: "string" }, generator.wellFormed(), "/"), defaultParseOptions);
      if (first.ast === null) continue;
      // Interpolations are printed as sums, so the tree is the same only from the second printing on; and some
      // things are printed so that they can't be read: `./p/${x}` as `(/p/ + x)`, `assert` without parentheses.
      const printed = show(first.ast, { profile: "2.36", home: "/" });
      const once = printed.includes("assert ") ? null : reprint(printed);
      if (once === null) continue;
      expect(reprint(once)).toBe(once);
      checked++;
    }
    expect(checked).toBeGreaterThan(400);
  });
});

function reprint(text: string): string | null {
  const { ast } = parse(new Source({ type: "string" }, text, "/"), defaultParseOptions);
  return ast === null ? null : show(ast, { profile: "2.36", home: "/" });
}
