/** Unpacking Zstandard files (RFC 8878), by the package `fzstd`. */
import { Decompress } from "fzstd";
import type { Decoder } from "./decoder.ts";
import { ArchiveError } from "./error.ts";
import type { ByteSink } from "./window.ts";

/** Bytes handed to the decompressor at a time, so that the limit is noticed in time. */
const pieceSize = 1 << 13;

/** A decompressor of Zstandard. */
export class Unzstd implements Decoder {
  private readonly inner: Decompress;
  private total = 0;
  private ended = false;

  constructor(sink: ByteSink, limit: number) {
    this.inner = new Decompress((chunk, last) => {
      this.total += chunk.length;
      if (this.total > limit) throw new ArchiveError(`it unpacks to more than ${limit} bytes`);
      this.ended ||= last === true;
      sink(chunk);
    });
  }

  push(chunk: Uint8Array): void {
    // The package keeps what it can't use yet, so it gets a copy.
    for (let at = 0; at < chunk.length; at += pieceSize)
      this.feed(new Uint8Array(chunk.subarray(at, at + pieceSize)), false);
  }

  end(): void {
    this.feed(new Uint8Array(0), true);
    if (!this.ended) throw new ArchiveError("zstd data: the file ends in the middle");
  }

  private feed(chunk: Uint8Array, last: boolean): void {
    try {
      this.inner.push(chunk, last);
    } catch (error) {
      if (error instanceof ArchiveError) throw error;
      throw new ArchiveError(`zstd data: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
