import { describe, expect, test } from "vitest";
import {
  Attrs,
  Evaluator,
  formatError,
  MemorySources,
  NixError,
  Source,
  type EvaluatorOptions,
} from "./index.ts";

/** Everything has to be the same in both executors, and written out. */
const budgets = {
  "on the JavaScript stack": { hot: false },
  "in the VM": { depthBudget: 0 },
  "written out": { hot: "always" },
} satisfies Record<string, EvaluatorOptions>;

function evaluator(executor: EvaluatorOptions, options: EvaluatorOptions = {}): Evaluator {
  return new Evaluator({ ...executor, ...options });
}

function source(text: string): Source {
  return new Source({ type: "string" }, text, "/base");
}

function failure(action: () => unknown): NixError {
  try {
    action();
  } catch (e) {
    if (e instanceof NixError) return e;
    throw e;
  }
  throw new Error("it did not fail");
}

describe.each(Object.entries(budgets))("evaluation %s", (_, budget) => {
  const show = (text: string, options: EvaluatorOptions = {}): string => {
    const e = evaluator(budget, options);
    const value = e.evaluate(source(text));
    e.deepForce(value);
    return e.print(value);
  };
  const fails = (text: string, options: EvaluatorOptions = {}): NixError =>
    failure(() => evaluator(budget, options).evaluate(source(text)));

  test.each([
    ["f == f", "false"],
    ["[ f ] == [ f ]", "true"],
    ["[ s.f ] == [ s.f ]", "false"],
    ["{ inherit f; } == { inherit f; }", "true"],
    ["[ builtins.add ] == [ builtins.add ]", "false"],
    ["[ x ] == [ x ]", "true"],
    ["[ (y: y) ] == [ (y: y) ]", "false"],
    ["s == s", "true"],
    ["let t = { g = f; }; in [ t ] == [ t ]", "true"],
    ["builtins.elem f [ f ]", "true"],
    ["(a: b: [ a ] == [ b ]) f f", "true"],
    ["let h = a: [ a ]; in h f == h f", "true"],
    ["let h = a: [ a ]; in h s.f == h s.f", "false"],
  ])("identity: %s is %s", (text, expected) => {
    expect(show(`let f = y: y; s = { inherit f; }; x = { a = throw "x"; }; in ${text}`)).toBe(expected);
  });

  test.each([
    [
      '{ a = 1 + 1; b = x: x; c = [ ]; d = 1; e = "s"; g = [ 1 ]; }',
      '{ a = <CODE>; b = <CODE>; c = <CODE>; d = 1; e = "s"; g = <CODE>; }',
    ],
    ["let y = 1 + 1; in [ y ]", "[ <CODE> ]"],
    ["(y: [ y ]) (1 + 1)", "[ <CODE> ]"],
    ["(y: { z = y; }) (x: x)", "{ z = <CODE>; }"],
    ["({ a ? 1, b ? a }: [ a b ]) { }", "[ 1 1 ]"],
    ["let a = 1; in with { b = a; }; [ a b ]", "[ 1 <CODE> ]"],
  ])("what is not evaluated shows: %s", (text, expected) => {
    const e = evaluator(budget, { profile: "2.8" });
    expect(e.print(e.evaluate(source(text)))).toBe(expected);
  });

  test("calls nest as deeply as memory allows", () => {
    expect(show("let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 200000")).toBe("200000");
    expect(
      show("let f = n: if n == 0 then 0 else builtins.foldl' (a: b: a + f b) 1 [ (n - 1) ]; in f 30000"),
    ).toBe("30000");
    expect(show("let f = n: if n == 0 then [ ] else [ (f (n - 1)) ]; in f 30000 == f 30000")).toBe("true");
    expect(
      show('let f = n: if n == 0 then "" else "${f (n - 1)}x"; in builtins.stringLength (f 30000)'),
    ).toBe("30000");
  });

  test("endless recursion ends in an error, and the evaluator lives on", () => {
    const limits = { stackBytes: 16 * 2 ** 20 };
    const e = evaluator(budget, { limits });
    for (const text of [
      "let f = n: 1 + f (n + 1); in f 0",
      "(x: x x) (x: x x)",
      "let f = n: [ (f n) ] ++ f n; in f 0",
    ]) {
      expect(failure(() => e.evaluate(source(text))).kind).toBe("call-depth");
    }
    expect(e.print(e.evaluate(source("1 + 1")))).toBe("2");
  });

  test("Nix's own limit on calls", () => {
    const limits = { callDepth: 100 };
    expect(fails("let f = n: 1 + f (n + 1); in f 0", { limits }).message).toBe(
      "stack overflow; max-call-depth exceeded",
    );
    expect(show("let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 98", { limits })).toBe("98");
  });

  test("allocation without end is stopped", () => {
    const limits = { allocationBytes: 64 * 2 ** 20 };
    for (const text of [
      "let f = l: if builtins.length l == 0 then l else f (l ++ l); in f [ 1 ]",
      "let go = n: { v = n; next = go (n + 1); }; in builtins.deepSeq (go 0) 1",
      "builtins.length (builtins.genList (x: x) 1000000000)",
      'let go = s: n: if n == 0 || s == "" then s else go (s + s) (n - 1); in builtins.stringLength (go "xxxxxxxx" 200)',
    ]) {
      expect(fails(text, { limits }).kind).toBe("memory");
    }
  });

  test("stops when asked", () => {
    let asked = 0;
    const stopped = (): boolean => ++asked > 3;
    expect(
      fails(
        "let f = x: if x then f x else 0; in builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 100000)",
        { stopped },
      ).kind,
    ).toBe("stopped");
  });

  test("a failed thunk remembers its error where the profile says so", () => {
    const traces: string[] = [];
    const host = { trace: (text: string) => traces.push(text) };
    const text =
      'let x = builtins.trace "run" (throw "no"); t = builtins.tryEval x; u = builtins.tryEval x; in [ t.success u.success ]';
    expect(show(text, { host })).toBe("[ false false ]");
    expect(traces).toEqual(["run"]);
    traces.length = 0;
    expect(show(text, { host, profile: "2.8" })).toBe("[ false false ]");
    expect(traces).toEqual(["run", "run"]);
  });

  test("infinite recursion names the place", () => {
    const error = fails("let a = 1; x = y; y = x + 1; in x");
    expect(error.kind).toBe("infinite-recursion");
    expect(formatError(error, { showTrace: false })).toContain("1:");
    expect(error.span).not.toBeNull();
  });

  test("the trace names calls and attributes, innermost first", () => {
    const error = fails('let f = x: throw "no"; s = { a = f 1; }; in s.a + 1');
    expect(error.frames().map((frame) => frame.text)).toEqual([
      "while calling the 'throw' builtin",
      "while calling 'f'",
      "while evaluating the attribute 'a'",
    ]);
  });

  test("imports, and positions in files", () => {
    const io = new MemorySources({
      "/base/a.nix": "{ b }: { c = b + 1; d = __curPos.line; p = ./x/../y; }",
      "/base/dir/default.nix": "import ../a.nix { b = 41; }",
    });
    expect(show("(import ./dir).c", { io })).toBe("42");
    expect(show("(import ./dir).p", { io })).toBe("/base/y");
    expect(fails("import ./none.nix", { io }).kind).toBe("io");
  });
});

test("both executors tell the same story", () => {
  const programs = [
    "let f = { a, b ? a }: a.x; in f { }",
    "let f = { a }: a; in f { a = 1; c = 2; }",
    "let s = { __functor = self: x: x.y; }; in s { }",
    "map (x: x.a) [ { } ] == map (x: x.a) [ { } ]",
    'builtins.addErrorContext "while thinking" (assert 1 == 2; 3)',
    '"${{ }}"',
    "with 1; foo",
    "with { }; foo",
    "rec { a = b; b = a; }.a",
    "let inherit ({ }) x; in x",
    "builtins.foldl' (a: b: a + b.c) 0 [ { } ]",
    '1 < "a"',
    "[ 1 ] ++ 2",
    "{ } // 2",
    "(x: x) 1 2",
    "if 1 then 2 else 3",
    "!1",
    "1 && true",
    "9223372036854775807 + 1",
    "1 / 0",
    "{ ${1} = 2; }",
    '{ a = 1; ${"a"} = 2; }',
    "builtins.sort (a: b: a.x < b.x) [ { } { } ]",
    "builtins.head [ ]",
    "builtins.toJSON (x: x)",
    'builtins.concatStringsSep "," [ 1 ]',
    "(a: b: c: a b c) 1 2 3",
    "(a: { b }: b) 1 2",
    '{ a.b = throw "x"; }.a.b.c or 1',
    "{ a = 1; } ? ${2}",
  ];
  const tell = (text: string, executor: EvaluatorOptions): unknown => {
    const e = evaluator(executor);
    try {
      const value = e.evaluate(source(text));
      e.deepForce(value);
      return e.print(value);
    } catch (error) {
      return formatError(error as NixError, { showTrace: true });
    }
  };
  for (const text of programs) {
    const told = tell(text, { hot: false });
    expect(tell(text, { depthBudget: 0 }), text).toEqual(told);
    expect(tell(text, { hot: "always" }), text).toEqual(told);
  }
});

test("an embedder adds builtins and globals", () => {
  const e = new Evaluator({
    builtins: [
      {
        name: "twice",
        params: ["f", "x"],
        global: true,
        run: (m, f, x) => e.call(e.force(f!), e.call(e.force(f!), x!)) ?? m.currentTime(),
      },
    ],
    globals: new Map([["answer", 42]]),
  });
  expect(e.print(e.evaluateText("twice (x: x + answer) 0"))).toBe("84");
  expect(e.print(e.evaluateText("builtins.twice (x: x * 2) 3"))).toBe("12");
});

test("select and autoCall, as the command line uses them", () => {
  const e = new Evaluator();
  const value = e.evaluateText('{ x ? 1 }: { a = [ { "b.c" = { y }: y + x; } ]; }');
  const args = new Map([["y", 5]]);
  const selected = e.autoCall(e.select(value, 'a.0."b.c"', args), args);
  expect(e.print(selected)).toBe("6");
  expect(failure(() => e.select(value, "a.1", args)).kind).toBe("index");
  expect(failure(() => e.select(value, "z", args)).kind).toBe("missing-attribute");
  expect(e.evaluateText("{ }")).toBeInstanceOf(Attrs);
});

test("a thousand evaluations leave nothing behind in the VM", () => {
  const e = new Evaluator({ depthBudget: 0 });
  for (let i = 0; i < 1000; i++)
    e.evaluateText(`let f = n: if n == 0 then 0 else 1 + f (n - 1); in f ${i % 50}`);
  expect(e.print(e.evaluateText("1"))).toBe("1");
});
