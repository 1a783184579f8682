import { expect, test } from "vitest";
import type { Block } from "./pack-list.ts";
import { ReadAhead } from "./read-ahead.ts";

/** Ten blocks of 10,000 bytes in each of some packs. */
function blocks(packs: number, count = 10): Block[] {
  return Array.from({ length: packs * count }, (_, i) => ({
    pack: Math.floor(i / count),
    offset: (i % count) * 10_000,
    packed: 10_000,
    blobs: [i],
  }));
}

const places = (found: readonly Block[]): number[] =>
  found.map(({ blobs }) => blobs[0]!).sort((a, b) => a - b);

test("what comes after, then what stands before, in the same pack, and each once", () => {
  const all = blocks(2);
  const ahead = new ReadAhead(all);
  expect(places(ahead.widen([all[4]!]))).toEqual([4, 5, 6, 7]);
  expect(places(ahead.widen([all[3]!]))).toEqual([0, 1, 2, 3]);
  expect(places(ahead.widen([all[9]!]))).toEqual([8, 9]);
  expect(places(ahead.widen([all[12]!, all[18]!]))).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
});

test("more and more for who reads on", () => {
  const all = blocks(1, 100);
  const ahead = new ReadAhead(all);
  const counts: number[] = [];
  for (let at = 0; at < all.length; at += counts.at(-1)!) counts.push(ahead.widen([all[at]!]).length);
  expect(counts).toEqual([4, 8, 16, 26, 26, 20]);
});
