import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldRanges } from "./fold-ranges.ts";

/** What is folded away, by where it starts. */
function folded(text: string): string[] {
  return foldRanges(text)
    .sort((a, b) => a.from - b.from || b.to - a.to)
    .map(({ from, to }) => text.slice(from, to));
}

describe("foldRanges", () => {
  it("finds what is between brackets", () => {
    expect(folded("{ a = [ 1 (2) ]; }")).toEqual([" a = [ 1 (2) ]; ", " 1 (2) ", "2"]);
  });

  it("finds let … in, nested", () => {
    expect(folded("let a = let b = 1; in b; in a")).toEqual([" a = let b = 1; in b; ", " b = 1; "]);
    expect(folded("[ let a = 1; ] in")).toEqual([" let a = 1; "]);
    expect(folded("let { body = 1; }")).toEqual([" body = 1; "]);
    expect(folded("let in' = x.let.in; inherit let-me; in 1")).toEqual([" in' = x.let.in; inherit let-me; "]);
  });

  it("knows strings and their interpolations", () => {
    expect(folded('"{ ${ "}" } \\" [ $${ ("')).toEqual(['{ ${ "}" } \\" [ $${ (', ' "}" ', "}"]);
    expect(folded("''\n  { ''${ ''' ${ { a = ''b''; }.a } ''\\t $${\n''")).toEqual([
      "\n  { ''${ ''' ${ { a = ''b''; }.a } ''\\t $${\n",
      " { a = ''b''; }.a ",
      " a = ''b''; ",
      "b",
    ]);
  });

  it("knows comments", () => {
    expect(folded("[ # ]\n /* ] */ ]")).toEqual([" # ]\n /* ] */ ", " ] "]);
  });

  it("goes on in broken texts", () => {
    expect(folded("{ a = [ 1; } ]")).toEqual([" a = [ 1; "]);
    expect(folded(') } ] in " ${')).toEqual([]);
    expect(folded("/* ")).toEqual([]);
  });

  it("gives ranges in the text that lie in each other or apart, whatever the text is", () => {
    const piece = fc.constantFrom(
      ..."{ } [ ] ( ) \" '' ${ $ \\ ' # /* */ let in a . \n é 😀".split(" "),
      " ",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 80 }), (pieces) => {
        const text = pieces.join("");
        const ranges = foldRanges(text);
        for (const { from, to } of ranges) {
          expect(from).toBeLessThanOrEqual(to);
          expect(to).toBeLessThanOrEqual(text.length);
          for (const other of ranges) {
            const crosses = from < other.from && other.from < to && to < other.to;
            expect(crosses).toBe(false);
          }
        }
      }),
    );
  });
});
