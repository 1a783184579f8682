/** Trees whose files come from where they are published, when they are read; and are then kept. */
import {
  CastoreError,
  type Digest,
  type Directory,
  formatDigest,
  type IdbStore,
  type Metrics,
  PublishedTree,
} from "../../core/castore/index.ts";
import { httpSource } from "./http.ts";
import type { StoreRecords } from "./state.ts";

/** Milliseconds in which nothing must come before what came is stored: evaluation waits for what comes. */
const keepAfter = 300;
/** Rounds of that after which it is stored all the same. */
const mostRounds = 30;

/** The directories of a tree; null where they are not all here. */
export async function directoriesOf({ directories }: IdbStore, root: Digest): Promise<Directory[] | null> {
  if (!directories.has(root)) return null;
  try {
    const found: Directory[] = [];
    for await (const directory of directories.getRecursive(root)) found.push(directory);
    return found;
  } catch (error) {
    if (error instanceof CastoreError) return null;
    throw error;
  }
}

export class PublishedTrees {
  private readonly opened = new Map<Digest, PublishedTree>();
  private readonly opening = new Map<Digest, Promise<PublishedTree>>();
  private brought = new Map<Digest, Uint8Array>();
  private keeping: Promise<void> | null = null;

  /** @param write - runs what writes, when nobody else does */
  constructor(
    private readonly records: StoreRecords,
    private readonly store: () => Promise<IdbStore>,
    private readonly write: (run: (store: IdbStore) => Promise<void>) => Promise<void>,
    private readonly metrics: Metrics,
  ) {}

  /** Where the rest of a tree is; null for trees that are here whole. Rejects when the host does not answer. */
  async of(root: Digest): Promise<PublishedTree | null> {
    const open = this.opened.get(root);
    if (open !== undefined) return open;
    const digest = formatDigest(root);
    const url = (await this.records.trees()).find((it) => it.root === digest)?.url ?? null;
    if (url === null) return null;
    let opening = this.opening.get(root);
    if (opening === undefined) {
      opening = PublishedTree.open(httpSource(url, this.metrics), {
        expected: root,
        near: async (it) => directoriesOf(await this.store(), it),
      });
      this.opening.set(root, opening);
      // Whoever was offline may ask again.
      const forget = (): void => void this.opening.delete(root);
      opening
        .then(
          (tree) => this.learn(tree),
          () => undefined,
        )
        .finally(forget);
    }
    return opening;
  }

  /** Takes a tree that was just opened. */
  learn(tree: PublishedTree): void {
    this.opened.set(tree.root.digest, tree);
  }

  /** Stores what came when nothing else is to be done; failing that, it will come again. */
  keepLater(blobs: ReadonlyMap<Digest, Uint8Array>): void {
    for (const [digest, content] of blobs) this.brought.set(digest, content);
    this.keeping ??= this.calm()
      .then(() => this.keep())
      .catch(() => undefined)
      .finally(() => void (this.keeping = null));
  }

  /** Resolves when nothing came for a while. */
  private async calm(): Promise<void> {
    for (let round = 0, before = -1; round < mostRounds && this.brought.size !== before; round++) {
      before = this.brought.size;
      await new Promise((resolve) => setTimeout(resolve, keepAfter));
    }
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
