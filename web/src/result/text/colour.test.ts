import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { colourPart, startState, stateAfter } from "./colour.ts";

describe("colours of parts", () => {
  it("go on in the middle of a string", () => {
    const state = stateAfter('{ a = "one \\" two', startState);
    expect(state).toEqual({ inString: true, escaped: false });
    const pieces = colourPart('three"; b = 1; }', state, "nix");
    expect(pieces[0]).toEqual({ text: 'three"', classes: "tok-string" });
    expect(pieces.find((piece) => piece.text === "b")?.classes).toContain("tok-definition");
    expect(stateAfter('three"; b = 1; }', state)).toEqual(startState);
  });

  it("go on in the middle of an escape", () => {
    const state = stateAfter('"a\\', startState);
    expect(state).toEqual({ inString: true, escaped: true });
    expect(stateAfter('"b', state)).toEqual({ inString: true, escaped: false });
    const pieces = colourPart('"b" 1', state, "nix");
    expect(pieces.map((piece) => piece.text).join("")).toBe('"b" 1');
    expect(pieces.at(-1)).toEqual({ text: "1", classes: "tok-number" });
  });

  it("colour what is quoted, whatever is in it", () => {
    const strings = (text: string, state = startState) =>
      colourPart(text, state, "quoted")
        .filter((piece) => piece.classes === "tok-string")
        .map((piece) => piece.text);
    expect(strings('Derive([("a","${x}\\"b")])')).toEqual(['"a"', '"${x}\\"b"']);
    expect(strings('b",["c', { inString: true, escaped: false })).toEqual(['b"', '"c']);
  });

  it("colour JSON as JSON", () => {
    const of = (text: string, state = startState): string[] =>
      colourPart(text, state, "json")
        .filter(({ classes }) => classes !== "" && classes !== "tok-punctuation")
        .map(({ text: it, classes }) => `${classes.slice(4)} ${it}`);
    expect(of('{"a b": "x: \\"${y}", "let": [-1.5e+3, true, null, "in"]}')).toEqual([
      'propertyName tok-definition "a b"',
      'string "x: \\"${y}"',
      'propertyName tok-definition "let"',
      "number -1.5e+3",
      "atom true",
      "atom null",
      'string "in"',
    ]);
    const within = { inString: true, escaped: false };
    expect(of('me" : 1', within)).toEqual(['propertyName tok-definition me"', "number 1"]);
    expect(of('" : 1", 2', { inString: true, escaped: true })).toEqual(['string " : 1"', "number 2"]);
    expect(of("no end \\", within)).toEqual(["string no end \\"]);
  });

  it("colour XML", () => {
    const pieces = colourPart('<attr name="a">\n  <int value="1" />', startState, "xml");
    expect(pieces.filter((piece) => piece.classes === "tok-string").map((piece) => piece.text)).toEqual([
      '"a"',
      '"1"',
    ]);
  });

  it("change no text", () => {
    const unit = fc.constantFrom("a", '"', "\\", "<", ">", "=", " ", "\n", "{", "$", "1", ";", "'", "/");
    fc.assert(
      fc.property(
        fc.string({ unit, maxLength: 60 }),
        fc.constantFrom(startState, { inString: true, escaped: false }, { inString: true, escaped: true }),
        fc.constantFrom("nix", "json", "xml", "quoted", null),
        (text, state, colouring) => {
          const pieces = colourPart(text, state, colouring);
          expect(pieces.map((piece) => piece.text).join("")).toBe(text);
        },
      ),
    );
  });
});
