/** What the store takes of the browser's storage, and what for. */
import type { Digest, IdbStore, Metrics, Node } from "../../core/castore/index.ts";
import type { StorageReport } from "../store-protocol.ts";
import type { History } from "./history.ts";
import { otherRoots } from "./other-roots.ts";
import { rootedTrees, treePin } from "./rooted-trees.ts";
import type { StoreRecords } from "./state.ts";
import { measureTrees } from "./tree-report.ts";

/** What is looked at. */
export interface Measured {
  store: IdbStore;
  records: StoreRecords;
  snapshots: History;
  metrics: Metrics;
  /** `navigator.storage`; null where there is none. */
  storage: Pick<StorageManager, "estimate" | "persisted"> | null;
}

/** What is known where the browser says nothing. */
export const noEstimate: StorageEstimate = {};

/** Goes through everything kept. Sizes are in bytes. */
export async function storageReport(
  { store, records, snapshots, metrics, storage }: Measured,
  signal: AbortSignal,
): Promise<StorageReport> {
  const [usage, estimate, persisted, trees, pins, count] = await Promise.all([
    store.usage(),
    storage?.estimate() ?? noEstimate,
    storage?.persisted() ?? false,
    rootedTrees(store, records),
    snapshots.pins(store),
    records.countSnapshots(),
  ]);
  const kept = pins.map(({ node }) => node);
  const counted = new Set([...trees.map(({ tree }) => treePin + tree.root), ...pins.map(({ name }) => name)]);
  const others = await otherRoots(store, (pin) => counted.has(pin));
  const sizes = await measureTrees(store, trees, kept, signal, others);
  const directories = await countDirectories(store, [...trees.map(({ node }) => node), ...kept, ...others]);
  return {
    usage: estimate.usage ?? null,
    quota: estimate.quota ?? null,
    persisted,
    blobs: Math.max(0, usage.objects - directories) + usage.largeBlobs,
    directories,
    stored: usage.bytes,
    garbage: Math.max(0, usage.bytes - sizes.needed),
    trees: sizes.trees,
    history: { snapshots: count, own: sizes.history },
    services: metrics.all(),
  };
}

async function countDirectories(store: IdbStore, roots: readonly Node[]): Promise<number> {
  const seen = new Set<Digest>();
  for (const node of roots) {
    if (node.kind !== "directory") continue;
    for await (const directory of store.directories.getRecursive(node.digest)) seen.add(directory.digest);
  }
  return seen.size;
}
