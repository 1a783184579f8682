/** Blobs as they are stored: hashed whole and chunk by chunk, with their outboard, in one pass. */
import { collectOutboard, type Outboard } from "../bao/index.ts";
import type { Chunk } from "../blob-service.ts";
import { digestFromBytes, type Digest } from "../digest.ts";
import { Blake3, kernel, pieceSize } from "../kernels/index.ts";
import { CutFinder } from "./cut-finder.ts";
import { castoreChunkSizes, cutRules, type ChunkSizes } from "./parameters.ts";

export interface BlobChunkerOptions {
  /** Sizes of the chunks; castore's unless given. */
  readonly sizes?: ChunkSizes | undefined;
  /** Whether chunks come with their content, copied. */
  readonly content?: boolean | undefined;
  /** Whether the outboard is collected: 64 bytes for each 16 KiB. */
  readonly outboard?: boolean | undefined;
}

/** A chunk that has ended. */
export interface EndedChunk extends Chunk {
  /** Its bytes if they were asked for. */
  readonly content?: Uint8Array;
}

/** What is known of a blob when it has ended. */
export interface ChunkedBlob {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  /** In order; none of the empty blob, one (the blob itself) of a small one. */
  readonly chunks: readonly Chunk[];
  /** If it was asked for. */
  readonly outboard?: Outboard;
}

/** Cuts a blob into chunks and hashes all while its bytes come by. Synchronous; memory for one chunk. */
export class BlobChunker {
  private readonly kernel = kernel();
  private readonly finder: CutFinder;
  private readonly parents: ReturnType<typeof collectOutboard> | null;
  private readonly whole: Blake3;
  /** Of the current chunk; null in the first, which begins as the whole does. */
  private chunk: Blake3 | null = null;
  private readonly chunks: Chunk[] = [];
  private chunkSize = 0;
  /** The current chunk's bytes so far, in a buffer that grows; null when they are not asked for. */
  private content: Uint8Array | null;
  /** A last byte that could not be decided on without the next; none if negative. */
  private odd = -1;

  /** @throws RangeError for sizes out of FastCDC's bounds */
  constructor(options: BlobChunkerOptions = {}) {
    this.finder = new CutFinder(this.kernel, cutRules(options.sizes ?? castoreChunkSizes));
    this.parents = options.outboard === true ? collectOutboard() : null;
    this.whole = new Blake3({ parents: this.parents?.sink });
    this.content = options.content === true ? new Uint8Array(0) : null;
  }

  /** Bytes so far. */
  get size(): number {
    return this.whole.size + (this.odd >= 0 ? 1 : 0);
  }

  /** Takes bytes, which are not kept: the chunks that are known to end now, in order. */
  push(data: Uint8Array): EndedChunk[] {
    const ended: EndedChunk[] = [];
    const { bytes, piece } = this.kernel;
    for (let from = 0; from < data.length; from += pieceSize - 1) {
      const part = data.subarray(from, from + pieceSize - 1);
      let at = piece;
      if (this.odd >= 0) bytes[at++] = this.odd;
      this.odd = -1;
      bytes.set(part, at);
      this.pushPiece(at + part.length, ended);
    }
    return ended;
  }

  private pushPiece(end: number, ended: EndedChunk[]): void {
    const { finder, kernel } = this;
    let at = kernel.piece;
    while (at < end) {
      const size = finder.use(at, end - at);
      this.add(at, size);
      at += size;
      if (finder.isCut) ended.push(this.endChunk());
      else if (at < end) this.odd = kernel.bytes[at++]!;
    }
  }

  /** Adds bytes in the kernels' memory to the current chunk. */
  private add(from: number, size: number): void {
    this.keep(from, size);
    // Both write over what is before the bytes, which has been used.
    this.whole.absorb(from, size);
    this.chunk?.absorb(from, size);
    this.chunkSize += size;
  }

  private keep(from: number, size: number): void {
    if (this.content === null) return;
    const needed = this.chunkSize + size;
    if (needed > this.content.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.content.length));
      grown.set(this.content.subarray(0, this.chunkSize));
      this.content = grown;
    }
    this.content.set(this.kernel.bytes.subarray(from, from + size), this.chunkSize);
  }

  private endChunk(): EndedChunk {
    // What ends with the first chunk is hashed as if it were the whole; then a second hash begins.
    const digest = digestFromBytes((this.chunk ?? this.whole).peek());
    this.chunk = this.chunk?.reset() ?? new Blake3();
    return this.ended(digest);
  }

  private ended(digest: Digest): EndedChunk {
    const chunk: Chunk = { digest, size: this.chunkSize };
    const content = this.content?.slice(0, this.chunkSize);
    this.chunks.push(chunk);
    this.chunkSize = 0;
    return content === undefined ? chunk : { ...chunk, content };
  }

  /** Ends the blob: its last chunk, null if the bytes ended with a chunk or there are none, and the whole. */
  finish(): { readonly last: EndedChunk | null; readonly blob: ChunkedBlob } {
    if (this.odd >= 0) {
      this.kernel.bytes[this.kernel.piece] = this.odd;
      this.odd = -1;
      this.add(this.kernel.piece, 1);
    }
    const { size } = this.whole;
    const digest = digestFromBytes(this.whole.digest());
    const own = this.chunk === null ? digest : null;
    const last = this.chunkSize === 0 ? null : this.ended(own ?? digestFromBytes(this.chunk!.digest()));
    const blob: ChunkedBlob = { digest, size, chunks: this.chunks };
    return { last, blob: this.parents === null ? blob : { ...blob, outboard: this.parents.outboard(size) } };
  }
}
