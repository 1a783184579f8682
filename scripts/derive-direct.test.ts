import { expect, test } from "vitest";
import { derive, pairing, stretches } from "./derive-direct.mjs";

const code = (text: string): string =>
  stretches(text)
    .filter((part) => part.code)
    .map((part) => part.text)
    .join("");

/** The derived text without its banner. */
const derived = (text: string): string => derive("x.ts", text).text.replace(/^\/\*.*?\*\/ /, "");

test("stars and yields go away, in code only", () => {
  expect(derived("function* f() { return (yield* g()) + 1; } // yield* function*\n")).toBe(
    "function f() { return (g()) + 1; } // yield* function*\n",
  );
  expect(derived('const a = "yield* x" + `function* ${yield* f(`${yield* g()}`)} yield*`;')).toBe(
    'const a = "yield* x" + `function* ${f(`${g()}`)} yield*`;',
  );
  expect(derived("const r = /yield* [/] function*/; const q = a / yield* b() / 2;")).toBe(
    "const r = /yield* [/] function*/; const q = a / b() / 2;",
  );
  expect(derived("/* function* \n yield* */ x('function*');\n")).toBe(
    "/* function* \n yield* */ x('function*');\n",
  );
});

test("lines keep their numbers", () => {
  const text = "/**\n * a\n */\nfunction* f() {\n  /* x\n */ return `a\nb${yield* g()}\n`;\n}\n";
  expect(derived(text).split("\n").length).toBe(text.split("\n").length);
  expect(derived(text).split("\n")[6]).toBe("b${g()}");
});

test("exported functions are paired with their generator forms", () => {
  const { exported } = derive("a-b.ts", "export function* f() {}\nfunction* g() {}\n");
  expect(exported).toEqual(["f"]);
  const text = pairing(
    new Map([
      ["a-b.ts", exported],
      ["c.ts", []],
    ]),
  );
  expect(text).toContain('import * as a_bSteps from "../dual/a-b.ts";');
  expect(text).toContain("pair(a_bDirect.f, a_bSteps.f);");
  expect(text).not.toContain("c.ts");
});

test("what breaks the rules is told with its line", () => {
  const problems = (text: string, known = new Map<string, Set<string>>()): string[] =>
    derive("x.ts", text, known).problems;
  expect(problems("function* f() {\n  yield 1;\n}")).toEqual([
    "core/eval/dual/x.ts:2: only primitives.ts may use a plain `yield`",
  ]);
  expect(problems("function* f() {}\n\nconst a = f();")).toEqual([
    "core/eval/dual/x.ts:3: call f with `yield*`",
  ]);
  expect(problems("function* f() {}\nfunction* g(m) { yield* nested(m, f, 1); }")[0]).toMatch(
    /^core\/eval\/dual\/x.ts:2: export f/,
  );
  expect(
    problems('import { h } from "./y.ts";\nconst a = h(1);', new Map([["y.ts", new Set(["h"])]])),
  ).toEqual(["core/eval/dual/x.ts:2: call h with `yield*`"]);
  expect(problems("function* f() { return yield* f(); } // f()\nconst s = 'f()', o = x.f();")).toEqual([]);
});

test("slashes are told apart", () => {
  expect(code("a / b / c")).toBe("a / b / c");
  expect(code("return /x'/;")).toBe("return ;");
  expect(code("(a) / 2 + '/'")).toBe("(a) / 2 + ");
});
