/** Finds where bytes came before: by the hash of four of them, in chains. */

/** Longest match that LZMA knows. */
export const longestMatch = 273;

const hashBits = 16;

/** Places looked at, and the length that is good enough. */
const depth = 8;
const niceLength = 48;

export class MatchFinder {
  private data: Uint8Array = new Uint8Array(0);
  private readonly heads = new Int32Array(1 << hashBits);
  private before = new Int32Array(0);
  private readonly found = { length: 0, distance: 0 };

  begin(data: Uint8Array): void {
    this.data = data;
    this.heads.fill(-1);
    if (this.before.length < data.length) this.before = new Int32Array(data.length);
  }

  /** The longest match, of 4 bytes at least; length 0 for none. The place is added. The result is valid until the next call. */
  find(at: number, limit: number): { readonly length: number; readonly distance: number } {
    const { data, before, found } = this;
    found.length = 0;
    if (at + 4 > data.length) return found;
    const hash = this.hash(at);
    let place = this.heads[hash]!;
    before[at] = place;
    this.heads[hash] = at;
    let best = 3;
    for (let left = depth; left > 0 && place >= 0; left--) {
      if (data[place + best] === data[at + best]) {
        const length = this.lengthAt(at, at - place, limit);
        if (length > best) {
          best = length;
          found.length = length;
          found.distance = at - place;
          if (length >= niceLength || length === limit) break;
        }
      }
      place = before[place]!;
    }
    return found;
  }

  /** Adds places that a match went over. */
  add(from: number, to: number): void {
    const last = Math.min(to, this.data.length - 3);
    for (let at = from; at < last; at++) {
      const hash = this.hash(at);
      this.before[at] = this.heads[hash]!;
      this.heads[hash] = at;
    }
  }

  /** How many bytes are the same as those at a distance before. */
  lengthAt(at: number, distance: number, limit: number): number {
    const { data } = this;
    const from = at - distance;
    if (from < 0) return 0;
    let length = 0;
    while (length < limit && data[from + length] === data[at + length]) length++;
    return length;
  }

  private hash(at: number): number {
    const { data } = this;
    const word = data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24);
    return Math.imul(word, 0x9e3779b1) >>> (32 - hashBits);
  }
}
