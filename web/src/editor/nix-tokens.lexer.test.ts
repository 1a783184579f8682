import { StringStream } from "@codemirror/language";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { corpusTexts, generatedText, lexChars } from "../../../workers/language/lexing.testing.ts";
import { nixParser } from "./nix-tokens.ts";

const letters: Record<string, string> = {
  string: "s",
  escape: "s",
  url: "p",
  number: "n",
  keyword: "k",
  atom: "w",
  comment: "c",
  docComment: "c",
  operator: "o",
  punctuation: "o",
};

/** The colours of a text in the letters of {@link lexChars}. */
function colours(text: string): string {
  const state = nixParser.startState!(2);
  // CodeMirror's lines: CR, LF and CRLF end them.
  return text.replace(/[^\r\n]*/g, (line) => {
    if (line === "") {
      if (nixParser.blankLine) nixParser.blankLine(state, 2);
      return "";
    }
    let out = "";
    const stream = new StringStream(line, 2, 2);
    while (!stream.eol()) {
      stream.start = stream.pos;
      const style = nixParser.token(stream, state);
      const letter = style === null ? " " : (letters[style] ?? (/Name/.test(style) ? "w" : "?"));
      out += letter.repeat(stream.pos - stream.start);
    }
    return out;
  });
}

/** Both, blanks and what can't be told left out of both. */
function compare(text: string): [colours: string, lexed: string] | null {
  const lexed = lexChars(text);
  if (lexed === null) return null;
  const coloured = colours(text);
  const kept = (_: string, i: number): boolean => !/[ ?]/.test(lexed[i]!) && !/\s/.test(text[i]!);
  return [[...coloured].filter(kept).join(""), [...lexed].filter(kept).join("")];
}

/** Texts with a NUL or a lone CR in a line are cut elsewhere than the editor cuts lines. */
const isOrdinary = (text: string): boolean => !/\0|\r(?!\n)/.test(text);

describe("colours are what the lexer reads", () => {
  it("in the corpus", () => {
    let compared = 0;
    const wrong: unknown[] = [];
    for (const text of corpusTexts().filter(isOrdinary)) {
      const both = compare(text);
      if (both === null) continue;
      compared++;
      if (both[0] !== both[1]) wrong.push([text, ...both]);
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(1000);
  });

  it("in generated programs", () => {
    for (let seed = 0; seed < 200; seed++) {
      const text = generatedText(seed);
      const both = compare(text);
      if (both !== null) expect([text, both[0]]).toEqual([text, both[1]]);
    }
  });

  it("in any mixture that parses", () => {
    const piece = fc.constantFrom(
      ..."a b or rec true 1 1. .5 0.5 1.5e3 0. 01.5 a-b a' ./x ./a/ ~/y /z a/b <n> <n/p> a.b x:y x: a:b http://x.y/z?q=1 { } ( ) [ ] ; = == . ? @ , ... + - * / // ++ -> ! && || < > <= >= |> <| \" '' ''' ''$ ''\\n \\n \\\" \\${ $ $$ $${ ${ # /* */ /** let in if then else assert with inherit {a,}: {a?1}@b:".split(
        " ",
      ),
      " ",
      "\n",
      "\n  ",
      "\r\n",
    );
    const mixture = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((it) => it.join("")),
      fc.array(piece, { maxLength: 8 }).map((it) => it.join(" ")),
      fc.array(piece, { maxLength: 8 }).map((it) => `"${it.join("")}"`),
      fc.array(piece, { maxLength: 8 }).map((it) => `''${it.join("")}''`),
      fc.array(piece, { maxLength: 6 }).map((it) => `{ a = ${it.join("")}; }`),
      fc.array(piece, { maxLength: 6 }).map((it) => `./a\${${it.join("")}}/b`),
    );
    let compared = 0;
    fc.assert(
      fc.property(mixture, (text) => {
        const both = isOrdinary(text) ? compare(text) : null;
        if (both === null) return;
        compared++;
        expect(both[0]).toBe(both[1]);
      }),
      { numRuns: 8000 },
    );
    expect(compared).toBeGreaterThan(500);
  }, 60_000);
});
