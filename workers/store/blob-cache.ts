/** Contents of files in memory, up to some bytes; those not used for longest leave first. */
import type { Digest } from "../../core/castore/index.ts";

export class BlobCache {
  private readonly blobs = new Map<Digest, Uint8Array>();
  private bytes = 0;

  /** @param budget - bytes that are kept */
  constructor(private readonly budget: number) {}

  has(digest: Digest): boolean {
    return this.blobs.has(digest);
  }

  get(digest: Digest): Uint8Array | undefined {
    const found = this.blobs.get(digest);
    if (found !== undefined) {
      this.blobs.delete(digest);
      this.blobs.set(digest, found);
    }
    return found;
  }

  set(digest: Digest, content: Uint8Array): void {
    if (this.blobs.has(digest)) return;
    this.blobs.set(digest, content);
    this.bytes += content.length;
    for (const [oldest, { length }] of this.blobs) {
      if (this.bytes <= this.budget || oldest === digest) break;
      this.blobs.delete(oldest);
      this.bytes -= length;
    }
  }
}
