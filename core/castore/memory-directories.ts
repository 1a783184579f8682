/** Directories in memory. */
import type { CallOptions } from "./blob-service.ts";
import { walkClosure } from "./closure.ts";
import type { Digest } from "./digest.ts";
import type { Directory, SizeRule } from "./directory.ts";
import type { DirectoryService, DirectoryUploader } from "./directory-service.ts";
import { stagedUpload } from "./staged-upload.ts";

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
    return stagedUpload(this.sizeRule, options, (_, directories) => {
      for (const directory of directories) this.directories.set(directory.digest, directory);
    });
  }
}
