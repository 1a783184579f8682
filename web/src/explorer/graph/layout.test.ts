import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { routeOf } from "./lanes.ts";
import { layout, layoutSteps, sizes, topological } from "./layout.ts";
import { spread } from "./spread.ts";
import { anyGraph } from "./testing.ts";

const close = 1e-6;

describe("places that keep their distance", () => {
  const ascending = fc
    .array(fc.double({ min: -1e4, max: 1e4, noNaN: true }), { maxLength: 50 })
    .map((places) => places.sort((a, b) => a - b));

  it("are at least the gap apart, and where they were wanted if there is room", () => {
    fc.assert(
      fc.property(ascending, fc.integer({ min: 1, max: 100 }), (wanted, most) => {
        const halves = wanted.map((_, i) => 1 + ((i * 7) % most));
        const room = (i: number): number => halves[i - 1]! + halves[i]!;
        const places = spread(wanted, halves);
        expect(places).toHaveLength(wanted.length);
        for (let i = 1; i < places.length; i++) {
          expect(places[i]! - places[i - 1]!).toBeGreaterThanOrEqual(room(i) - close);
        }
        if (wanted.every((place, i) => i === 0 || place - wanted[i - 1]! >= room(i))) {
          places.forEach((place, i) => expect(place).toBeCloseTo(wanted[i]!, 6));
        }
      }),
    );
  });

  it("are moved no more than needed", () => {
    expect(spread([0, 0, 100], [5, 5, 5])).toEqual([-5, 5, 100]);
    expect(spread([0, 0, 0], [5, 5, 5])).toEqual([-10, 0, 10]);
    expect(spread([], [])).toEqual([]);
  });
});

describe("a layout", () => {
  it("has users left of what they are made from, and nodes of a layer apart", () => {
    fc.assert(
      fc.property(anyGraph, (next) => {
        const widths = next.map((_, i) => 40 + (i % 7) * 20);
        const made = layout({ widths, next });
        const { x, y, layerOf, bounds } = made;
        const layers = made.layers.map((layer) => layer.filter((node) => node < made.count));
        for (const [node, others] of next.entries()) {
          for (const other of others) {
            expect(x[node]! + widths[node]! + sizes.between).toBeLessThanOrEqual(x[other]!);
          }
        }
        expect(layers.flat().sort((a, b) => a - b)).toEqual(next.map((_, i) => i));
        for (const [i, layer] of layers.entries()) {
          for (const [place, node] of layer.entries()) {
            expect(layerOf[node]).toBe(i);
            const above = layer[place - 1];
            if (above !== undefined) {
              expect(y[node]! - y[above]!).toBeGreaterThanOrEqual(sizes.height + sizes.gap - close);
            }
            expect(x[node]! + widths[node]!).toBeLessThanOrEqual(bounds.right);
            expect(y[node]).toBeGreaterThanOrEqual(bounds.top);
            expect(y[node]).toBeLessThanOrEqual(bounds.bottom);
          }
        }
      }),
    );
  });

  it("has lanes from layer to layer for all edges, apart from nodes", () => {
    fc.assert(
      fc.property(anyGraph, (next) => {
        const made = layout({ widths: next.map(() => 50), next });
        const links = new Set<string>();
        for (let i = 0; i < made.links.length; i += 2) links.add(`${made.links[i]} ${made.links[i + 1]}`);
        for (const [user, inputs] of next.entries()) {
          for (const input of inputs) {
            const route = routeOf(made, user, input);
            expect([route[0], route.at(-1)]).toEqual([user, input]);
            for (let i = 1; i < route.length; i++) {
              expect(made.layerOf[route[i]!]).toBe(made.layerOf[route[i - 1]!]! + 1);
              expect(links.has(`${route[i - 1]} ${route[i]}`)).toBe(true);
            }
          }
        }
        for (const layer of made.layers) {
          for (let i = 1; i < layer.length; i++) {
            const isNode = layer[i - 1]! < made.count || layer[i]! < made.count;
            const least = isNode ? sizes.height / 2 + sizes.lane : 2 * sizes.lane;
            expect(made.y[layer[i]!]! - made.y[layer[i - 1]!]!).toBeGreaterThanOrEqual(least - close);
          }
        }
      }),
    );
  });

  it("comes to an end with graphs that have circles", () => {
    const edges = fc.array(fc.array(fc.nat(19), { maxLength: 5 }), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(edges, (next) => {
        const { x, y } = layout({ widths: next.map(() => 50), next });
        expect([...x, ...y].every(Number.isFinite)).toBe(true);
        expect(topological(next).sort((a, b) => a - b)).toEqual(next.map((_, i) => i));
      }),
    );
  });

  it("puts a user in the middle of its inputs", () => {
    const { y } = layout({ widths: [50, 50, 50], next: [[1, 2], [], []] });
    expect(y[0]).toBeCloseTo((y[1]! + y[2]!) / 2, 3);
  });

  it("is worked out in many short steps", () => {
    const steps = layoutSteps({ widths: [1, 1], next: [[1], []] });
    let count = 0;
    while (steps.next().done !== true) count++;
    expect(count).toBeGreaterThan(10);
  });
});
