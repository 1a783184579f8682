/** Blobs in IndexedDB. */
import type {
  BlobService,
  BlobWriter,
  CallOptions,
  Chunk,
  PutOptions,
  ReadOptions,
  ReadWholeOptions,
} from "../blob-service.ts";
import { collectOutboard, decodeOutboard, encodeOutboard, outboardOf, type Outboard } from "../bao/index.ts";
import { ChunkStream, type Chunker } from "../chunker.ts";
import {
  digestFromBytes,
  digestOf,
  digestSize,
  digestToBytes,
  emptyDigest,
  formatDigest,
  type Digest,
} from "../digest.ts";
import { CastoreError } from "../errors.ts";
import { StreamHasher } from "../hasher.ts";
import { Blake3 } from "../kernels/index.ts";
import { checkLimit, cutRange } from "../ranges.ts";
import { concatenate, streamOfBytes, streamOfGenerator } from "../streams.ts";
import { objectKinds } from "./digest-table.ts";
import type { PackStore } from "./pack-store.ts";
import type { ListRecord } from "./schema.ts";

const chunkRecord = digestSize + 4;

/** Blobs whose lists of chunks are remembered as right. */
const mostChecked = 10_000;

/** Small blobs whole, large ones in chunks. All that is read is checked against its digest. */
export class IdbBlobs implements BlobService {
  /** Large blobs whose chunks were once checked to make them, and the digest of the list; the oldest come first. */
  private readonly checked = new Map<Digest, Digest>();

  /**
   * @param chunker - cuts what is longer than its longest chunk
   * @param touched - told of each digest that was put, also of those that were there: what must not be collected yet
   */
  constructor(
    private readonly packs: PackStore,
    private readonly chunker: Chunker,
    private readonly touched: (digest: Digest) => void,
  ) {}

  /** Blobs up to so many bytes are stored whole. */
  get wholeUpTo(): number {
    return this.chunker.maxSize;
  }

  async has(digest: Digest, options?: CallOptions): Promise<boolean> {
    options?.signal?.throwIfAborted();
    return digest === emptyDigest || this.packs.has(digest, objectKinds.blob);
  }

  /** Those of some digests that are not there. */
  missing(digests: Iterable<Digest>): Digest[] {
    const missing: Digest[] = [];
    for (const digest of new Set(digests)) {
      if (digest !== emptyDigest && !this.packs.has(digest, objectKinds.blob)) missing.push(digest);
    }
    return missing;
  }

  /** Brings small blobs that will be read into memory, in one transaction. */
  prefetch(digests: Iterable<Digest>): Promise<void> {
    return this.packs.prefetch(digests, objectKinds.blob);
  }

  async read(digest: Digest, options?: ReadWholeOptions): Promise<Uint8Array | null> {
    options?.signal?.throwIfAborted();
    if (digest === emptyDigest) return new Uint8Array(0);
    const list = await this.packs.list(digest);
    if (list === null) {
      const content = await this.whole(digest);
      if (content !== null) checkLimit(digest, content.length, options?.limit);
      return content;
    }
    checkLimit(digest, list.size, options?.limit);
    const pieces: Uint8Array[] = [];
    for await (const piece of this.pieces(digest, list, 0, list.size, options?.signal)) pieces.push(piece);
    return concatenate(pieces);
  }

  async openRead(digest: Digest, options: ReadOptions = {}): Promise<ReadableStream<Uint8Array> | null> {
    const { signal } = options;
    signal?.throwIfAborted();
    const list = await this.packs.list(digest);
    if (list !== null) {
      const { start, end } = cutRange(options.range ?? { start: 0, end: list.size }, list.size);
      return streamOfGenerator(this.pieces(digest, list, start, end, signal));
    }
    const content = await this.read(digest, { signal });
    if (content === null) return null;
    const { start, end } = cutRange(options.range ?? { start: 0, end: content.length }, content.length);
    return streamOfBytes(content.subarray(start, end), signal);
  }

  async put(content: Uint8Array, options?: PutOptions): Promise<Digest> {
    options?.signal?.throwIfAborted();
    const digest = digestOf(content);
    this.touched(digest);
    const isNew = digest !== emptyDigest && !this.packs.has(digest, objectKinds.blob);
    options?.onStored?.(content.length, isNew);
    if (!isNew) return digest;
    if (content.length <= this.chunker.maxSize) {
      const full = this.packs.put(digest, objectKinds.blob, content);
      if (full !== null) await full;
      return digest;
    }
    const chunks: Chunk[] = [];
    for (let at = 0; at < content.length;) {
      const length = this.chunker.cut(content.subarray(at, at + this.chunker.maxSize));
      chunks.push(await this.putChunk(content.slice(at, at + length)));
      at += length;
    }
    this.packs.putList(digest, listRecord(chunks, outboardOf(content).outboard));
    return digest;
  }

  openWrite(options?: PutOptions): BlobWriter {
    return new IdbBlobWriter(this, this.chunker, options);
  }

  async chunks(digest: Digest, options?: CallOptions): Promise<readonly Chunk[] | null> {
    options?.signal?.throwIfAborted();
    const list = await this.packs.list(digest);
    if (list !== null) return chunksOf(list);
    return (await this.has(digest)) ? [] : null;
  }

  /** The outboard of a blob in chunks, with which any 16 KiB of it can be proven alone; null for all others. */
  async outboard(digest: Digest): Promise<Outboard | null> {
    const bytes = (await this.packs.list(digest))?.outboard ?? null;
    return bytes && decodeOutboard(bytes);
  }

  /** Stores a chunk, which is a blob of its own. */
  async putChunk(content: Uint8Array): Promise<Chunk> {
    const digest = digestOf(content);
    this.touched(digest);
    if (!this.packs.has(digest, objectKinds.blob)) await this.packs.put(digest, objectKinds.blob, content);
    return { digest, size: content.length };
  }

  /** Stores what chunks make. */
  putList(
    digest: Digest,
    chunks: readonly Chunk[],
    outboard: Outboard,
    options: PutOptions | undefined,
  ): void {
    this.touched(digest);
    const record = listRecord(chunks, outboard);
    const isNew = !this.packs.has(digest, objectKinds.blob);
    options?.onStored?.(record.size, isNew);
    if (isNew) this.packs.putList(digest, record);
  }

  /** A blob that is stored whole, checked. */
  private async whole(digest: Digest): Promise<Uint8Array | null> {
    const content = await this.packs.read(digest, objectKinds.blob);
    if (content !== null && digestOf(content) !== digest) throw damaged(digest);
    return content;
  }

  private rememberChecked(digest: Digest, list: Digest): void {
    this.checked.set(digest, list);
    for (const oldest of this.checked.keys()) {
      if (this.checked.size <= mostChecked) break;
      this.checked.delete(oldest);
    }
  }

  /** A range of a blob in chunks: each chunk is checked, and the whole the first time that all of it is read. */
  private async *pieces(
    digest: Digest,
    list: ListRecord,
    start: number,
    end: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Uint8Array, void> {
    const isWhole = start === 0 && end === list.size;
    const listDigest = digestOf(list.chunks);
    const isKnown = this.checked.get(digest) === listDigest;
    const hasher = isWhole && !isKnown ? await StreamHasher.open("blake3") : null;
    try {
      let at = 0;
      for (const chunk of chunksOf(list)) {
        const from = at;
        at += chunk.size;
        if (at <= start) continue;
        if (from >= end) break;
        signal?.throwIfAborted();
        const content = await this.whole(chunk.digest);
        if (content === null || content.length !== chunk.size) {
          throw new CastoreError(
            "corrupt",
            `chunk ${formatDigest(chunk.digest)} of blob ${formatDigest(digest)} is ${content === null ? "missing" : "of another size"}`,
          );
        }
        hasher?.update(content);
        if (hasher !== null && at === list.size) {
          if (digestFromBytes(hasher.digest()) !== digest) throw damaged(digest);
          this.rememberChecked(digest, listDigest);
        }
        yield content.subarray(Math.max(0, start - from), Math.min(chunk.size, end - from));
      }
    } finally {
      hasher?.release();
    }
  }
}

function damaged(digest: Digest): CastoreError {
  return new CastoreError(
    "corrupt",
    `blob ${formatDigest(digest)} is damaged: its content has another digest`,
  );
}

function listRecord(chunks: readonly Chunk[], outboard: Outboard): ListRecord {
  const bytes = new Uint8Array(chunks.length * chunkRecord);
  const view = new DataView(bytes.buffer);
  let size = 0;
  chunks.forEach((chunk, i) => {
    bytes.set(digestToBytes(chunk.digest), i * chunkRecord);
    view.setUint32(i * chunkRecord + digestSize, chunk.size, true);
    size += chunk.size;
  });
  return { size, chunks: bytes, outboard: encodeOutboard(outboard) };
}

/** The chunks that a record lists. */
export function chunksOf({ chunks }: ListRecord): Chunk[] {
  const view = new DataView(chunks.buffer, chunks.byteOffset, chunks.byteLength);
  const list: Chunk[] = [];
  for (let at = 0; at + chunkRecord <= chunks.length; at += chunkRecord) {
    list.push({
      digest: digestFromBytes(chunks.subarray(at, at + digestSize)),
      size: view.getUint32(at + digestSize, true),
    });
  }
  return list;
}

/** Cuts, hashes and stores as it goes: memory is constant. */
class IdbBlobWriter implements BlobWriter {
  private readonly cutter: ChunkStream;
  private readonly chunks: Chunk[] = [];
  private readonly parents = collectOutboard();
  private readonly hasher = new Blake3({ parents: this.parents.sink });
  private total = 0;
  private ended = false;

  constructor(
    private readonly blobs: IdbBlobs,
    chunker: Chunker,
    private readonly options: PutOptions | undefined,
  ) {
    this.cutter = new ChunkStream(chunker);
  }

  async write(data: Uint8Array): Promise<void> {
    this.checkOpen();
    this.hasher.update(data);
    this.total += data.length;
    for (const chunk of this.cutter.push(data)) this.chunks.push(await this.blobs.putChunk(chunk));
  }

  async close(): Promise<Digest> {
    this.checkOpen();
    this.ended = true;
    if (this.total <= this.blobs.wholeUpTo) {
      return this.blobs.put(concatenate([...this.cutter.finish()]), this.options);
    }
    for (const chunk of this.cutter.finish()) this.chunks.push(await this.blobs.putChunk(chunk));
    const digest = digestFromBytes(this.hasher.digest());
    this.blobs.putList(digest, this.chunks, this.parents.outboard(this.total), this.options);
    return digest;
  }

  async abort(): Promise<void> {
    this.ended = true;
  }

  private checkOpen(): void {
    if (this.ended) throw new Error("the blob's writer has ended");
    this.options?.signal?.throwIfAborted();
  }
}
