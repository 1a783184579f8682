/** Directories in IndexedDB. */
import type { CallOptions } from "../blob-service.ts";
import { walkClosure } from "../closure.ts";
import { LeavesToRoot } from "../closure-order.ts";
import { digestOf, emptyDigest, formatDigest, type Digest } from "../digest.ts";
import { Directory, emptyDirectory, type SizeRule } from "../directory.ts";
import type { DirectoryService, DirectoryUploader } from "../directory-service.ts";
import { CastoreError } from "../errors.ts";
import { objectKinds } from "./digest-table.ts";
import type { PackStore } from "./pack-store.ts";

/** Directories, packed like small blobs. All that is read is checked against its digest. */
export class IdbDirectories implements DirectoryService {
  /**
   * @param touched - told of each digest that was put
   * @param sizeRule - how the sizes in uploaded closures must have been counted
   */
  constructor(
    private readonly packs: PackStore,
    private readonly touched: (digest: Digest) => void,
    private readonly sizeRule?: SizeRule,
  ) {}

  /** Whether a directory is there. */
  has(digest: Digest): boolean {
    return digest === emptyDigest || this.packs.has(digest, objectKinds.directory);
  }

  /** Brings directories that will be read into memory, in one transaction. */
  prefetch(digests: Iterable<Digest>): Promise<void> {
    return this.packs.prefetch(digests, objectKinds.directory);
  }

  async get(digest: Digest, options?: CallOptions): Promise<Directory | null> {
    options?.signal?.throwIfAborted();
    const bytes = await this.packs.read(digest, objectKinds.directory);
    if (bytes === null) return digest === emptyDigest ? emptyDirectory : null;
    if (digestOf(bytes) !== digest) {
      throw new CastoreError(
        "corrupt",
        `directory ${formatDigest(digest)} is damaged: its content has another digest`,
      );
    }
    return Directory.decode(bytes);
  }

  /** @throws CastoreError (`missing`) when one of the directories in it was not stored before */
  async put(directory: Directory, options?: CallOptions): Promise<Digest> {
    options?.signal?.throwIfAborted();
    for (const { node } of directory.children()) {
      if (!this.has(node.digest)) {
        throw new CastoreError(
          "missing",
          `directory ${formatDigest(node.digest)} must be stored before what refers to it`,
        );
      }
    }
    await this.store(directory);
    return directory.digest;
  }

  getRecursive(root: Digest, options?: CallOptions): AsyncIterable<Directory> {
    return walkClosure(this, root, options);
  }

  putMultiple(options?: CallOptions): DirectoryUploader {
    const order = new LeavesToRoot(this.sizeRule);
    let ended = false;
    const checkOpen = (): void => {
      if (ended) throw new Error("the upload has ended");
      options?.signal?.throwIfAborted();
    };
    return {
      put: async (directory) => {
        checkOpen();
        if (order.add(directory)) await this.store(directory);
      },
      close: async () => {
        checkOpen();
        ended = true;
        const root = order.finish();
        await this.packs.flush();
        return root;
      },
      abort: async () => {
        ended = true;
      },
    };
  }

  private async store(directory: Directory): Promise<void> {
    const { digest } = directory;
    this.touched(digest);
    if (!this.has(digest)) await this.packs.put(digest, objectKinds.directory, directory.encode());
  }
}
