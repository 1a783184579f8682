import fc from "fast-check";
import { expect, test } from "vitest";
import { mapAhead } from "./index.ts";

const turn = (times: number): Promise<void> => new Promise((done) => setTimeout(done, times));

test("results come in order, within the limits", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(3), { maxLength: 20 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 9 }),
      async (costs, count, budget) => {
        let running = 0;
        let spent = 0;
        const work = async (cost: number): Promise<number> => {
          running++;
          spent += cost;
          expect(running).toBeLessThanOrEqual(count);
          expect(spent <= budget || running === 1).toBe(true);
          await turn(cost % 2);
          return cost;
        };
        const results: number[] = [];
        for await (const result of mapAhead(costs, work, { count, budget, cost: (cost) => cost })) {
          running--;
          spent -= result;
          results.push(result);
        }
        expect(results).toEqual(costs);
      },
    ),
    { numRuns: 40 },
  );
});

test("a failure comes when it is its turn, and the rest is discarded", async () => {
  const seen: number[] = [];
  const discarded: number[] = [];
  const work = async (item: number): Promise<number> => {
    if (item === 2) throw new Error("two");
    return item;
  };
  const run = async () => {
    for await (const item of mapAhead(
      [0, 1, 2, 3, 4, 5],
      work,
      { count: 3 },
      (item) => void discarded.push(item),
    )) {
      seen.push(item);
    }
  };
  await expect(run()).rejects.toThrow("two");
  expect(seen).toEqual([0, 1]);
  expect(discarded).toEqual([3, 4]);
});

test("leaving early ends the source and discards what was done ahead", async () => {
  let ended = false;
  const discarded: number[] = [];
  async function* source() {
    try {
      for (let i = 0; ; i++) yield i;
    } finally {
      ended = true;
    }
  }
  for await (const item of mapAhead(
    source(),
    (item) => item,
    { count: 4 },
    (item) => void discarded.push(item),
  )) {
    if (item === 1) break;
  }
  expect(ended).toBe(true);
  expect(discarded).toEqual([2, 3, 4]);
});
