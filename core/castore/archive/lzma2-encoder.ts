/** Packs bytes as LZMA2: fast rather than small. */
import {
  half,
  isMatch,
  isRep,
  isRep0Long,
  isRepG0,
  isRepG1,
  isRepG2,
  lengthCoder,
  literal,
  posAlign,
  posSlot,
  posSpecial,
  repLengthCoder,
} from "./lzma-model.ts";
import { MatchFinder, longestMatch } from "./match-finder.ts";
import { RangeEncoder } from "./range-encoder.ts";

/** 3 bits of the byte before, none of the position, for literals; 2 of the position for the rest: the usual ones. */
const literalBits = 3;
const positionMask = 3;
const properties = (2 * 5 + 0) * 9 + literalBits;

/** A chunk holds 64 KiB packed: it ends before the next symbol could make it longer. */
const mostPacked = (64 << 10) - 64;

/** Shortest match that is worth it. */
const shortestMatch = 4;

/** Packs batches, each without what was before it. One encoder may be used for many. */
export class Lzma2Encoder {
  private readonly probs = new Uint16Array(literal + (0x300 << literalBits));
  private readonly range = new RangeEncoder(64 << 10);
  private readonly finder = new MatchFinder();
  private data: Uint8Array = new Uint8Array(0);
  private at = 0;
  private state = 0;
  private readonly reps = [0, 0, 0, 0];

  /** The chunks of a batch, the first of which resets the dictionary; what ends the data does not come with it. */
  batch(data: Uint8Array): Uint8Array[] {
    this.data = data;
    this.at = 0;
    this.finder.begin(data);
    this.reset();
    const chunks: Uint8Array[] = [];
    // What the next packed chunk must reset: everything; properties and state; the state; nothing.
    let control = 0xe0;
    while (this.at < data.length) {
      const start = this.at;
      this.range.reset();
      while (this.at < data.length && this.range.size < mostPacked) this.next();
      const packed = this.range.finish();
      const size = this.at - start;
      if (packed.length < size) {
        chunks.push(packedChunk(control, size, packed));
        control = 0x80;
      } else {
        chunks.push(plainChunk(control === 0xe0, data.subarray(start, this.at)));
        control = control >= 0xc0 ? 0xc0 : 0xa0;
        this.reset();
      }
    }
    return chunks;
  }

  private reset(): void {
    this.probs.fill(half);
    this.state = 0;
    this.reps.fill(0);
  }

  /** Writes the next literal or match. */
  private next(): void {
    const { data, at, reps } = this;
    const limit = Math.min(data.length - at, longestMatch);
    let rep = 0;
    let repLength = 0;
    for (let i = 0; i < 4 && limit >= 2; i++) {
      const length = this.finder.lengthAt(at, reps[i]! + 1, limit);
      if (length > repLength) [rep, repLength] = [i, length];
    }
    const { length, distance } = this.finder.find(at, limit);
    // What came before at the same distance costs little.
    if (repLength >= 2 && repLength + 1 >= length) this.repeat(rep, repLength);
    else if (length >= shortestMatch) this.match(distance - 1, length);
    else this.byte();
  }

  private byte(): void {
    const { data, at, probs, range, state } = this;
    range.bit(probs, isMatch + state * 16 + (at & positionMask), 0);
    const before = at > 0 ? data[at - 1]! : 0;
    const base = literal + 0x300 * (before >>> (8 - literalBits));
    const byte = data[at]!;
    if (state < 7) range.tree(probs, base, 8, byte);
    else this.unlike(base, byte, data[at - this.reps[0]! - 1]!);
    this.state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
    this.at++;
  }

  /** A byte where another would have gone on the last match: as long as they agree, that one's bits tell. */
  private unlike(base: number, byte: number, other: number): void {
    const { probs, range } = this;
    let agree = 0x100;
    let node = 1;
    for (let i = 7; i >= 0; i--) {
      const otherBit = (other >>> i) & 1;
      const bit = (byte >>> i) & 1;
      range.bit(probs, base + agree + (otherBit << 8) * (agree >>> 8) + node, bit);
      node = (node << 1) | bit;
      if (otherBit !== bit) agree = 0;
    }
  }

  private match(distance: number, length: number): void {
    const { at, probs, range, reps, state } = this;
    range.bit(probs, isMatch + state * 16 + (at & positionMask), 1);
    range.bit(probs, isRep + state, 0);
    this.length(lengthCoder, length);
    const slot = slotOf(distance);
    range.tree(probs, posSlot + 64 * Math.min(length - 2, 3), 6, slot);
    if (slot >= 4) {
      const count = (slot >> 1) - 1;
      const base = (2 | (slot & 1)) << count;
      if (slot < 14) {
        range.reverseTree(probs, posSpecial + base - slot, count, distance - base);
      } else {
        range.direct((distance - base) >>> 4, count - 4);
        range.reverseTree(probs, posAlign, 4, (distance - base) & 15);
      }
    }
    reps.pop();
    reps.unshift(distance);
    this.state = state < 7 ? 7 : 10;
    this.skip(length);
  }

  private repeat(rep: number, length: number): void {
    const { at, probs, range, reps, state } = this;
    const position = state * 16 + (at & positionMask);
    range.bit(probs, isMatch + position, 1);
    range.bit(probs, isRep + state, 1);
    range.bit(probs, isRepG0 + state, rep === 0 ? 0 : 1);
    if (rep === 0) range.bit(probs, isRep0Long + position, 1);
    else {
      range.bit(probs, isRepG1 + state, rep === 1 ? 0 : 1);
      if (rep > 1) range.bit(probs, isRepG2 + state, rep - 2);
    }
    this.length(repLengthCoder, length);
    const [distance] = reps.splice(rep, 1);
    reps.unshift(distance!);
    this.state = state < 7 ? 8 : 11;
    this.skip(length);
  }

  private length(coder: number, length: number): void {
    const { probs, range } = this;
    const position = this.at & positionMask;
    const value = length - 2;
    range.bit(probs, coder, value < 8 ? 0 : 1);
    if (value < 8) return range.tree(probs, coder + 2 + position * 8, 3, value);
    range.bit(probs, coder + 1, value < 16 ? 0 : 1);
    if (value < 16) range.tree(probs, coder + 2 + 128 + position * 8, 3, value - 8);
    else range.tree(probs, coder + 2 + 256, 8, value - 16);
  }

  private skip(length: number): void {
    this.finder.add(this.at + 1, this.at + length);
    this.at += length;
  }
}

/** Distances in classes, of which each two are twice as wide as the two before. */
function slotOf(distance: number): number {
  if (distance < 4) return distance;
  const highest = 31 - Math.clz32(distance);
  return (highest << 1) | ((distance >>> (highest - 1)) & 1);
}

function packedChunk(control: number, size: number, packed: Uint8Array): Uint8Array {
  const header = control >= 0xc0 ? 6 : 5;
  const chunk = new Uint8Array(header + packed.length);
  chunk[0] = control | ((size - 1) >>> 16);
  chunk[1] = (size - 1) >>> 8;
  chunk[2] = size - 1;
  chunk[3] = (packed.length - 1) >>> 8;
  chunk[4] = packed.length - 1;
  if (header === 6) chunk[5] = properties;
  chunk.set(packed, header);
  return chunk;
}

/** Largest chunk that is not packed. */
const mostStored = 64 << 10;

/** The chunks of a batch as it is, the first of which resets the dictionary. */
export function storedChunks(data: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += mostStored) {
    chunks.push(plainChunk(at === 0, data.subarray(at, at + mostStored)));
  }
  return chunks;
}

function plainChunk(isFirst: boolean, bytes: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(3 + bytes.length);
  chunk[0] = isFirst ? 1 : 2;
  chunk[1] = (bytes.length - 1) >>> 8;
  chunk[2] = bytes.length - 1;
  chunk.set(bytes, 3);
  return chunk;
}
