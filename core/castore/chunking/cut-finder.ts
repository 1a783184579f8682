/** Finds where chunks end, over bytes in the kernels' memory. */
import type { Kernel } from "../kernels/index.ts";
import type { CutRules } from "./parameters.ts";

/** FastCDC v2020 over bytes that come in pieces. */
export class CutFinder {
  /** Bytes of the current chunk that were used. */
  private position = 0;
  private hashLow = 0;
  private hashHigh = 0;
  /** Whether the chunk ends with the bytes that the last {@link use} used. */
  isCut = false;

  constructor(
    private readonly kernel: Kernel,
    private readonly rules: CutRules,
  ) {}

  /**
   * Goes on in `length` bytes that follow what was used so far: how many of them belong to the current chunk.
   * Without a cut that is all, or all but one, which must be presented again in front of what follows it: FastCDC
   * looks at pairs of bytes, and a last one without a partner is not looked at.
   */
  use(from: number, length: number): number {
    const { start, stop, max } = this.rules;
    const end = from + length;
    let at = from;
    this.isCut = false;
    if (this.position < start) {
      at = this.advance(at, Math.min(end, at + start - this.position));
      if (this.position < start) return length;
    }
    if (this.position < stop) {
      at = this.scan(at, end);
      if (this.isCut || this.position < stop) return at - from;
    }
    at = this.advance(at, Math.min(end, at + max - this.position));
    if (this.position === max) this.cut();
    return at - from;
  }

  /** Leaves out the bytes that are not looked at, at the begin of a chunk: how many. */
  skip(): number {
    return this.advance(0, this.rules.start);
  }

  private advance(from: number, to: number): number {
    this.position += to - from;
    return to;
  }

  private scan(from: number, end: number): number {
    const { kernel } = this;
    const { center, stop, strict, lax } = this.rules;
    const place = kernel.gearHash / 4;
    kernel.words[place] = this.hashLow;
    kernel.words[place + 1] = this.hashHigh;
    let at = from;
    while (this.position < stop && end - at >= 2) {
      const isStrict = this.position < center;
      const pairs = Math.min((isStrict ? center : stop) - this.position, end - at);
      const to = at + pairs - (pairs % 2);
      const found = kernel.scan(at, to, isStrict ? strict : lax);
      if (found !== to) {
        this.cut();
        return found;
      }
      at = this.advance(at, to);
    }
    this.hashLow = kernel.words[place]!;
    this.hashHigh = kernel.words[place + 1]!;
    return at;
  }

  private cut(): void {
    this.isCut = true;
    this.position = 0;
    this.hashLow = 0;
    this.hashHigh = 0;
  }
}
