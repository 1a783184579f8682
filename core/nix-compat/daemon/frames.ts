/** Framed streams: chunks with their lengths before them, unpadded; length 0 ends the stream. */
import { WireError } from "./wire.ts";

function lengthOf(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}

/** The frames of a stream, and its end. Empty chunks are left out: they would end it. */
export function* writeFrames(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const chunk of chunks) {
    if (chunk.length === 0) continue;
    yield lengthOf(chunk.length);
    yield chunk;
  }
  yield lengthOf(0);
}

/** Takes a framed stream apart as its bytes come; holds no more than 8 bytes itself. */
export class FrameReader {
  private readonly header = new Uint8Array(8);
  private headerLength = 0;
  /** Bytes of the current frame that are still to come. */
  private left = 0;
  private total = 0;
  private ended = false;

  /** Whether the last frame has come. */
  get done(): boolean {
    return this.ended;
  }

  /**
   * Takes bytes of the stream.
   * @param sink - gets the content, piece by piece, as views of the chunk
   * @returns the bytes after the end of the stream
   * @throws WireError with the offset
   */
  push(chunk: Uint8Array, sink: (piece: Uint8Array) => void): Uint8Array {
    let at = 0;
    while (at < chunk.length && !this.ended) {
      if (this.left > 0) {
        const piece = chunk.subarray(at, at + this.left);
        this.left -= piece.length;
        at += piece.length;
        sink(piece);
        continue;
      }
      const part = chunk.subarray(at, at + 8 - this.headerLength);
      this.header.set(part, this.headerLength);
      this.headerLength += part.length;
      at += part.length;
      if (this.headerLength === 8) this.startFrame(this.total + at - 8);
    }
    this.total += at;
    return chunk.subarray(at);
  }

  /** The stream is closed. @throws WireError when more had to come */
  end(): void {
    if (!this.ended) throw new WireError("unexpected end of a framed stream", this.total);
  }

  private startFrame(offset: number): void {
    const length = new DataView(this.header.buffer).getBigUint64(0, true);
    if (length > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new WireError(`frame of ${length} bytes is too long`, offset);
    }
    this.headerLength = 0;
    this.left = Number(length);
    this.ended = length === 0n;
  }
}
