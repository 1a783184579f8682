/** The identifiers of one file, numbered by first occurrence; looked up by their bytes. */
import { Tok } from "./tokens.ts";

const keywords: ReadonlyMap<string, Tok> = new Map<string, Tok>([
  ["if", Tok.If],
  ["then", Tok.Then],
  ["else", Tok.Else],
  ["assert", Tok.Assert],
  ["with", Tok.With],
  ["let", Tok.Let],
  ["in", Tok.In],
  ["rec", Tok.Rec],
  ["inherit", Tok.Inherit],
  ["or", Tok.OrKw],
]);
const keywordText: readonly (string | undefined)[] = (() => {
  const list: (string | undefined)[] = [];
  for (const [word, token] of keywords) list[token] = word;
  return list;
})();

/** Open-addressing table from byte strings to small numbers. */
export class NameTable {
  /** Every name once, by number. */
  readonly names: string[] = [];
  private slots: Int32Array;
  private hashes: Int32Array;
  private mask: number;
  private used = 0;
  /** Where each name first stood in the bytes; -1 for names that came as strings. */
  private offsets: Int32Array;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly text: string,
  ) {
    let size = 256;
    while (size < 8192 && size * 48 < text.length) size *= 2;
    this.slots = new Int32Array(size);
    this.hashes = new Int32Array(size);
    this.offsets = new Int32Array(size);
    this.mask = size - 1;
    // Keywords live in the same table as negative numbers, so an identifier costs one look-up.
    for (const [word, token] of keywords) {
      const hash = hashOf(word);
      let i = spread(hash) & this.mask;
      while (this.slots[i] !== 0) i = (i + 1) & this.mask;
      this.slots[i] = -1 - token;
      this.hashes[i] = hash;
      this.used++;
    }
  }

  /** The number of the name at these bytes, or `-1 - token` for a keyword. `hash` as {@link step} makes it. */
  fromBytes(start: number, end: number, hash: number): number {
    const { slots, hashes, mask } = this;
    let i = spread(hash) & mask;
    for (;;) {
      const slot = slots[i]!;
      if (slot === 0) break;
      if (hashes[i] === hash) {
        // Different keywords never collide with each other; an identifier might, so compare its text.
        if (slot < 0) {
          if (keywordMatches(this.bytes, start, end, -1 - slot)) return slot;
        } else if (this.same(slot - 1, start, end)) return slot - 1;
      }
      i = (i + 1) & mask;
    }
    return this.add(i, hash, this.text.substring(start, end), start);
  }

  /** The number of a name given as a string. */
  fromString(name: string): number {
    const hash = hashOf(name);
    const { slots, hashes, mask } = this;
    let i = spread(hash) & mask;
    for (;;) {
      const slot = slots[i]!;
      if (slot === 0) break;
      if (slot > 0 && hashes[i] === hash && this.names[slot - 1] === name) return slot - 1;
      i = (i + 1) & mask;
    }
    return this.add(i, hash, name, -1);
  }

  private add(i: number, hash: number, name: string, offset: number): number {
    const number = this.names.length;
    this.names.push(name);
    if (number === this.offsets.length) {
      const offsets = new Int32Array(number * 2);
      offsets.set(this.offsets);
      this.offsets = offsets;
    }
    this.offsets[number] = offset;
    this.slots[i] = number + 1;
    this.hashes[i] = hash;
    if (++this.used * 2 > this.mask) this.grow();
    return number;
  }

  private same(number: number, start: number, end: number): boolean {
    const name = this.names[number]!;
    const length = end - start;
    if (name.length !== length) return false;
    const bytes = this.bytes;
    const offset = this.offsets[number]!;
    if (offset >= 0) {
      for (let k = 0; k < length; k++) if (bytes[offset + k] !== bytes[start + k]) return false;
    } else {
      for (let k = 0; k < length; k++) if (name.charCodeAt(k) !== bytes[start + k]) return false;
    }
    return true;
  }

  private grow(): void {
    const { slots, hashes } = this;
    const size = slots.length * 2;
    const mask = size - 1;
    const newSlots = new Int32Array(size);
    const newHashes = new Int32Array(size);
    for (let k = 0; k < slots.length; k++) {
      if (slots[k] === 0) continue;
      let i = spread(hashes[k]!) & mask;
      while (newSlots[i] !== 0) i = (i + 1) & mask;
      newSlots[i] = slots[k]!;
      newHashes[i] = hashes[k]!;
    }
    this.slots = newSlots;
    this.hashes = newHashes;
    this.mask = mask;
  }
}

/** Adds one byte to a running hash; the hash of nothing is 0. */
export function step(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

function hashOf(name: string): number {
  let hash = 0;
  for (let k = 0; k < name.length; k++) hash = step(hash, name.charCodeAt(k));
  return hash;
}

function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}

function keywordMatches(bytes: Uint8Array, start: number, end: number, token: number): boolean {
  const word = keywordText[token];
  if (word === undefined || word.length !== end - start) return false;
  for (let k = 0; k < word.length; k++) if (word.charCodeAt(k) !== bytes[start + k]) return false;
  return true;
}
