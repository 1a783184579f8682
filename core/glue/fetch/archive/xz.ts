/** Unpacking xz files (The .xz File Format, version 1.2). */
import { hashBytes } from "../../../nix-compat/index.ts";
import { crc32, crc64 } from "./crc.ts";
import { ArchiveError } from "./error.ts";
import { unfilterX86 } from "./bcj-x86.ts";
import { Lzma2 } from "./lzma.ts";
import { Output } from "./output.ts";

const magic = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
/** Sizes of checks by their numbers. */
const checkSizes = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];
const filterNames: Record<number, string> = {
  0x05: "PowerPC",
  0x06: "IA-64",
  0x07: "ARM",
  0x08: "ARM Thumb",
  0x09: "SPARC",
  0x0a: "ARM64",
  0x0b: "RISC-V",
};

interface Filter {
  id: number;
  properties: Uint8Array;
}

class Unxz {
  private at = 0;

  constructor(
    private readonly input: Uint8Array,
    private readonly out: Output,
  ) {}

  private fail(what: string, at = this.at): never {
    throw new ArchiveError(`xz data at byte ${at}: ${what}`);
  }

  private need(count: number): void {
    if (this.at + count > this.input.length) this.fail("the file ends in the middle");
  }

  private uint32(at: number): number {
    const { input } = this;
    return (input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16) | (input[at + 3]! << 24)) >>> 0;
  }

  /** A number of 7 bits a byte. */
  private number(): number {
    let value = 0;
    for (let i = 0; i < 9; i++) {
      this.need(1);
      const byte = this.input[this.at++]!;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value;
    }
    this.fail("a number that is too large");
  }

  /** Unpacks all streams of the file. */
  run(): void {
    do {
      this.stream();
      while (this.at + 4 <= this.input.length && this.uint32(this.at) === 0) this.at += 4;
    } while (this.at < this.input.length);
  }

  private stream(): void {
    const { input, at } = this;
    this.need(12);
    if (magic.some((byte, i) => input[at + i] !== byte)) this.fail("no beginning of a stream");
    if (input[at + 6] !== 0 || input[at + 7]! > 15) this.fail("unknown flags");
    const check = input[at + 7]!;
    if (this.uint32(at + 8) !== crc32(input, at + 6, at + 8)) this.fail("a check sum does not match");
    this.at += 12;
    for (;;) {
      this.need(1);
      if (input[this.at] === 0) break;
      this.block(check);
    }
    this.index();
    this.need(12);
    if (input[this.at + 10] !== 0x59 || input[this.at + 11] !== 0x5a) this.fail("no end of a stream");
    if (this.uint32(this.at) !== crc32(input, this.at + 4, this.at + 10)) {
      this.fail("a check sum does not match");
    }
    this.at += 12;
  }

  private index(): void {
    const start = this.at++;
    const count = this.number();
    for (let i = 0; i < count; i++) {
      this.number();
      this.number();
    }
    this.padding(start);
    this.need(4);
    if (this.uint32(this.at) !== crc32(this.input, start, this.at)) this.fail("a check sum does not match");
    this.at += 4;
  }

  private padding(start: number): void {
    while ((this.at - start) % 4 !== 0) {
      this.need(1);
      if (this.input[this.at++] !== 0) this.fail("padding that is not zero");
    }
  }

  private block(check: number): void {
    const { input, out } = this;
    const start = this.at;
    const headerSize = (input[start]! + 1) * 4;
    this.need(headerSize);
    const headerEnd = start + headerSize - 4;
    if (this.uint32(headerEnd) !== crc32(input, start, headerEnd)) this.fail("a check sum does not match");
    const flags = input[start + 1]!;
    if ((flags & 0x3c) !== 0) this.fail("unknown flags of a block");
    this.at = start + 2;
    if ((flags & 0x40) !== 0) this.number();
    const size = (flags & 0x80) !== 0 ? this.number() : null;
    const filters = Array.from({ length: (flags & 3) + 1 }, () => this.filter(headerEnd));
    if (filters.pop()!.id !== 0x21) this.fail("a block that is not LZMA2", start);
    const data = start + headerSize;
    const from = out.length;
    this.at = new Lzma2(input, data, out).run();
    for (const filter of filters.reverse()) this.unfilter(filter, out.bytes.subarray(from, out.length));
    if (size !== null && size !== out.length - from) this.fail("a block of another size than announced");
    this.padding(data);
    this.check(check, from);
  }

  private filter(end: number): Filter {
    const id = this.number();
    const size = this.number();
    if (this.at + size > end) this.fail("a filter that does not fit its header");
    this.at += size;
    return { id, properties: this.input.subarray(this.at - size, this.at) };
  }

  private unfilter({ id, properties }: Filter, bytes: Uint8Array): void {
    if (id === 0x03) {
      const distance = (properties[0] ?? 0) + 1;
      for (let i = distance; i < bytes.length; i++) bytes[i] = (bytes[i]! + bytes[i - distance]!) & 0xff;
    } else if (id === 0x04) unfilterX86(bytes);
    else {
      const name = filterNames[id];
      this.fail(`the filter ${name === undefined ? `number ${id}` : `for ${name} code`} is not supported`);
    }
  }

  private check(check: number, from: number): void {
    const { input, out, at } = this;
    const size = checkSizes[check]!;
    this.need(size);
    let matches = true;
    if (check === 1) matches = this.uint32(at) === crc32(out.bytes, from, out.length);
    else if (check === 4) {
      const { high, low } = crc64(out.bytes, from, out.length);
      matches = this.uint32(at) === low && this.uint32(at + 4) === high;
    } else if (check === 10) {
      const digest = hashBytes("sha256", out.bytes.subarray(from, out.length));
      matches = digest.every((byte, i) => input[at + i] === byte);
    }
    if (!matches) this.fail("the check of a block does not match");
    this.at += size;
  }
}

/** Unpacks an xz file. @throws ArchiveError */
export function unxz(input: Uint8Array, limit: number): Uint8Array {
  const out = new Output(limit, input.length * 6 + 1);
  new Unxz(input, out).run();
  return out.result();
}
