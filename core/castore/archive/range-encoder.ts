/** LZMA's range encoder: bits, each with a probability that learns, become bytes. */

export class RangeEncoder {
  private low = 0;
  private range = 0xffffffff;
  private cache = 0;
  private cached = 1;
  private readonly bytes: Uint8Array;
  private used = 0;

  /** @param capacity - bytes that may come out */
  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Bytes that will come out, if it ends now. */
  get size(): number {
    return this.used + this.cached + 4;
  }

  /** Begins anew. */
  reset(): void {
    this.low = 0;
    this.range = 0xffffffff;
    this.cache = 0;
    this.cached = 1;
    this.used = 0;
  }

  bit(probs: Uint16Array, index: number, bit: number): void {
    const prob = probs[index]!;
    const bound = (this.range >>> 11) * prob;
    if (bit === 0) {
      this.range = bound;
      probs[index] = prob + ((2048 - prob) >> 5);
    } else {
      this.low += bound;
      this.range -= bound;
      probs[index] = prob - (prob >> 5);
    }
    while (this.range < 0x1000000) this.shiftRange();
  }

  /** The lowest bits of a value, the highest first, without probabilities. */
  direct(value: number, count: number): void {
    for (let i = count - 1; i >= 0; i--) {
      this.range >>>= 1;
      if (((value >>> i) & 1) === 1) this.low += this.range;
      while (this.range < 0x1000000) this.shiftRange();
    }
  }

  /** The highest bit first; the bits so far choose the probability. */
  tree(probs: Uint16Array, at: number, count: number, value: number): void {
    for (let i = count - 1, node = 1; i >= 0; i--) {
      const bit = (value >>> i) & 1;
      this.bit(probs, at + node, bit);
      node = (node << 1) | bit;
    }
  }

  /** The same, the lowest bit first. */
  reverseTree(probs: Uint16Array, at: number, count: number, value: number): void {
    for (let i = 0, node = 1; i < count; i++) {
      const bit = (value >>> i) & 1;
      this.bit(probs, at + node, bit);
      node = (node << 1) | bit;
    }
  }

  /** All bytes; valid until it begins anew. */
  finish(): Uint8Array {
    for (let i = 0; i < 5; i++) this.shiftLow();
    return this.bytes.subarray(0, this.used);
  }

  private shiftRange(): void {
    this.range = (this.range << 8) >>> 0;
    this.shiftLow();
  }

  /** A byte is certain once no carry can change it: those of 255 wait for that. */
  private shiftLow(): void {
    if (this.low < 0xff000000 || this.low > 0xffffffff) {
      const carry = this.low > 0xffffffff ? 1 : 0;
      this.bytes[this.used++] = this.cache + carry;
      for (; this.cached > 1; this.cached--) this.bytes[this.used++] = 0xff + carry;
      this.cached = 0;
      this.cache = (this.low >>> 24) & 0xff;
    }
    this.cached++;
    this.low = (this.low & 0xffffff) * 256;
  }
}
