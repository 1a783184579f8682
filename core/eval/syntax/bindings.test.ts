import { describe, expect, test } from "vitest";
import { shown } from "./testing/helpers.ts";

/** Text, result in 2.8, result in 2.36 where it differs. */
const cases: [string, string, string?][] = [
  ["{ a.b = 1; a.c = 2; }", "{ a = { b = 1; c = 2; }; }"],
  ["{ a = { b = 1; }; a.c = 2; }", "{ a = { b = 1; c = 2; }; }"],
  ["{ a.c = 2; a = { b = 1; }; }", "{ a = { b = 1; c = 2; }; }"],
  ["let a.b = 1; a = { c = 2; }; in a", "(let a = { b = 1; c = 2; }; in a)"],
  ["{ a = rec { b = 1; }; a.c = b; }", "{ a = rec { b = 1; c = b; }; }"],
  ["{ a = ({ b = 1; }); a.c = 2; }", "{ a = { b = 1; c = 2; }; }"],
  [
    "{ a = { b = { c = 1; }; }; a = { b = { d = 2; }; }; }",
    "error: attribute 'b' already defined at (string):1:34 @1:9",
    "{ a = { b = { c = 1; d = 2; }; }; }",
  ],
  [
    "{ a = { ${x} = 1; }; a = { ${y} = 2; }; }",
    '{ a = { "${x}" = 1; }; }',
    '{ a = { "${x}" = 1; "${y}" = 2; }; }',
  ],
  [
    "{ a = 1; a = 2; }",
    "error: attribute 'a' already defined at (string):1:3 @1:10",
    "error: attribute 'a' already defined at «string»:1:3 @1:10",
  ],
  [
    "{ a.b = 1; a.b.c = 2; }",
    "error: attribute 'a.b.c' already defined at (string):1:3 @1:12",
    "error: attribute 'a.b.c' already defined at «string»:1:3 @1:12",
  ],
  [
    "{ inherit (x) a; a = {}; }",
    "error: attribute 'a' already defined at (string):1:14 @1:18",
    "error: attribute 'a' already defined at «string»:1:15 @1:18",
  ],
  [
    "{ a = {}; inherit (x) a; }",
    "error: attribute 'a' already defined at (string):1:3 @1:22",
    "error: attribute 'a' already defined at «string»:1:3 @1:23",
  ],
  [
    "{ a = 1; a.${x + y}.d = 1; }",
    "error: attribute 'a.\"${(x + y)}\".d' already defined at (string):1:3 @1:10",
    "error: attribute 'a.\"${(x + y)}\".d' already defined at «string»:1:3 @1:10",
  ],
  ["{ a.${x}.d = 1; a.${x}.d = 1; }", '{ a = { "${x}" = { d = 1; }; "${x}" = { d = 1; }; }; }'],
  ['let ${"a"} = 1; in a', "(let a = 1; in a)"],
  ["let ${x} = 1; in a", "error: dynamic attributes not allowed in let @1:1"],
  ['{ inherit ${"a"} "b"; }', "{ inherit a ; inherit b ; }", "{ inherit a b; }"],
  ["{ inherit ${x}; }", "error: dynamic attributes not allowed in inherit @1:11"],
  [
    "{ inherit (x) b a; inherit c; inherit (y) d; e = 1; }",
    "{ a = (x).a; b = (x).b; inherit c ; d = (y).d; e = 1; }",
    "{ inherit c; inherit (x) a b; inherit (y) d; e = 1; }",
  ],
  [
    "let zz = 1; aa = 2; map = 3; in aa",
    "(let map = 3; zz = 1; aa = 2; in aa)",
    "(let aa = 2; map = 3; zz = 1; in aa)",
  ],
];

describe("bindings", () => {
  test.each(cases)("%j", (text, old, latest = old) => {
    expect(shown(text, "2.8")).toBe(old);
    // Messages are byte strings.
    expect(shown(text, "2.36")).toBe(Buffer.from(latest, "utf8").toString("latin1"));
  });

  test("large sets find their duplicates", () => {
    const many = Array.from({ length: 1000 }, (_, i) => `a${i} = ${i}; n.b${i} = ${i};`).join(" ");
    expect(shown(`{ ${many} }`)).toMatch(/^\{ a0 = 0; /);
    expect(shown(`{ ${many} a500 = 1; }`)).toMatch(/^error: attribute 'a500' already defined/);
    expect(shown(`{ ${many} n.b500 = 1; }`)).toMatch(/^error: attribute 'n.b500' already defined/);
  });
});
