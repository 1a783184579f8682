/** BLAKE3 in hash mode, 32 bytes of output (from the BLAKE3 paper's description). */
import { wordsToBytes } from "./md.ts";

const iv = Int32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
);
const chunkSize = 1024;
const chunkStart = 1;
const chunkEnd = 2;
const parent = 4;
const root = 8;

/** The message permutation between rounds, applied beforehand: index of each word for all seven rounds. */
const order = (() => {
  const permutation = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];
  let row = permutation.map((_, i) => i);
  const rows: number[] = [];
  for (let round = 0; round < 7; round++) {
    rows.push(...row);
    row = permutation.map((p) => row[p]!);
  }
  return Uint8Array.from(rows);
})();

const v = new Int32Array(16);

function mix(a: number, b: number, c: number, d: number, x: number, y: number): void {
  let va = (v[a]! + v[b]! + x) | 0;
  let vd = v[d]! ^ va;
  vd = (vd >>> 16) | (vd << 16);
  let vc = (v[c]! + vd) | 0;
  let vb = v[b]! ^ vc;
  vb = (vb >>> 12) | (vb << 20);
  va = (va + vb + y) | 0;
  vd ^= va;
  vd = (vd >>> 8) | (vd << 24);
  vc = (vc + vd) | 0;
  vb ^= vc;
  v[a] = va;
  v[b] = (vb >>> 7) | (vb << 25);
  v[c] = vc;
  v[d] = vd;
}

/** One compression; the first eight words of its output replace `chain`. */
function compress(
  chain: Int32Array,
  words: Int32Array,
  counter: number,
  length: number,
  flags: number,
): void {
  v.set(chain);
  v[8] = iv[0]!;
  v[9] = iv[1]!;
  v[10] = iv[2]!;
  v[11] = iv[3]!;
  v[12] = counter | 0;
  v[13] = Math.floor(counter / 2 ** 32) | 0;
  v[14] = length;
  v[15] = flags;
  for (let at = 0; at < 112; at += 16) {
    mix(0, 4, 8, 12, words[order[at]!]!, words[order[at + 1]!]!);
    mix(1, 5, 9, 13, words[order[at + 2]!]!, words[order[at + 3]!]!);
    mix(2, 6, 10, 14, words[order[at + 4]!]!, words[order[at + 5]!]!);
    mix(3, 7, 11, 15, words[order[at + 6]!]!, words[order[at + 7]!]!);
    mix(0, 5, 10, 15, words[order[at + 8]!]!, words[order[at + 9]!]!);
    mix(1, 6, 11, 12, words[order[at + 10]!]!, words[order[at + 11]!]!);
    mix(2, 7, 8, 13, words[order[at + 12]!]!, words[order[at + 13]!]!);
    mix(3, 4, 9, 14, words[order[at + 14]!]!, words[order[at + 15]!]!);
  }
  for (let i = 0; i < 8; i++) chain[i] = v[i]! ^ v[i + 8]!;
}

const words = new Int32Array(16);
const padded = new Uint8Array(64);

function loadBlock(data: Uint8Array, start: number, length: number): void {
  let from = data;
  let p = start;
  if (length < 64) {
    padded.fill(0);
    padded.set(data.subarray(start, start + length));
    from = padded;
    p = 0;
  }
  for (let i = 0; i < 16; i++, p += 4) {
    words[i] = from[p]! | (from[p + 1]! << 8) | (from[p + 2]! << 16) | (from[p + 3]! << 24);
  }
}

function chunk(data: Uint8Array, index: number, isRoot: boolean): Int32Array {
  const chain = iv.slice();
  const start = index * chunkSize;
  const end = Math.min(start + chunkSize, data.length);
  let p = start;
  do {
    const length = Math.min(64, end - p);
    loadBlock(data, p, length);
    let flags = p === start ? chunkStart : 0;
    if (p + length >= end) flags |= chunkEnd | (isRoot ? root : 0);
    compress(chain, words, index, length, flags);
    p += 64;
  } while (p < end);
  return chain;
}

function join(left: Int32Array, right: Int32Array, isRoot: boolean): Int32Array {
  words.set(left);
  words.set(right, 8);
  const chain = iv.slice();
  compress(chain, words, 0, 64, parent | (isRoot ? root : 0));
  return chain;
}

/** The 32-byte BLAKE3 digest. */
export function blake3(data: Uint8Array): Uint8Array {
  const count = Math.max(1, Math.ceil(data.length / chunkSize));
  if (count === 1) return wordsToBytes(chunk(data, 0, true), false);
  // Chaining values of complete subtrees to the left, largest first: one per bit set in the chunk count.
  const stack: Int32Array[] = [];
  for (let i = 0; i < count - 1; i++) {
    let node = chunk(data, i, false);
    for (let done = i + 1; done % 2 === 0; done /= 2) node = join(stack.pop()!, node, false);
    stack.push(node);
  }
  let node = chunk(data, count - 1, false);
  while (stack.length > 0) node = join(stack.pop()!, node, stack.length === 0);
  return wordsToBytes(node, false);
}
