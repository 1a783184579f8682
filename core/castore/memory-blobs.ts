/** Blobs in memory. */
import type {
  BlobService,
  BlobWriter,
  CallOptions,
  Chunk,
  PutOptions,
  ReadOptions,
  ReadWholeOptions,
} from "./blob-service.ts";
import { digestFromBytes, digestOf, emptyDigest, type Digest } from "./digest.ts";
import { StreamHasher } from "./hasher.ts";
import { checkLimit, cutRange } from "./ranges.ts";
import { concatenate, streamOfBytes } from "./streams.ts";

/** A {@link BlobService} that keeps whole blobs in a map. */
export class MemoryBlobs implements BlobService {
  private readonly blobs = new Map<Digest, Uint8Array>([[emptyDigest, new Uint8Array(0)]]);

  async has(digest: Digest, options?: CallOptions): Promise<boolean> {
    options?.signal?.throwIfAborted();
    return this.blobs.has(digest);
  }

  async read(digest: Digest, options?: ReadWholeOptions): Promise<Uint8Array | null> {
    options?.signal?.throwIfAborted();
    const blob = this.blobs.get(digest);
    if (blob === undefined) return null;
    checkLimit(digest, blob.length, options?.limit);
    return blob;
  }

  async openRead(digest: Digest, options: ReadOptions = {}): Promise<ReadableStream<Uint8Array> | null> {
    options.signal?.throwIfAborted();
    const blob = this.blobs.get(digest);
    if (blob === undefined) return null;
    const { start, end } = cutRange(options.range ?? { start: 0, end: blob.length }, blob.length);
    return streamOfBytes(blob.subarray(start, end), options.signal);
  }

  async put(content: Uint8Array, options?: PutOptions): Promise<Digest> {
    options?.signal?.throwIfAborted();
    const digest = digestOf(content);
    // A small part of something large would keep all of that.
    const isPart = content.length < content.buffer.byteLength;
    return this.keep(digest, isPart && !this.blobs.has(digest) ? content.slice() : content, options);
  }

  openWrite(options?: PutOptions): BlobWriter {
    return new MemoryBlobWriter((digest, content) => this.keep(digest, content, options), options?.signal);
  }

  async chunks(digest: Digest, options?: CallOptions): Promise<readonly Chunk[] | null> {
    options?.signal?.throwIfAborted();
    return this.blobs.has(digest) ? [] : null;
  }

  private keep(digest: Digest, content: Uint8Array, options?: PutOptions): Digest {
    const isNew = !this.blobs.has(digest);
    if (isNew) this.blobs.set(digest, content);
    options?.onStored?.(content.length, isNew);
    return digest;
  }
}

class MemoryBlobWriter implements BlobWriter {
  private pieces: Uint8Array[] = [];
  private hasher: StreamHasher | null = null;
  private ended = false;

  constructor(
    private readonly keep: (digest: Digest, content: Uint8Array) => Digest,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async write(data: Uint8Array): Promise<void> {
    this.checkOpen();
    const copy = data.slice();
    this.hasher ??= await StreamHasher.open("blake3");
    this.hasher.update(copy);
    this.pieces.push(copy);
  }

  async close(): Promise<Digest> {
    this.checkOpen();
    this.ended = true;
    if (this.hasher === null) return this.keep(emptyDigest, new Uint8Array(0));
    return this.keep(digestFromBytes(this.hasher.digest()), concatenate(this.pieces));
  }

  async abort(): Promise<void> {
    this.ended = true;
    this.pieces = [];
    this.hasher?.release();
  }

  private checkOpen(): void {
    if (this.ended) throw new Error("the blob's writer has ended");
    this.signal?.throwIfAborted();
  }
}
