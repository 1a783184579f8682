/** BLAKE3's compression of four blocks at a time, a lane for each. */
import { CHAIN, WORDS } from "./layout.ts";
import { rounds } from "./rounds.ts";

/** Makes the chaining value of all lanes the one that every chaining begins with. */
export function beginLanes(): void {
  v128.store(CHAIN, i32x4.splat(0x6a09e667), 0);
  v128.store(CHAIN, i32x4.splat(0xbb67ae85), 16);
  v128.store(CHAIN, i32x4.splat(0x3c6ef372), 32);
  v128.store(CHAIN, i32x4.splat(0xa54ff53a), 48);
  v128.store(CHAIN, i32x4.splat(0x510e527f), 64);
  v128.store(CHAIN, i32x4.splat(0x9b05688c), 80);
  v128.store(CHAIN, i32x4.splat(0x1f83d9ab), 96);
  v128.store(CHAIN, i32x4.splat(0x5be0cd19), 112);
}

/** Lays the blocks at four places beside each other: WORDS gets a vector of four blocks for each word. */
function loadLanes(p0: usize, p1: usize, p2: usize, p3: usize): void {
  for (let at: usize = 0; at < 64; at += 16) {
    const a = v128.load(p0 + at);
    const b = v128.load(p1 + at);
    const c = v128.load(p2 + at);
    const d = v128.load(p3 + at);
    const ab01 = i32x4.shuffle(a, b, 0, 4, 1, 5);
    const ab23 = i32x4.shuffle(a, b, 2, 6, 3, 7);
    const cd01 = i32x4.shuffle(c, d, 0, 4, 1, 5);
    const cd23 = i32x4.shuffle(c, d, 2, 6, 3, 7);
    const to = WORDS + at * 4;
    v128.store(to, i64x2.shuffle(ab01, cd01, 0, 2), 0);
    v128.store(to, i64x2.shuffle(ab01, cd01, 1, 3), 16);
    v128.store(to, i64x2.shuffle(ab23, cd23, 0, 2), 32);
    v128.store(to, i64x2.shuffle(ab23, cd23, 1, 3), 48);
  }
}

/** Compresses the blocks at four places, with and into the chaining values of their lanes. */
export function compressLanes(
  p0: usize,
  p1: usize,
  p2: usize,
  p3: usize,
  counterLow: v128,
  counterHigh: v128,
  lengths: v128,
  flags: v128,
): void {
  loadLanes(p0, p1, p2, p3);
  rounds(counterLow, counterHigh, lengths, flags);
}

/** Writes the chaining values of the four lanes one after another. */
export function storeLanes(to: usize): void {
  for (let half: usize = 0; half < 32; half += 16) {
    const from = CHAIN + half * 4;
    const a = v128.load(from, 0);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    const ab01 = i32x4.shuffle(a, b, 0, 4, 1, 5);
    const ab23 = i32x4.shuffle(a, b, 2, 6, 3, 7);
    const cd01 = i32x4.shuffle(c, d, 0, 4, 1, 5);
    const cd23 = i32x4.shuffle(c, d, 2, 6, 3, 7);
    v128.store(to + half, i64x2.shuffle(ab01, cd01, 0, 2), 0);
    v128.store(to + half, i64x2.shuffle(ab01, cd01, 1, 3), 32);
    v128.store(to + half, i64x2.shuffle(ab23, cd23, 0, 2), 64);
    v128.store(to + half, i64x2.shuffle(ab23, cd23, 1, 3), 96);
  }
}
