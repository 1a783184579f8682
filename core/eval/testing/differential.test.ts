import { beforeAll, describe, expect, test } from "vitest";
import { corpusEnvironment, corpusRoot, writeCorpusTree } from "./corpus.ts";
import { differences } from "./differential.ts";
import { generate } from "./generate.ts";
import { generateTraced } from "./generate-traced.ts";
import { ask, hasOracle, messageOf } from "./oracle.ts";
import { corpusEvaluator, runText } from "./run-case.ts";
import { Piece, shrink } from "./shrink.ts";

beforeAll(() => writeCorpusTree());

describe.skipIf(!hasOracle())("against real Nix", () => {
  // npm run check:differential compares as many as you like.
  test("300 random programs give the same", async () => {
    const { found, values } = await differences(1, 300, {
      cwd: corpusRoot,
      env: corpusEnvironment,
      kinds: true,
    });
    expect(found).toEqual([]);
    expect(values).toBeGreaterThan(150);
  });

  test("100 random programs trace the same, and leave the same unevaluated", async () => {
    const { found } = await differences(1, 100, {
      cwd: corpusRoot,
      env: corpusEnvironment,
      kinds: true,
      lazy: true,
      traces: true,
      program: generateTraced,
    });
    expect(found).toEqual([]);
  });

  test("the oracle answers in order, also around failures", async () => {
    const answers = await ask(
      [{ expr: "1" }, { expr: 'throw "x"' }, { expr: "-2" }, { expr: "1 +" }, { expr: '"\xff"' }],
      {
        catchable: true,
      },
    );
    expect(answers).toMatchObject([
      { ok: true, out: "1" },
      { ok: false, message: "x", catchable: true },
      { ok: true, out: "-2" },
      { ok: false, catchable: false },
      { ok: true, out: '"\xff"' },
    ]);
  });
});

test("all executors agree on random programs", () => {
  for (let seed = 1; seed <= 500; seed++) {
    const text = Buffer.from(`${generate(seed)}`, "utf8").toString("latin1");
    for (const profile of ["2.36", "2.8"] as const) {
      const fast = runText(text, corpusEvaluator({ profile, depthBudget: undefined }));
      const vm = runText(text, corpusEvaluator({ profile, depthBudget: 0 }));
      expect(vm, text).toEqual(fast);
      const written = runText(text, corpusEvaluator({ profile, depthBudget: undefined, hot: "always" }));
      expect(written, text).toEqual(fast);
    }
  }
});

test("both executors evaluate in the same order, and as often", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const text = Buffer.from(`${generateTraced(seed)}`, "utf8").toString("latin1");
    for (const profile of ["2.36", "2.8"] as const) {
      const [fast, vm] = [undefined, 0].map((depthBudget) => {
        const traces: string[] = [];
        const evaluator = corpusEvaluator({ profile, depthBudget }, [], (line) => traces.push(line));
        return { result: runText(text, evaluator), traces };
      });
      expect(vm, text).toEqual(fast);
    }
  }
});

test("a seed repeats a program", () => {
  expect(`${generate(7)}`).toBe(`${generate(7)}`);
  expect(`${generate(7)}`).not.toBe(`${generate(8)}`);
});

test("shrinking keeps the property and drops the rest", async () => {
  const piece = new Piece([
    "f (",
    new Piece(["a + ", new Piece(["BAD"]), " + c"]),
    ") (",
    new Piece(["long text"]),
    ")",
  ]);
  expect(await shrink(piece, (text) => text.includes("BAD"))).toBe("BAD");
});

test("messages are read from what Nix prints", () => {
  const text = "trace: x\nerror: attribute 'a' missing\n\n       at «string»:1:1:\n\n            1| {}.a\n";
  expect(messageOf(text)).toBe("attribute 'a' missing");
  expect(messageOf("error: a\n       b\n")).toBe("a\nb");
});
