import { describe, expect, test } from "vitest";
import { Kind, Op } from "./index.ts";
import { mustParse, parseText, shown } from "./testing/helpers.ts";

function table(profile: "2.8" | "2.36", cases: readonly (readonly [string, string])[]): void {
  test.each(cases)("%j", (text, expected) => expect(shown(text, profile)).toBe(expected));
}

describe("tokens", () => {
  table("2.8", [
    ["a: a-b", "(a: a-b)"],
    ["a: a -b", "(a: (__sub a b))"],
    ["x: x'y-z_0", "(x: x'y-z_0)"],
    ["1.", "1"],
    [".5", "0.5"],
    ["1.e3", "1000"],
    ["0.", "error: syntax error, unexpected end of file, expecting ID or OR_KW or DOLLAR_CURLY or '\"' @1:2"],
    ["01.5", "(1 0.5)"],
    ["1e3", "(1 e3)"],
    ["1/2", "/base/dir/1/2"],
    ["4 /2", "(4 /2)"],
    ["4/ 2", "(__div 4 2)"],
    ["a.b/c", "/base/dir/a.b/c"],
    ["a: b: a<b>c", '(a: (b: (a (__findFile __nixPath "b") c)))'],
    ["x:x", '"x:x"'],
    ["x: x", "(x: x)"],
    ["9223372036854775807", "9223372036854775807"],
    ["9223372036854775808", "error: invalid integer '9223372036854775808' @1:1"],
    ["1.0e400", "error: invalid float '1.0e400' @1:1"],
    ["/* a */ 1 # b\r+ 2", "(1 + 2)"],
    ["/* a", "error: syntax error, unexpected '/' @1:1"],
    ["1 \0 2", "1"],
  ]);

  test("an identifier with an underscore is no scheme", () => {
    expect(shown("a_b:c")).toBe("(a_b: c)");
    expect(shown("[ a_b.c:d ]")).toBe(
      "error: syntax error, unexpected URI, expecting ID or OR_KW or DOLLAR_CURLY or '\"' @1:7",
    );
  });
});

describe("operators", () => {
  table("2.8", [
    ["-a - 1 * 2 / 3", "(__sub (__sub 0 a) (__div (__mul 1 2) 3))"],
    ["-1 ? a", "(((__sub 0 1)) ? a)"],
    ["!a ? b", "(! ((a) ? b))"],
    ["{} // {} ? a", "({ } // (({ }) ? a))"],
    ["!a + b", "(! (a + b))"],
    ["a * !b + c", "(__mul a (! (b + c)))"],
    ["!a // b", "((! a) // b)"],
    ["a ++ b ++ c", "(a ++ (b ++ c))"],
    ["a // b // c", "(a // (b // c))"],
    ["a -> b -> c", "(a -> (b -> c))"],
    ["a + b + c", "((a + b) + c)"],
    ["a || b && c == d", "(a || (b && (c == d)))"],
    ["a < b == (c >= d)", "((__lessThan a b) == (! (__lessThan c d)))"],
    ["a <= b", "(! (__lessThan b a))"],
    ["a > b", "(__lessThan b a)"],
    ["a == b == c", "error: syntax error, unexpected EQ @1:8"],
    ["a < b < c", "error: syntax error, unexpected '<' @1:7"],
    ["a ? b ? c", "((((a) ? b)) ? c)"],
    ["a |> b", "error: syntax error, unexpected invalid token, expecting end of file @1:3"],
    ["f: f (1 + 2) 3", "(f: (f (1 + 2) 3))"],
    ["f: (f 1) 2", "(f: (f 1 2))"],
    ["a.b or c d", "((a).b or (c) d)"],
    ["a.b or c.d or e", "(a).b or ((c).d or (e))"],
    ["map or [1]", "(map or [ (1) ])"],
    ["f x or 2", "(f (x or) 2)"],
    ["[1 -1]", "error: syntax error, unexpected '-' @1:4"],
    ["[f x]", "[ (f) (x) ]"],
    ["f a: a", "error: syntax error, unexpected ':', expecting end of file @1:4"],
    ["1 + x: x", "error: syntax error, unexpected ':', expecting end of file @1:6"],
  ]);

  test("pipes", () => {
    const options = { pipeOperators: true };
    expect(shown("a |> f |> g", "2.36", options)).toBe("(g (f a))");
    expect(shown("g <| f <| a", "2.36", options)).toBe("(g (f a))");
    expect(shown("a |> f x", "2.36", options)).toBe("((f x) a)");
    expect(shown("a |> b -> c", "2.36", options)).toBe("((b -> c) a)");
    expect(shown("a |> f <| b", "2.36", options)).toMatch(/unexpected '<\|'/);
    expect(shown("a |> x: x", "2.36", options)).toMatch(/unexpected ':'/);
    expect(shown("a |> f", "2.36")).toMatch(/experimental Nix feature 'pipe-operators' is disabled/);
  });
});

describe("constructs", () => {
  table("2.8", [
    [
      "let x = 1; in with x; assert x; if x then y else z",
      "(let x = 1; in (with x; assert x; (if x then y else z)))",
    ],
    ["let { a = 1; body = a; }", "(rec { a = 1; body = a; }).body"],
    ["let in 1", "(let in 1)"],
    ["{ a, b ? 1, ... }@d: d", "({ a, b ? 1, ... } @ d: d)"],
    ["x@{a}: x", "({ a } @ x: x)"],
    ["{ a, }: 1", "({ a }: 1)"],
    ["{}: 1", "({  }: 1)"],
    ["{}", "{ }"],
    ["{ ..., }: 1", "error: syntax error, unexpected ',', expecting '}' @1:6"],
    ["{ a, a }: 1", "error: duplicate formal function argument 'a' @1:6"],
    ["{ a }@a: 1", "error: duplicate formal function argument 'a' @1:1"],
    ["a@{ a }: 1", "error: duplicate formal function argument 'a' @1:1"],
    ["{ or }: 1", "error: syntax error, unexpected '}', expecting '.' or '=' @1:6"],
    ["./foo/${a}/b", '(/base/dir/foo/ + a + "/b")'],
    ["./a/..${a}", "(/base/dir + a)"],
    ["/${a}", "(/ + a)"],
    ["~/x/${a}", "(/home/x/ + a)"],
    ["~/a/../b", "/home/a/../b"],
    ["~/.", "/home/."],
    ["{ x, a, name }: 1", "({ name, a, x }: 1)"],
    ["let x = 1; a = 2; in a", "(let a = 2; x = 1; in a)"],
    ["./a/", "error: path has a trailing slash @1:1"],
    ["./a//${a}", '(/base/dir/a/ + "/" + a)'],
    ["./a//b${a}", '(/base/dir/a/ + "/b" + a)'],
    ["./a///b", "error: syntax error, unexpected STR, expecting DOLLAR_CURLY @1:6"],
    ["./a${a}//b///c", '(/base/dir/a + a + "/" + "/b/" + "/" + "/c")'],
    ["./a${a}/", "error: path has a trailing slash @1:8"],
    ["./a//b", "error: syntax error, unexpected PATH_END, expecting DOLLAR_CURLY @1:1"],
    ["[ __curPos {__curPos = 1;} ]", "[ (__curPos) ({ __curPos = 1; }) ]"],
    ['a: a.${"x"}.${\'\'y\'\'}."${"z"}".${a}', '(a: (a).x.y."${("z")}"."${a}")'],
    ["(1", "error: syntax error, unexpected end of file, expecting ')' @1:2"],
    ["{a=1", "error: syntax error, unexpected end of file, expecting ';' @1:4"],
    ["let a = 1 in a", "error: syntax error, unexpected IN, expecting ';' @1:11"],
    ["if a then b", "error: syntax error, unexpected end of file, expecting ELSE @1:11"],
    ["1 ; 2", "error: syntax error, unexpected ';', expecting end of file @1:3"],
  ]);

  test("nodes know where they are", () => {
    const { root } = mustParse("(a) + f (b) /* c */ ");
    expect(root.kind).toBe(Kind.Binary);
    if (root.kind !== Kind.Binary) return;
    expect([root.start, root.end, root.op, root.opStart]).toEqual([0, 11, Op.Plus, 4]);
    expect([root.left.start, root.left.end]).toEqual([1, 2]);
    expect([root.right.start, root.right.end]).toEqual([6, 11]);
  });

  test("functions know the binding they are the value of", () => {
    const { root, names } = mustParse("{ f.g = x: y: x; }");
    const g =
      root.kind === Kind.Attrs && root.defs[0]!.value!.kind === Kind.Attrs
        ? root.defs[0]!.value.defs[0]!
        : null;
    const lambda = g!.value!;
    expect(lambda.kind === Kind.Lambda && names[lambda.name]).toBe("g");
    expect(lambda.kind === Kind.Lambda && lambda.body.kind === Kind.Lambda && names[lambda.body.name]).toBe(
      "g",
    );
  });

  test("doc comments", () => {
    const text = "{ /** one */ a = /** two */ { /** three */ x }: x; /* no */ b = 1; /**/ c = 1; }";
    const { root } = mustParse(text);
    if (root.kind !== Kind.Attrs) throw new Error("no set");
    const docs = root.defs.map((def) => (def.docStart < 0 ? null : text.slice(def.docStart, def.docEnd)));
    expect(docs).toEqual(["/** one */", null, null]);
    const lambda = root.defs[0]!.value!;
    if (lambda.kind !== Kind.Lambda) throw new Error("no function");
    expect(text.slice(lambda.docStart, lambda.docEnd)).toBe("/** two */");
    const formal = lambda.formals!.formals[0]!;
    expect(text.slice(formal.docStart, formal.docEnd)).toBe("/** three */");
  });

  test("height", () => {
    expect(mustParse("1").height).toBe(1);
    expect(mustParse("1 + 2 + 3").height).toBe(3);
    expect(mustParse("((1))").height).toBe(1);
    expect(mustParse("{ a.b.c = [ 1 ]; }").height).toBe(5);
    expect(mustParse("a: a <= (f: f 1)").height).toBe(6);
  });

  test("lints", () => {
    const lints = { urlLiterals: "warn", shortPathLiterals: "warn", absolutePathLiterals: "fatal" } as const;
    const { errors, warnings } = parseText("[ x:y a/b ./c /d ~/e ]", { lints });
    expect(warnings.map((w) => w.code)).toEqual(["W001", "W013"]);
    expect(errors).toHaveLength(2);
  });

  test("NUL", () => {
    expect(shown('"a\0b" + ')).toMatch(/^error/);
    expect(shown('"a\0b"')).toBe('"a"');
    expect(shown("''a\0b''")).toBe('"a"');
    expect(shown('"a\0b"', "2.36")).toMatch(/contains null bytes/);
  });
});
