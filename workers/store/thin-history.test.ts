import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxSnapshots, thinHistory, type Dated } from "./thin-history.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = 1000 * day;

const ages = (...list: number[]): Dated[] => list.map((age) => ({ time: now - age, message: null }));
const agesOf = (kept: readonly Dated[]): number[] => kept.map(({ time }) => now - time);

describe("thinning a history", () => {
  it("keeps all of the last day, then the last of each hour, then the last of each day", () => {
    const old = [40 * day + 3 * hour, 40 * day + 2 * hour, 40 * day + 30 * minute, 40 * day];
    const hours = [5 * day + 50 * minute, 5 * day + 10 * minute, 5 * day - minute];
    const recent = [20 * hour, 20 * hour - 1, 2, 1, 0];
    // 40 days ago to the hour was the beginning of a day.
    expect(agesOf(thinHistory(ages(...old, ...hours, ...recent), now))).toEqual([
      40 * day + 30 * minute,
      40 * day,
      5 * day + 10 * minute,
      5 * day - minute,
      ...recent,
    ]);
  });

  it("keeps what was asked for", () => {
    const asked = { time: now - 100 * day, message: "Before restoring" };
    const kept = thinHistory([asked, ...ages(100 * day - 1, 100 * day - 2)], now);
    expect(kept).toEqual([asked, ...ages(100 * day - 2)]);
  });

  it("leaves few of a day with many, the latest ones whole", () => {
    const busy = Array.from({ length: 900 }, (_, i) => (900 - i) * 30_000);
    const kept = agesOf(thinHistory(ages(...busy), now));
    expect(kept.length).toBeLessThanOrEqual(maxSnapshots);
    expect(kept.filter((age) => age <= 10 * minute)).toHaveLength(20);
    expect(kept[0]).toBeGreaterThan(7 * hour);
  });

  it("never keeps too many, always the newest, in order, and is done when done", () => {
    const histories = fc.uniqueArray(
      fc.record({
        age: fc.oneof(fc.integer({ min: 0, max: 400 * day }), fc.integer({ min: 0, max: hour })),
        asked: fc.boolean(),
      }),
      { selector: ({ age }) => age, minLength: 1, maxLength: 400 },
    );
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: 60 }), (list, max) => {
        const all = list
          .map(({ age, asked }) => ({ time: now - age, message: asked ? "x" : null }))
          .sort((a, b) => a.time - b.time);
        const kept = thinHistory(all, now, max);
        expect(kept.length).toBeLessThanOrEqual(max);
        expect(kept.at(-1)).toBe(all.at(-1));
        expect(all.filter((it) => kept.includes(it))).toEqual(kept);
        expect(thinHistory(kept, now, max)).toEqual(kept);
      }),
    );
  });
});
