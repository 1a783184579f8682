import { expect, test } from "vitest";
import { packageSet } from "./package-set.ts";
import { programs } from "./programs.ts";
import { geometricMean, median } from "./statistics.ts";
import { Evaluator, MemorySources } from "../core/eval/index.ts";

test("median", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test("geometric mean", () => {
  expect(geometricMean([1, 4])).toBeCloseTo(2);
});

test("the generated package set is Nix, of the size asked for", () => {
  const text = packageSet(50_000);
  expect(text.length).toBeGreaterThan(50_000);
  expect(text.length).toBeLessThan(55_000);
  const evaluator = new Evaluator({ io: new MemorySources({ "/set.nix": text }) });
  expect(evaluator.evaluateText("(import /set.nix { }).pkg-3.name")).toMatch(/^pkg-3-\d/);
  expect(packageSet(50_000)).toBe(text);
});

test("every program has a name of its own", () => {
  const names = programs("/lib").map((program) => program.name);
  expect(new Set(names).size).toBe(names.length);
});
