import { expect, test } from "vitest";
import { PackCache } from "./pack-cache.ts";

/** A cache over packs `0 … count - 1`, each of one byte that is its number, and what was asked of the database. */
function cacheOver(count: number, budget = 1000): { cache: PackCache; asked: number[][] } {
  const asked: number[][] = [];
  const cache = new PackCache(budget, async (packs) => {
    asked.push([...packs]);
    return packs.map((pack) => (pack < count ? Uint8Array.of(pack) : undefined));
  });
  return { cache, asked };
}

test("what is read one after the other is loaded ahead, several at once, each once", async () => {
  const { cache, asked } = cacheOver(40);
  for (let pack = 0; pack < 40; pack++) expect(await cache.get(pack)).toEqual(Uint8Array.of(pack));
  const loaded = asked.flat().filter((pack) => pack < 40);
  expect(loaded.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, pack) => pack));
  expect(asked.length).toBeLessThan(15);
});

test("what is read here and there is not", async () => {
  const { cache, asked } = cacheOver(100);
  for (const pack of [50, 3, 70, 3, 20]) await cache.get(pack);
  expect(asked).toEqual([[50], [3], [70], [20]]);
});

test("a pack that is not there is none, and a failure reaches who asks", async () => {
  const { cache } = cacheOver(1);
  expect(await cache.get(5)).toBeNull();
  const failing = new PackCache(10, () => Promise.reject(new Error("gone")));
  await expect(failing.get(1)).rejects.toThrow("gone");
  await expect(failing.load([1, 2])).rejects.toThrow("gone");
});

test("the budget holds, and several that ask at once load once", async () => {
  const { cache, asked } = cacheOver(100, 4);
  await Promise.all([cache.get(9), cache.get(9), cache.load([9, 11])]);
  expect(asked).toEqual([[9], [11]]);
  await cache.load([20, 21, 22, 23]);
  await cache.get(9);
  expect(asked.at(-1)).toContain(9);
});
