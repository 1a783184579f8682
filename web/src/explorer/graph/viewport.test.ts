import fc from "fast-check";
import { expect, it } from "vitest";
import { centre, fit, held, inSight, zoomAt } from "./viewport.ts";

const number = fc.double({ min: -1000, max: 1000, noNaN: true });
const view = fc.record({ x: number, y: number, scale: fc.double({ min: 0.05, max: 2, noNaN: true }) });
const size = { width: 800, height: 600 };

it("zooming keeps what is at the pointer", () => {
  fc.assert(
    fc.property(view, fc.double({ min: 0.1, max: 10, noNaN: true }), number, number, (it, factor, px, py) => {
      const after = zoomAt(it, factor, px, py);
      expect((px - after.x) / after.scale).toBeCloseTo((px - it.x) / it.scale, 3);
      expect((py - after.y) / after.scale).toBeCloseTo((py - it.y) / it.scale, 3);
    }),
  );
});

it("a picture fits, and is not made larger than it is", () => {
  const box = { left: 0, top: -2000, right: 9000, bottom: 2000 };
  const seen = inSight(fit(box, size), size);
  expect(seen.left).toBeLessThan(0);
  expect(seen.right).toBeGreaterThan(9000);
  expect(seen.top).toBeLessThan(-2000);
  expect(fit({ left: 0, top: 0, right: 10, bottom: 10 }, size).scale).toBe(1);
});

it("a point comes to the middle", () => {
  const after = centre({ x: 3, y: 4, scale: 0.5 }, 100, 50, size);
  expect([100 * after.scale + after.x, 50 * after.scale + after.y]).toEqual([400, 300]);
});

it("some of the picture stays in sight", () => {
  const box = { left: 0, top: 0, right: 100, bottom: 100 };
  fc.assert(
    fc.property(view, (it) => {
      const seen = inSight(held({ ...it, x: it.x * 50, y: it.y * 50 }, box, size), size);
      expect(seen.left).toBeLessThan(100);
      expect(seen.right).toBeGreaterThan(0);
      expect(seen.top).toBeLessThan(100);
      expect(seen.bottom).toBeGreaterThan(0);
    }),
  );
});
