/** Reading objects, wherever they are: in this store, stored by another tab meanwhile, or where a tree is published. */
import {
  type BlobService,
  type BlobWriter,
  CastoreError,
  CombinedBlobs,
  type CallOptions,
  type Chunk,
  type Digest,
  type Directory,
  type DirectoryService,
  formatDigest,
  type IdbStore,
  parseDigest,
  type PublishedTree,
  type ReadOptions,
  type Stores,
  walkClosure,
} from "../../core/castore/index.ts";
import type { TabStore } from "../store/tab-store.ts";

/** Entries of all directories that are kept decoded. */
const keptEntries = 300_000;

export class Objects {
  private made: { store: IdbStore; reach: Stores } | null = null;

  constructor(private readonly tab: TabStore) {}

  /** Everything that can be read. Writing is for who holds the lock. */
  async stores(): Promise<Stores> {
    const store = await this.tab.store();
    if (this.made?.store !== store) this.made = { store, reach: this.over(store) };
    return this.made.reach;
  }

  /** @throws CastoreError (`missing`) */
  async directory(digest: Digest, options?: CallOptions): Promise<Directory> {
    const { directories } = await this.stores();
    const directory = await directories.get(digest, options);
    if (directory !== null) return directory;
    throw new CastoreError(
      "missing",
      `directory ${formatDigest(digest)} is not here: open what it came from again`,
    );
  }

  private over(store: IdbStore): Stores {
    const near = new FreshBlobs(store);
    const far = new PublishedBlobs(() => this.published());
    return { blobs: new CombinedBlobs(near, far), directories: new FreshDirectories(store) };
  }

  /** Trees that are not here whole; those that can't be reached are left out, with why. */
  private async published(): Promise<{ trees: PublishedTree[]; failure: Error | null }> {
    const trees: PublishedTree[] = [];
    let failure: Error | null = null;
    for (const { root, url } of await this.tab.records.trees()) {
      if (url === null) continue;
      try {
        const tree = await this.tab.published.of(parseDigest(root));
        if (tree !== null) trees.push(tree);
      } catch (error) {
        failure = asError(error);
      }
    }
    return { trees, failure };
  }
}

/** Blobs of the store, looked for once more where another tab may have stored them. */
class FreshBlobs implements BlobService {
  constructor(private readonly store: IdbStore) {}

  async has(digest: Digest, options?: CallOptions): Promise<boolean> {
    return (await this.again(async () => (await this.store.blobs.has(digest, options)) || null)) ?? false;
  }

  read(digest: Digest, options?: Parameters<BlobService["read"]>[1]): Promise<Uint8Array | null> {
    return this.again(() => this.store.blobs.read(digest, options));
  }

  openRead(digest: Digest, options?: ReadOptions): Promise<ReadableStream<Uint8Array> | null> {
    return this.again(() => this.store.blobs.openRead(digest, options));
  }

  chunks(digest: Digest, options?: CallOptions): Promise<readonly Chunk[] | null> {
    return this.again(() => this.store.blobs.chunks(digest, options));
  }

  put(content: Uint8Array): Promise<Digest> {
    return this.store.blobs.put(content);
  }

  openWrite(): BlobWriter {
    return this.store.blobs.openWrite();
  }

  private async again<T>(look: () => Promise<T | null>): Promise<T | null> {
    const found = await look();
    if (found !== null) return found;
    await this.store.packs.refresh();
    return look();
  }
}

/** Directories of the store; those read last are kept decoded, as large ones are asked for page by page. */
class FreshDirectories implements DirectoryService {
  private readonly decoded = new Map<Digest, Directory>();
  private kept = 0;

  constructor(private readonly store: IdbStore) {}

  async get(digest: Digest, options?: CallOptions): Promise<Directory | null> {
    const known = this.decoded.get(digest);
    if (known !== undefined) {
      options?.signal?.throwIfAborted();
      this.decoded.delete(digest);
      this.decoded.set(digest, known);
      return known;
    }
    let found = await this.store.directories.get(digest, options);
    if (found === null) {
      await this.store.packs.refresh();
      found = await this.store.directories.get(digest, options);
    }
    if (found !== null) this.keep(digest, found);
    return found;
  }

  private keep(digest: Digest, directory: Directory): void {
    if (this.decoded.has(digest)) return;
    this.decoded.set(digest, directory);
    // An empty one takes something as well.
    this.kept += 1 + directory.entries.length;
    for (const [oldest, { entries }] of this.decoded) {
      if (this.kept <= keptEntries || oldest === digest) break;
      this.decoded.delete(oldest);
      this.kept -= 1 + entries.length;
    }
  }

  put(directory: Directory, options?: CallOptions): Promise<Digest> {
    return this.store.directories.put(directory, options);
  }

  getRecursive(root: Digest, options?: CallOptions): AsyncIterable<Directory> {
    return walkClosure(this, root, options);
  }

  putMultiple(options?: CallOptions): ReturnType<DirectoryService["putMultiple"]> {
    return this.store.directories.putMultiple(options);
  }
}

/** Blobs of published trees, whichever has them. */
class PublishedBlobs implements BlobService {
  constructor(private readonly published: () => Promise<{ trees: PublishedTree[]; failure: Error | null }>) {}

  async has(digest: Digest, options?: CallOptions): Promise<boolean> {
    return (await this.first(async (tree) => (await tree.has(digest, options)) || null)) ?? false;
  }

  read(digest: Digest, options?: Parameters<BlobService["read"]>[1]): Promise<Uint8Array | null> {
    return this.first((tree) => tree.read(digest, options));
  }

  openRead(digest: Digest, options?: ReadOptions): Promise<ReadableStream<Uint8Array> | null> {
    return this.first((tree) => tree.openRead(digest, options));
  }

  chunks(digest: Digest, options?: CallOptions): Promise<readonly Chunk[] | null> {
    return this.first((tree) => tree.chunks(digest, options));
  }

  put(): Promise<Digest> {
    return Promise.reject(new CastoreError("read-only", "a published tree can't be written to"));
  }

  openWrite(): BlobWriter {
    throw new CastoreError("read-only", "a published tree can't be written to");
  }

  private async first<T>(ask: (tree: PublishedTree) => Promise<T | null>): Promise<T | null> {
    const { trees, failure } = await this.published();
    let reason = failure;
    for (const tree of trees) {
      try {
        const found = await ask(tree);
        if (found !== null) return found;
      } catch (error) {
        reason ??= asError(error);
      }
    }
    // What can't be reached may have it.
    if (reason !== null) throw reason;
    return null;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error("a published tree failed", { cause: error });
}
