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

/** Adds eight pairs to the state. */
function addToState(state: Int32Array, v: readonly number[]): void {
  for (let i = 0; i < 16; i += 2) {
    const low = (state[i + 1]! >>> 0) + (v[i + 1]! >>> 0);
    state[i + 1] = low | 0;
    state[i] = state[i]! + v[i]! + carry(low);
  }
}

function blocks(state: Int32Array, data: Uint8Array, count: number, k: Int32Array): void {
  for (let block = 0; block < count; block++) {
    schedule(data, block * 128);
    let ah = state[0]!;
    let al = state[1]!;
    let bh = state[2]!;
    let bl = state[3]!;
    let ch = state[4]!;
    let cl = state[5]!;
    let dh = state[6]!;
    let dl = state[7]!;
    let eh = state[8]!;
    let el = state[9]!;
    let fh = state[10]!;
    let fl = state[11]!;
    let gh = state[12]!;
    let gl = state[13]!;
    let hh = state[14]!;
    let hl = state[15]!;
    for (let i = 0; i < 160; i += 2) {
      const s1h = ((eh >>> 14) | (el << 18)) ^ ((eh >>> 18) | (el << 14)) ^ ((el >>> 9) | (eh << 23));
      const s1l = ((el >>> 14) | (eh << 18)) ^ ((el >>> 18) | (eh << 14)) ^ ((eh >>> 9) | (el << 23));
      const chosenH = (eh & fh) ^ (~eh & gh);
      const chosenL = (el & fl) ^ (~el & gl);
      const low1 = (hl >>> 0) + (s1l >>> 0) + (chosenL >>> 0) + (k[i + 1]! >>> 0) + (words[i + 1]! >>> 0);
      const t1l = low1 | 0;
      const t1h = (hh + s1h + chosenH + k[i]! + words[i]! + carry(low1)) | 0;
      const s0h = ((ah >>> 28) | (al << 4)) ^ ((al >>> 2) | (ah << 30)) ^ ((al >>> 7) | (ah << 25));
      const s0l = ((al >>> 28) | (ah << 4)) ^ ((ah >>> 2) | (al << 30)) ^ ((ah >>> 7) | (al << 25));
      const majorityH = (ah & bh) ^ (ah & ch) ^ (bh & ch);
      const majorityL = (al & bl) ^ (al & cl) ^ (bl & cl);
      hh = gh;
      hl = gl;
      gh = fh;
      gl = fl;
      fh = eh;
      fl = el;
      const lowE = (dl >>> 0) + (t1l >>> 0);
      el = lowE | 0;
      eh = (dh + t1h + carry(lowE)) | 0;
      dh = ch;
      dl = cl;
      ch = bh;
      cl = bl;
      bh = ah;
      bl = al;
      const lowA = (t1l >>> 0) + (s0l >>> 0) + (majorityL >>> 0);
      al = lowA | 0;
      ah = (t1h + s0h + majorityH + carry(lowA)) | 0;
    }
    addToState(state, [ah, al, bh, bl, ch, cl, dh, dl, eh, el, fh, fl, gh, gl, hh, hl]);
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
