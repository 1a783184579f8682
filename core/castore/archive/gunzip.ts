/** Unpacking gzip files (RFC 1952). */
import { Crc32 } from "./crc.ts";
import { littleEndian, StepDecoder } from "./decoder.ts";
import { Inflate, inflateHistory } from "./inflate.ts";
import { Window, type ByteSink } from "./window.ts";

/** Longest header of a member: names and comments beyond that are no honest ones. */
const maxHeader = 1 << 20;

/** A decompressor of gzip; bytes after the last member that are no member are padding. */
export class Gunzip extends StepDecoder {
  private readonly window: Window;
  private state: "header" | "data" | "trailer" | "next" | "padding" = "header";
  private inflate: Inflate | null = null;
  private crc = new Crc32();
  private start = 0;

  constructor(sink: ByteSink, limit: number) {
    super("gzip");
    const checked: ByteSink = (bytes) => {
      this.crc.update(bytes);
      sink(bytes);
    };
    this.window = new Window(checked, inflateHistory, limit);
  }

  protected get complete(): boolean {
    return this.state === "next" || this.state === "padding";
  }

  protected flush(): void {
    this.window.flush();
  }

  protected step(): boolean {
    const { input } = this;
    switch (this.state) {
      case "header":
        if (!this.header()) return false;
        this.inflate = new Inflate(input, this.window);
        this.crc = new Crc32();
        this.start = this.window.total;
        this.state = "data";
        return true;
      case "data":
        if (!this.inflate!.run()) return false;
        this.state = "trailer";
        return true;
      case "trailer":
        if (!this.has(8)) return false;
        this.window.flush();
        if (
          littleEndian(input.bytes, input.at + 4) !== (this.window.total - this.start) % 2 ** 32 ||
          littleEndian(input.bytes, input.at) !== this.crc.value
        ) {
          this.fail("the check sum does not match");
        }
        input.at += 8;
        this.state = "next";
        return true;
      case "next":
        if (input.left < 2) return false;
        this.state =
          input.bytes[input.at] === 0x1f && input.bytes[input.at + 1] === 0x8b ? "header" : "padding";
        return true;
      case "padding":
        input.at = input.end;
        return false;
    }
  }

  /** Skips a member's header, once all of it is there. */
  private header(): boolean {
    const { input } = this;
    if (!this.has(10)) return false;
    const { bytes, at: start, end } = input;
    if (bytes[start] !== 0x1f || bytes[start + 1] !== 0x8b) this.fail("no gzip file");
    if (bytes[start + 2] !== 8) this.fail(`compression method ${bytes[start + 2]!} is not known`);
    const flags = bytes[start + 3]!;
    if ((flags & 0xe0) !== 0) this.fail("unknown flags");
    let at = start + 10;
    if ((flags & 4) !== 0) {
      if (!this.has(12)) return false;
      at += 2 + bytes[at]! + (bytes[at + 1]! << 8);
    }
    for (const flag of [8, 16]) {
      if ((flags & flag) === 0) continue;
      const zero = at < end ? bytes.indexOf(0, at) : -1;
      if (zero < 0 || zero >= end) {
        if (end - start > maxHeader) this.fail("a text without end");
        return this.has(end - start + 1);
      }
      at = zero + 1;
    }
    if ((flags & 2) !== 0) at += 2;
    if (!this.has(at - start)) return false;
    input.at = at;
    return true;
  }
}
