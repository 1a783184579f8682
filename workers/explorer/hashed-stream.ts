/** Hashing what is read. */
import { piecesOf, StreamHasher, streamOfGenerator } from "../../core/castore/index.ts";
import { toBase16 } from "../../core/nix-compat/index.ts";

/** A stream whose bytes are counted and hashed as they pass. */
export class HashedStream {
  readonly stream: ReadableStream<Uint8Array>;
  private size = 0;

  private constructor(
    source: ReadableStream<Uint8Array>,
    private readonly hasher: StreamHasher,
    passed: (bytes: number) => void,
    signal: AbortSignal,
  ) {
    this.stream = streamOfGenerator(this.pieces(source, passed, signal));
  }

  static async open(
    source: ReadableStream<Uint8Array>,
    passed: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<HashedStream> {
    return new HashedStream(source, await StreamHasher.open("sha256"), passed, signal);
  }

  /** Once all of it has been read. */
  end(): { size: number; sha256: string } {
    return { size: this.size, sha256: toBase16(this.hasher.digest()) };
  }

  release(): void {
    this.hasher.release();
  }

  private async *pieces(
    source: ReadableStream<Uint8Array>,
    passed: (bytes: number) => void,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array, void> {
    for await (const piece of piecesOf(source, signal)) {
      this.hasher.update(piece);
      this.size += piece.length;
      passed(piece.length);
      yield piece;
    }
  }
}
