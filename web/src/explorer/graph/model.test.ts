import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldedAtFirst, hiddenBelow, shownNodes, unfoldTo } from "./collapse.ts";
import { makeGraph, totalsOf } from "./model.ts";
import { findNodes } from "./search.ts";
import { anyGraph, graphOf } from "./testing.ts";

describe("a graph", () => {
  it("leaves out inputs that lead nowhere and those that come twice", () => {
    const node = { path: "/a", name: "a", system: "", kind: "derivation", size: 7 } as const;
    const to = (...list: number[]) => list.map((it) => ({ node: it, outputs: ["out"] }));
    const graph = makeGraph({
      nodes: [
        { ...node, inputs: to(1, 1, 9) },
        { ...node, path: "/b", kind: "fixed", inputs: [] },
        { ...node, path: "/c", kind: "source", inputs: [] },
      ],
      missing: 0,
    });
    expect(graph.inputs).toEqual([[1], [], []]);
    expect(graph.users).toEqual([[], [0], []]);
    expect(graph.edges).toBe(1);
    expect(graph.byPath.get("/b")).toBe(1);
    expect(totalsOf(graph, [0, 1, 2])).toEqual({
      derivations: 2,
      fixed: 1,
      sources: 1,
      missing: 0,
      derivationBytes: 14,
      sourceBytes: 7,
    });
  });
});

describe("folding", () => {
  const graph = graphOf([[1, 2], [3], [3, 4], [], []], [4]);

  it("hides what is reached no other way", () => {
    const shown = (folded: number[], sources = true): number[] =>
      shownNodes(graph, { folded: new Set(folded), sources });
    expect(shown([])).toEqual([0, 1, 2, 3, 4]);
    expect(shown([1])).toEqual([0, 1, 2, 3, 4]);
    expect(shown([2])).toEqual([0, 1, 2, 3]);
    expect(shown([1, 2])).toEqual([0, 1, 2]);
    expect(shown([], false)).toEqual([0, 1, 2, 3]);
    expect(hiddenBelow(graph, new Set([0, 1, 2]), 2, true)).toBe(2);
    expect(hiddenBelow(graph, new Set([0, 1, 2]), 2, false)).toBe(1);
  });

  it("at first leaves a number that can be looked at, and unfolds on the way to any node", () => {
    fc.assert(
      fc.property(anyGraph, fc.integer({ min: 1, max: 30 }), fc.nat(), (inputs, most, pick) => {
        const any = graphOf(inputs);
        const folded = foldedAtFirst(any, most, true);
        const shown = shownNodes(any, { folded, sources: true });
        expect(shown.length).toBeLessThanOrEqual(Math.max(most, 1 + inputs[0]!.length));
        if (inputs.length <= most) expect(folded.size).toBe(0);
        const target = pick % inputs.length;
        const after = shownNodes(any, { folded: unfoldTo(any, folded, target), sources: true });
        expect(after).toContain(target);
        expect(after).toEqual(expect.arrayContaining(shown));
      }),
    );
  });
});

describe("finding nodes", () => {
  it("puts the best first, upper or lower case", () => {
    const names = ["xzlib", "zlib-1.3", "ZLIB", "other"];
    const graph = makeGraph({
      missing: 0,
      nodes: names.map((name, i) => ({
        path: `/nix/store/${i}-${name}`,
        name,
        system: "",
        kind: "derivation",
        inputs: [],
        size: 0,
      })),
    });
    expect(findNodes(graph, " zlib ").map((node) => names[node])).toEqual(["ZLIB", "zlib-1.3", "xzlib"]);
    expect(findNodes(graph, "store/3")).toEqual([3]);
    expect(findNodes(graph, "")).toEqual([]);
  });
});
