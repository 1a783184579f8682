import { describe, expect, test } from "vitest";
import type { Ast, Expr, VarExpr } from "./index.ts";
import { GLOBAL, Kind, WITH, analyse } from "./index.ts";
import { bytes, globals, mustParse, parseText, problems } from "./testing/helpers.ts";

/** Every variable of the program as `name depth/slot`, in order of position. */
function variables(text: string, outer: readonly (readonly string[])[] = []): string[] {
  const ast = mustParse(text);
  const { errors } = analyse(ast, { globals, outer });
  expect(errors).toEqual([]);
  return collect(ast)
    .sort((a, b) => a.start - b.start)
    .map((v) => {
      const where =
        v.depth === GLOBAL
          ? "global"
          : v.depth === WITH
            ? `with ${v.withs!.join(",")}`
            : `${v.depth}/${v.slot}`;
      return `${ast.names[v.name]} ${where}`;
    });
}

/** The variables of a tree, found by looking at everything it holds. */
function collect(ast: Ast): VarExpr[] {
  const found: VarExpr[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === "object" && value !== null) {
      if ((value as Expr).kind === Kind.Var) found.push(value as VarExpr);
      else Object.values(value).forEach(walk);
    }
  };
  walk(ast.root);
  return found;
}

describe("scopes", () => {
  test.each<[string, string[]]>([
    ["x: y: x y", ["x 1/0", "y 0/0"]],
    ["{ a, b ? a }@x: x b", ["a 0/1", "x 0/0", "b 0/2"]],
    ["let a = b; b = 1; in a", ["b 0/1", "a 0/0"]],
    ["a: rec { b = a; c = b; inherit a; }", ["a 0/2", "b 0/0", "a 0/0"]],
    ["a: { b = a; inherit a; }", ["a 0/0", "a 0/0"]],
    ["a: let inherit a; in a", ["a 0/0", "a 0/0"]],
    ["a: let inherit (a) a; in a", ["a 0/0", "a 0/0"]],
    ["a: { inherit (a) b; ${a} = a; }", ["a 0/0", "a 0/0", "a 0/0"]],
    ["a: rec { ${a} = b; b = 1; }", ["a 1/0", "b 0/0"]],
    ["with 1; x", ["x with 0"]],
    ["with 1; a: with 2; b: [ x a ]", ["x with 1,3", "a 2/0"]],
    ["with 1; map", ["map global"]],
    ["map: map", ["map 0/0"]],
    ["with x: x; (with y; z) w", ["x 0/0", "y with 0", "z with 0,1", "w with 0"]],
    ["1 - 2", ["__sub global"]],
    ["let __sub = 1; in 1 - 2", ["__sub 0/0"]],
    ["let __nixPath = 1; in <a>", ["__findFile global", "__nixPath 0/0"]],
    ['x: [ x.a.${x} (x ? ${x}) "${x}" ./a${x} ]', ["x 0/0", "x 0/0", "x 0/0", "x 0/0", "x 0/0", "x 0/0"]],
  ])("%j", (text, expected) => expect(variables(text)).toEqual(expected));

  test("scopes around", () => {
    expect(
      variables("x: [ a b c x ]", [
        ["a", "b"],
        ["b", "c"],
      ]),
    ).toEqual(["a 2/0", "b 1/0", "c 1/1", "x 0/0"]);
  });

  test("a tree can be analysed again", () => {
    const ast = mustParse("a");
    expect(analyse(ast, { globals, outer: [] }).errors).toHaveLength(1);
    expect(analyse(ast, { globals, outer: [["a"]] }).errors).toEqual([]);
    expect(ast.root).toMatchObject({ depth: 0, slot: 0 });
  });

  test("undefined variables, all of them, in order", () => {
    expect(problems("[ (x: y) z ]")).toEqual([
      "error: undefined variable 'y' @1:7",
      "error: undefined variable 'z' @1:10",
    ]);
    expect(problems("{ a = {}; a = rec { c = 1; d = c; }; }")).toEqual([
      "error: undefined variable 'c' @1:32",
    ]);
    expect(problems("rec { inherit x; }")).toEqual(["error: undefined variable 'x' @1:15"]);
    expect(problems('let "" = 1; in { inherit ""; }')).toEqual([]);
    expect(problems('{ inherit ""; }')).toEqual(["error: undefined variable '' @1:11"]);
  });
});

describe("warnings", () => {
  test.each<[string, string[]]>([
    ["let a = 1; in 2", ["W003 1:5"]],
    ["let _a = 1; in 2", []],
    ["let a = a; in 2", []],
    ["let in 1", ["W010 1:1"]],
    ["let { body = 1; }", ["W005 1:1"]],
    ["{ inherit; }", ["W009 1:3"]],
    ["x: let inherit x; in x", ["W002 1:16"]],
    ["with 1; let inherit x; in x", []],
    ["map: map", ["W004 1:1"]],
    ["x: x == true", ["W007 1:4"]],
    ["x: true && x", ["W007 1:4"]],
    ["x: false && x", ["W007 1:4", "W008 1:13"]],
    ["true: true && true", ["W004 1:1"]],
    ["if true then 1 else 2", ["W008 1:21"]],
    ["x: x.a or 1", []],
  ])("%j", (text, expected) => {
    const parsed = parseText(text);
    const found = [...parsed.warnings, ...analyse(parsed.ast!, { globals, outer: [] }, true).warnings];
    const shown = found.map(({ code, span }) => {
      const { line, column } = span.source.locate(span.start);
      return `${code} ${line}:${column}`;
    });
    expect(shown).toEqual(expected);
  });

  test("`or` as a variable", () => {
    expect(parseText("map or [ ]").warnings.map((w) => w.code)).toEqual(["W015"]);
  });

  test("none unless asked for", () => {
    expect(analyse(mustParse(bytes("let a = 1; in 2")), { globals, outer: [] }).warnings).toEqual([]);
  });
});
