/** Castore objects of somebody who need not mean well: no larger than what they are to be part of. */
import {
  ArchiveError,
  CastoreError,
  compressionOf,
  decompress,
  HttpSource,
  storedFrame,
  type CallOptions,
  type Fetch,
  type ObjectSource,
} from "../castore/index.ts";
import { boundedBytes } from "./http-body.ts";

/** No object is larger, whatever it is part of: all of it is in memory at once. */
const mostBytes = 256 << 20;

/** A list of chunks may be longer than what is in them, if that is little. */
const leastBytes = 64 << 10;

/** Objects over HTTP that unpack to no more than some number of bytes. */
export class BoundedObjects implements ObjectSource {
  private readonly source: HttpSource;
  private readonly limit: number;

  /** @param size - bytes of the whole that the objects are parts of */
  constructor(url: string, fetch: Fetch, size: number) {
    this.limit = Math.min(mostBytes, Math.max(leastBytes, size));
    // What can't be made smaller gets a little larger by packing.
    const most = this.limit + (this.limit >> 7) + 1024;
    this.source = new HttpSource(url, async (...asked) => {
      const answer = await fetch(...asked);
      const { status, headers, body } = answer;
      const arrayBuffer = async (): Promise<ArrayBuffer> =>
        // A copy of its own: what came may stand in a larger buffer.
        (await boundedBytes(answer, most, `'${asked[0]}'`, asked[1].signal)).slice().buffer;
      return { status, headers, body, arrayBuffer };
    });
  }

  /**
   * An object, packed again in a way that takes no time to unpack.
   * @throws CastoreError (`range`) for one that is too large, (`corrupt`) for one that can't be unpacked
   */
  async get(name: string, options?: Parameters<ObjectSource["get"]>[1]): Promise<Uint8Array | null> {
    const bytes = await this.source.get(name, options);
    // Lists of chunks are not packed.
    if (bytes === null || name.startsWith("blobs/")) return bytes;
    if (compressionOf(bytes) !== "zstd") throw new CastoreError("corrupt", `'${name}' is not packed by zstd`);
    try {
      return storedFrame(decompress(bytes, {}, this.limit));
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      throw new CastoreError("corrupt", `'${name}': ${error.message}`, { cause: error });
    }
  }

  has(name: string, options?: CallOptions): Promise<boolean> {
    return this.source.has(name, options);
  }
}
