import { expect, test } from "vitest";
import { Evaluator, NixError, Source } from "../index.ts";

/** What a program prints, or how it fails, with its trace. */
function outcome(text: string, hot: boolean | "always", depthBudget?: number): string {
  const e = new Evaluator({ hot, ...(depthBudget === undefined ? {} : { depthBudget }) });
  try {
    const value = e.evaluate(new Source({ type: "string" }, text, "/base"));
    e.deepForce(value);
    return e.print(value);
  } catch (error) {
    if (!(error instanceof NixError)) throw error;
    return JSON.stringify([error.kind, error.message, error.span?.start, error.trace]);
  }
}

/** A program whose function `f` runs often enough to be found hot, and is then given what it has not seen before. */
const surprised = (f: string, usual: string, surprise: string): string =>
  `let f = ${f}; go = builtins.foldl' (sum: i: builtins.seq (${usual}) (sum + 1)) 0 (builtins.genList (i: i) 30000);
   in builtins.seq go [ ${surprise} ]`;

test.each([
  ["overflow", surprised("a: b: a + b", "f i 1", "(f 9223372036854775807 1)")],
  [
    "large ints",
    surprised("a: b: a * b - a", "f i 2", "(f 4611686018427387904 1) (f 3037000499 3037000499)"),
  ],
  [
    "floats",
    surprised("a: b: if a < b then a / b else b - a", "f i 3", "(f 1.5 2) (f 2 0.5) (f 2 (0 / 1.0))"),
  ],
  ["division by zero", surprised("a: b: a / b", "f i 3", "(f 1 0)")],
  ["strings", surprised("a: b: a + b", "f i 3", '(f "a" "b") (f /a "b") (f "a" /b/c)')],
  ["no numbers", surprised("a: b: a + b", "f i 3", "(f { } 1)")],
  ["no boolean", surprised("a: if a then 1 else 2", "f (i < 5)", "(f null)")],
  ["logic", surprised("a: b: a < b && b < 100 || a == b -> true", "f i 3", "(f 1 (throw ''x''))")],
  ["missing attributes", surprised("s: s.a.b + s.c", "f { a.b = i; c = 1; }", "(f { a.b = 1; }) ")],
  [
    "other shapes",
    surprised("s: s.a", "f { a = i; b = 1; }", "(f { c = 1; a = 7; }) (f ({ a = 8; } // { a = 9; }))"),
  ],
  ["no set", surprised("s: s.a", "f { a = i; }", "(f 1)")],
  ["no function", surprised("g: x: g (x - 1) x", "f (a: b: a) i", "(f 1 2)")],
  [
    "other functions",
    surprised("g: x: g (x - 1)", "f (a: a) i", "(f ({ n ? 1, ... }: n) 2) (f builtins.add 3)"),
  ],
  ["functors", surprised("g: x: g x", "f (a: a) i", "(f { __functor = self: y: y + 1; } 2)")],
  ["unevaluated arguments", surprised("g: x: g (x + 1)", "f (a: a) i", "(f (a: [ a ]) 2)")],
  ["interpolation", surprised('a: "x${a}y"', "f (toString i)", '(f { outPath = "z"; }) (f 1)')],
  [
    "sets and lists",
    surprised("a: { x = a + 1; y = a; z = [ a (a + 2) ]; }", "(f i).x", "(f 1) (f (throw ''late''))"),
  ],
  ["let and with", surprised("a: let b = a + 1; c = b; in with { d = c; }; d + b", "f i", '(f "s")')],
  [
    "//, ++",
    surprised(
      "a: b: (a // b) // { l = a.l ++ b.l; }",
      "f { l = [ ]; } { l = [ i ]; }",
      "(f { l = 1; } { l = [ ]; })",
    ),
  ],
  ["comparison", surprised("a: b: !(a <= b) || a >= b", "f i 5", '(f "a" "b") (f [ 1 ] [ 2 ]) (f 1 "a")')],
  ["three arguments", surprised("g: x: g x 1 2", "f (a: b: c: a + b + c) i", "(f (a: b: throw ''two'') 1)")],
  ["builtins", surprised("x: builtins.substring x (x + 1) (toString (x * 2))", "f i", "(f (-1))")],
])("what a hot function has not seen yet: %s", (_, text) => {
  const plain = outcome(text, false);
  expect(outcome(text, true)).toBe(plain);
  expect(outcome(text, "always")).toBe(plain);
});

test("hot functions recurse as deep as others", () => {
  const text = "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 200000";
  expect(outcome(text, true)).toBe("200000");
  expect(outcome(text, "always")).toBe("200000");
  expect(outcome(text, "always", 40)).toBe("200000");
});

test("where code from text is forbidden, closures do the work", () => {
  const original = globalThis.Function;
  const forbidden = function () {
    throw new EvalError("blocked by the Content-Security-Policy");
  };
  globalThis.Function = forbidden as unknown as FunctionConstructor;
  try {
    expect(outcome("let f = n: if n < 2 then n else f (n - 1) + f (n - 2); in f 20", "always")).toBe("6765");
  } finally {
    globalThis.Function = original;
  }
});
