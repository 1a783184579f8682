/** xz's filter for x86 code: targets of calls and jumps, absolute in the file, become relative again. */
import type { ByteSink } from "./window.ts";

const allowed = [true, true, true, false, true, false, false, false];
const bitNumbers = [0, 1, 2, 2, 3, 3, 3, 3];

const isHighByte = (byte: number): boolean => byte === 0 || byte === 0xff;

/** Undoes the filter of one block that comes in pieces; the last four bytes of each wait for the next. */
export class UnfilterX86 {
  private mask = 0;
  /** Where in the block the last opcode was. */
  private previous = -5;
  /** Where in the block the kept bytes are. */
  private position = 0;
  private kept = new Uint8Array(0);

  constructor(private readonly sink: ByteSink) {}

  push(piece: Uint8Array): void {
    const bytes = new Uint8Array(this.kept.length + piece.length);
    bytes.set(this.kept);
    bytes.set(piece, this.kept.length);
    const done = this.convert(bytes);
    this.sink(bytes.subarray(0, done));
    this.kept = bytes.slice(done);
    this.position += done;
  }

  /** Hands on what waited. */
  end(): void {
    this.sink(this.kept);
    this.kept = new Uint8Array(0);
  }

  /** Converts in place; how many bytes are done. */
  private convert(bytes: Uint8Array): number {
    const end = bytes.length - 5;
    let i = 0;
    while (i <= end) {
      const opcode = bytes[i]!;
      if (opcode !== 0xe8 && opcode !== 0xe9) {
        i++;
        continue;
      }
      const at = this.position + i;
      const offset = at - this.previous;
      this.previous = at;
      if (offset > 5) this.mask = 0;
      else for (let k = 0; k < offset; k++) this.mask = (this.mask & 0x77) << 1;
      i += this.jump(bytes, i, at);
    }
    return i;
  }

  /** Converts the jump at an offset, if it is one; how many bytes are done. */
  private jump(bytes: Uint8Array, i: number, at: number): number {
    const { mask } = this;
    const high = bytes[i + 4]!;
    if (!isHighByte(high) || !allowed[(mask >>> 1) & 7]! || mask >>> 1 >= 0x10) {
      this.mask |= 1;
      if (isHighByte(high)) this.mask |= 0x10;
      return 1;
    }
    let source = bytes[i + 1]! | (bytes[i + 2]! << 8) | (bytes[i + 3]! << 16) | (high << 24);
    let target: number;
    for (;;) {
      target = (source - (at + 5)) | 0;
      if (mask === 0) break;
      const index = bitNumbers[mask >>> 1]!;
      if (!isHighByte((target >>> (24 - index * 8)) & 0xff)) break;
      source = target ^ ((1 << (32 - index * 8)) - 1);
    }
    bytes[i + 4] = ((target >>> 24) & 1) === 0 ? 0 : 0xff;
    bytes[i + 3] = target >>> 16;
    bytes[i + 2] = target >>> 8;
    bytes[i + 1] = target;
    this.mask = 0;
    return 5;
  }
}
