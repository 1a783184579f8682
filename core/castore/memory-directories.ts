/** Directories in memory. */
import type { CallOptions } from "./blob-service.ts";
import { walkClosure } from "./closure.ts";
import { LeavesToRoot } from "./closure-order.ts";
import type { Digest } from "./digest.ts";
import type { Directory, SizeRule } from "./directory.ts";
import type { DirectoryService, DirectoryUploader } from "./directory-service.ts";

/** A {@link DirectoryService} that keeps directories in a map. */
export class MemoryDirectories implements DirectoryService {
  private readonly directories = new Map<Digest, Directory>();

  /** @param sizeRule - how the sizes in uploaded closures must have been counted */
  constructor(private readonly sizeRule?: SizeRule) {}

  async get(digest: Digest, options?: CallOptions): Promise<Directory | null> {
    options?.signal?.throwIfAborted();
    return this.directories.get(digest) ?? null;
  }

  async put(directory: Directory, options?: CallOptions): Promise<Digest> {
    options?.signal?.throwIfAborted();
    this.directories.set(directory.digest, directory);
    return directory.digest;
  }

  getRecursive(root: Digest, options?: CallOptions): AsyncIterable<Directory> {
    return walkClosure(this, root, options);
  }

  putMultiple(options?: CallOptions): DirectoryUploader {
    const order = new LeavesToRoot(this.sizeRule);
    let staged: Directory[] = [];
    let ended = false;
    const checkOpen = (): void => {
      if (ended) throw new Error("the upload has ended");
      options?.signal?.throwIfAborted();
    };
    return {
      put: async (directory) => {
        checkOpen();
        if (order.add(directory)) staged.push(directory);
      },
      close: async () => {
        checkOpen();
        ended = true;
        const root = order.finish();
        for (const directory of staged) this.directories.set(directory.digest, directory);
        return root;
      },
      abort: async () => {
        ended = true;
        staged = [];
      },
    };
  }
}
