import { beforeAll, describe, expect, test } from "vitest";
import { corpusRoot, writeCorpusTree } from "../core/eval/testing/corpus.ts";
import { tvix } from "./testing/run-cli.ts";

beforeAll(() => writeCorpusTree());

/** What the REPL writes for these lines. */
function repl(...lines: string[]): { out: string; err: string } {
  const { out, err, code } = tvix(["repl"], { input: `${lines.join("\n")}\n`, cwd: corpusRoot });
  expect(code).toBe(0);
  return { out, err };
}

describe("repl", () => {
  test("evaluates lines", () => {
    expect(repl("1 + 1", "", '"a"')).toEqual({ out: '2\n"a"\n', err: "" });
  });

  test("later lines see what earlier ones bound", () => {
    expect(repl("x = 1", "y = x + 1", "x = 10", "[ x y ]", "x = x + 1", "x").out).toBe("[ 10 2 ]\n11\n");
    expect(repl("f = n: if n == 0 then 0 else 1 + f (n - 1)", "f 3").out).toBe("3\n");
    expect(repl("a == 1", "a = 1;", "a == 1").out).toBe("true\n");
  });

  test("a binding is lazy", () => {
    expect(repl('x = throw "later"', "1").err).toBe("");
  });

  test("errors are told and are not the end", () => {
    const { out, err } = repl("nope", 'throw "x"', "1 )", "2");
    expect(out).toBe("2\n");
    expect(err).toContain("undefined variable 'nope'");
    expect(err).toContain("error: x");
    expect(err).toContain("syntax error");
  });

  test("shows one level; :p everything", () => {
    expect(repl("{ a = 1 + 1; b = { c = 2; }; }").out).toBe("{ a = 2; b = { ... }; }\n");
    expect(repl(":p { a = 1 + 1; b = { c = 1 + 2; }; }").out).toBe("{ a = 2; b = { c = 3; }; }\n");
  });

  test(":t tells the type", () => {
    expect(repl(":t 1", ":t { }", ":t x: x").out).toBe("an integer\na set\na function\n");
  });

  test(":l and :a bring names into scope", () => {
    expect(repl(":l inherits.nix", "a + c").out).toBe("added 5 names\n4\n");
    expect(repl(":a { q = 7; }", "q").out).toBe("added 1 name\n7\n");
    expect(repl(":l autocall.nix", "b").out).toBe("added 2 names\n1\n");
  });

  test("an expression may go over several lines", () => {
    expect(repl("{ a =", "  1;", "}.a", "let x = 1;", "in x").out).toBe("1\n1\n");
  });

  test(":? and :doc explain, :q leaves, others are unknown", () => {
    const { out, err } = repl(":?", ":doc builtins.map", ":z", ":q", "1");
    expect(out).toContain(":p <expr>");
    expect(out).toMatch(/^builtins\.map f list\n\n\S/m);
    expect(out).not.toMatch(/^1$/m);
    expect(err).toContain("unknown command ':z'");
  });
});
