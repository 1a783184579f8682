import fc from "fast-check";
import { expect, test } from "vitest";
import { replaceSeparate, separatePatterns } from "./long-replacement.ts";

const noPoll = (): void => {};

/** What `replaceStrings` does: at each place the first pattern that matches. */
function inTurn(text: string, patterns: readonly string[], replacements: readonly string[]): string {
  let result = "";
  for (let at = 0; at < text.length;) {
    const found = patterns.findIndex((pattern) => text.startsWith(pattern, at));
    result += found < 0 ? text[at]! : replacements[found]!;
    at += found < 0 ? 1 : patterns[found]!.length;
  }
  return result;
}

const unit = fc.constantFrom("a", "b", "c", "$", "&", "\\", "\xff", "\n");
const pattern = fc.string({ unit, minLength: 1, maxLength: 3 });
const replacement = fc.string({ unit, maxLength: 3 });

test("replacing separate patterns is replacing in turn", () => {
  let done = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(pattern, replacement), { minLength: 1, maxLength: 4 }),
      fc.array(fc.string({ unit, maxLength: 12 }), { minLength: 1, maxLength: 20 }),
      fc.constantFrom(4096, 70_000, 140_000),
      (pairs, pieces, length) => {
        const piece = `-${pieces.join("")}`;
        const text = piece.repeat(Math.ceil(length / piece.length));
        const patterns = pairs.map(([from]) => from);
        const replacements = pairs.map(([, to]) => to);
        const separate = separatePatterns(text, patterns);
        if (separate === null) return;
        const result = replaceSeparate(
          text,
          separate.map((i) => ({ pattern: patterns[i]!, replacement: replacements[i]! })),
          noPoll,
        );
        if (result === null) return;
        done++;
        // Not `toEqual`, which would print texts of this length.
        expect(result === inTurn(text, patterns, replacements)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
  expect(done).toBeGreaterThan(50);
});

const long = (text: string): string => text.repeat(5000);

test("patterns come in order of their first occurrence", () => {
  expect(separatePatterns(long("xyz"), ["z", "q", "x"])).toEqual([2, 0]);
});

test.each([
  ["a short text", "abc", ["a"]],
  ["bytes in common", long("abc"), ["ab", "bc"]],
  ["a pattern twice", long("abc"), ["a", "a"]],
  ["one that overlaps itself", long("aba"), ["aba"]],
])("not separate: %s", (_, text, patterns) => {
  expect(separatePatterns(text, patterns)).toBe(null);
});

test("what is put in is not found again", () => {
  const swap = [
    { pattern: "a", replacement: "b" },
    { pattern: "b", replacement: "a" },
  ];
  expect(replaceSeparate("ab", swap, noPoll)).toBe(null);
  expect(replaceSeparate("ab", [swap[0]!, { pattern: "b", replacement: "x" }], noPoll)).toBe("bx");
  const joining = [
    { pattern: "x", replacement: "" },
    { pattern: "ab", replacement: "c" },
  ];
  expect(replaceSeparate("axbab", joining, noPoll)).toBe("abc");
});
