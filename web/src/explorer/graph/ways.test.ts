import fc from "fast-check";
import { expect, it } from "vitest";
import { reachable } from "./model.ts";
import { anyGraph, graphOf } from "./testing.ts";
import { waysBetween } from "./ways.ts";

/** All ways, one by one. */
function allWays(inputs: readonly (readonly number[])[], from: number, to: number): number[][] {
  if (from === to) return [[to]];
  return inputs[from]!.flatMap((input) => allWays(inputs, input, to).map((way) => [from, ...way]));
}

it("are what one finds by going all of them", () => {
  const small = anyGraph.filter((inputs) => inputs.length <= 14);
  fc.assert(
    fc.property(small, fc.nat(), fc.nat(), (inputs, a, b) => {
      const [from, to] = [a % inputs.length, b % inputs.length];
      const all = allWays(inputs, from, to);
      const ways = waysBetween(graphOf(inputs), from, to, 100);
      if (all.length === 0) {
        expect(ways).toBeNull();
        return;
      }
      expect(ways!.count).toBe(BigInt(all.length));
      expect(new Set(ways!.nodes)).toEqual(new Set(all.flat()));
      const edges = all.flatMap((way) => way.slice(1).map((node, i) => `${way[i]} ${node}`));
      expect(ways!.edges).toBe(new Set(edges).size);
      const least = Math.min(...all.map((way) => way.length));
      const text = (list: readonly number[][]): string[] => list.map((way) => way.join(" ")).sort();
      expect(text(ways!.shortest)).toEqual(text(all.filter((way) => way.length === least)));
      expect(ways!.more).toBe(false);
    }),
  );
});

it("are counted where nobody could list them", () => {
  // 100 diamonds, one after another.
  const inputs: number[][] = [];
  for (let i = 0; i < 100; i++) inputs.push([3 * i + 1, 3 * i + 2], [3 * i + 3], [3 * i + 3]);
  inputs.push([]);
  const ways = waysBetween(graphOf(inputs), 0, 300)!;
  expect(ways.count).toBe(2n ** 100n);
  expect(ways.shortest).toHaveLength(5);
  expect(ways.more).toBe(true);
  expect(ways.nodes.size).toBe(301);
});

it("begin and end with the node itself", () => {
  const graph = graphOf([[1], []]);
  expect(waysBetween(graph, 0, 0)).toMatchObject({ shortest: [[0]], count: 1n, edges: 0 });
  expect(waysBetween(graph, 1, 0)).toBeNull();
  expect(reachable(graph.users, 1)).toEqual(new Set([1, 0]));
});
