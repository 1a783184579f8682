/** Unpacking bzip2 files. */
import { ArchiveError } from "./error.ts";
import { StepDecoder } from "./decoder.ts";
import { Window, type ByteSink } from "./window.ts";

/** bzip2's CRC-32: the usual polynomial, but most significant bit first. */
const crcTable = new Int32Array(256);
for (let i = 0; i < 256; i++) {
  let c = i << 24;
  for (let k = 0; k < 8; k++) c = c < 0 ? (c << 1) ^ 0x04c11db7 : c << 1;
  crcTable[i] = c;
}

/** bzip2's check sum goes on over part of some bytes; it begins with -1, and is told inverted. */
export function bzip2Crc(crc: number, bytes: Uint8Array, from: number, to: number): number {
  let sum = crc;
  for (let i = from; i < to; i++) sum = (sum << 8) ^ crcTable[((sum >>> 24) ^ bytes[i]!) & 0xff]!;
  return sum;
}

const maxCodeLength = 20;
const groupSize = 50;

/** A canonical prefix code, decoded length by length. */
interface Code {
  /** Symbols in the order of their codes. */
  symbols: Uint16Array;
  /** The largest code of each length, left-justified limits; -1: none. */
  limits: Int32Array;
  /** What to subtract from a code of that length to get its index. */
  bases: Int32Array;
}

function makeCode(lengths: Uint8Array): Code {
  const counts = new Int32Array(maxCodeLength + 2);
  for (const length of lengths) counts[length]!++;
  const limits = new Int32Array(maxCodeLength + 1).fill(-1);
  const bases = new Int32Array(maxCodeLength + 1);
  const symbols = new Uint16Array(lengths.length);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= maxCodeLength; length++) {
    bases[length] = code - index;
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] === length) symbols[index++] = symbol;
    }
    code += counts[length]!;
    if (code > 1 << length) throw new ArchiveError("bzip2 data: too many codes of one length");
    if (counts[length]! > 0) limits[length] = code - 1;
    code <<= 1;
  }
  return { symbols, limits, bases };
}

/** Thrown where a block goes on beyond the input that is there: it is tried again with more. */
const wanting = new Error("more input is needed");

/** A decompressor of bzip2; bytes after the last stream that are no stream are ignored. */
export class Bunzip2 extends StepDecoder {
  private readonly out: Window;
  private hold = 0;
  private held = 0;
  private state: "stream" | "block" | "next" | "padding" = "stream";
  private block_ = new Uint32Array(0);
  private combined = 0;
  /** Bytes worth waiting for before a block is begun: most fit in. */
  private worth = 0;

  constructor(sink: ByteSink, limit: number) {
    super("bzip2");
    this.out = new Window(sink, 0, limit);
  }

  protected get complete(): boolean {
    return this.state === "next" || this.state === "padding";
  }

  protected flush(): void {
    this.out.flush();
  }

  protected step(): boolean {
    const { input } = this;
    switch (this.state) {
      case "stream":
        if (!this.has(4)) return false;
        this.stream();
        return true;
      case "block":
        return this.attempt();
      case "next":
        if (input.left < 3) return false;
        this.state =
          input.bytes[input.at] === 0x42 &&
          input.bytes[input.at + 1] === 0x5a &&
          input.bytes[input.at + 2] === 0x68
            ? "stream"
            : "padding";
        return true;
      case "padding":
        input.at = input.end;
        return false;
    }
  }

  /** The next bits, at most 24. */
  private take(count: number): number {
    const { input } = this;
    while (this.held < count) {
      if (input.at >= input.end) this.wait();
      this.hold = ((this.hold << 8) | input.bytes[input.at++]!) & 0x7fffffff;
      this.held += 8;
    }
    this.held -= count;
    return (this.hold >>> this.held) & ((1 << count) - 1);
  }

  private wait(): never {
    if (this.input.final) this.cut();
    throw wanting;
  }

  private take32(): number {
    return ((this.take(16) << 16) | this.take(16)) >>> 0;
  }

  private stream(): void {
    if (this.take(16) !== 0x425a || this.take(8) !== 0x68) this.fail("it does not begin with 'BZh'");
    const level = this.take(8) - 0x30;
    if (level < 1 || level > 9) this.fail("its block size is not 1 to 9");
    const capacity = level * 100_000;
    if (this.block_.length !== capacity) this.block_ = new Uint32Array(capacity);
    this.worth = capacity + (capacity >>> 4);
    this.combined = 0;
    this.state = "block";
  }

  /** Unpacks a block, or the end of a stream, if all of it is there. */
  private attempt(): boolean {
    const { input, hold, held } = this;
    if (input.left < this.worth && !input.final) return this.isEnd() && this.run(hold, held);
    return this.run(hold, held);
  }

  /** Whether the stream's end comes next, which is shorter than any block. */
  private isEnd(): boolean {
    const { input, hold, held } = this;
    const { at } = input;
    if (input.left < 10) return false;
    const first = this.take(24);
    this.hold = hold;
    this.held = held;
    input.at = at;
    return first === 0x177245;
  }

  private run(hold: number, held: number): boolean {
    const { input } = this;
    const { at } = input;
    try {
      this.next();
      return true;
    } catch (error) {
      if (error !== wanting) throw error;
      this.hold = hold;
      this.held = held;
      input.at = at;
      this.worth = input.left * 2;
      return false;
    }
  }

  private next(): void {
    const magic = this.take(24) * 2 ** 24 + this.take(24);
    const crc = this.take32();
    if (magic === 0x177245385090) {
      if (crc !== this.combined >>> 0) this.fail("the check sum of the whole does not match");
      // Streams begin on whole bytes.
      this.input.at -= this.held >>> 3;
      this.hold = this.held = 0;
      this.state = "next";
      return;
    }
    if (magic !== 0x314159265359) this.fail("neither a block nor an end");
    const found = this.block(this.block_, this.block_.length);
    if (found !== crc) this.fail("the check sum of a block does not match");
    this.combined = ((this.combined << 1) | (this.combined >>> 31)) ^ crc;
  }

  /** Unpacks a block; answers its check sum. */
  private block(block: Uint32Array, capacity: number): number {
    if (this.take(1) !== 0) this.fail("randomised blocks are not supported");
    const origin = this.take(24);
    const { length, counts } = this.symbols(block, capacity);
    if (length > 0 && origin >= length) this.fail("a block's origin is outside of it");
    return this.untransform(block, length, origin, counts);
  }

  /** Which bytes occur in the block. */
  private alphabet(): Uint8Array {
    const groups = this.take(16);
    const used: number[] = [];
    for (let i = 0; i < 16; i++) {
      if ((groups & (0x8000 >>> i)) === 0) continue;
      const members = this.take(16);
      for (let j = 0; j < 16; j++) if ((members & (0x8000 >>> j)) !== 0) used.push(i * 16 + j);
    }
    if (used.length === 0) this.fail("a block without bytes");
    return Uint8Array.from(used);
  }

  private selectors(codes: number): Uint8Array {
    const count = this.take(15);
    if (count === 0) this.fail("a block without selectors");
    const order = Array.from({ length: codes }, (_, i) => i);
    const selectors = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      let j = 0;
      while (this.take(1) === 1) if (++j >= codes) this.fail("a selector without code");
      const [chosen] = order.splice(j, 1);
      order.unshift(chosen!);
      selectors[i] = chosen!;
    }
    return selectors;
  }

  private code(size: number): Code {
    const lengths = new Uint8Array(size);
    let length = this.take(5);
    for (let i = 0; i < size; i++) {
      for (;;) {
        if (length < 1 || length > maxCodeLength) this.fail("a code longer than 20 bits");
        if (this.take(1) === 0) break;
        length += this.take(1) === 0 ? 1 : -1;
      }
      lengths[i] = length;
    }
    return makeCode(lengths);
  }

  private symbol({ symbols, limits, bases }: Code): number {
    // Codes are looked up with more bits than they may have: a block is always followed by more than that.
    const { input } = this;
    while (this.held < maxCodeLength) {
      if (input.at >= input.end) this.wait();
      this.hold = ((this.hold << 8) | input.bytes[input.at++]!) & 0x7fffffff;
      this.held += 8;
    }
    const bits = this.hold >>> (this.held - maxCodeLength);
    for (let length = 1; length <= maxCodeLength; length++) {
      const code = (bits & 0xfffff) >>> (maxCodeLength - length);
      if (code > limits[length]!) continue;
      const index = code - bases[length]!;
      if (index < 0 || index >= symbols.length) continue;
      this.held -= length;
      return symbols[index]!;
    }
    this.fail("a code without meaning");
  }

  /** Undoes prefix codes, run lengths and move-to-front. */
  private symbols(block: Uint32Array, capacity: number): { length: number; counts: Int32Array } {
    const recent = this.alphabet();
    const codeCount = this.take(3);
    if (codeCount < 2 || codeCount > 6) this.fail("a block has 2 to 6 codes");
    const selectors = this.selectors(codeCount);
    const end = recent.length + 1;
    const codes = Array.from({ length: codeCount }, () => this.code(recent.length + 2));
    const counts = new Int32Array(256);
    let length = 0;
    let run = 0;
    let weight = 1;
    for (let i = 0; ; i++) {
      const group = Math.floor(i / groupSize);
      if (group >= selectors.length) this.fail("a block without end");
      const symbol = this.symbol(codes[selectors[group]!]!);
      if (symbol < 2) {
        run += weight << symbol;
        weight <<= 1;
        if (run > capacity) this.fail("a block larger than allowed");
        continue;
      }
      if (run > 0) {
        if (length + run > capacity) this.fail("a block larger than allowed");
        block.fill(recent[0]!, length, length + run);
        counts[recent[0]!]! += run;
        length += run;
        run = 0;
        weight = 1;
      }
      if (symbol === end) return { length, counts };
      const byte = recent[symbol - 1]!;
      recent.copyWithin(1, 0, symbol - 1);
      recent[0] = byte;
      if (length >= capacity) this.fail("a block larger than allowed");
      block[length++] = byte;
      counts[byte]!++;
    }
  }

  /** Undoes the Burrows-Wheeler transform and the first run lengths; answers the check sum. */
  private untransform(block: Uint32Array, length: number, origin: number, counts: Int32Array): number {
    let sum = 0;
    const starts = counts.map((count) => {
      const start = sum;
      sum += count;
      return start;
    });
    for (let i = 0; i < length; i++) block[starts[block[i]! & 0xff]!++]! |= i << 8;
    const { out } = this;
    // Before the last run lengths are undone there are as many bytes, and one of five can stand for 255.
    out.reserve(length);
    let { bytes } = out;
    let to = out.length;
    let crc = -1;
    let position = length > 0 ? block[origin]! >>> 8 : 0;
    let repeated = 0;
    let previous = -1;
    for (let i = 0; i < length; i++) {
      const entry = block[position]!;
      position = entry >>> 8;
      const byte = entry & 0xff;
      if (repeated === 4) {
        out.length = to;
        out.reserve(byte + length - i);
        ({ bytes, length: to } = out);
        for (let j = 0; j < byte; j++) {
          crc = (crc << 8) ^ crcTable[((crc >>> 24) ^ previous) & 0xff]!;
          bytes[to++] = previous;
        }
        repeated = 0;
        previous = -1;
        continue;
      }
      repeated = byte === previous ? repeated + 1 : 1;
      previous = byte;
      crc = (crc << 8) ^ crcTable[((crc >>> 24) ^ byte) & 0xff]!;
      bytes[to++] = byte;
    }
    out.length = to;
    return ~crc >>> 0;
  }
}
