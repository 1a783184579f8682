/** BLAKE3's inner nodes, four at a time. */
import { chunk, chunks } from "./chunks.ts";
import { CHUNK, PAIR, PARENT, ROOT, ROW } from "./layout.ts";
import { beginLanes, compressLanes, storeLanes } from "./lanes.ts";
import { compressRun } from "./single.ts";

/** The parent of the two values at PAIR, into RESULT. */
export function parent(isRoot: bool): void {
  join(PAIR, isRoot);
}

/**
 * Leaves the chaining value of the subtree over `length` bytes at RESULT: of at most 160 chunks, the first of
 * which has the number `counter`. The digest, if this `isRoot` of the whole tree.
 */
export function subtree(input: usize, length: u32, counter: f64, isRoot: bool): void {
  const first = <u64>counter;
  if (length <= <u32>CHUNK) {
    chunk(input, length, first, isRoot ? ROOT : 0);
    return;
  }
  joinRow(chunks(input, length, first, ROW));
  join(ROW, isRoot);
}

/** Joins `count` chaining values in ROW pair by pair, layer by layer, until two are left. */
function joinRow(count: u32): void {
  const zero = i32x4.splat(0);
  const lengths = i32x4.splat(64);
  const flags = i32x4.splat(PARENT);
  while (count > 2) {
    const pairs = count >> 1;
    // Lanes beyond the last pair write over a value without a partner, which goes up as it is.
    const odd = ROW + (count - 1) * 32;
    const odd0 = v128.load(odd, 0);
    const odd1 = v128.load(odd, 16);
    for (let i: u32 = 0; i < pairs; i += 4) {
      const from = ROW + i * 64;
      beginLanes();
      compressLanes(from, from + 64, from + 128, from + 192, zero, zero, lengths, flags);
      storeLanes(ROW + i * 32);
    }
    if ((count & 1) !== 0) {
      v128.store(ROW + pairs * 32, odd0, 0);
      v128.store(ROW + pairs * 32, odd1, 16);
    }
    count = (count + 1) >> 1;
  }
}

function join(pair: usize, isRoot: bool): void {
  compressRun(pair, 64, 0, PARENT, isRoot ? ROOT : 0);
}
