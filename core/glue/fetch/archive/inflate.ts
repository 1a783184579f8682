/** Inflating (RFC 1951) and gzip files (RFC 1952). */
import { crc32 } from "./crc.ts";
import { ArchiveError } from "./error.ts";
import { Output } from "./output.ts";

/** A prefix code as a table over its longest code: `symbol << 4 | length`; 0 where there is no code. */
interface Code {
  bits: number;
  table: Uint16Array;
}

function makeCode(lengths: Uint8Array): Code {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length]!++;
  counts[0] = 0;
  let bits = 15;
  while (bits > 1 && counts[bits] === 0) bits--;
  const next = new Uint16Array(17);
  let code = 0;
  for (let length = 1; length <= 15; length++) {
    code = (code + counts[length - 1]!) << 1;
    next[length] = code;
    if (code + counts[length]! > 1 << length) throw new ArchiveError("too many codes of one length");
  }
  const table = new Uint16Array(1 << bits);
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    let reversed = 0;
    for (let i = 0, c = next[length]!++; i < length; i++, c >>= 1) reversed = (reversed << 1) | (c & 1);
    for (let at = reversed; at < table.length; at += 1 << length) table[at] = (symbol << 4) | length;
  });
  return { bits, table };
}

const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
];
const distanceExtra = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

let fixedCodes: { literals: Code; distances: Code } | null = null;

function makeFixedCodes(): { literals: Code; distances: Code } {
  const lengths = new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280);
  return { literals: makeCode(lengths), distances: makeCode(new Uint8Array(30).fill(5)) };
}

class Inflater {
  private hold = 0;
  private held = 0;
  private readonly start: number;

  constructor(
    private readonly input: Uint8Array,
    private at: number,
    private readonly end: number,
    private readonly out: Output,
  ) {
    this.start = out.length;
  }

  private fail(what: string): never {
    throw new ArchiveError(`deflate data at byte ${this.at}: ${what}`);
  }

  private need(count: number): void {
    while (this.held < count) {
      // Codes are looked up with more bits than they may have: zeros follow the end, but may not be used.
      if (this.at >= this.end + 4) this.fail("it ends in the middle");
      this.hold |= (this.at < this.end ? this.input[this.at]! : 0) << this.held;
      this.at++;
      this.held += 8;
    }
  }

  private take(count: number): number {
    if (count === 0) return 0;
    this.need(count);
    const value = this.hold & ((1 << count) - 1);
    this.hold >>>= count;
    this.held -= count;
    return value;
  }

  private symbol({ bits, table }: Code): number {
    this.need(bits);
    const entry = table[this.hold & ((1 << bits) - 1)]!;
    if (entry === 0) this.fail("a code without meaning");
    const length = entry & 15;
    this.hold >>>= length;
    this.held -= length;
    return entry >>> 4;
  }

  /** Inflates all blocks; answers the offset after them. */
  run(): number {
    for (let last = 0; last === 0;) {
      last = this.take(1);
      const type = this.take(2);
      if (type === 0) this.stored();
      else if (type === 1) {
        const { literals, distances } = (fixedCodes ??= makeFixedCodes());
        this.coded(literals, distances);
      } else if (type === 2) this.dynamic();
      else this.fail("a block of unknown type");
    }
    const end = this.at - (this.held >>> 3);
    if (end > this.end) this.fail("it ends in the middle");
    return end;
  }

  private stored(): void {
    this.at -= this.held >>> 3;
    this.hold = this.held = 0;
    const { input, at } = this;
    if (at + 4 > this.end) this.fail("it ends in the middle");
    const size = input[at]! | (input[at + 1]! << 8);
    const check = input[at + 2]! | (input[at + 3]! << 8);
    if ((size ^ check) !== 0xffff) this.fail("a stored block's size does not match its check");
    if (at + 4 + size > this.end) this.fail("it ends in the middle");
    this.out.write(input.subarray(at + 4, at + 4 + size));
    this.at = at + 4 + size;
  }

  private dynamic(): void {
    const literalCount = this.take(5) + 257;
    const distanceCount = this.take(5) + 1;
    const codeCount = this.take(4) + 4;
    const codeLengths = new Uint8Array(19);
    for (let i = 0; i < codeCount; i++) codeLengths[codeLengthOrder[i]!] = this.take(3);
    const code = makeCode(codeLengths);
    const lengths = new Uint8Array(literalCount + distanceCount);
    for (let i = 0; i < lengths.length;) {
      const symbol = this.symbol(code);
      if (symbol < 16) {
        lengths[i++] = symbol;
        continue;
      }
      if (symbol === 16 && i === 0) this.fail("a repetition of nothing");
      const value = symbol === 16 ? lengths[i - 1]! : 0;
      const count = symbol === 16 ? 3 + this.take(2) : symbol === 17 ? 3 + this.take(3) : 11 + this.take(7);
      if (i + count > lengths.length) this.fail("too many code lengths");
      lengths.fill(value, i, i + count);
      i += count;
    }
    this.coded(makeCode(lengths.subarray(0, literalCount)), makeCode(lengths.subarray(literalCount)));
  }

  private coded(literals: Code, distances: Code): void {
    const { out } = this;
    for (;;) {
      const symbol = this.symbol(literals);
      if (symbol < 256) {
        if (out.length === out.bytes.length) out.reserve(1);
        out.bytes[out.length++] = symbol;
        continue;
      }
      if (symbol === 256) return;
      if (symbol > 285) this.fail("a length without meaning");
      const length = lengthBase[symbol - 257]! + this.take(lengthExtra[symbol - 257]!);
      const code = this.symbol(distances);
      if (code > 29) this.fail("a distance without meaning");
      const distance = distanceBase[code]! + this.take(distanceExtra[code]!);
      if (distance > out.length - this.start) this.fail("it refers to what is before its beginning");
      out.reserve(length);
      const { bytes } = out;
      for (let to = out.length, end = to + length; to < end; to++) bytes[to] = bytes[to - distance]!;
      out.length += length;
    }
  }
}

/** Inflates raw deflate data; answers the offset after it. @throws ArchiveError */
export function inflate(input: Uint8Array, start: number, end: number, out: Output): number {
  return new Inflater(input, start, end, out).run();
}

function littleEndian(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

/** Where the header of a gzip member ends. */
function afterGzipHeader(input: Uint8Array, start: number): number {
  const fail = (what: string): never => {
    throw new ArchiveError(`gzip header at byte ${start}: ${what}`);
  };
  if (start + 18 > input.length) fail("the file ends in the middle");
  if (input[start + 2] !== 8) fail(`compression method ${input[start + 2]!} is not known`);
  const flags = input[start + 3]!;
  if ((flags & 0xe0) !== 0) fail("unknown flags");
  let at = start + 10;
  if ((flags & 4) !== 0) at += 2 + input[at]! + (input[at + 1]! << 8);
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const zero = input.indexOf(0, at);
    if (zero < 0) fail("a text without end");
    at = zero + 1;
  }
  return (flags & 2) !== 0 ? at + 2 : at;
}

/** Unpacks a gzip file; bytes after its last member that are no member are padding. @throws ArchiveError */
export function gunzip(input: Uint8Array, limit: number): Uint8Array {
  const size = input.length >= 4 ? littleEndian(input, input.length - 4) : 0;
  const out = new Output(limit, Math.min(size, input.length * 20) + 1);
  let at = 0;
  do {
    const from = out.length;
    at = inflate(input, afterGzipHeader(input, at), input.length, out);
    if (at + 8 > input.length) throw new ArchiveError("gzip data: the file ends in the middle");
    if (
      littleEndian(input, at + 4) !== out.length - from ||
      littleEndian(input, at) !== crc32(out.bytes, from, out.length)
    ) {
      throw new ArchiveError(`gzip data: the check sum at byte ${at} does not match`);
    }
    at += 8;
  } while (input[at] === 0x1f && input[at + 1] === 0x8b);
  return out.result();
}
