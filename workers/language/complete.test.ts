import { describe, expect, it } from "vitest";
import type { CompletionItem, Files } from "../index.ts";
import { atCursor, requestOf, strictLanguage } from "./language.testing.ts";

const language = strictLanguage();

async function items(marked: string, files: Files = {}, explicit = false): Promise<CompletionItem[]> {
  const { text, offset } = atCursor(marked);
  return (await language.complete(requestOf(text, files), offset, explicit))?.items ?? [];
}

async function labels(marked: string, files: Files = {}, explicit = false): Promise<string[]> {
  return (await items(marked, files, explicit)).map((item) => item.label);
}

/** Labels that are no builtins or keywords. */
async function own(marked: string, files: Files = {}, explicit = false): Promise<string[]> {
  const found = await items(marked, files, explicit);
  return found
    .filter((item) => item.kind !== "builtin" && item.kind !== "keyword")
    .map((item) => item.label)
    .sort();
}

describe("names", () => {
  it("of let, arguments and recursive sets, innermost first", async () => {
    expect(await own("let one = 1; two = x: x; in { a, b ? 1, ... }@args: rec { c = o|; }")).toEqual([
      "a",
      "args",
      "b",
      "c",
      "one",
      "two",
    ]);
  });

  it("have kinds and details", async () => {
    const found = await items("let f = { a, b ? 1 }: a; n = 1; in |", {}, true);
    expect(found.find((it) => it.label === "f")).toMatchObject({ kind: "function", detail: "{ a, b ? }:" });
    expect(found.find((it) => it.label === "n")).toMatchObject({ kind: "variable", detail: "int" });
    expect(found.find((it) => it.label === "map")).toMatchObject({ kind: "builtin", detail: "f list" });
    expect(found.find((it) => it.label === "map")!.documentation).toContain("list of `f x`");
    expect(found.find((it) => it.label === "let")).toMatchObject({ kind: "keyword" });
  });

  it("are not those of sets that are not recursive, nor of scopes that ended", async () => {
    expect(await own("[ (let a = 1; in a) { b = 1; } x| ]")).toEqual([]);
  });

  it("come from with, computed sets too", async () => {
    expect(await own("let s = { a = 1; }; in with s; with { b = 1; }; |", {}, true)).toEqual(["a", "b", "s"]);
    expect(await own('with builtins.listToAttrs [ { name = "q"; value = 1; } ]; |', {}, true)).toEqual(["q"]);
    expect(await labels("with builtins; attrN|")).toContain("attrNames");
  });

  it("of builtins bring their prefix along", async () => {
    expect(await items("mapA|")).toContainEqual(
      expect.objectContaining({ label: "mapAttrs", insert: "builtins.mapAttrs" }),
    );
  });

  it("may be used before they are written", async () => {
    expect(await own("let a = la|; later = 1; in a")).toEqual(["a", "later"]);
    expect(await own("let a = la|\n  later = 1; in a")).toContain("later");
  });

  it("are offered in an inherit", async () => {
    expect(await own("let abc = 1; in { inherit a|; }")).toEqual(["abc"]);
    expect(await own("let s = { x = 1; y = 2; }; in { inherit (s) x |; }", {}, true)).toEqual(["x", "y"]);
  });

  it("are not offered in strings, comments, numbers or where a name is made", async () => {
    expect(await labels('let abc = 1; in "ab|"')).toEqual([]);
    expect(await labels("let abc = 1; in /* ab| */ 1")).toEqual([]);
    expect(await labels("let abc = 1; in 1 # ab|")).toEqual([]);
    expect(await own("let abc = 1; ab| = 2; in 1")).toEqual([]);
  });

  it("need no letter when they are asked for", async () => {
    expect(await labels("let abc = 1; in |")).toEqual([]);
    expect(await labels("let abc = 1; in |", {}, true)).toContain("abc");
    expect(await labels("|", {}, true)).toContain("builtins");
  });
});

describe("attributes", () => {
  it("of builtins, with documentation", async () => {
    const found = await items("builtins.|");
    expect(found.length).toBeGreaterThan(100);
    expect(found.find((it) => it.label === "substring")).toMatchObject({ detail: "start len s" });
    expect(await labels("builtins.attr|N")).toContain("attrNames");
  });

  it("of literal sets, nested, merged and updated", async () => {
    const text = "let x = { a.b.c = 1; a.d = 2; } // { e = x: x; }; in ";
    expect(await own(`${text} x.|`)).toEqual(["a", "e"]);
    expect(await own(`${text} x.a.|`)).toEqual(["b", "d"]);
    expect(await own(`${text} x.a.b.| + 1`)).toEqual(["c"]);
    expect(await own(`${text} x ? a.|`)).toEqual(["b", "d"]);
  });

  it("of an unfinished text, whatever is open", async () => {
    const x = "let x = { abc = 1; }; in ";
    const open = [
      "x.|",
      "(x.|",
      "[ 1 x.|",
      "{ a = x.|",
      "if x.|",
      "if true then x.|",
      "with x.|",
      "assert x.|",
    ];
    open.push(
      "f: x.|",
      "{ a ? x.|",
      '"a ${x.|',
      "''a ${x.|",
      "./a/${x.|",
      "{ ${x.|",
      "{ inherit (x.|",
      "x.| }",
      "- x.|",
    );
    open.push("{ a = [ (x.|\n  b = 1; }", "1 + x.|", "x.| ; ]", "let y = x.|");
    for (const text of open) expect([text, await own(x + text)]).toEqual([text, ["abc"]]);
  });

  it("of an unfinished binding before others", async () => {
    expect(await own("{\n  x = { abc = 1; };\n}.x.|")).toEqual(["abc"]);
    expect(await own("rec {\n  x = { abc = 1; };\n  y = x.|\n  z = 1;\n}")).toEqual(["abc"]);
    expect(await own("rec {\n  broken = ;\n  x = { abc = 1; };\n  y = x.|\n  z = 1;\n}")).toEqual(["abc"]);
  });

  it("of files that are imported", async () => {
    const files = {
      "/workspace/lib.nix": "{ /** Adds one. */ inc = x: x + 1; }",
      "/workspace/dir/default.nix": "{ lib }: { inherit (lib) inc; own = 1; }",
    };
    const [inc] = await items("let lib = import ./lib.nix; in lib.|", files);
    expect(inc).toMatchObject({ label: "inc", kind: "function", detail: "x:", documentation: "Adds one." });
    expect(await own("(import ./dir { lib = import ./lib.nix; }).|", files)).toEqual(["inc", "own"]);
  });

  it("of arguments at hand", async () => {
    expect(await own("let f = s: s.a; in f { a = { b = 1; }; }.|")).toEqual(["a"]);
    expect(await own("(({ s }: s) { s = { b = 1; }; }).|")).toEqual(["b"]);
    expect(await own("{ s ? { c = 1; } }: s.|")).toEqual(["c"]);
  });

  it("of what has to be computed", async () => {
    expect(await own('let s = builtins.mapAttrs (n: v: v) { a = 1; "b c" = 2; }; in s.|')).toEqual([
      '"b c"',
      "a",
    ]);
    expect(await own('(builtins.fromJSON "{\\"k\\": 1}").|')).toEqual(["k"]);
    expect(await own('let d = derivation { name = "n"; system = "s"; builder = "b"; }; in d.out|')).toContain(
      "outPath",
    );
    expect(await own("x: let s = builtins.mapAttrs (n: v: x) { a = 1; }; in s.|")).toEqual(["a"]);
  });

  it("are none where computing takes too long, or fails", async () => {
    expect(await own("let f = n: f (n + 1); in (f 0).|")).toEqual([]);
    expect(await own('(throw "x").|')).toEqual([]);
    expect(await own("(builtins.foldl' (xs: _: xs ++ xs) [ 1 ] (builtins.genList (x: x) 100)).|")).toEqual(
      [],
    );
    expect(await own("let x = x; in x.|")).toEqual([]);
    expect(await own("let x = { a = x.|; }; in x")).toEqual(["a"]);
  });

  it("stand in the right place behind other characters", async () => {
    const { text, offset } = atCursor('# grün 😀\n{ "ä😀" = builtins.attrN|; }');
    expect(await language.complete(requestOf(text), offset, false)).toMatchObject({
      from: offset - 5,
      to: offset,
    });
  });
});

describe("arguments", () => {
  it("of a function with a pattern, those that are missing", async () => {
    const f = "let f = { /** How many. */ count, name ? null, size ? 1 }: 1; in ";
    expect(await own(`${f} f { size = 2; | }`, {}, true)).toEqual(["count", "name"]);
    expect(await items(`${f} f { co| }`)).toContainEqual({
      label: "count",
      kind: "attribute",
      detail: "required",
      documentation: "How many.",
      insert: "count = ",
      boost: 2,
    });
  });

  it("of a file", async () => {
    const files = { "/workspace/f.nix": "{ alpha, beta }: 1" };
    expect(await own("import ./f.nix { | }", files, true)).toEqual(["alpha", "beta"]);
    expect(await own("{ callPackage }: callPackage ./f.nix { al| }", files)).toEqual(["alpha", "beta"]);
  });

  it("of a computed function", async () => {
    expect(await own("let f = builtins.head [ ({ a, b }: a) ]; in f { | }", {}, true)).toEqual(["a", "b"]);
  });
});

describe("paths", () => {
  const files = { "/workspace/a.nix": "1", "/workspace/lib/b.nix": "2", "/other/c.nix": "3" };
  it("lead to files of the workspace", async () => {
    expect(await own("import ./|", files)).toEqual(["a.nix", "lib/"]);
    expect(await own("import ./lib/|", files)).toEqual(["b.nix"]);
    expect(await own("import ./lib/b|", files)).toEqual(["b.nix"]);
    expect(await own("import ../|", files)).toEqual(["other/", "workspace/"]);
    expect(await own("[ /other/| ]", files)).toEqual(["c.nix"]);
  });

  it("replace what is behind the last slash", async () => {
    const { text, offset } = atCursor("import ./lib/b|");
    expect(await language.complete(requestOf(text, files), offset, false)).toMatchObject({
      from: 13,
      to: 14,
    });
  });

  it("are not offered in strings", async () => {
    expect(await own('"./|"', files)).toEqual([]);
  });
});
