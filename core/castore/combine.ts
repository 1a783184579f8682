/** Services made of services: near and far, and several in order. */
import type {
  BlobService,
  BlobWriter,
  CallOptions,
  Chunk,
  PutOptions,
  ReadOptions,
  ReadWholeOptions,
} from "./blob-service.ts";
import { copyClosure } from "./closure.ts";
import type { Digest } from "./digest.ts";
import type { Directory } from "./directory.ts";
import type { DirectoryService, DirectoryUploader } from "./directory-service.ts";

/**
 * Blobs of a near service, else of a far one. Writes go to the near one.
 * Whole reads put what comes from afar into the near one if `fill` says so; streams and ranges don't.
 */
export class CombinedBlobs implements BlobService {
  constructor(
    private readonly near: BlobService,
    private readonly far: BlobService,
    private readonly options: { readonly fill: boolean } = { fill: false },
  ) {}

  async has(digest: Digest, options?: CallOptions): Promise<boolean> {
    return (await this.near.has(digest, options)) || this.far.has(digest, options);
  }

  async read(digest: Digest, options?: ReadWholeOptions): Promise<Uint8Array | null> {
    const found = await this.near.read(digest, options);
    if (found !== null) return found;
    const content = await this.far.read(digest, options);
    if (content !== null && this.options.fill) await this.near.put(content, { signal: options?.signal });
    return content;
  }

  async openRead(digest: Digest, options?: ReadOptions): Promise<ReadableStream<Uint8Array> | null> {
    return (await this.near.openRead(digest, options)) ?? this.far.openRead(digest, options);
  }

  put(content: Uint8Array, options?: PutOptions): Promise<Digest> {
    return this.near.put(content, options);
  }

  openWrite(options?: PutOptions): BlobWriter {
    return this.near.openWrite(options);
  }

  async chunks(digest: Digest, options?: CallOptions): Promise<readonly Chunk[] | null> {
    return (await this.near.chunks(digest, options)) ?? this.far.chunks(digest, options);
  }
}

/**
 * Directories of a near service, else of a far one, from which the whole closure is then taken over. Writes go to
 * the near one.
 */
export class CachedDirectories implements DirectoryService {
  constructor(
    private readonly near: DirectoryService,
    private readonly far: DirectoryService,
  ) {}

  async get(digest: Digest, options?: CallOptions): Promise<Directory | null> {
    const found = await this.near.get(digest, options);
    if (found !== null) return found;
    if ((await this.far.get(digest, options)) === null) return null;
    await copyClosure(this.far, this.near, digest, options);
    return this.near.get(digest, options);
  }

  async *getRecursive(root: Digest, options?: CallOptions): AsyncGenerator<Directory, void> {
    if ((await this.get(root, options)) !== null) yield* this.near.getRecursive(root, options);
  }

  put(directory: Directory, options?: CallOptions): Promise<Digest> {
    return this.near.put(directory, options);
  }

  putMultiple(options?: CallOptions): DirectoryUploader {
    return this.near.putMultiple(options);
  }
}
