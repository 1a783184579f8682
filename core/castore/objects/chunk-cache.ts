/** Chunks read last, unpacked and checked: many who read the same at the same time cost little more than one. */
import type { Digest } from "../digest.ts";

export class ChunkCache {
  /** The newest come last. */
  private readonly chunks = new Map<Digest, Uint8Array>();
  private readonly loading = new Map<Digest, Promise<Uint8Array | null>>();
  private size = 0;

  /** @param most - bytes that are kept at most */
  constructor(private readonly most: number) {}

  /**
   * A chunk, which must not be changed; loaded once however many ask, unless it is kept.
   * @param load - checks it against its digest
   */
  async get(
    digest: Digest,
    size: number,
    load: () => Promise<Uint8Array | null>,
  ): Promise<Uint8Array | null> {
    const known = this.chunks.get(digest);
    if (known?.length === size) {
      this.chunks.delete(digest);
      this.chunks.set(digest, known);
      return known;
    }
    let loading = this.loading.get(digest);
    if (loading === undefined) {
      loading = load().finally(() => this.loading.delete(digest));
      this.loading.set(digest, loading);
    }
    const content = await loading;
    if (content !== null) this.keep(digest, content);
    return content;
  }

  private keep(digest: Digest, content: Uint8Array): void {
    if (content.length > this.most || this.chunks.has(digest)) return;
    this.chunks.set(digest, content);
    this.size += content.length;
    for (const [oldest, { length }] of this.chunks) {
      if (this.size <= this.most) break;
      this.chunks.delete(oldest);
      this.size -= length;
    }
  }
}
