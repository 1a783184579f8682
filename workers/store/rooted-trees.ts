/** Kept trees and the pins that hold them. */
import type { IdbStore } from "../../core/castore/index.ts";
import type { StoreRecords } from "./state.ts";
import type { RootedTree } from "./tree-report.ts";

/** Pins of trees are named so, and the digest. */
export const treePin = "tree ";

/** Trees that are known and pinned, with their roots. */
export async function rootedTrees(store: IdbStore, records: StoreRecords): Promise<RootedTree[]> {
  const nodes = new Map((await store.pins()).map(({ name, node }) => [name, node]));
  return (await records.trees()).flatMap((tree) => {
    const node = nodes.get(treePin + tree.root);
    return node === undefined ? [] : [{ tree, node }];
  });
}
