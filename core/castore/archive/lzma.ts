/** LZMA2 data, as xz files hold it: chunks of LZMA, of plain bytes, and resets between them. */
import { ArchiveError } from "./error.ts";
import type { Input } from "./input.ts";
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
import type { Window } from "./window.ts";

/** Bytes of the longest header of a chunk. */
const maxHeader = 6;

/** Unpacks LZMA2 data from an input into a window, chunk by chunk: those are at most 64 KiB. */
export class Lzma2 {
  private bytes: Uint8Array;
  private at = 0;
  private range = 0;
  private code = 0;
  private probs = new Uint16Array(0);
  private lc = 0;
  private lpMask = 0;
  private pbMask = 0;
  private state = 0;
  private reps: [number, number, number, number] = [0, 0, 0, 0];
  /** Where the dictionary began in the window's total, and in its buffer, perhaps before that. */
  private started: number;
  private origin = 0;
  private needsDictionary = true;
  private needsProperties = true;

  constructor(
    private readonly input: Input,
    private readonly out: Window,
  ) {
    this.started = out.total;
    this.bytes = input.bytes;
  }

  private fail(what: string): never {
    const { input } = this;
    throw new ArchiveError(`xz data at byte ${input.offset - input.at + this.at}: ${what}`);
  }

  private size(at: number): number {
    return ((this.bytes[at]! << 8) | this.bytes[at + 1]!) + 1;
  }

  /** Unpacks the next chunk, or says that more input is needed. At the end the input is after it. @throws ArchiveError */
  run(): "more" | "end" | "wait" {
    const { input } = this;
    if (input.left === 0) return this.wait();
    this.bytes = input.bytes;
    this.at = input.at;
    const control = this.bytes[this.at]!;
    if (control === 0) {
      input.at++;
      return "end";
    }
    if (input.left < maxHeader && !input.final) return "wait";
    if (control >= 3 && control < 0x80) this.fail("a chunk of unknown kind");
    const plain = control < 0x80;
    const header = plain ? 3 : control >= 0xc0 ? 6 : 5;
    if (input.left < header) return this.wait();
    const packed = this.size(this.at + (plain ? 1 : 3));
    if (input.left < header + packed) return this.wait();
    if (control === 1 || control >= 0xe0) {
      this.started = this.out.total;
      this.needsDictionary = false;
      if (control === 1) this.needsProperties = true;
    } else if (this.needsDictionary) this.fail("the first chunk does not reset the dictionary");
    if (plain) this.out.write(this.bytes.subarray(this.at + header, this.at + header + packed));
    else this.packed(control, header, packed);
    input.at += header + packed;
    return "more";
  }

  private wait(): "wait" {
    if (this.input.final) this.fail("the file ends in the middle");
    return "wait";
  }

  private packed(control: number, header: number, packed: number): void {
    const unpacked = ((control & 0x1f) << 16) + this.size(this.at + 1);
    if (control >= 0xc0) {
      this.properties(this.bytes[this.at + 5]!);
      this.needsProperties = false;
    } else if (this.needsProperties) this.fail("the first chunk has no properties");
    else if (control >= 0xa0) this.reset();
    this.at += header;
    this.chunk(unpacked, packed);
  }

  private properties(value: number): void {
    const lc = value % 9;
    const rest = Math.floor(value / 9);
    const lp = rest % 5;
    const pb = Math.floor(rest / 5);
    if (pb > 4 || lc + lp > 4) this.fail("properties out of range");
    this.lc = lc;
    this.lpMask = (1 << lp) - 1;
    this.pbMask = (1 << pb) - 1;
    this.probs = new Uint16Array(literal + (0x300 << (lc + lp)));
    this.reset();
  }

  private reset(): void {
    this.probs.fill(half);
    this.state = 0;
    this.reps = [0, 0, 0, 0];
  }

  private bit(index: number): 0 | 1 {
    if (this.range >>> 24 === 0) this.normalise();
    const prob = this.probs[index]!;
    const bound = (this.range >>> 11) * prob;
    if (this.code < bound) {
      this.range = bound;
      this.probs[index] = prob + ((2048 - prob) >> 5);
      return 0;
    }
    this.range -= bound;
    this.code -= bound;
    this.probs[index] = prob - (prob >> 5);
    return 1;
  }

  private normalise(): void {
    this.range = (this.range << 8) >>> 0;
    // Past its end a chunk yields zeros, and its size is checked when it is done.
    this.code = ((this.code << 8) | (this.at < this.input.end ? this.bytes[this.at]! : 0)) >>> 0;
    this.at++;
  }

  /** Bits below a node of a tree of probabilities; answers the leaf. The hottest loop: its state is kept in locals. */
  private descend(base: number, from: number, leaves: number): number {
    const { bytes, probs } = this;
    const { end } = this.input;
    let { range, code, at } = this;
    let node = from;
    while (node < leaves) {
      if (range < 0x1000000) {
        range = (range << 8) >>> 0;
        code = ((code << 8) | (at < end ? bytes[at]! : 0)) >>> 0;
        at++;
      }
      const prob = probs[base + node]!;
      const bound = (range >>> 11) * prob;
      if (code < bound) {
        range = bound;
        probs[base + node] = prob + ((2048 - prob) >> 5);
        node <<= 1;
      } else {
        range -= bound;
        code -= bound;
        probs[base + node] = prob - (prob >> 5);
        node = (node << 1) | 1;
      }
    }
    this.range = range;
    this.code = code;
    this.at = at;
    return node;
  }

  private tree(base: number, bits: number): number {
    const leaves = 1 << bits;
    return this.descend(base, 1, leaves) - leaves;
  }

  private reverseTree(base: number, bits: number): number {
    let m = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.bit(base + m);
      m = (m << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  private direct(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      if (this.range >>> 24 === 0) this.normalise();
      this.range >>>= 1;
      const bit = this.code >= this.range ? 1 : 0;
      if (bit === 1) this.code -= this.range;
      value = (value << 1) | bit;
    }
    return value >>> 0;
  }

  private length(base: number, position: number): number {
    if (this.bit(base) === 0) return 2 + this.tree(base + 2 + (position << 3), 3);
    if (this.bit(base + 1) === 0) return 10 + this.tree(base + 2 + 128 + (position << 3), 3);
    return 18 + this.tree(base + 2 + 256, 8);
  }

  private distance(length: number): number {
    const slot = this.tree(posSlot + (Math.min(length - 2, 3) << 6), 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = ((2 | (slot & 1)) << bits) >>> 0;
    if (slot < 14) return base + this.reverseTree(posSpecial + base - slot, bits);
    return base + this.direct(bits - 4) * 16 + this.reverseTree(posAlign, 4);
  }

  private chunk(unpacked: number, packed: number): void {
    const { out } = this;
    const end = this.at + packed;
    if (packed < 5) this.fail("a chunk that is too small");
    this.at++;
    this.range = 0xffffffff;
    this.code = 0;
    for (let i = 0; i < 4; i++) this.code = ((this.code << 8) | this.bytes[this.at++]!) >>> 0;
    out.reserve(unpacked);
    this.origin = this.started - out.slid;
    const stop = out.length + unpacked;
    while (out.length < stop) {
      if (this.at > end) this.fail("a chunk that is larger than announced");
      const position = (out.length - this.origin) & this.pbMask;
      if (this.bit(isMatch + (this.state << 4) + position) === 0) this.literal();
      else this.match(position, stop);
    }
    if (this.range >>> 24 === 0) this.normalise();
    if (this.at !== end || this.code !== 0) this.fail("a chunk that does not end where it should");
  }

  private literal(): void {
    const { out, probs, state } = this;
    const { bytes, length } = out;
    const previous = length > this.origin ? bytes[length - 1]! : 0;
    const context =
      ((((length - this.origin) & this.lpMask) << this.lc) + (previous >> (8 - this.lc))) * 0x300;
    const base = literal + context;
    if (base + 0x300 > probs.length) this.fail("a literal without context");
    let symbol = 1;
    if (state >= 7) {
      let matched = this.matchedByte();
      do {
        const bit = (matched >> 7) & 1;
        matched <<= 1;
        const found = this.bit(base + ((1 + bit) << 8) + symbol);
        symbol = (symbol << 1) | found;
        if (bit !== found) break;
      } while (symbol < 0x100);
    }
    bytes[out.length++] = this.descend(base, symbol, 0x100) & 0xff;
    this.state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
  }

  private matchedByte(): number {
    const from = this.out.length - this.reps[0] - 1;
    if (from < this.origin || from < 0) this.fail("it refers to what is before its beginning");
    return this.out.bytes[from]!;
  }

  private match(position: number, stop: number): void {
    const { out, reps, state } = this;
    let length: number;
    if (this.bit(isRep + state) === 0) {
      reps[3] = reps[2];
      reps[2] = reps[1];
      reps[1] = reps[0];
      length = this.length(lengthCoder, position);
      reps[0] = this.distance(length);
      this.state = state < 7 ? 7 : 10;
    } else if (this.bit(isRepG0 + state) === 0) {
      if (this.bit(isRep0Long + (state << 4) + position) === 0) {
        const byte = this.matchedByte();
        out.bytes[out.length++] = byte;
        this.state = state < 7 ? 9 : 11;
        return;
      }
      length = this.length(repLengthCoder, position);
      this.state = state < 7 ? 8 : 11;
    } else {
      let chosen: number;
      if (this.bit(isRepG1 + state) === 0) chosen = reps[1];
      else {
        if (this.bit(isRepG2 + state) === 0) chosen = reps[2];
        else {
          chosen = reps[3];
          reps[3] = reps[2];
        }
        reps[2] = reps[1];
      }
      reps[1] = reps[0];
      reps[0] = chosen;
      length = this.length(repLengthCoder, position);
      this.state = state < 7 ? 8 : 11;
    }
    const distance = reps[0] + 1;
    if (distance > Math.min(out.length, out.length - this.origin)) {
      this.fail("it refers to what is before its beginning");
    }
    if (out.length + length > stop) this.fail("a chunk that unpacks to more than announced");
    const { bytes } = out;
    for (let to = out.length, last = to + length; to < last; to++) bytes[to] = bytes[to - distance]!;
    out.length += length;
  }
}
