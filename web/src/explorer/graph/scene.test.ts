import fc from "fast-check";
import { expect, it } from "vitest";
import { beside, boxOf, nodeAt, nodesIn, sceneSteps, type Scene } from "./scene.ts";
import { anyGraph, graphOf } from "./testing.ts";

function sceneOf(inputs: number[][], folded: number[] = [], sources: number[] = []): Scene {
  const steps = sceneSteps(graphOf(inputs, sources), { folded: new Set(folded), sources: true });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

it("finds what is in sight, and nothing less", () => {
  const point = fc.double({ min: -500, max: 2000, noNaN: true });
  fc.assert(
    fc.property(anyGraph, point, point, (inputs, x, y) => {
      const { layout } = sceneOf(inputs);
      const box = { left: x, top: y, right: x + 400, bottom: y + 300 };
      const found = new Set(nodesIn(layout, box));
      for (const node of inputs.keys()) {
        const it = boxOf(layout, node);
        const touches =
          it.left <= box.right && it.right >= box.left && it.top <= box.bottom && it.bottom >= box.top;
        if (touches) expect(found.has(node)).toBe(true);
      }
    }),
  );
});

it("finds the node at a point", () => {
  fc.assert(
    fc.property(anyGraph, fc.nat(), (inputs, pick) => {
      const scene = sceneOf(inputs);
      const node = pick % inputs.length;
      const { left, right, top, bottom } = boxOf(scene.layout, node);
      expect(nodeAt(scene, (left + right) / 2, (top + bottom) / 2)).toBe(node);
      expect(nodeAt(scene, left - 3, (top + bottom) / 2)).toBeNull();
      expect(nodeAt(scene, left - 3, (top + bottom) / 2, 5)).toBe(node);
    }),
  );
});

it("goes from node to node", () => {
  const scene = sceneOf([[1, 2], [3], [3], []]);
  const [top, bottom] = scene.layout.layers[1]!;
  expect(beside(scene, 0, "left")).toBeNull();
  expect([1, 2]).toContain(beside(scene, 0, "right"));
  expect(beside(scene, top!, "down")).toBe(bottom);
  expect(beside(scene, top!, "up")).toBeNull();
  expect(beside(scene, bottom!, "up")).toBe(top);
  expect(beside(scene, bottom!, "right")).toBe(3);
});

it("says how many inputs a folded node hides", () => {
  const { labels, nodes } = sceneOf([[1, 2], [3, 4, 2], [], [], []], [1]);
  expect(nodes).toEqual([0, 1, 2]);
  expect(labels).toEqual(["n0", "n1 +2", "n2"]);
});
