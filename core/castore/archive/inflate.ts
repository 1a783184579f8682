/** Inflating (RFC 1951). */
import { ArchiveError } from "./error.ts";
import type { Input } from "./input.ts";
import type { Window } from "./window.ts";

/** Bytes that references reach back. */
export const inflateHistory = 1 << 15;

/** Bytes that a block's codes take at most, and that one symbol with its extra bits takes. */
const maxHeader = 600;
const maxSymbol = 8;

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

/** Unpacks deflate data from an input into a window, as far as the input reaches. */
export class Inflate {
  private hold = 0;
  private held = 0;
  private state: "block" | "stored" | "coded" | "end" = "block";
  private last = false;
  private literals: Code | null = null;
  private distances: Code | null = null;
  /** Bytes of a stored block still to come. */
  private left = 0;
  /** Where the data began in the window's total. */
  private readonly start: number;

  constructor(
    private readonly input: Input,
    private readonly window: Window,
  ) {
    this.start = window.total;
  }

  /** Goes on; true at the end of the data: the input is then after it. @throws ArchiveError */
  run(): boolean {
    while (this.state !== "end") {
      if (this.state === "block" ? !this.block() : this.state === "stored" ? !this.stored() : !this.coded()) {
        return false;
      }
    }
    return true;
  }

  private fail(what: string): never {
    throw new ArchiveError(`deflate data at byte ${this.input.offset}: ${what}`);
  }

  /** Codes are looked up with more bits than they may have: zeros follow the end, but may not be used. */
  private need(count: number): void {
    const { input } = this;
    while (this.held < count) {
      if (input.at >= input.end + 4) this.cut();
      this.hold |= (input.at < input.end ? input.bytes[input.at]! : 0) << this.held;
      input.at++;
      this.held += 8;
    }
  }

  private cut(): never {
    return this.fail("it ends in the middle");
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

  /** Begins a block. */
  private block(): boolean {
    const { input } = this;
    if (this.last) {
      input.at -= this.held >>> 3;
      if (input.at > input.end) this.cut();
      this.state = "end";
      return true;
    }
    if (input.left < maxHeader && !input.final) return false;
    this.last = this.take(1) === 1;
    const type = this.take(2);
    if (type === 0) {
      this.beginStored();
      return true;
    }
    if (type === 1)
      ({ literals: this.literals, distances: this.distances } = fixedCodes ??= makeFixedCodes());
    else if (type === 2) this.dynamic();
    else this.fail("a block of unknown type");
    this.state = "coded";
    return true;
  }

  private beginStored(): void {
    const { input } = this;
    input.at -= this.held >>> 3;
    this.hold = this.held = 0;
    if (input.left < 4) this.cut();
    const { bytes, at } = input;
    this.left = bytes[at]! | (bytes[at + 1]! << 8);
    const check = bytes[at + 2]! | (bytes[at + 3]! << 8);
    if ((this.left ^ check) !== 0xffff) this.fail("a stored block's size does not match its check");
    input.at += 4;
    this.state = "stored";
  }

  private stored(): boolean {
    const { input } = this;
    const count = Math.min(this.left, input.left);
    this.window.write(input.bytes.subarray(input.at, input.at + count));
    input.at += count;
    this.left -= count;
    if (this.left > 0) {
      if (input.final) this.cut();
      return false;
    }
    this.state = "block";
    return true;
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
    this.literals = makeCode(lengths.subarray(0, literalCount));
    this.distances = makeCode(lengths.subarray(literalCount));
  }

  private leave(hold: number, held: number, at: number, to: number): void {
    this.hold = hold;
    this.held = held;
    this.input.at = at;
    this.window.length = to;
  }

  /** The symbols of a block. The hottest loop: its state is kept in locals. */
  private coded(): boolean {
    const { input, window, start } = this;
    const { bits: literalBits, table: literals } = this.literals!;
    const { bits: distanceBits, table: distances } = this.distances!;
    const { bytes: from, end, final } = input;
    // Past this one symbol may need more than there is.
    const safe = final ? end + 4 : end - maxSymbol;
    let { hold, held } = this;
    let { at } = input;
    let { bytes, length: to } = window;
    for (;;) {
      if (at > safe) {
        this.leave(hold, held, at, to);
        if (final) this.cut();
        return false;
      }
      while (held < literalBits) {
        hold |= (at < end ? from[at]! : 0) << held;
        at++;
        held += 8;
      }
      const entry = literals[hold & ((1 << literalBits) - 1)]!;
      const symbol = entry >>> 4;
      hold >>>= entry & 15;
      held -= entry & 15;
      if (symbol < 256 && entry !== 0) {
        if (to === bytes.length) {
          window.length = to;
          window.reserve(1);
          ({ bytes, length: to } = window);
        }
        bytes[to++] = symbol;
        continue;
      }
      if (entry === 0) this.fail("a code without meaning");
      if (symbol === 256) {
        this.leave(hold, held, at, to);
        this.state = "block";
        return true;
      }
      if (symbol > 285) this.fail("a length without meaning");
      let extra = lengthExtra[symbol - 257]!;
      while (held < extra) {
        hold |= (at < end ? from[at]! : 0) << held;
        at++;
        held += 8;
      }
      const length = lengthBase[symbol - 257]! + (hold & ((1 << extra) - 1));
      hold >>>= extra;
      held -= extra;
      while (held < distanceBits) {
        hold |= (at < end ? from[at]! : 0) << held;
        at++;
        held += 8;
      }
      const code = distances[hold & ((1 << distanceBits) - 1)]!;
      if (code === 0) this.fail("a code without meaning");
      if (code >>> 4 > 29) this.fail("a distance without meaning");
      hold >>>= code & 15;
      held -= code & 15;
      extra = distanceExtra[code >>> 4]!;
      while (held < extra) {
        hold |= (at < end ? from[at]! : 0) << held;
        at++;
        held += 8;
      }
      const distance = distanceBase[code >>> 4]! + (hold & ((1 << extra) - 1));
      hold >>>= extra;
      held -= extra;
      if (distance > window.slid + to - start) this.fail("it refers to what is before its beginning");
      if (to + length > bytes.length) {
        window.length = to;
        window.reserve(length);
        ({ bytes, length: to } = window);
      }
      for (const stop = to + length; to < stop; to++) bytes[to] = bytes[to - distance]!;
    }
  }
}
