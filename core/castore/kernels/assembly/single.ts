/** BLAKE3's compression of one block after another. */
import { compressOne } from "./compress-one.ts";
import { BLOCK, PADDED, RESULT } from "./layout.ts";

/**
 * Compresses `length` bytes (of none, one empty block) and leaves the chaining value at RESULT.
 * @param first - flags of the first block
 * @param last - further flags of the last block
 */
export function compressRun(block: usize, length: u32, counter: u64, first: i32, last: i32): void {
  v128.store(RESULT, i32x4(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a), 0);
  v128.store(RESULT, i32x4(0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19), 16);
  const low = <i32>counter;
  const high = <i32>(counter >> 32);
  let flags = first;
  while (length > <u32>BLOCK) {
    compressOne(block, low, high, BLOCK, flags);
    flags = 0;
    block += BLOCK;
    length -= <u32>BLOCK;
  }
  if (length < <u32>BLOCK) {
    pad(block, length);
    block = PADDED;
  }
  compressOne(block, low, high, length, flags | last);
}

/** Copies a block of at most 64 bytes to PADDED, filled up with zeros. */
export function pad(block: usize, length: u32): void {
  for (let at: usize = 0; at < BLOCK; at += 16) {
    const places = i8x16.add(
      i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
      i8x16.splat(<i8>at),
    );
    const inside = i8x16.gt_s(i8x16.splat(<i8>length), places);
    v128.store(PADDED + at, v128.and(v128.load(block + at), inside));
  }
}
