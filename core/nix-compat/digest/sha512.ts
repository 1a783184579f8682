/** SHA-512 (FIPS 180-4), on pairs of 32-bit ints: (high, low). */
import { paddedTail, wordsToBytes } from "./md.ts";
import { rootFractions } from "./primes.ts";

let constants: Int32Array | null = null;
let initial: Int32Array | null = null;
const words = new Int32Array(160);

/** Sum of the low halves, unsigned: what it has above 32 bits is the carry. */
function carry(sum: number): number {
  return (sum / 2 ** 32) | 0;
}

function schedule(data: Uint8Array, p: number): void {
  for (let i = 0; i < 32; i++, p += 4) {
    words[i] = (data[p]! << 24) | (data[p + 1]! << 16) | (data[p + 2]! << 8) | data[p + 3]!;
  }
  for (let i = 32; i < 160; i += 2) {
    const xh = words[i - 30]!;
    const xl = words[i - 29]!;
    const yh = words[i - 4]!;
    const yl = words[i - 3]!;
    const s0h = ((xh >>> 1) | (xl << 31)) ^ ((xh >>> 8) | (xl << 24)) ^ (xh >>> 7);
    const s0l = ((xl >>> 1) | (xh << 31)) ^ ((xl >>> 8) | (xh << 24)) ^ ((xl >>> 7) | (xh << 25));
    const s1h = ((yh >>> 19) | (yl << 13)) ^ ((yl >>> 29) | (yh << 3)) ^ (yh >>> 6);
    const s1l = ((yl >>> 19) | (yh << 13)) ^ ((yh >>> 29) | (yl << 3)) ^ ((yl >>> 6) | (yh << 26));
    const low = (words[i - 31]! >>> 0) + (s0l >>> 0) + (words[i - 13]! >>> 0) + (s1l >>> 0);
    words[i + 1] = low | 0;
    words[i] = words[i - 32]! + s0h + words[i - 14]! + s1h + carry(low);
  }
}

function blocks(state: Int32Array, data: Uint8Array, count: number, k: Int32Array): void {
  const v = new Int32Array(16);
  for (let block = 0; block < count; block++) {
    schedule(data, block * 128);
    v.set(state);
    // The eight variables stand in `v` and turn: variable n (0 = a) of round r is at pair (n - r) mod 8.
    for (let round = 0; round < 80; round++) {
      const at = (n: number): number => ((n - round) & 7) << 1;
      const a = at(0);
      const b = at(1);
      const c = at(2);
      const d = at(3);
      const e = at(4);
      const f = at(5);
      const g = at(6);
      const h = at(7);
      const eh = v[e]!;
      const el = v[e + 1]!;
      const s1h = ((eh >>> 14) | (el << 18)) ^ ((eh >>> 18) | (el << 14)) ^ ((el >>> 9) | (eh << 23));
      const s1l = ((el >>> 14) | (eh << 18)) ^ ((el >>> 18) | (eh << 14)) ^ ((eh >>> 9) | (el << 23));
      const chh = (eh & v[f]!) ^ (~eh & v[g]!);
      const chl = (el & v[f + 1]!) ^ (~el & v[g + 1]!);
      const i = round << 1;
      const low1 = (v[h + 1]! >>> 0) + (s1l >>> 0) + (chl >>> 0) + (k[i + 1]! >>> 0) + (words[i + 1]! >>> 0);
      const t1l = low1 | 0;
      const t1h = (v[h]! + s1h + chh + k[i]! + words[i]! + carry(low1)) | 0;
      const ah = v[a]!;
      const al = v[a + 1]!;
      const s0h = ((ah >>> 28) | (al << 4)) ^ ((al >>> 2) | (ah << 30)) ^ ((al >>> 7) | (ah << 25));
      const s0l = ((al >>> 28) | (ah << 4)) ^ ((ah >>> 2) | (al << 30)) ^ ((ah >>> 7) | (al << 25));
      const majh = (ah & v[b]!) ^ (ah & v[c]!) ^ (v[b]! & v[c]!);
      const majl = (al & v[b + 1]!) ^ (al & v[c + 1]!) ^ (v[b + 1]! & v[c + 1]!);
      const lowD = (v[d + 1]! >>> 0) + (t1l >>> 0);
      v[d + 1] = lowD | 0;
      v[d] = v[d]! + t1h + carry(lowD);
      const lowA = (t1l >>> 0) + (s0l >>> 0) + (majl >>> 0);
      v[h + 1] = lowA | 0;
      v[h] = t1h + s0h + majh + carry(lowA);
    }
    for (let i = 0; i < 16; i += 2) {
      const low = (state[i + 1]! >>> 0) + (v[i + 1]! >>> 0);
      state[i + 1] = low | 0;
      state[i] = state[i]! + v[i]! + carry(low);
    }
  }
}

/** The 64-byte SHA-512 digest. */
export function sha512(data: Uint8Array): Uint8Array {
  constants ??= rootFractions(80, 3n);
  initial ??= rootFractions(8, 2n);
  const state = initial.slice();
  blocks(state, data, Math.floor(data.length / 128), constants);
  const tail = paddedTail(data, 128, true);
  blocks(state, tail, tail.length / 128, constants);
  return wordsToBytes(state, true);
}
