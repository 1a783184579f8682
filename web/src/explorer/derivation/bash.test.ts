import fc from "fast-check";
import { expect, it } from "vitest";
import { colourBash } from "./bash.ts";

it("colours words, strings and comments", () => {
  const pieces = colourBash("if [ -n \"$out\" ]; then # why\n  mkdir -p 'a b'\nfi\n");
  const of = (classes: string): string[] =>
    pieces.filter((piece) => piece.classes.includes(classes)).map(({ text }) => text);
  expect(of("tok-keyword")).toEqual(["if", "then", "fi"]);
  expect(of("tok-comment")).toEqual(["# why"]);
  expect(of("tok-string").join(" ")).toContain("'a b'");
});

it("changes no text", () => {
  const unit = fc.constantFrom("a", '"', "'", "$", "{", "}", "(", ")", "<", "#", "\n", " ", "\\", "`", "if");
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 80 }), (script) => {
      expect(
        colourBash(script)
          .map(({ text }) => text)
          .join(""),
      ).toBe(script);
    }),
  );
});
