/** Trees whose files come from where they are published, when they are read; and are then kept. */
import { type Digest, formatDigest, type IdbStore, PublishedTree } from "../../core/castore/index.ts";
import { httpSource } from "./http.ts";
import type { StoreRecords } from "./state.ts";

/** Milliseconds after something came before it is stored: more may come. */
const keepAfter = 300;

export class PublishedTrees {
  private readonly trees = new Map<string, Promise<PublishedTree>>();
  private brought = new Map<Digest, Uint8Array>();
  private keeping: Promise<void> | null = null;

  /** @param write - runs what writes, when nobody else does */
  constructor(
    private readonly records: StoreRecords,
    private readonly write: (run: (store: IdbStore) => Promise<void>) => Promise<void>,
  ) {}

  /** Where the rest of a tree is; null for trees that are here whole. Rejects when the host does not answer. */
  async of(root: Digest): Promise<PublishedTree | null> {
    const digest = formatDigest(root);
    const url = (await this.records.trees()).find((it) => it.root === digest)?.url ?? null;
    if (url === null) return null;
    let opening = this.trees.get(url);
    if (opening === undefined) {
      opening = PublishedTree.open(httpSource(url), { expected: root });
      this.trees.set(url, opening);
      // Whoever was offline may ask again.
      opening.catch(() => this.trees.delete(url));
    }
    return opening;
  }

  /** Stores what came when nothing else is to be done; failing that, it will come again. */
  keepLater(blobs: ReadonlyMap<Digest, Uint8Array>): void {
    for (const [digest, content] of blobs) this.brought.set(digest, content);
    this.keeping ??= new Promise<void>((resolve) => setTimeout(resolve, keepAfter))
      .then(() => this.keep())
      .catch(() => undefined)
      .finally(() => void (this.keeping = null));
  }

  /** Resolves when all that came is stored. */
  async settle(): Promise<void> {
    await this.keeping;
  }

  private async keep(): Promise<void> {
    while (this.brought.size > 0) {
      const { brought } = this;
      this.brought = new Map();
      await this.write(async (store) => {
        const session = await store.openSession();
        try {
          for (const content of brought.values()) await store.blobs.put(content);
        } finally {
          await session.close();
        }
      });
    }
  }
}
