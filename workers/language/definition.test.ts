import { describe, expect, it } from "vitest";
import type { Files } from "../index.ts";
import { atCursor, requestOf, strictLanguage } from "./language.testing.ts";

const language = strictLanguage();

/** The place as `file:line:column text`; of this file without its name. */
async function definition(marked: string, files: Files = {}): Promise<string | null> {
  const { text, offset } = atCursor(marked);
  const found = await language.definition(requestOf(text, files), offset);
  if (found === null) return null;
  const { file, from, to, line, column } = found.span;
  const content = file === null ? text : (files[file] as string);
  return `${file === null ? "" : `${file}:`}${line}:${column} ${content.slice(from, to)}`;
}

describe("definition", () => {
  it("of variables", async () => {
    expect(await definition("let\n  a = 1;\nin a|")).toBe("2:3 a");
    expect(await definition("let a = 1; in let a = 2; in |a")).toBe("1:19 a");
    expect(await definition("{ a, b ? 1 }@s: b|")).toBe("1:6 b");
    expect(await definition("{ a, b ? 1 }@s: s|")).toBe("1:14 s");
    expect(await definition("xs: x|s")).toBe("1:1 xs");
    expect(await definition("rec { a.b = 1; c = a|; }")).toBe("1:7 a");
  });

  it("through inherit and with", async () => {
    expect(await definition("let a = 1; in { inherit a|; }")).toBe("1:5 a");
    expect(await definition("let a = 1; s = { inherit a; }; in let inherit (s) a; in |a")).toBe("1:26 a");
    expect(await definition("let s = { x = 1; }; in with s; x|")).toBe("1:11 x");
    expect(await definition("s: with s; x|")).toBeNull();
  });

  it("of attributes", async () => {
    expect(await definition("let s = { a.b = 1; a.c = 2; }; in s.a.c|")).toBe("1:22 c");
    expect(await definition("let s = { a = 1; } // { b = 2; }; in s ? b|")).toBe("1:25 b");
    expect(await definition('let s = { "x y" = 1; }; in s."x y"|')).toBe('1:11 "x y"');
    expect(await definition("builtins.map|")).toBeNull();
  });

  it("in other files", async () => {
    const files = {
      "/workspace/l.nix": "# ü😀\n{ inc = x: x + 1; }",
      "/workspace/d/default.nix": "1",
    };
    expect(await definition("let l = import ./l.nix; in l.inc|", files)).toBe("/workspace/l.nix:2:3 inc");
    expect(await definition("import ./l|.nix", files)).toBe("/workspace/l.nix:1:1 ");
    expect(await definition("import ./|d", files)).toBe("/workspace/d/default.nix:1:1 ");
    expect(await definition("import ./nowhere|", files)).toBeNull();
  });

  it("behind any characters", async () => {
    expect(await definition('/* 😀ü */ let a = "ä€😀"; in "${a|}"')).toBe("1:15 a");
  });
});
