import fc from "fast-check";
import { expect, it } from "vitest";
import { minimalChange } from "./minimal-change.ts";

it("changes only what differs", () => {
  expect(minimalChange("abc", "abc")).toBeNull();
  expect(minimalChange("a1c", "a22c")).toEqual({ from: 1, to: 2, insert: "22" });
  expect(minimalChange("aa", "aaa")).toEqual({ from: 2, to: 2, insert: "a" });
  expect(minimalChange("", "x")).toEqual({ from: 0, to: 0, insert: "x" });
});

it("keeps characters whole", () => {
  expect(minimalChange("😀", "😁")).toEqual({ from: 0, to: 2, insert: "😁" });
  expect(minimalChange("a\u{1f600}b", "a\u{1fa00}b")).toEqual({ from: 1, to: 3, insert: "\u{1fa00}" });
});

it("makes one text of the other, and cuts no character", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "ü", "😀", "😁", "\u{1fa00}", "\n") });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const change = minimalChange(before, after) ?? { from: 0, to: 0, insert: "" };
      expect(before.slice(0, change.from) + change.insert + before.slice(change.to)).toBe(after);
      for (const part of [change.insert, before.slice(change.from, change.to)]) {
        expect(/\p{Surrogate}/u.test(part)).toBe(false);
      }
    }),
  );
});
