/** The interface to stored path infos. */
import type { CallOptions } from "../castore/index.ts";
import type { PathInfo } from "./path-info.ts";

/** Path infos by the hash part of their store path. */
export interface PathInfoService {
  /**
   * What is known about a path; null when it is not there.
   * @param hash - the 20-byte digest as 32 nixbase32 digits
   */
  get(hash: string, options?: CallOptions): Promise<PathInfo | null>;

  /**
   * Stores what is known about a path, instead of what was known before; its content must have been stored
   * already. What is then stored, with signatures that were added on the way.
   * @throws CastoreError (`invalid`)
   */
  put(info: PathInfo, options?: CallOptions): Promise<PathInfo>;

  /** Everything there is, in no particular order. */
  list(options?: CallOptions): AsyncIterable<PathInfo>;
}
