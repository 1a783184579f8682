import fc from "fast-check";
import { expect, test } from "vitest";
import { nameMatcher } from "./name-matcher.ts";

test.each([
  ["", "anything", true],
  ["read", "README.md", true],
  ["*.md", "README.md", true],
  ["*.MD", "x.md", true],
  ["*.md", "x.mdx", false],
  ["?.c", "a.c", true],
  ["?.c", "ab.c", false],
  ["?", "\xc3\xa4", true],
  ["*a*b*", "xxaxxbxx", true],
  ["\u00e4", "\xc3\x84pfel", true],
  ["**", "x", true],
  ["*", "", true],
])("%j in %j: %s", (pattern, name, expected) => {
  expect(nameMatcher(pattern, false)(name, `dir/${name}`)).toBe(expected);
});

test("slashes are for paths", () => {
  const matches = nameMatcher("lib/*.so", true);
  expect(matches("libc.so", "lib/libc.so")).toBe(true);
  expect(matches("libc.so", "usr/lib/libc.so")).toBe(false);
  expect(nameMatcher("LIB", true)("lib", "lib")).toBe(false);
});

test("globs are what regular expressions say, and take no longer for stars", () => {
  const glob = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), minLength: 1, maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 10 });
  fc.assert(
    fc.property(glob, text, (glob, text) => {
      const expected = /[*?]/.test(glob)
        ? new RegExp(`^${glob.replace(/\*/g, ".*").replace(/\?/g, ".")}$`).test(text)
        : text.includes(glob);
      expect(nameMatcher(glob, true)(text, text)).toBe(expected);
    }),
    { numRuns: 500 },
  );
  expect(nameMatcher(`${"*a".repeat(60)}b`, true)("a".repeat(255), "")).toBe(false);
});
