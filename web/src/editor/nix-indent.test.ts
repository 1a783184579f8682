import { EditorState } from "@codemirror/state";
import { getIndentation } from "@codemirror/language";
import { describe, expect, it } from "vitest";
import { nix } from "./nix-language.ts";

/** The indentation of a new line at the `|` of a text; null: as the line before. */
function enter(marked: string): number | null {
  const at = marked.indexOf("|");
  const doc = `${marked.slice(0, at)}\n${marked.slice(at + 1)}`;
  const state = EditorState.create({ doc, extensions: [nix()] });
  return getIndentation(state, at + 1);
}

describe("a new line", () => {
  it("goes in after what opens", () => {
    for (const text of ["{|", "[|", "(|", "let|", "{ a = {|", "rec {|", "f {|", "{ lib,|", "x: {|"]) {
      expect([text, enter(text)]).toEqual([text, 2]);
    }
  });

  it("goes in by one step for several on one line", () => {
    expect(enter("foo (bar {|")).toBe(2);
    expect(enter("let\n  a = map (x: {|")).toBe(4);
  });

  it("stays in where things go on", () => {
    expect(enter("{\n  a = 1;|")).toBe(2);
    expect(enter("{\n  a = [\n    1|")).toBe(4);
    expect(enter("{\n  a = [\n  ];|")).toBe(2);
    expect(enter("let\n  a = 1;|")).toBe(2);
    expect(enter("{\n  a = with x; y;|")).toBe(2);
  });

  it("goes in for a value on a line of its own", () => {
    expect(enter("{\n  a =|")).toBe(4);
    expect(enter("{\n  a = with x;|")).toBe(4);
    expect(enter("{\n  a =\n    b;|")).toBe(2);
  });

  it("comes back out before what closes", () => {
    expect(enter("{\n  a = 1;|}")).toBe(0);
    expect(enter("{\n  a = [\n    1|]")).toBe(2);
    expect(enter("{\n  a = (\n    1|)")).toBe(2);
    expect(enter("let\n  a = 1;|in")).toBe(0);
    expect(enter("{\n  x =\n    let\n      a = 1;|in")).toBe(4);
    expect(enter("let\n  a = 1;|inherit")).toBe(2);
  });

  it("is where the line with `in` is", () => {
    expect(enter("let\n  a = 1;\nin|")).toBe(0);
    expect(enter("{\n  x =\n    let\n      a = 1;\n    in|")).toBe(4);
  });

  it("in an indented string goes in once, then follows the text", () => {
    expect(enter("{\n  a = ''|")).toBe(4);
    expect(enter("{\n  a = ''|'';\n}")).toBe(2);
    expect(enter("{\n  a = ''\n      x|")).toBeNull();
  });

  it("knows brackets in strings and comments from others", () => {
    expect(enter("# {|")).toBe(0);
    expect(enter("\"{\" + ''{'' + /* { */ 1|")).toBe(0);
    expect(enter('"${toString { a = 1; }}" + [|')).toBe(2);
    expect(enter('{ a = "${ { b = 1; }.b }";|')).toBe(2);
  });
});
