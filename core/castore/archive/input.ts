/** What decompressors read: the chunks that came, of which those not used up are kept. */

const nothing = new Uint8Array(0);

/** Chunks in a row; only what one leaves unread is copied. */
export class Input {
  /** What is at hand: `bytes` from `at` to `end`. */
  bytes: Uint8Array = nothing;
  at = 0;
  end = 0;
  /** Whether nothing follows. */
  final = false;
  /** Where in the whole the first of `bytes` is. */
  private before = 0;
  private own: Uint8Array = nothing;
  private borrowed = false;

  /** Bytes at hand. */
  get left(): number {
    return this.end - this.at;
  }

  /** Bytes read so far, for messages. */
  get offset(): number {
    return this.before + this.at;
  }

  /** Adds a chunk. */
  feed(chunk: Uint8Array): void {
    const { left } = this;
    this.before += this.at;
    if (left === 0) {
      this.bytes = chunk;
      this.borrowed = true;
    } else {
      this.gather(left, chunk);
    }
    this.at = 0;
    this.end = left + chunk.length;
  }

  /** Copies what is left of the last chunk, which may then be changed by its owner. */
  settle(): void {
    if (!this.borrowed) return;
    this.borrowed = false;
    const { left } = this;
    this.before += this.at;
    this.gather(left, nothing);
    this.at = 0;
    this.end = left;
  }

  /** Makes `bytes` what is left, and a chunk after it. */
  private gather(left: number, chunk: Uint8Array): void {
    const rest = this.bytes.subarray(this.at, this.end);
    const needed = left + chunk.length;
    if (this.own.length < needed) {
      const larger = new Uint8Array(Math.max(needed, this.own.length * 2));
      larger.set(rest);
      this.own = larger;
    } else {
      this.own.set(rest);
    }
    this.own.set(chunk, left);
    this.bytes = this.own;
    this.borrowed = false;
  }
}
