/** Unpacking xz files (The .xz File Format, version 1.2). */
import { littleEndian, StepDecoder } from "./decoder.ts";
import { crc32 } from "./crc.ts";
import { Lzma2 } from "./lzma.ts";
import { checkSizes, xzCheck, xzFilters, type XzCheck, type XzFilter, type XzStage } from "./xz-filters.ts";
import { Window, type ByteSink } from "./window.ts";

const magic = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];

/** Largest dictionary that is kept: xz -9 uses 64 MiB. */
const maxDictionary = 1 << 28;

/** Thrown where the index goes on beyond the input that is there. */
const wanting = new Error("more input is needed");

/** A decompressor of xz. */
export class Unxz extends StepDecoder {
  private readonly window: Window;
  private state: "stream" | "block" | "data" | "padding" | "check" | "index" | "end" | "next" = "stream";
  private checkKind = 0;
  private data: Lzma2 | null = null;
  /** Where what the window hands on goes to in the open block. */
  private stage: XzStage;
  private check: XzCheck;
  private written = 0;
  /** What the block's header says it unpacks to. */
  private announced: number | null = null;
  /** Where the block's data began. */
  private start = 0;

  constructor(
    private readonly sink: ByteSink,
    limit: number,
  ) {
    super("xz");
    this.check = xzCheck(0);
    this.stage = { push: sink, end: () => {} };
    this.window = new Window((bytes) => this.stage.push(bytes), 0, limit);
  }

  protected get complete(): boolean {
    return this.state === "next" && this.input.left === 0;
  }

  protected flush(): void {
    this.window.flush();
  }

  protected step(): boolean {
    const { input } = this;
    switch (this.state) {
      case "stream":
        return this.stream();
      case "block":
        if (!this.has(1)) return false;
        if (input.bytes[input.at] !== 0) return this.block();
        this.state = "index";
        return true;
      case "data":
        switch (this.data!.run()) {
          case "wait":
            return false;
          case "more":
            return true;
          case "end":
        }
        this.window.flush();
        this.stage.end();
        if (this.announced !== null && this.announced !== this.written) {
          this.fail("a block of another size than announced");
        }
        this.state = "padding";
        return true;
      case "padding": {
        const count = (4 - ((input.offset - this.start) % 4)) % 4;
        if (!this.has(count)) return false;
        for (let i = 0; i < count; i++)
          if (input.bytes[input.at++] !== 0) this.fail("padding that is not zero");
        this.state = "check";
        return true;
      }
      case "check": {
        const size = checkSizes[this.checkKind]!;
        if (!this.has(size)) return false;
        if (!this.check.matches(input.bytes, input.at)) this.fail("the check of a block does not match");
        input.at += size;
        this.state = "block";
        return true;
      }
      case "index":
        return this.index();
      case "end":
        return this.footer();
      case "next":
        if (input.left < 4) {
          if (input.left > 0 && input.final) this.fail("no beginning of a stream");
          return false;
        }
        if (littleEndian(input.bytes, input.at) === 0) input.at += 4;
        else this.state = "stream";
        return true;
    }
  }

  private stream(): boolean {
    const { input } = this;
    if (!this.has(12)) return false;
    const { bytes, at } = input;
    if (magic.some((byte, i) => bytes[at + i] !== byte)) this.fail("no beginning of a stream");
    if (bytes[at + 6] !== 0 || bytes[at + 7]! > 15) this.fail("unknown flags");
    this.checkKind = bytes[at + 7]!;
    if (littleEndian(bytes, at + 8) !== crc32(bytes, at + 6, at + 8)) this.fail("a check sum does not match");
    input.at += 12;
    this.state = "block";
    return true;
  }

  private block(): boolean {
    const { input } = this;
    const size = (input.bytes[input.at]! + 1) * 4;
    if (!this.has(size)) return false;
    const { bytes, at } = input;
    const end = at + size - 4;
    if (littleEndian(bytes, end) !== crc32(bytes, at, end)) this.fail("a check sum does not match");
    const flags = bytes[at + 1]!;
    if ((flags & 0x3c) !== 0) this.fail("unknown flags of a block");
    input.at += 2;
    if ((flags & 0x40) !== 0) this.number(end);
    this.announced = (flags & 0x80) !== 0 ? this.number(end) : null;
    const filters = Array.from({ length: (flags & 3) + 1 }, () => this.filter(end));
    const last = filters.pop()!;
    if (last.id !== 0x21) this.fail("a block that is not LZMA2");
    this.window.flush();
    this.window.history = this.dictionary(last.properties);
    this.check = xzCheck(this.checkKind);
    this.written = 0;
    const fault = xzFilters(filters.reverse(), (piece) => {
      this.check.update(piece);
      this.written += piece.length;
      this.sink(piece);
    });
    if (typeof fault === "string") this.fail(fault);
    else this.stage = fault;
    input.at = at + size;
    this.start = input.offset;
    this.data = new Lzma2(input, this.window);
    this.state = "data";
    return true;
  }

  /** Bytes of the dictionary. */
  private dictionary(properties: Uint8Array): number {
    const bits = properties[0] ?? 41;
    const size = (2 | (bits & 1)) * 2 ** ((bits >>> 1) + 11);
    if (bits > 40 || size > maxDictionary) {
      this.fail(
        `a dictionary of ${bits > 40 ? "unknown size" : `${size} bytes, ${maxDictionary} are allowed`}`,
      );
    }
    return size;
  }

  /** A number of 7 bits a byte, before an offset. */
  private number(end: number): number {
    const { input } = this;
    let value = 0;
    for (let i = 0; i < 9; i++) {
      if (input.at >= end) {
        if (this.state !== "index") this.fail("a header that is too short");
        if (input.final) this.cut();
        throw wanting;
      }
      const byte = input.bytes[input.at++]!;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value;
    }
    return this.fail("a number that is too large");
  }

  private filter(end: number): XzFilter {
    const { input } = this;
    const id = this.number(end);
    const size = this.number(end);
    if (input.at + size > end) this.fail("a filter that does not fit its header");
    input.at += size;
    return { id, properties: input.bytes.slice(input.at - size, input.at) };
  }

  /** Skips the index, once all of it is there. */
  private index(): boolean {
    const { input } = this;
    const start = input.at;
    try {
      input.at++;
      const count = this.number(input.end);
      for (let i = 0; i < count; i++) {
        this.number(input.end);
        this.number(input.end);
      }
    } catch (error) {
      if (error !== wanting) throw error;
      input.at = start;
      return false;
    }
    const padding = (4 - ((input.at - start) % 4)) % 4;
    const end = input.at + padding;
    const size = end - start;
    input.at = start;
    if (!this.has(size + 4)) return false;
    for (let i = end - padding; i < end; i++) if (input.bytes[i] !== 0) this.fail("padding that is not zero");
    if (littleEndian(input.bytes, end) !== crc32(input.bytes, start, end)) {
      this.fail("a check sum does not match");
    }
    input.at = end + 4;
    this.state = "end";
    return true;
  }

  private footer(): boolean {
    const { input } = this;
    if (!this.has(12)) return false;
    const { bytes, at } = input;
    if (bytes[at + 10] !== 0x59 || bytes[at + 11] !== 0x5a) this.fail("no end of a stream");
    if (littleEndian(bytes, at) !== crc32(bytes, at + 4, at + 10)) this.fail("a check sum does not match");
    input.at += 12;
    this.state = "next";
    return true;
  }
}
