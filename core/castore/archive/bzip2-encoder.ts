/** Writes bzip2 files: blocks sorted by what follows each byte, move-to-front, runs, and one Huffman code for each. */
import { piecesOf } from "../streams.ts";
import { bzip2Crc } from "./bunzip2.ts";
import { codesOf, lengthsOf } from "./huffman-lengths.ts";
import { sortRotations } from "./rotations.ts";

/** Bytes of a block at the lowest level, as far as they are used: little, as others wait meanwhile. */
const blockSize = 100_000 - 19;

/** Longest code that is written; longer ones could be read. */
const longestCode = 17;

/** Symbols that share a choice of the code: of which there must be two, here the same. */
const groupSize = 50;

/** A stream packed as it comes; nothing is read before somebody asks for it. */
export async function* bzip2Pieces(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const out = new BitWriter();
  const block = new Block();
  let check = 0;
  const end = (): Uint8Array => {
    check = ((check << 1) | (check >>> 31)) ^ block.check;
    block.write(out);
    return out.take();
  };
  for (const char of "BZh1") out.put(char.charCodeAt(0), 8);
  for await (const piece of piecesOf(stream)) {
    for (let at = 0; at < piece.length;) {
      at = block.fill(piece, at);
      if (block.isFull) yield end();
    }
  }
  if (!block.isEmpty) yield end();
  out.put(0x177245, 24);
  out.put(0x385090, 24);
  out.put(check >>> 16, 16);
  out.put(check & 0xffff, 16);
  out.align();
  yield out.take();
}

/** Bits, the highest of a byte first. */
class BitWriter {
  private bytes = new Uint8Array(1 << 17);
  private used = 0;
  private bits = 0;
  private count = 0;

  /** @param count - at most 24 */
  put(value: number, count: number): void {
    this.bits = (this.bits << count) | value;
    this.count += count;
    while (this.count >= 8) {
      this.count -= 8;
      if (this.used === this.bytes.length) this.grow();
      this.bytes[this.used++] = this.bits >>> this.count;
    }
    this.bits &= 0xff >>> (8 - this.count);
  }

  align(): void {
    if (this.count > 0) this.put(0, 8 - this.count);
  }

  /** The whole bytes so far, which are then no longer kept. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.used);
    this.used = 0;
    return taken;
  }

  private grow(): void {
    const larger = new Uint8Array(2 * this.bytes.length);
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

/** A block: runs of four and more bytes are shortened as it is filled. */
class Block {
  private readonly bytes = new Uint8Array(blockSize);
  private used = 0;
  private crc = -1;
  private last = -1;
  private run = 0;

  get isFull(): boolean {
    return this.used + 5 > blockSize;
  }

  get isEmpty(): boolean {
    return this.used === 0 && this.run === 0;
  }

  /** The check sum of what it holds. */
  get check(): number {
    return ~this.crc;
  }

  /** Adds bytes until it is full; where it has stopped. */
  fill(piece: Uint8Array, from: number): number {
    const { bytes } = this;
    let at = from;
    for (; at < piece.length && !this.isFull; at++) {
      const byte = piece[at]!;
      if (byte !== this.last || this.run === 255) this.endRun();
      this.last = byte;
      if (++this.run <= 4) bytes[this.used++] = byte;
    }
    this.crc = bzip2Crc(this.crc, piece, from, at);
    return at;
  }

  private endRun(): void {
    if (this.run >= 4) this.bytes[this.used++] = this.run - 4;
    this.run = 0;
    this.last = -1;
  }

  /** Writes it and begins anew. */
  write(out: BitWriter): void {
    this.endRun();
    const bytes = this.bytes.subarray(0, this.used);
    const { check } = this;
    this.used = 0;
    this.crc = -1;
    const order = sortRotations(bytes);
    out.put(0x314159, 24);
    out.put(0x265359, 24);
    out.put(check >>> 16, 16);
    out.put(check & 0xffff, 16);
    // Not randomised.
    out.put(0, 1);
    out.put(order.indexOf(0), 24);
    writeSymbols(out, bytes, order);
  }
}

/** Writes which bytes there are, the code, and the bytes before each rotation. */
function writeSymbols(out: BitWriter, bytes: Uint8Array, order: Int32Array): void {
  const isUsed = new Uint8Array(256);
  for (const byte of bytes) isUsed[byte] = 1;
  const groups = Array.from({ length: 16 }, (_, i) => isUsed.subarray(16 * i, 16 * i + 16).reduce(bitsOf, 0));
  out.put(
    groups.reduce((bits, group) => (bits << 1) | (group === 0 ? 0 : 1), 0),
    16,
  );
  for (const group of groups) if (group !== 0) out.put(group, 16);

  const symbols = movedToFront(bytes, order, isUsed);
  const size = isUsed.reduce((sum, one) => sum + one, 2);
  const frequencies = new Array<number>(size).fill(0);
  for (const symbol of symbols) frequencies[symbol]!++;
  const lengths = lengthsOf(frequencies, longestCode);
  const codes = codesOf(lengths);
  out.put(2, 3);
  const choices = Math.ceil(symbols.length / groupSize);
  out.put(choices, 15);
  for (let i = 0; i < choices; i++) out.put(0, 1);
  for (let table = 0; table < 2; table++) writeLengths(out, lengths);
  for (const symbol of symbols) out.put(codes[symbol]!, lengths[symbol]!);
}

function bitsOf(bits: number, one: number): number {
  return (bits << 1) | one;
}

/** Each length as steps from the one before. */
function writeLengths(out: BitWriter, lengths: readonly number[]): void {
  let current = lengths[0]!;
  out.put(current, 5);
  for (const length of lengths) {
    for (; current < length; current++) out.put(0b10, 2);
    for (; current > length; current--) out.put(0b11, 2);
    out.put(0, 1);
  }
}

/** Places in a list of bytes that were seen last, zeros as the length of their run in two symbols, and the end. */
function movedToFront(bytes: Uint8Array, order: Int32Array, isUsed: Uint8Array): Uint16Array {
  const recent = Uint8Array.from(isUsed.keys()).filter((byte) => isUsed[byte] === 1);
  const end = recent.length + 1;
  const symbols = new Uint16Array(bytes.length + 1);
  let count = 0;
  let zeros = 0;
  const endZeros = (): void => {
    // Base 2 with the digits 1 and 2.
    for (; zeros > 0; zeros = (zeros - 1) >> 1) symbols[count++] = (zeros - 1) & 1;
  };
  for (const place of order) {
    const byte = bytes[place === 0 ? bytes.length - 1 : place - 1]!;
    if (byte === recent[0]) {
      zeros++;
      continue;
    }
    endZeros();
    const at = recent.indexOf(byte);
    recent.copyWithin(1, 0, at);
    recent[0] = byte;
    symbols[count++] = at + 1;
  }
  endZeros();
  symbols[count++] = end;
  return symbols.subarray(0, count);
}
