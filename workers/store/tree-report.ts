/** What trees take. */
import type { Digest, IdbStore, Node } from "../../core/castore/index.ts";
import type { KeptTree, StorageTree } from "../store-protocol.ts";

/** A kept tree and its root. */
export interface RootedTree {
  tree: KeptTree;
  node: Node;
}

/** What of a store's bytes each tree needs. */
export interface TreeSizes {
  trees: StorageTree[];
  /** Bytes that nothing but snapshots needs. */
  history: number;
  /** Bytes that something kept needs. */
  needed: number;
}

/**
 * Goes through all trees and snapshots. Objects that are not here take nothing.
 * @param others - what is kept besides
 */
export async function measureTrees(
  store: IdbStore,
  trees: readonly RootedTree[],
  snapshots: readonly Node[],
  signal: AbortSignal,
  others: readonly Node[] = [],
): Promise<TreeSizes> {
  const sizes = new Map<string, number>();
  const owners = new Map<string, number>();
  const sums: { tree: KeptTree; objects: Set<string> }[] = [];
  for (const { tree, node } of trees) {
    const objects = new Set<string>();
    await collectObjects(store, node, objects, sizes, signal);
    for (const key of objects) owners.set(key, (owners.get(key) ?? 0) + 1);
    sums.push({ tree, objects });
  }
  const besides = new Set<string>();
  for (const node of others) await collectObjects(store, node, besides, sizes, signal);
  for (const key of besides) owners.set(key, (owners.get(key) ?? 0) + 1);
  const kept = new Set<string>();
  for (const node of snapshots) await collectObjects(store, node, kept, sizes, signal);
  let history = 0;
  for (const key of kept) {
    if (!owners.has(key)) history += sizes.get(key) ?? 0;
    owners.set(key, (owners.get(key) ?? 0) + 1);
  }
  const reports = sums.map(({ tree, objects }) => {
    let stored = 0;
    let own = 0;
    for (const key of objects) {
      const size = sizes.get(key) ?? 0;
      stored += size;
      if (owners.get(key) === 1) own += size;
    }
    return { tree, stored, own };
  });
  let needed = 0;
  for (const size of sizes.values()) needed += size;
  return { trees: reports, history, needed };
}

async function collectObjects(
  store: IdbStore,
  root: Node,
  objects: Set<string>,
  sizes: Map<string, number>,
  signal: AbortSignal,
): Promise<void> {
  const open: Node[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    signal.throwIfAborted();
    if (node.kind === "symlink") continue;
    const key = `${node.kind} ${node.digest}`;
    if (objects.has(key)) continue;
    if (node.kind === "directory") {
      const directory = await store.directories.get(node.digest);
      if (directory === null) continue;
      objects.add(key);
      if (!sizes.has(key)) sizes.set(key, directory.encode().length);
      for (const entry of directory.entries) open.push(entry.node);
    } else await collectBlob(store, node.digest, node.size, objects, sizes);
  }
}

async function collectBlob(
  store: IdbStore,
  digest: Digest,
  size: number,
  objects: Set<string>,
  sizes: Map<string, number>,
): Promise<void> {
  const note = (key: string, bytes: number): void => {
    objects.add(key);
    sizes.set(key, bytes);
  };
  if (!(await store.blobs.has(digest))) return;
  const chunks = size > store.blobs.wholeUpTo ? ((await store.blobs.chunks(digest)) ?? []) : [];
  if (chunks.length === 0) return note(`file ${digest}`, size);
  note(`file ${digest}`, 0);
  for (const chunk of chunks) note(`file ${chunk.digest}`, chunk.size);
}
