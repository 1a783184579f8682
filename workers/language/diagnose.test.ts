import { describe, expect, it } from "vitest";
import type { Diagnostic, ProfileName, QuickFix } from "../index.ts";
import { requestOf, strictLanguage } from "./language.testing.ts";

const language = strictLanguage();

function diagnose(text: string, profile: ProfileName = "2.36"): Promise<Diagnostic[]> {
  return language.diagnose(requestOf(text, {}, profile));
}

function apply(text: string, { changes }: QuickFix): string {
  let result = text;
  for (const { from, to, insert } of [...changes].reverse())
    result = result.slice(0, from) + insert + result.slice(to);
  return result;
}

/** Each fix of each problem: its title and the text it makes. */
async function fixes(text: string, profile: ProfileName = "2.36"): Promise<string[][]> {
  return (await diagnose(text, profile)).flatMap((it) =>
    it.fixes.map((fix) => [fix.title, apply(text, fix)]),
  );
}

describe("problems", () => {
  it("stand where they are, behind any characters", async () => {
    const text = '# grün 😀\r\n{ "ä€😀" = "😀" + nope; }';
    const [problem] = await diagnose(text);
    expect(problem).toMatchObject({ severity: "error", message: "undefined variable 'nope'" });
    const { span } = problem!;
    expect(text.slice(span!.from, span!.to)).toBe("nope");
    expect(span).toMatchObject({ file: null, line: 2, column: 19 });
  });

  it("of syntax come alone, several at once", async () => {
    const found = await diagnose("{ a = ; b = undefined; c = [ ; }");
    expect(found.map((it) => it.severity)).toEqual(["error", "error"]);
  });

  it("are none in a text that is right", async () => {
    expect(await diagnose('{ lib, ... }: let x = 1; in { inherit lib; y = "${toString x}"; }')).toEqual([]);
  });
});

describe("fixes of syntax errors", () => {
  it("insert what is missing", async () => {
    expect(await fixes("{\n  a = 1\n  b = 2;\n}")).toContainEqual(["Insert `;`", "{\n  a = 1;\n  b = 2;\n}"]);
    expect(await fixes("{ a = 1 }")).toContainEqual(["Insert `;`", "{ a = 1; }"]);
    expect(await fixes("{ a = 1 # one\n  ; b = (2; }")).toContainEqual([
      "Insert `)`",
      "{ a = 1 # one\n  ; b = (2); }",
    ]);
    expect(await fixes("{ a = [ 1 2; }")).toContainEqual(["Insert `]`", "{ a = [ 1 2]; }"]);
    expect(await fixes("{ a = 1;")).toContainEqual(["Insert `}`", "{ a = 1;}"]);
    expect(await fixes("let x = 1; x")).toContainEqual(["Insert `in`", "let x = 1; in x"]);
  });

  it("change what other languages write", async () => {
    expect(await fixes("x: if x = 1 then 2 else 3")).toContainEqual([
      "Change `=` to `==`",
      "x: if x == 1 then 2 else 3",
    ]);
    expect(await fixes("{ a = 1, b = 2; }")).toContainEqual(["Change `,` to `;`", "{ a = 1; b = 2; }"]);
    expect(await fixes("[ 1, 2 ]")).toContainEqual(["Remove `,`", "[ 1 2 ]"]);
  });
});

describe("fixes of undefined variables", () => {
  it("know names that are nearly the same", async () => {
    expect(await fixes("rec { version = 1; v = verison; }")).toEqual([
      ["Change to `version`", "rec { version = 1; v = version; }"],
    ]);
    expect(await fixes("{ pkgs }: pgks")).toEqual([
      ["Change to `pkgs`", "{ pkgs }: pkgs"],
      ["Add `pgks` to the function's arguments", "{ pgks, pkgs }: pgks"],
    ]);
    expect(await fixes("{\n  pkgs,\n}: other")).toEqual([
      ["Add `other` to the function's arguments", "{\n  other,\n  pkgs,\n}: other"],
    ]);
  });

  it("know builtins", async () => {
    expect(await fixes("attrNames { }")).toContainEqual([
      "Change to `builtins.attrNames`",
      "builtins.attrNames { }",
    ]);
  });
});

describe("fixes of warnings", () => {
  const cases: [string, string, string][] = [
    ["let a = 1; b = 2; in b", "Remove `a`", "let b = 2; in b"],
    ["let\n  # one\n  a = (f: f) (1) # x\n  ;\n  b = 2;\nin b", "Remove `a`", "let\n  # one\n  b = 2;\nin b"],
    ["let\n  /** Doc. */\n  a = 1;\nin 2", "Remove `a`", "let\nin 2"],
    [
      "{ s }: let inherit (s) a b c; in a + c",
      "Remove `b` from the inherit",
      "{ s }: let inherit (s) a c; in a + c",
    ],
    ["{ s }: let inherit (s) a; in 1", "Remove `a` from the inherit", "{ s }: let in 1"],
    ["{ a }: let inherit a; in a", "Remove `a` from the inherit", "{ a }: let in a"],
    ["let in 1", "Remove the empty let", "1"],
    ["{ inherit; a = 1; }", "Remove the empty inherit", "{ a = 1; }"],
    ["let { body = x; x = 1; }", "Rewrite as `(rec { … }).body`", "(rec { body = x; x = 1; }).body"],
    ["[ https://nixos.org ]", "Put it in quotes", '[ "https://nixos.org" ]'],
    ["x: x == true", "Simplify to `x`", "x: x"],
    ["x: x.a == false", "Simplify to `!x.a`", "x: !x.a"],
    ["x: (x || 1 == 1) && true", "Simplify to `(x || 1 == 1)`", "x: (x || 1 == 1)"],
    ["x: if true then x else 1", "Keep `x` only", "x: x"],
    ["if false then 1 else (x: x)", "Keep `x: x` only", "(x: x)"],
  ];
  for (const [text, title, result] of cases) {
    it(`${title}: ${text.replaceAll("\n", "⏎")}`, async () => {
      expect(await fixes(text)).toContainEqual([title, result]);
    });
  }

  it("work in 2.8, whose inherited names have other positions", async () => {
    expect(await fixes("{ s }: let inherit (s) a b c; in a + c", "2.8")).toEqual([
      ["Remove `b` from the inherit", "{ s }: let inherit (s) a c; in a + c"],
    ]);
  });

  it("are not offered for what is written in several places", async () => {
    expect(await fixes("let a.b = 1; a.c = 2; in 1")).toEqual([]);
  });

  it("leave texts that mean the same", async () => {
    for (const [text] of cases) {
      for (const [, result] of await fixes(text)) {
        const left = await diagnose(result!);
        expect(left.filter((it) => it.severity === "error")).toEqual([]);
      }
    }
  });
});
