import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excerptOf } from "./excerpt.ts";

describe("excerpts", () => {
  it("show the line and its neighbours, the span marked", () => {
    expect(excerptOf("a\nbb\ncc dd\ne\nf", { from: 8, to: 10 })).toEqual([
      { number: 2, text: "bb", from: 0, to: 0 },
      { number: 3, text: "cc dd", from: 3, to: 5 },
      { number: 4, text: "e", from: 0, to: 0 },
    ]);
  });

  it("mark the first line of a long span, and a character of an empty one", () => {
    expect(excerptOf("ab\ncd", { from: 1, to: 5 })[0]).toEqual({ number: 1, text: "ab", from: 1, to: 2 });
    expect(excerptOf("ab", { from: 0, to: 0 })).toEqual([{ number: 1, text: "ab", from: 0, to: 1 }]);
    expect(excerptOf("ab", { from: 2, to: 2 })).toEqual([{ number: 1, text: "ab", from: 2, to: 2 }]);
    expect(excerptOf("", { from: 0, to: 0 })).toEqual([{ number: 1, text: "", from: 0, to: 0 }]);
  });

  it("keep the mark in view on long lines", () => {
    const text = "x".repeat(5000) + "HERE" + "y".repeat(5000);
    const [line] = excerptOf(text, { from: 5000, to: 5004 });
    expect(line!.text.slice(line!.from, line!.to)).toBe("HERE");
    expect(line!.text.length).toBe(200);
  });

  it("mark what the span covers, whatever the text", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "\n", "\r", "ü"), maxLength: 600 });
    fc.assert(
      fc.property(text, fc.nat(600), fc.nat(20), (source, start, size) => {
        const from = Math.min(start, source.length);
        const to = Math.min(from + size, source.length);
        const marked = excerptOf(source, { from, to })
          .map((line) => line.text.slice(line.from, line.to))
          .join("");
        const expected = source.slice(from, Math.max(to, from + 1)).split(/[\r\n]/)[0]!;
        expect(marked).toBe(expected.slice(0, marked.length));
        if (expected !== "") expect(marked).not.toBe("");
      }),
    );
  });
});
