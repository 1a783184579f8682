/** Cutting large blobs into chunks. */

/** Finds where chunks end; the same bytes are always cut in the same places. */
export interface Chunker {
  /** Longest chunk in bytes: that many bytes, or all that are left, must be handed in. */
  readonly maxSize: number;
  /** Bytes of the chunk that the given ones begin with: 1 to all of them. */
  cut(bytes: Uint8Array): number;
}

/** Cuts after a fixed number of bytes: what is put in front moves all cuts. For tests, and where nothing better is. */
export function fixedChunker(size: number): Chunker {
  return { maxSize: size, cut: (bytes) => Math.min(size, bytes.length) };
}

/** Cuts bytes that come in pieces. */
export class ChunkStream {
  private buffer: Uint8Array;
  private used = 0;

  constructor(private readonly chunker: Chunker) {
    this.buffer = new Uint8Array(chunker.maxSize * 2);
  }

  /** Adds bytes; the chunks that are complete, as arrays of their own. */
  *push(data: Uint8Array): Generator<Uint8Array, void> {
    for (let at = 0; at < data.length;) {
      const count = Math.min(this.buffer.length - this.used, data.length - at);
      this.buffer.set(data.subarray(at, at + count), this.used);
      this.used += count;
      at += count;
      if (this.used === this.buffer.length) yield* this.take(this.chunker.maxSize);
    }
  }

  /** The chunks that are left. */
  finish(): Generator<Uint8Array, void> {
    return this.take(1);
  }

  /** Chunks as long as at least so many bytes are there. */
  private *take(least: number): Generator<Uint8Array, void> {
    let start = 0;
    while (this.used - start >= least) {
      const length = this.chunker.cut(this.buffer.subarray(start, this.used));
      yield this.buffer.slice(start, start + length);
      start += length;
    }
    this.buffer.copyWithin(0, start, this.used);
    this.used -= start;
  }
}
