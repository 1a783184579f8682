/** The interface to stored directories. */
import type { CallOptions } from "./blob-service.ts";
import type { Digest } from "./digest.ts";
import type { Directory } from "./directory.ts";

/**
 * Directories by the BLAKE3 digest of their encoding.
 *
 * Errors: whatever the backend fails with, `CastoreError` (`corrupt`) where what is stored doesn't match its
 * digest, `CastoreError` (`missing`) where a directory refers to one that is not there.
 */
export interface DirectoryService {
  /** One directory; null when it is not there. */
  get(digest: Digest, options?: CallOptions): Promise<Directory | null>;

  /** Stores one directory. Those in it must have been stored before, so that nothing ever dangles. */
  put(directory: Directory, options?: CallOptions): Promise<Digest>;

  /**
   * A directory and all below it, root first, each once and after one that refers to it. Nothing at all when
   * the root is not there; throws when another one is missing.
   */
  getRecursive(root: Digest, options?: CallOptions): AsyncIterable<Directory>;

  /** Begins to store a closure of directories. */
  putMultiple(options?: CallOptions): DirectoryUploader;
}

/**
 * A closure of directories being stored, leaves first: each directory may only refer to ones put before, with
 * their right sizes, and one directory, the root, is referred to by none. Repeated directories are fine.
 * Nothing needs to be readable before {@link close}.
 */
export interface DirectoryUploader {
  /**
   * Adds a directory; resolves when more should come. Calls must not overlap.
   * @throws CastoreError (`invalid`) for one that breaks the order or states a wrong size
   */
  put(directory: Directory): Promise<void>;
  /** Stores what is left; the root's digest. @throws CastoreError (`invalid`) for none or several roots */
  close(): Promise<Digest>;
  /** Gives up. Does nothing after {@link close}. */
  abort(): Promise<void>;
}
