import { describe, expect, it } from "vitest";
import { MemoryTree, emptyDirectory, makeStoreEvaluator } from "./index.ts";
import { NixError, profileNames, type Evaluator, type ProfileName } from "../eval/index.ts";
import { builtinDefinitions } from "../eval/dual/index.ts";
import { rareDefinitions } from "../eval/dual/rare.ts";
import { rareParams } from "../eval/rare-names.ts";
import { builtinDocs } from "../eval/builtin-docs/index.ts";

const features = new Set(["fetch-tree", "fetch-closure", "flakes", "dynamic-derivations"]);

function evaluatorOf(profile: ProfileName): Evaluator {
  const io = new MemoryTree(emptyDirectory());
  return makeStoreEvaluator({ io, profile, settings: { features, currentSystem: "x86_64-linux" } }).evaluator;
}

/** What is printed for a text, or its error. Non-ASCII characters are UTF-8, a char per byte, as in the evaluator. */
function outcome(evaluator: Evaluator, code: string): string {
  try {
    const value = evaluator.evaluateText(Buffer.from(code).toString("latin1"));
    evaluator.deepForce(value);
    return Buffer.from(evaluator.print(value), "latin1").toString();
  } catch (error) {
    if (!(error instanceof NixError)) throw error;
    return `error: ${error.message}`;
  }
}

describe("the examples", () => {
  const evaluator = evaluatorOf("2.36");
  for (const { name, examples } of builtinDocs.values()) {
    for (const { code, result } of examples) {
      it(`${name}: ${code}`, () => expect(outcome(evaluator, code)).toBe(result));
    }
  }
});

describe("the entries", () => {
  const present = new Set<string>();
  for (const profile of profileNames) {
    const { machine } = evaluatorOf(profile);
    for (const id of machine.builtins.flat().keys.ids) present.add(machine.symbols.names[id]!);
  }

  it("are there for every builtin of both profiles, and for nothing else", () => {
    expect([...builtinDocs.keys()].sort()).toEqual([...present].sort());
  });

  it("name the arguments as the definitions do", () => {
    for (const { name, params } of [...builtinDefinitions, ...rareDefinitions]) {
      const doc = builtinDocs.get(name);
      if (doc !== undefined) expect([name, ...doc.params]).toEqual([name, ...params]);
    }
  });

  it("of rare builtins are known without their code", () => {
    const params = Object.fromEntries(
      rareDefinitions.map((definition) => [definition.name, definition.params]),
    );
    expect(rareParams).toEqual(params);
  });

  it("tell which release or feature brought what 2.8 lacks", () => {
    const { machine } = evaluatorOf("2.8");
    for (const { name, since, feature } of builtinDocs.values()) {
      const in28 = machine.builtins.has(machine.symbols.find(name));
      expect([name, in28 || since !== undefined || feature !== undefined]).toEqual([name, true]);
    }
  });

  it("say something, and end in a full stop", () => {
    for (const { name, text } of builtinDocs.values())
      expect([name, /^[A-Z].*\.$/s.test(text)]).toEqual([name, true]);
  });
});
