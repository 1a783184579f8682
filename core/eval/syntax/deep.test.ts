import { describe, expect, test } from "vitest";
import { analyse, show } from "./index.ts";
import { globals, parseText } from "./testing/helpers.ts";

/** Twice as deep as Nix itself gets. */
const n = 20_000;
const nest = (open: string, inner: string, close: string): string => open.repeat(n) + inner + close.repeat(n);

describe("nesting costs memory, never JS stack", () => {
  test.each<[string, string]>([
    ["parentheses", nest("(", "1", ")")],
    ["lists", nest("[", "1", "]")],
    ["sets", nest("{a=", "1", ";}")],
    ["recursive sets", nest("rec{a=", "1", ";}")],
    ["functions", nest("x: ", "x", "")],
    ["formals", nest("{a ? ", "1", "}: 1")],
    ["if else", nest("if true then 1 else ", "1", "")],
    ["if", nest("if ", "1", " then 1 else 1")],
    ["let", nest("let a=1; in ", "a", "")],
    ["let values", nest("let a=", "1", "; in a")],
    ["legacy let", nest("let{body=", "1", ";}")],
    ["with", nest("with {}; ", "a", "")],
    ["with subjects", nest("with ", "{}", "; 1")],
    ["assert", nest("assert true; ", "1", "")],
    ["right operators", "a: " + nest("a ++ ", "a", "")],
    ["left operators", nest("1 - ", "1", "")],
    ["not", nest("!", "true", "")],
    ["negation", nest("-", "1", "")],
    ["strings", nest('"${', '"a"', '}"')],
    ["indented strings", nest("''a${", '"a"', "}''")],
    ["paths", nest("./a${", '"a"', "}")],
    ["calls", "a: " + nest("(a ", "a", ")")],
    ["arguments", "a: a " + nest("a ", "a", "")],
    ["selections", "a: " + nest("(", "a", ").a")],
    ["steps", "a: a" + nest(".a", "", "")],
    ["dynamic steps", "a: " + nest("a.${", "a", "}")],
    ["or", "a: " + nest("a.a or ", "a", "")],
    ["has", "a: a" + nest(" ? a", "", "")],
    ["attribute paths", "{" + nest("a.", "a", "") + "=1;}"],
    ["inherit from", nest("{inherit (", "{}", ") a;}")],
    ["merging", `{ x = ${nest("{a=", "{}", ";}")}; x = ${nest("{a=", "{b=1;}", ";}")}; }`],
  ])("%s", (_, text) => {
    const { ast, errors } = parseText(text);
    expect(errors).toEqual([]);
    expect(analyse(ast!, { globals, outer: [] }, true).errors).toEqual([]);
    expect(show(ast!, { profile: "2.36", home: "/" }).length).toBeGreaterThan(0);
  });

  test("unclosed", () => {
    expect(parseText("{a=[(".repeat(n)).errors).toHaveLength(1);
  });
});
