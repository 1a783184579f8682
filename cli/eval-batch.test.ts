import { beforeAll, describe, expect, test } from "vitest";
import { corpusRoot, writeCorpusTree } from "../core/eval/testing/corpus.ts";
import { tvix } from "./testing/run-cli.ts";

beforeAll(() => writeCorpusTree());

/** Answers to requests (objects, or lines as they are). */
function batch(requests: readonly unknown[], args: readonly string[] = []): unknown[] {
  const lines = requests.map((request) => (typeof request === "string" ? request : JSON.stringify(request)));
  const input = Buffer.from(`${lines.join("\n")}\n`, "utf8").toString("latin1");
  const run = tvix(["eval-batch", ...args], { input, cwd: corpusRoot });
  expect(run.code).toBe(0);
  const text = Buffer.from(run.out, "latin1").toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
}

describe("eval-batch", () => {
  test("answers in order, a line each", () => {
    expect(
      batch([
        { id: 1, expr: "1 + 1" },
        { id: "two", expr: "[ (1 + 1) ]", strict: true },
        { id: 3, expr: "[ (1 + 1) ]" },
        { id: 4, expr: "{ a = 1; }", format: "json" },
        { id: 5, file: "one.nix" },
        { id: 6, file: `${corpusRoot}/dir/other.nix` },
        { id: 7, expr: "{ a.b = 5; }", attr: "a.b" },
        { id: 8, expr: "<x>", searchPath: { x: `${corpusRoot}/dir` } },
        { id: 9, expr: '"é"' },
        { id: null, expr: "1", format: "xml" },
      ]),
    ).toEqual([
      { id: 1, ok: true, out: "2" },
      { id: "two", ok: true, out: "[ 2 ]" },
      { id: 3, ok: true, out: "[ <CODE> ]" },
      { id: 4, ok: true, out: '{"a":1}' },
      { id: 5, ok: true, out: "1" },
      { id: 6, ok: true, out: "1" },
      { id: 7, ok: true, out: "5" },
      { id: 8, ok: true, out: `${corpusRoot}/dir` },
      { id: 9, ok: true, out: '"é"' },
      {
        id: null,
        ok: true,
        out: `<?xml version='1.0' encoding='utf-8'?>\n<expr>\n  <int value="1" />\n</expr>`,
      },
    ]);
  });

  test("failures are answers too", () => {
    expect(
      batch([
        { id: 1, expr: 'throw "x"' },
        { id: 2, expr: "1 +" },
        { id: 3, expr: "nope" },
        { id: 4, expr: "{ }.a" },
        { id: 5, file: "missing.nix" },
        { id: 6, expr: "let f = n: 1 + f (n + 1); in f 0" },
        { id: 7, expr: "1" },
      ]),
    ).toMatchObject([
      { id: 1, ok: false, error: { kind: "throw", message: "x" } },
      { id: 2, ok: false, error: { kind: "syntax" } },
      { id: 3, ok: false, error: { kind: "undefined-variable" } },
      { id: 4, ok: false, error: { kind: "missing-attribute", message: "attribute 'a' missing" } },
      { id: 5, ok: false, error: { kind: "io" } },
      { id: 6, ok: false, error: { kind: "call-depth" } },
      { id: 7, ok: true, out: "1" },
    ]);
  });

  test("so are requests that make no sense", () => {
    expect(
      batch(["{", "[]", "1", {}, { id: 1 }, { id: 2, expr: "1", format: "yaml" }, { id: 3, expr: 1 }]),
    ).toMatchObject([
      { id: null, ok: false },
      { id: null, ok: false },
      { id: null, ok: false },
      { id: null, ok: false },
      { id: 1, ok: false, error: { kind: "value" } },
      { id: 2, ok: false, error: { kind: "value" } },
      { id: 3, ok: false, error: { kind: "value" } },
    ]);
  });

  test("--profile is for all", () => {
    expect(batch([{ id: 1, expr: "builtins.nixVersion" }], ["--profile", "2.8"])).toEqual([
      { id: 1, ok: true, out: '"2.8.0"' },
    ]);
  });

  test("evaluations share nothing", () => {
    const answers = batch([
      { id: 1, expr: "import ./one.nix" },
      { id: 2, expr: "builtins.tryEval (import ./throws.nix)", strict: true },
      { id: 3, expr: "import ./throws.nix" },
    ]);
    expect(answers).toMatchObject([{ ok: true }, { ok: true }, { ok: false, error: { kind: "throw" } }]);
  });
});
