/** Where decompressors write: a buffer that grows up to a limit. */
import { ArchiveError } from "./error.ts";

export class Output {
  bytes: Uint8Array;
  length = 0;

  /**
   * @param limit - bytes that may be written at most
   * @param expected - bytes that will probably be written
   */
  constructor(
    private readonly limit: number,
    expected = 1 << 16,
  ) {
    this.bytes = new Uint8Array(Math.max(1, Math.min(limit, expected)));
  }

  /** Makes room for that many more bytes; `bytes` may be another array then. @throws ArchiveError */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    if (needed > this.limit) throw new ArchiveError(`it unpacks to more than ${this.limit} bytes`);
    const larger = new Uint8Array(Math.min(this.limit, Math.max(needed, this.bytes.length * 2)));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  /** Appends bytes. @throws ArchiveError */
  write(chunk: Uint8Array): void {
    this.reserve(chunk.length);
    this.bytes.set(chunk, this.length);
    this.length += chunk.length;
  }

  /** What was written. */
  result(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}
