/** Graphs for tests. */
import fc from "fast-check";
import { makeGraph, type Graph } from "./model.ts";

/** A graph whose node `i` is called `n<i>`; sources are those whose index is in `sources`. */
export function graphOf(inputs: readonly (readonly number[])[], sources: readonly number[] = []): Graph {
  return makeGraph({
    missing: 0,
    nodes: inputs.map((its, i) => ({
      path: `/nix/store/${String(i).padStart(32, "0")}-n${i}.drv`,
      name: `n${i}`,
      system: "x86_64-linux",
      kind: sources.includes(i) ? "source" : "derivation",
      inputs: its.map((node) => ({ node, outputs: ["out"] })),
      size: 100,
    })),
  });
}

/** Graphs without circles in which each node is reached from the first. */
export const anyGraph: fc.Arbitrary<number[][]> = fc
  .array(fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), { maxLength: 40 })
  .map((picks) => {
    const inputs: number[][] = [[]];
    for (const pick of picks) {
      const node = inputs.length;
      inputs.push([]);
      for (const user of new Set(pick.map((it) => it % node))) inputs[user]!.push(node);
    }
    return inputs;
  });
