import { describe, expect, it } from "vitest";
import type { Files } from "../index.ts";
import { atCursor, requestOf, strictLanguage } from "./language.testing.ts";

const language = strictLanguage();

async function hover(marked: string, files: Files = {}): Promise<string> {
  const { text, offset } = atCursor(marked);
  return (await language.hover(requestOf(text, files), offset))?.text ?? "";
}

describe("hover", () => {
  it("tells what a variable is, where it is bound, and its value", async () => {
    expect(await hover("let\n  /** How\n      many. */\n  n = 1 + 1;\nin |n")).toBe(
      "```nix\nn = 2\n```\n\nBound by `let`, line 4.\n\nHow\nmany.",
    );
    expect(await hover("rec { a = b|; b = [ 1 2 ]; }")).toContain(
      "b = [ 1 2 ]\n```\n\nBound in a recursive set",
    );
  });

  it("tells the value where a name is bound", async () => {
    expect(await hover("let a| = 1 + 1; in a")).toContain("a = 2\n```\n\nBound by `let`.");
    expect(await hover("let s = { a = 1; }; in { inherit (s) a|; }")).toContain("An attribute.");
  });

  it("tells a function's arguments", async () => {
    expect(await hover("let f = { a, b ? 1, ... }@s: a; in f| { }")).toContain("f = { a, b ?, ... }@s: …");
    expect(await hover("{ /** The one. */ a ? 1 + 1 }: a|")).toBe(
      "```nix\na\n```\n\nAn argument of the function `{ a ? }: …`; default `1 + 1`.\n\nThe one.",
    );
    expect(await hover("let f = xs: |xs; in f")).toContain("The argument of the function `f = xs: …`.");
  });

  it("shows the documentation of builtins, by any name", async () => {
    for (const text of [
      "ma|p",
      "builtins.ma|p",
      "let b = builtins; in b.m|ap",
      "with builtins; filter (ma|p)",
      "__he|ad",
    ]) {
      expect([text, await hover(text)]).toEqual([
        text,
        expect.stringMatching(/```nix\nbuiltins\.(map|head)/),
      ]);
    }
    expect(await hover("builtin|s")).toContain("contains itself");
    expect(await hover("builtins.warn| ")).toContain("Since Nix 2.23.");
  });

  it("knows attributes, of files too", async () => {
    const files = { "/workspace/l.nix": "{\n  /** Adds. */\n  inc = x: x + 1;\n  one = 1;\n}" };
    expect(await hover("let l = import ./l.nix; in l.in|c 1", files)).toBe(
      "```nix\ninc = x: …\n```\n\nAn attribute, line 3 of `/workspace/l.nix`.\n\nAdds.",
    );
    expect(await hover("(import ./l.nix).on|e", files)).toContain("one = 1\n");
    expect(await hover("import ./l|.nix", files)).toContain("A file of this workspace.");
    expect(await hover("import ./m|.nix", files)).toContain("No file");
  });

  it("evaluates nothing that depends on arguments", async () => {
    expect(await hover("x: let y = x; z = y|; in z")).toBe("```nix\ny\n```\n\nBound by `let`, line 1.");
  });

  it("is nothing on spaces, numbers, strings, and in comments", async () => {
    for (const text of ["1 | + 1", "1|", '"a|b"', "/* ma|p */ 1", "|", "{ a = ; |"]) {
      expect([text, await hover(text)]).toEqual([text, ""]);
    }
  });

  it("spans the name, behind any characters", async () => {
    const { text, offset } = atCursor('/* ü😀 */ { "ä😀" = builtins.substr|ing; }');
    const found = await language.hover(requestOf(text), offset);
    expect(text.slice(found!.from, found!.to)).toBe("substring");
  });
});
