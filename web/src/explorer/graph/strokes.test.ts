import { expect, it } from "vitest";
import { sceneSteps, type Scene } from "./scene.ts";
import { strokesOf } from "./strokes.ts";
import { graphOf } from "./testing.ts";
import { waysBetween } from "./ways.ts";

const graph = graphOf([[1, 3], [2], [3], []]);

function scene(): Scene {
  const steps = sceneSteps(graph, { folded: new Set(), sources: true });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

it("are those of the selected node, through lanes", () => {
  const it = scene();
  const local = (node: number): number => it.localOf.get(node)!;
  const { inputs, users } = strokesOf(it, local(0), null);
  // To n1, and by two lanes to n3.
  expect(inputs).toHaveLength(2 * (1 + 3));
  expect(users).toEqual([]);
  const below = strokesOf(it, local(3), null);
  // Edges to one node share its lanes.
  expect(below.users).toHaveLength(2 * (3 + 1));
});

it("are those on ways", () => {
  const it = scene();
  const { shortest, onWays, wayNodes, inputs } = strokesOf(it, 0, waysBetween(graph, 0, 3));
  expect(shortest).toHaveLength(2 * 3);
  expect(onWays).toHaveLength(2 * (1 + 1 + 1 + 3));
  expect(wayNodes?.size).toBe(4);
  expect(inputs).toEqual([]);
  expect(strokesOf(it, null, null)).toMatchObject({ inputs: [], users: [], wayNodes: null });
});
