/** NAR hashes of what stands in mounted trees: the store calculates each once and keeps it. */
import { type EvalIO, NarHashes } from "../../core/glue/index.ts";

export class StoredNarHashes extends NarHashes {
  private readonly known = new Map<string, Uint8Array>();

  /** @param ask - the store's answer for a content key within a tree */
  constructor(private readonly ask: (root: string, key: string) => Uint8Array) {
    super();
  }

  /** Takes hashes by content key. */
  learn(hashes: Iterable<readonly [string, Uint8Array]>): void {
    for (const [key, hash] of hashes) this.known.set(key, hash);
  }

  override of(io: EvalIO, path: string): Uint8Array {
    const key = io.contentKey?.(path) ?? null;
    const root = key === null ? null : rootOfKey(key);
    if (key === null || root === null) return super.of(io, path);
    const content = key.slice(root.length + 1);
    let hash = this.known.get(content);
    if (hash === undefined) this.known.set(content, (hash = this.ask(root, content)));
    return hash;
  }
}

/** Content keys of mounted files begin with the tree's root in hex. */
function rootOfKey(key: string): string | null {
  return /^([0-9a-f]{64}) /.exec(key)?.[1] ?? null;
}
