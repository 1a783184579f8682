import { expect, test } from "vitest";
import type { Digest } from "../digest.ts";
import { ChunkCache } from "./chunk-cache.ts";

const name = (i: number): Digest => i.toString(16).padStart(64, "0") as Digest;

test("a chunk is loaded once for all who ask, stays while there is room, and not beyond", async () => {
  const loads: number[] = [];
  const cache = new ChunkCache(100);
  const get = (i: number, size = 40): Promise<Uint8Array | null> =>
    cache.get(name(i), size, async () => {
      loads.push(i);
      return new Uint8Array(size).fill(i);
    });
  const both = await Promise.all([get(1), get(1)]);
  expect(both[0]).toBe(both[1]);
  await get(2);
  await get(1);
  await get(3);
  expect(loads).toEqual([1, 2, 3]);
  // The one that was not used for longest had to go; what is too large never stays.
  await get(2);
  await get(4, 101);
  await get(4, 101);
  expect(loads).toEqual([1, 2, 3, 2, 4, 4]);
});

test("what failed or is missing is asked for again", async () => {
  const cache = new ChunkCache(100);
  await expect(cache.get(name(1), 1, () => Promise.reject(new Error("damaged")))).rejects.toThrow("damaged");
  expect(await cache.get(name(1), 1, async () => null)).toBeNull();
  expect(await cache.get(name(1), 1, async () => new Uint8Array(1))).toEqual(new Uint8Array(1));
});
