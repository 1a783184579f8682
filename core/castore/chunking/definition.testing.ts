/** FastCDC v2020, slowly: written from the definition, one byte at a time, to test the fast one against. */
import { createHash } from "node:crypto";
import type { ChunkSizes } from "./parameters.ts";

/** Number `n` is the first half of MD5 of 64 bytes `n`. */
const gear = Array.from({ length: 256 }, (_, n) =>
  BigInt(`0x${createHash("md5").update(Buffer.alloc(64, n)).digest("hex").slice(0, 16)}`),
);

/** Where one bits are in the masks of the original implementation for 7 to 19 bits (sizes 128 B to 512 KiB). */
const masks: Record<number, bigint> = {
  7: 0x0000000018035100n,
  8: 0x0000001800035300n,
  9: 0x0000019000353000n,
  10: 0x0000590003530000n,
  11: 0x0000d90003530000n,
  12: 0x0000d90103530000n,
  13: 0x0000d90303530000n,
  14: 0x0000d90313530000n,
  15: 0x0000d90f03530000n,
  16: 0x0000d90303537000n,
  17: 0x0000d90703537000n,
  18: 0x0000d90707537000n,
  19: 0x0000d91707537000n,
};

/** The sizes of all chunks, and the gear hash that each ended with. */
export function cutSlowly(data: Uint8Array, sizes: ChunkSizes): { size: number; hash: bigint }[] {
  const chunks: { size: number; hash: bigint }[] = [];
  for (let at = 0; at < data.length; at += chunks.at(-1)!.size) chunks.push(cut(data.subarray(at), sizes));
  return chunks;
}

/** The first chunk: a byte is looked at only together with its partner, pairs counted from the chunk's begin. */
function cut(data: Uint8Array, { min, average, max }: ChunkSizes): { size: number; hash: bigint } {
  if (data.length <= min) return { size: data.length, hash: 0n };
  const bits = Math.round(Math.log2(average));
  const end = Math.min(data.length, max);
  let hash = 0n;
  for (let at = min - (min % 2); at < end - (end % 2); at++) {
    hash = BigInt.asUintN(64, (hash << 1n) + gear[data[at]!]!);
    const mask = at < average - (average % 2) ? masks[bits + 1]! : masks[bits - 1]!;
    // The implementation looks at the first byte of a pair with everything doubled, and reports it so.
    if ((hash & mask) === 0n) return { size: at, hash: at % 2 === 0 ? BigInt.asUintN(64, hash << 1n) : hash };
  }
  return { size: end, hash };
}
