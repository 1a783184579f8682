import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { highest, scrollToShow, windowOf } from "./window.ts";

describe("the rows in sight", () => {
  it("are those around the scroll position", () => {
    expect(windowOf(1000, 24, 2400, 480)).toEqual({ height: 24_000, from: 94, to: 126, top: 94 * 24 });
    expect(windowOf(3, 24, 0, 480)).toEqual({ height: 72, from: 0, to: 3, top: 0 });
    expect(windowOf(0, 24, 0, 480)).toEqual({ height: 0, from: 0, to: 0, top: 0 });
  });

  it("can be reached all, however many there are", () => {
    const count = 5_000_000;
    const shown = windowOf(count, 24, highest - 480, 480);
    expect(shown.height).toBe(highest);
    expect(shown.to).toBe(count);
    // The last row ends where the element does.
    expect(shown.top + (shown.to - shown.from) * 24).toBeCloseTo(highest, 3);
  });

  it("hold a row that was scrolled to", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_000_000 }),
        fc.nat(3_000_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (count, some, at) => {
          const row = some % count;
          const limit = Math.max(0, Math.min(count * 24, highest) - 480);
          const scrolled = scrollToShow(row, count, 24, at * limit, 480) ?? at * limit;
          const shown = windowOf(count, 24, scrolled, 480);
          expect(row).toBeGreaterThanOrEqual(shown.from);
          expect(row).toBeLessThan(shown.to);
          const top = shown.top + (row - shown.from) * 24;
          expect(top).toBeGreaterThan(scrolled - 1);
          expect(top + 24).toBeLessThan(scrolled + 481);
        },
      ),
    );
  });
});
