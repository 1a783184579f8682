/** Chunks read last, unpacked and checked: many who read the same at the same time cost little more than one. */
import type { Digest } from "../digest.ts";

/**
 * What maps hold instead of what is large, and lose before it is dropped: a map that grows leaves its former table behind,
 * and what is young and in a table that died old is not collected with the young.
 */
interface Held<T> {
  value: T | null;
}

export class ChunkCache {
  /** The newest come last. */
  private readonly chunks = new Map<Digest, Held<Uint8Array>>();
  private readonly loading = new Map<Digest, Held<Promise<Uint8Array | null>>>();
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
    if (known?.value?.length === size) {
      this.chunks.delete(digest);
      this.chunks.set(digest, known);
      return known.value;
    }
    const content = await (this.loading.get(digest)?.value ?? this.load(digest, load));
    if (content !== null) this.keep(digest, content);
    return content;
  }

  private load(digest: Digest, load: () => Promise<Uint8Array | null>): Promise<Uint8Array | null> {
    const held: Held<Promise<Uint8Array | null>> = { value: null };
    held.value = load().finally(() => {
      this.loading.delete(digest);
      held.value = null;
    });
    this.loading.set(digest, held);
    return held.value;
  }

  private keep(digest: Digest, content: Uint8Array): void {
    if (content.length > this.most || this.chunks.has(digest)) return;
    this.chunks.set(digest, { value: content });
    this.size += content.length;
    for (const [oldest, held] of this.chunks) {
      if (this.size <= this.most) break;
      this.chunks.delete(oldest);
      this.size -= held.value!.length;
      held.value = null;
    }
  }
}
