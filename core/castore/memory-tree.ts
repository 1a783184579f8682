/** Whole trees in memory. */
import type { CallOptions } from "./blob-service.ts";
import { readFile } from "./file-content.ts";
import type { TreeItem } from "./import-tree.ts";
import type { Node } from "./node.ts";
import type { Stores } from "./tree-writer.ts";
import { walkTree } from "./walk.ts";

export interface MemoryFile {
  readonly kind: "file";
  readonly content: Uint8Array;
  readonly executable: boolean;
}

export interface MemoryDirectory {
  readonly kind: "directory";
  readonly entries: ReadonlyMap<string, MemoryTree>;
}

/** A tree in memory; names and targets are byte strings. */
export type MemoryTree = MemoryDirectory | MemoryFile | { readonly kind: "symlink"; readonly target: string };

/** Reads a whole tree into memory. @throws CastoreError as {@link walkTree} and {@link readFile} */
export async function readTree(stores: Stores, root: Node, options?: CallOptions): Promise<MemoryTree> {
  const open: Map<string, MemoryTree>[] = [];
  let result: MemoryTree | null = null;
  for await (const step of walkTree(stores.directories, root, options)) {
    if (step.kind === "leave") {
      open.pop();
      continue;
    }
    const { name, node, path } = step;
    let tree: MemoryTree;
    if (node.kind === "file") {
      const content = await readFile(stores.blobs, node, path, options);
      tree = { kind: "file", content, executable: node.executable };
    } else {
      tree = node.kind === "symlink" ? node : { kind: "directory", entries: new Map() };
    }
    open.at(-1)?.set(name, tree);
    result ??= tree;
    if (tree.kind === "directory") open.push(tree.entries as Map<string, MemoryTree>);
  }
  return result!;
}

/** A tree in memory as imports take it. */
export function treeItem(tree: MemoryTree): TreeItem {
  switch (tree.kind) {
    case "symlink":
      return tree;
    case "file":
      return { kind: "file", executable: tree.executable, read: () => tree.content };
    case "directory":
      return { kind: "directory", entries: () => itemsOf(tree.entries) };
  }
}

function* itemsOf(entries: ReadonlyMap<string, MemoryTree>): Iterable<readonly [string, TreeItem]> {
  for (const [name, tree] of entries) yield [name, treeItem(tree)];
}
