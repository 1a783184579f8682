/** Where decompressors write: a buffer that slides along, keeping what may still be referred to. */
import { ArchiveError } from "./error.ts";

/** Takes bytes piece by piece. They are only valid during the call: copy what is to be kept. */
export type ByteSink = (bytes: Uint8Array) => void;

/** Room beyond the history, at least: how often the buffer has to be moved. */
const leastSlack = 1 << 18;

/** The last bytes of an output, in front of the room for the next ones. Memory is constant. */
export class Window {
  /** Where to write: from {@link length} on, after {@link reserve}. */
  bytes: Uint8Array = new Uint8Array(1 << 16);
  /** Bytes in the buffer. */
  length = 0;
  /** Bytes that have left the buffer at its front. */
  slid = 0;
  /** Up to where the sink has seen the buffer. */
  private handed = 0;

  /**
   * @param history - bytes before the end that must stay in the buffer; may be changed between writes
   * @param limit - bytes that may be written at most
   */
  constructor(
    private readonly sink: ByteSink,
    public history: number,
    private readonly limit: number,
  ) {}

  /** Bytes written so far. */
  get total(): number {
    return this.slid + this.length;
  }

  /** Makes room for that many more bytes; `bytes`, `length` and `slid` may change. @throws ArchiveError */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    this.flush();
    const roomy = this.history + Math.max(leastSlack, this.history >>> 1);
    if (this.bytes.length >= roomy && this.length > this.history) this.slide();
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, Math.min(roomy, this.bytes.length * 2)));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  /** Appends bytes. @throws ArchiveError */
  write(chunk: Uint8Array): void {
    this.reserve(chunk.length);
    this.bytes.set(chunk, this.length);
    this.length += chunk.length;
  }

  /** Hands on what was written since the last time. @throws ArchiveError beyond the limit */
  flush(): void {
    const { handed, length } = this;
    if (handed === length) return;
    if (this.slid + length > this.limit) {
      throw new ArchiveError(`it unpacks to more than ${this.limit} bytes`);
    }
    this.handed = length;
    this.sink(this.bytes.subarray(handed, length));
  }

  private slide(): void {
    const shift = this.length - this.history;
    this.bytes.copyWithin(0, shift, this.length);
    this.slid += shift;
    this.length = this.history;
    this.handed = this.history;
  }
}
