/** Services that check all they hand on: for backends that can't be trusted, or may be damaged. */
import type {
  BlobService,
  BlobWriter,
  CallOptions,
  Chunk,
  PutOptions,
  ReadOptions,
  ReadWholeOptions,
} from "./blob-service.ts";
import { RootToLeaves } from "./closure-order.ts";
import { digestFromBytes, digestOf, formatDigest, type Digest } from "./digest.ts";
import type { Directory, SizeRule } from "./directory.ts";
import type { DirectoryService, DirectoryUploader } from "./directory-service.ts";
import { CastoreError } from "./errors.ts";
import { StreamHasher } from "./hasher.ts";
import { checkRange } from "./ranges.ts";
import { piecesOf, streamOfGenerator } from "./streams.ts";

/** Streams are held back until they are checked as a whole, up to this many bytes. */
const holdBack = 1 << 20;

/**
 * Blobs checked against their digest. What fits in memory is checked before anyone sees it. A larger stream
 * is handed on as it comes, but for its last piece: it only ends well when all of it was right. A range is
 * checked by reading the whole blob.
 */
export class VerifiedBlobs implements BlobService {
  constructor(private readonly inner: BlobService) {}

  has(digest: Digest, options?: CallOptions): Promise<boolean> {
    return this.inner.has(digest, options);
  }

  async read(digest: Digest, options?: ReadWholeOptions): Promise<Uint8Array | null> {
    const content = await this.inner.read(digest, options);
    if (content !== null) checkDigest("blob", digest, digestOf(content));
    return content;
  }

  async openRead(digest: Digest, options: ReadOptions = {}): Promise<ReadableStream<Uint8Array> | null> {
    const { range = { start: 0, end: Infinity }, signal } = options;
    checkRange(range);
    const stream = await this.inner.openRead(digest, { signal });
    return stream && streamOfGenerator(checkedPieces(stream, digest, range, signal), stream);
  }

  async put(content: Uint8Array, options?: PutOptions): Promise<Digest> {
    const digest = await this.inner.put(content, options);
    checkDigest("blob", digestOf(content), digest);
    return digest;
  }

  openWrite(options?: PutOptions): BlobWriter {
    return new VerifiedWriter(this.inner.openWrite(options));
  }

  chunks(digest: Digest, options?: CallOptions): Promise<readonly Chunk[] | null> {
    return this.inner.chunks(digest, options);
  }
}

/** A range of a stream, the last of it only after the whole stream was checked. */
async function* checkedPieces(
  stream: ReadableStream<Uint8Array>,
  digest: Digest,
  range: { readonly start: number; readonly end: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  const hasher = await StreamHasher.open("blake3");
  try {
    const held: Uint8Array[] = [];
    let bytesHeld = 0;
    let at = 0;
    for await (const piece of piecesOf(stream, signal)) {
      hasher.update(piece);
      const part = piece.subarray(Math.max(0, range.start - at), Math.max(0, range.end - at));
      at += piece.length;
      if (part.length === 0) continue;
      held.push(part);
      bytesHeld += part.length;
      if (bytesHeld > holdBack) yield* held.splice(0, held.length - 1);
    }
    checkDigest("blob", digest, digestFromBytes(hasher.digest()));
    if (range.start > at) {
      throw new CastoreError("range", `the range begins at byte ${range.start} of a blob of ${at} bytes`);
    }
    yield* held;
  } finally {
    hasher.release();
  }
}

class VerifiedWriter implements BlobWriter {
  private hasher: StreamHasher | null = null;

  constructor(private readonly inner: BlobWriter) {}

  async write(data: Uint8Array): Promise<void> {
    this.hasher ??= await StreamHasher.open("blake3");
    this.hasher.update(data);
    await this.inner.write(data);
  }

  async close(): Promise<Digest> {
    const stored = await this.inner.close();
    const hasher = this.hasher ?? (await StreamHasher.open("blake3"));
    checkDigest("blob", digestFromBytes(hasher.digest()), stored);
    return stored;
  }

  async abort(): Promise<void> {
    this.hasher?.release();
    await this.inner.abort();
  }
}

/** Directories checked against their digest, and closures against their order and sizes. */
export class VerifiedDirectories implements DirectoryService {
  /** @param sizeRule - how the sizes in closures must have been counted */
  constructor(
    private readonly inner: DirectoryService,
    private readonly sizeRule?: SizeRule,
  ) {}

  async get(digest: Digest, options?: CallOptions): Promise<Directory | null> {
    const directory = await this.inner.get(digest, options);
    if (directory !== null) checkDigest("directory", digest, directory.digest);
    return directory;
  }

  async put(directory: Directory, options?: CallOptions): Promise<Digest> {
    const digest = await this.inner.put(directory, options);
    checkDigest("directory", directory.digest, digest);
    return digest;
  }

  async *getRecursive(root: Digest, options?: CallOptions): AsyncGenerator<Directory, void> {
    const order = new RootToLeaves(root, this.sizeRule);
    let empty = true;
    for await (const directory of this.inner.getRecursive(root, options)) {
      empty = false;
      order.add(directory);
      yield directory;
    }
    if (!empty) order.finish();
  }

  putMultiple(options?: CallOptions): DirectoryUploader {
    return this.inner.putMultiple(options);
  }
}

function checkDigest(what: string, wanted: Digest, found: Digest): void {
  if (wanted !== found) {
    throw new CastoreError(
      "corrupt",
      `${what} ${formatDigest(wanted)} is damaged: it hashes to ${formatDigest(found)}`,
    );
  }
}
