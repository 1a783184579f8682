import { describe, expect, it } from "vitest";
import { BareEvaluator, deepParts, Evaluator, NixError, peek, Source } from "./index.ts";

const sourceOf = (text: string): Source => new Source({ type: "string" }, text, "/");
const deepSum = "let sum = n: if n == 0 then 0 else n + sum (n - 1); in sum 100000";

describe("a bare evaluator", () => {
  it("asks for what deep nesting needs when it is needed, and once", () => {
    let asked = 0;
    const evaluator = new BareEvaluator({}, () => (asked++, deepParts));
    expect(evaluator.evaluateText("builtins.length [ 1 2 ]")).toBe(2);
    expect(asked).toBe(0);
    expect(evaluator.evaluateText(deepSum)).toBe(5000050000);
    expect(evaluator.evaluateText(deepSum)).toBe(5000050000);
    expect(asked).toBe(1);
  });

  it("gives up where that can't be had, and can go on with it later", () => {
    let here = false;
    const evaluator = new BareEvaluator({}, () => {
      if (here) return deepParts;
      throw new NixError("stopped", "not here yet");
    });
    const slot = evaluator.suspend(sourceOf(deepSum));
    expect(() => evaluator.force(slot)).toThrow("not here yet");
    expect(peek(slot).type).toBe("thunk");
    here = true;
    expect(evaluator.force(slot)).toBe(5000050000);
  });

  it("evaluates as any other when all is done in the VM", () => {
    const text =
      "builtins.toJSON (map (x: x.a or (toString x)) [ { a = 1; } 2 (builtins.foldl' (a: b: a + b) 0 [ 1 2 ]) ])";
    const bare = new BareEvaluator({ depthBudget: 0 }, () => deepParts);
    expect(bare.evaluateText(text)).toBe(new Evaluator().evaluateText(text));
    expect(bare.disassemble(sourceOf("1 + 1")).length).toBeGreaterThan(0);
  });
});

describe("looking at a slot", () => {
  it("forces nothing, and tells of failures", () => {
    const evaluator = new Evaluator();
    const slot = evaluator.suspend(sourceOf("1 + 1"));
    expect(peek(slot)).toEqual({ type: "thunk" });
    evaluator.force(slot);
    expect(peek(slot)).toEqual({ type: "value", value: 2 });
    const bad = evaluator.suspend(sourceOf('throw "no"'));
    expect(() => evaluator.force(bad)).toThrow("no");
    expect(peek(bad)).toMatchObject({ type: "failed", error: { message: "no" } });
  });
});

describe("what is refused for its size", () => {
  it("does not count as allocated", () => {
    const evaluator = new Evaluator({ limits: { allocationBytes: 2 ** 24 } });
    expect(() => evaluator.evaluateText("builtins.genList (x: x) 100000000")).toThrow("limit of 16 MB");
    expect(evaluator.statistics.allocated).toBeLessThan(2 ** 24);
    expect(evaluator.evaluateText("1 + 1")).toBe(2);
  });
});
