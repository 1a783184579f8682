/** BLAKE3's leaves: chunks of 1024 bytes, four at a time. */
import { beginLanes, compressLanes, storeLanes } from "./lanes.ts";
import { BLOCK, CHUNK, CHUNK_END, CHUNK_START, PADDED, RESULT } from "./layout.ts";
import { compressRun, pad } from "./single.ts";

/** Four lanes at once take as long as this many bytes in one. */
const WORTH_LANES: u32 = 1900;

/** Leaves the chaining value of a chunk of at most 1024 bytes at RESULT; its last block gets the flags `last` too. */
export function chunk(input: usize, length: u32, counter: u64, last: i32): void {
  compressRun(input, length, counter, CHUNK_START, CHUNK_END | last);
}

/** Writes the chaining values of all chunks of `length` > 0 bytes, the last of which may be short; how many. */
export function chunks(input: usize, length: u32, counter: u64, to: usize): u32 {
  const fours = (length / <u32>CHUNK) & ~3;
  fourByFour(input, fours, counter, to);
  const done = fours * <u32>CHUNK;
  if (done === length) return fours;
  return fours + upToFour(input + done, length - done, counter + fours, to + fours * 32);
}

/** Chaining values of `count` full chunks, a multiple of four. */
function fourByFour(input: usize, count: u32, counter: u64, to: usize): void {
  const lengths = i32x4.splat(64);
  for (let done: u32 = 0; done < count; done += 4) {
    const low = lowCounters(counter + done);
    const high = highCounters(counter + done);
    beginLanes();
    for (let at: usize = 0; at < CHUNK; at += BLOCK) {
      const p = input + at;
      const flags = i32x4.splat(flagsAt(at));
      compressLanes(p, p + CHUNK, p + 2 * CHUNK, p + 3 * CHUNK, low, high, lengths, flags);
    }
    storeLanes(to);
    input += 4 * CHUNK;
    to += 128;
  }
}

/** Chaining values of one to four chunks, the last of which may be short. */
function upToFour(input: usize, length: u32, counter: u64, to: usize): u32 {
  if (length > WORTH_LANES) return raggedLanes(input, length, counter, to);
  const count: u32 = length > <u32>CHUNK ? 2 : 1;
  for (let i: u32 = 0; i < count; i++) {
    const at = i * <u32>CHUNK;
    chunk(input + at, min(length - at, <u32>CHUNK), counter + i, 0);
    v128.store(to + i * 32, v128.load(RESULT, 0), 0);
    v128.store(to + i * 32, v128.load(RESULT, 16), 16);
  }
  return count;
}

/** Two to four chunks side by side; the last of them may be short, its lane then ends early. */
function raggedLanes(input: usize, length: u32, counter: u64, to: usize): u32 {
  const count = (length + <u32>CHUNK - 1) / <u32>CHUNK;
  const inLast = length - (count - 1) * <u32>CHUNK;
  const lastBlock = <usize>((inLast - 1) & ~63);
  const lastValue = to + (count - 1) * 32;
  const low = lowCounters(counter);
  const high = highCounters(counter);
  const p1 = input + CHUNK;
  // Idle lanes do what the first does.
  const p2 = count > 2 ? input + 2 * CHUNK : input;
  const p3 = count > 3 ? input + 3 * CHUNK : input;
  let value0 = i32x4.splat(0);
  let value1 = value0;
  beginLanes();
  for (let at: usize = 0; at < CHUNK; at += BLOCK) {
    const flags = i32x4.splat(flagsAt(at));
    if (at !== lastBlock) {
      compressLanes(input + at, p1 + at, p2 + at, p3 + at, low, high, i32x4.splat(64), flags);
      continue;
    }
    const size = inLast - <u32>at;
    pad(input + (count - 1) * CHUNK + at, size);
    const isLast = i32x4.eq(i32x4(0, 1, 2, 3), i32x4.splat(count - 1));
    compressLanes(
      input + at,
      count === 2 ? PADDED : p1 + at,
      count === 3 ? PADDED : p2 + at,
      count === 4 ? PADDED : p3 + at,
      low,
      high,
      v128.bitselect(i32x4.splat(size), i32x4.splat(64), isLast),
      v128.or(flags, v128.and(isLast, i32x4.splat(CHUNK_END))),
    );
    storeLanes(to);
    value0 = v128.load(lastValue, 0);
    value1 = v128.load(lastValue, 16);
  }
  storeLanes(to);
  v128.store(lastValue, value0, 0);
  v128.store(lastValue, value1, 16);
  return count;
}

function flagsAt(at: usize): i32 {
  return (at === 0 ? CHUNK_START : 0) | (at === CHUNK - BLOCK ? CHUNK_END : 0);
}

/** Low halves of the numbers of four chunks, the first of which is a multiple of four: none overflows alone. */
function lowCounters(first: u64): v128 {
  return i32x4.add(i32x4.splat(<i32>first), i32x4(0, 1, 2, 3));
}

function highCounters(first: u64): v128 {
  return i32x4.splat(<i32>(first >> 32));
}
