/** SHA-256 (FIPS 180-4). */
import { paddedTail, wordsToBytes } from "./md.ts";
import { rootFractions } from "./primes.ts";

/** Round constants and initial state, made at first use. */
let constants: Int32Array | null = null;
let initial: Int32Array | null = null;
const words = new Int32Array(64);

function highWords(pairs: Int32Array): Int32Array {
  return pairs.filter((_, i) => i % 2 === 0);
}

function blocks(state: Int32Array, data: Uint8Array, count: number, k: Int32Array): void {
  for (let block = 0; block < count; block++) {
    for (let i = 0, p = block * 64; i < 16; i++, p += 4) {
      words[i] = (data[p]! << 24) | (data[p + 1]! << 16) | (data[p + 2]! << 8) | data[p + 3]!;
    }
    for (let i = 16; i < 64; i++) {
      const x = words[i - 15]!;
      const y = words[i - 2]!;
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      words[i] = words[i - 16]! + s0 + words[i - 7]! + s1;
    }
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let d = state[3]!;
    let e = state[4]!;
    let f = state[5]!;
    let g = state[6]!;
    let h = state[7]!;
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + k[i]! + words[i]!) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    state[0] = state[0]! + a;
    state[1] = state[1]! + b;
    state[2] = state[2]! + c;
    state[3] = state[3]! + d;
    state[4] = state[4]! + e;
    state[5] = state[5]! + f;
    state[6] = state[6]! + g;
    state[7] = state[7]! + h;
  }
}

/** A SHA-256 digest made in pieces, in constant memory. */
export class Sha256 {
  private readonly state: Int32Array;
  /** What does not fill a block yet. */
  private readonly rest = new Uint8Array(64);
  private restLength = 0;
  private total = 0;

  constructor() {
    constants ??= highWords(rootFractions(64, 3n));
    initial ??= highWords(rootFractions(8, 2n));
    this.state = initial.slice();
  }

  update(data: Uint8Array): void {
    const { state, rest } = this;
    this.total += data.length;
    let from = 0;
    if (this.restLength > 0) {
      from = Math.min(64 - this.restLength, data.length);
      rest.set(data.subarray(0, from), this.restLength);
      this.restLength += from;
      if (this.restLength < 64) return;
      blocks(state, rest, 1, constants!);
      this.restLength = 0;
    }
    const whole = Math.floor((data.length - from) / 64);
    if (whole > 0) blocks(state, from === 0 ? data : data.subarray(from), whole, constants!);
    const left = data.subarray(from + whole * 64);
    rest.set(left);
    this.restLength = left.length;
  }

  digest(): Uint8Array {
    const tail = paddedTail(this.rest.subarray(0, this.restLength), 64, true, this.total);
    blocks(this.state, tail, tail.length / 64, constants!);
    return wordsToBytes(this.state, true);
  }
}

/** The 32-byte SHA-256 digest. */
export function sha256(data: Uint8Array): Uint8Array {
  const hasher = new Sha256();
  hasher.update(data);
  return hasher.digest();
}
