import { describe, expect, test } from "vitest";
import { analyse, show } from "./index.ts";
import { globals, located, parseText } from "./testing/helpers.ts";

describe("recovery", () => {
  test.each<[string, string[]]>([
    ["{ a = ; b = 1; c = ]; d = 2; }", ["';' @1:7", "']' @1:20"]],
    ["{ a = 1 b = 2; c = ; }", ["'=' @1:11", "';' @1:20"]],
    ["let a = (1; b = 2; c = }; in a", ["';' @1:11", "'}' @1:24"]],
    ["{ a = [ { x = ; y = ; } ]; b = ; }", ["';' @1:15", "';' @1:21", "';' @1:32"]],
    ['{ a = "${ ; }"; b = ; }', ["';' @1:11", "';' @1:21"]],
    ["{ a = let x = ; in ; b = 1 2; }", ["';' @1:15", "';' @1:20"]],
    ["(1", ["end of file @1:2"]],
    ["{ a = { b = 1; ", ["end of file @1:15"]],
  ])("%j", (text, expected) => {
    const found = parseText(text).errors.map((e) =>
      located(e).replace(/^.*unexpected ([^,@]+?)(,.*)? @/, "$1 @"),
    );
    expect(found).toEqual(expected);
  });

  test("several duplicates", () => {
    const { errors } = parseText("{ a = 1; a = 2; b = 1; b = 2; c = { x, x }: 1; }");
    expect(errors.map((e) => e.message.split(" already")[0])).toEqual([
      "attribute 'a'",
      "attribute 'b'",
      "duplicate formal function argument 'x'",
    ]);
  });

  test("the partial tree keeps what is sound, and doesn't complain about holes", () => {
    const { ast, partial, errors } = parseText("{ a = 1; b = [ x; c = d; }");
    expect(ast).toBeNull();
    expect(errors).toHaveLength(1);
    expect(show(partial!, { profile: "2.36", home: "/" })).toBe('{ a = 1; b = ""; c = d; }');
    expect(analyse(partial!, { globals, outer: [] }).errors.map((e) => e.message)).toEqual([
      "undefined variable 'd'",
    ]);
  });
});
