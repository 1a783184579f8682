/** Takes input that comes in chunks of any size apart into pieces of asked-for sizes. */

/** Longest piece that can be taken: a link target with padding, or a store path. */
export const maxPiece = 4096;

const nothing = new Uint8Array(0);

/**
 * Pieces are looked at in place; only those that chunks cut in two are put together in a small buffer. So memory
 * is constant.
 */
export class Pieces {
  /** Where the last piece that was taken is: in these bytes, from {@link at} on. */
  bytes: Uint8Array = nothing;
  at = 0;
  private chunk: Uint8Array = nothing;
  private position = 0;
  /** Bytes taken of all chunks before this one. */
  private before = 0;
  private readonly carry = new Uint8Array(maxPiece);
  private carried = 0;

  /** Gives the next chunk; what wasn't taken of the one before is dropped and doesn't count. */
  feed(chunk: Uint8Array): void {
    this.before += this.position;
    this.chunk = chunk;
    this.position = 0;
  }

  /** Bytes taken so far, parts of unfinished pieces included. */
  get taken(): number {
    return this.before + this.position;
  }

  /** Bytes of this chunk taken so far. */
  get takenOfChunk(): number {
    return this.position;
  }

  /** Bytes left in this chunk. */
  get available(): number {
    return this.chunk.length - this.position;
  }

  /** Takes a piece of 1 to {@link maxPiece} bytes; false when this chunk has to be followed by another first. */
  take(size: number): boolean {
    const { chunk, position, carry, carried } = this;
    if (carried === 0 && chunk.length - position >= size) {
      this.bytes = chunk;
      this.at = position;
      this.position = position + size;
      return true;
    }
    const part = Math.min(size - carried, chunk.length - position);
    for (let i = 0; i < part; i++) carry[carried + i] = chunk[position + i]!;
    this.position = position + part;
    this.carried = carried + part;
    if (this.carried < size) return false;
    this.carried = 0;
    this.bytes = carry;
    this.at = 0;
    return true;
  }

  /** Takes what this chunk has of the next `most` bytes; to be called between pieces. */
  takeSome(most: number): Uint8Array {
    const end = Math.min(this.chunk.length, this.position + most);
    const part = this.chunk.subarray(this.position, end);
    this.position = end;
    return part;
  }

  /** What this chunk has left, without taking it; to be looked at between pieces. */
  get rest(): Uint8Array {
    return this.chunk.subarray(this.position);
  }

  /** Takes bytes of {@link rest}. */
  skip(size: number): void {
    this.position += size;
  }
}
