/** Blobs as files in castore's own layout. */
import type {
  BlobService,
  BlobWriter,
  CallOptions,
  Chunk,
  PutOptions,
  ReadOptions,
  ReadWholeOptions,
} from "../blob-service.ts";
import { ChunkStream, type Chunker } from "../chunker.ts";
import { digestFromBytes, digestOf, emptyDigest, formatDigest, type Digest } from "../digest.ts";
import { CastoreError } from "../errors.ts";
import { StreamHasher } from "../hasher.ts";
import { checkLimit, cutRange } from "../ranges.ts";
import { concatenate, streamOfGenerator } from "../streams.ts";
import { castoreChunkSizes } from "../chunking/index.ts";
import type { ChunkCache } from "./chunk-cache.ts";
import { ChunksAhead, type AheadBudget } from "./chunks-ahead.ts";
import {
  decodeStat,
  decompressObject,
  encodeStat,
  objectName,
  type Compress,
  type Decompress,
} from "./layout.ts";
import type { ObjectSource, ObjectStore } from "./object-source.ts";

/** How blobs are written; without it they can only be read. */
export interface ObjectWriting {
  readonly store: ObjectStore;
  readonly compress: Compress;
  readonly chunker: Chunker;
  /** Adds what {@link ObjectReading.unsealed} knows again to an object; after what readers of the format take. */
  readonly sealed?: ((name: string, bytes: Uint8Array) => Uint8Array) | undefined;
}

/** Chunks whose lists are remembered, in all. */
const mostListed = 200_000;

/** What makes reading faster. */
export interface ObjectReading {
  /** Instead of core's own. */
  readonly decompress?: Decompress | undefined;
  /** Of chunks of large blobs. */
  readonly cache?: ChunkCache | undefined;
  /**
   * An object without its seal, which proves that this host has checked exactly these bytes under exactly this name, so
   * that they need not be hashed again; null for all others.
   */
  readonly unsealed?: ((name: string, bytes: Uint8Array) => Uint8Array | null) | undefined;
  /**
   * Reads a chunk on another thread, checked against its digest; null for what is to be read here: what is damaged or
   * missing, for instance.
   */
  readonly elsewhere?:
    ((digest: Digest, size: number | null, limit?: number) => Promise<Uint8Array | null> | null) | undefined;
  /** Bytes of chunks of large blobs that may at this moment be read before they are asked for, for all readers together. */
  readonly ahead?: (() => number) | undefined;
}

/**
 * Every chunk is checked against its digest before anyone sees it, and a whole blob at its end; what a seal proves to have
 * been checked is not hashed again.
 */
export class ObjectBlobs implements BlobService {
  /** The chunks of blobs that were checked as a whole; the oldest come first. */
  private readonly checked = new Map<Digest, readonly Chunk[]>();
  private listed = 0;
  private readonly ahead: AheadBudget;

  constructor(
    private readonly source: ObjectSource,
    private readonly writing: ObjectWriting | null = null,
    private readonly reading: ObjectReading = {},
  ) {
    this.ahead = { used: 0, most: reading.ahead ?? (() => 0) };
  }

  async has(digest: Digest, options?: CallOptions): Promise<boolean> {
    if (digest === emptyDigest) return true;
    const { source } = this;
    return (
      (await source.has(objectName("blobs", digest), options)) ||
      (await source.has(objectName("chunks", digest), options))
    );
  }

  async chunks(digest: Digest, options?: CallOptions): Promise<readonly Chunk[] | null> {
    if (digest === emptyDigest) return [];
    const stat = await this.source.get(objectName("blobs", digest), options);
    if (stat !== null) return decodeStat(stat);
    return (await this.source.has(objectName("chunks", digest), options)) ? [] : null;
  }

  async read(digest: Digest, options?: ReadWholeOptions): Promise<Uint8Array | null> {
    const stream = await this.openPieces(digest, { signal: options?.signal }, options?.limit);
    if (stream === null) return null;
    const pieces: Uint8Array[] = [];
    for await (const piece of stream) pieces.push(piece);
    return concatenate(pieces);
  }

  async openRead(digest: Digest, options: ReadOptions = {}): Promise<ReadableStream<Uint8Array> | null> {
    const pieces = await this.openPieces(digest, options);
    return pieces && streamOfGenerator(pieces);
  }

  private async openPieces(
    digest: Digest,
    options: ReadOptions,
    limit?: number,
  ): Promise<AsyncGenerator<Uint8Array, void> | null> {
    const { signal } = options;
    if (digest === emptyDigest) return onePiece(new Uint8Array(0), options);
    if (limit !== undefined && limit <= castoreChunkSizes.min) {
      // Such a small one is a chunk itself; only other chunkers make more of it.
      const content = await this.chunk(digest, null, signal, limit);
      if (content !== null) return onePiece(content, options);
    }
    const checked = this.checked.get(digest);
    const name = objectName("blobs", digest);
    const stat = checked ? null : await this.source.get(name, { signal });
    const chunks = checked ?? (stat === null ? [] : decodeStat(stat));
    if (stat !== null && chunks.length > 1 && this.reading.unsealed?.(name, stat))
      this.remember(digest, chunks);
    if (chunks.length > 1) {
      const size = chunks.reduce((sum, chunk) => sum + chunk.size, 0);
      checkLimit(digest, size, limit);
      const { start, end } = cutRange(options.range ?? { start: 0, end: size }, size);
      return this.pieces(digest, chunks, start, end, size, signal);
    }
    const content = await this.chunk(digest, null, signal, limit);
    if (content === null) {
      if (stat === null) return null;
      throw new CastoreError("corrupt", `blob ${formatDigest(digest)} has no chunk`);
    }
    return onePiece(content, options);
  }

  private async *pieces(
    digest: Digest,
    chunks: readonly Chunk[],
    start: number,
    end: number,
    size: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Uint8Array, void> {
    const isUnchecked = start === 0 && end === size && !this.checked.has(digest);
    const hasher = isUnchecked ? await StreamHasher.open("blake3") : null;
    const { wanted, from } = chunksWithin(chunks, start, end);
    const contents = new ChunksAhead(wanted, (chunk) => this.chunkOfMany(chunk, signal), this.ahead);
    try {
      let at = from;
      for (const chunk of wanted) {
        const content = await contents.next();
        if (content?.length !== chunk.size) {
          const fault = content === null ? "missing" : "of another size";
          throw new CastoreError(
            "corrupt",
            `chunk ${formatDigest(chunk.digest)} of blob ${formatDigest(digest)} is ${fault}`,
          );
        }
        const began = at;
        at += chunk.size;
        hasher?.update(content);
        if (hasher !== null && at === size && digestFromBytes(hasher.digest()) !== digest) {
          throw new CastoreError(
            "corrupt",
            `blob ${formatDigest(digest)} is damaged: its chunks have another digest`,
          );
        }
        yield content.subarray(Math.max(0, start - began), Math.min(chunk.size, end - began));
      }
      if (hasher !== null) this.remember(digest, chunks);
    } finally {
      hasher?.release();
      contents.end();
    }
  }

  private remember(digest: Digest, chunks: readonly Chunk[]): void {
    if (this.checked.has(digest)) return;
    this.checked.set(digest, chunks);
    this.listed += chunks.length;
    for (const [oldest, { length }] of this.checked) {
      if (this.listed <= mostListed || oldest === digest) break;
      this.checked.delete(oldest);
      this.listed -= length;
    }
  }

  /** A chunk of a large blob, which others may read at the same time. */
  private async chunkOfMany(
    { digest, size }: Chunk,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array | null> {
    const { cache } = this.reading;
    if (cache === undefined) return this.chunk(digest, size, signal);
    signal?.throwIfAborted();
    // Who gives up does not keep the others from getting it.
    return cache.get(digest, size, () => this.chunk(digest, size));
  }

  /** A chunk, checked; null when it is not there. */
  private async chunk(
    digest: Digest,
    size: number | null,
    signal?: AbortSignal,
    limit?: number,
  ): Promise<Uint8Array | null> {
    const ready = await this.reading.elsewhere?.(digest, size, limit);
    signal?.throwIfAborted();
    if (ready) return ready;
    const name = objectName("chunks", digest);
    const packed = await this.source.get(name, { signal });
    if (packed === null) return null;
    const what = `chunk ${formatDigest(digest)}`;
    const checked = this.reading.unsealed?.(name, packed) ?? null;
    const content = decompressObject(checked ?? packed, size, what, limit, this.reading.decompress);
    checkLimit(digest, content.length, limit);
    if (checked === null && digestOf(content) !== digest) {
      throw new CastoreError("corrupt", `${what} is damaged: its content has another digest`);
    }
    return content;
  }

  async put(content: Uint8Array, options?: PutOptions): Promise<Digest> {
    const writer = this.openWrite(options);
    await writer.write(content);
    return writer.close();
  }

  openWrite(options?: PutOptions): BlobWriter {
    if (this.writing === null) throw new CastoreError("read-only", "this store of blobs can't be written to");
    return new ObjectBlobWriter(this.writing, options);
  }
}

/** The chunks that a range touches, and where in the blob they begin. */
function chunksWithin(
  chunks: readonly Chunk[],
  start: number,
  end: number,
): { wanted: readonly Chunk[]; from: number } {
  let from = 0;
  let first = 0;
  while (first < chunks.length && from + chunks[first]!.size <= start) from += chunks[first++]!.size;
  let last = first;
  for (let at = from; last < chunks.length && at < end; last++) at += chunks[last]!.size;
  return { wanted: chunks.slice(first, last), from };
}

async function* onePiece(content: Uint8Array, { range }: ReadOptions): AsyncGenerator<Uint8Array, void> {
  const { start, end } = cutRange(range ?? { start: 0, end: content.length }, content.length);
  yield content.subarray(start, end);
}

class ObjectBlobWriter implements BlobWriter {
  private readonly cutter: ChunkStream;
  private readonly chunks: Chunk[] = [];
  private hasher: StreamHasher | null = null;
  private size = 0;
  private ended = false;

  constructor(
    private readonly writing: ObjectWriting,
    private readonly options: PutOptions | undefined,
  ) {
    this.cutter = new ChunkStream(writing.chunker);
  }

  async write(data: Uint8Array): Promise<void> {
    this.checkOpen();
    this.hasher ??= await StreamHasher.open("blake3");
    this.hasher.update(data);
    this.size += data.length;
    for (const chunk of this.cutter.push(data)) await this.store(chunk);
  }

  async close(): Promise<Digest> {
    this.checkOpen();
    this.ended = true;
    for (const chunk of this.cutter.finish()) await this.store(chunk);
    const digest = this.hasher === null ? emptyDigest : digestFromBytes(this.hasher.digest());
    const { store } = this.writing;
    const name = objectName("blobs", digest);
    const isNew = digest !== emptyDigest && !(await store.has(name));
    this.options?.onStored?.(this.size, isNew);
    // The list comes after its chunks: a blob that is there is there completely.
    if (isNew) {
      const { chunks } = this;
      await store.put(name, chunks.length < 2 ? encodeStat([]) : this.sealed(name, encodeStat(chunks)));
    }
    return digest;
  }

  async abort(): Promise<void> {
    this.ended = true;
    this.hasher?.release();
  }

  private async store(content: Uint8Array): Promise<void> {
    const { store, compress } = this.writing;
    const digest = digestOf(content);
    this.chunks.push({ digest, size: content.length });
    const name = objectName("chunks", digest);
    if (await store.has(name, this.options)) return;
    await store.put(name, this.sealed(name, compress(content)), this.options);
  }

  private sealed(name: string, bytes: Uint8Array): Uint8Array {
    return this.writing.sealed?.(name, bytes) ?? bytes;
  }

  private checkOpen(): void {
    if (this.ended) throw new Error("the blob's writer has ended");
    this.options?.signal?.throwIfAborted();
  }
}
