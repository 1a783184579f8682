/** Making a tree of entries that arrive one by one, their contents being stored already. */
import { CastoreError, quoteBytes } from "./errors.ts";
import { nodeFault, type FileNode, type Node, type SymlinkNode } from "./node.ts";
import { lastName, parentPath, type Path } from "./path.ts";
import {
  TreeWriter,
  type ImportOptions,
  type PendingEntry,
  type PendingNode,
  type Stores,
} from "./tree-writer.ts";

/** One entry of a tree; directories are told by name only. */
export interface IngestEntry {
  readonly path: Path;
  readonly node: { readonly kind: "directory" } | FileNode | SymlinkNode;
}

/**
 * Stores the directories of a tree. Children come before their directory; the last entry has a path of one
 * name, which is dropped: it is the root.
 * @throws CastoreError (`invalid`) naming the path: no entries, several roots, entries without a directory or
 *   after it, doubled names
 */
export async function ingestEntries(
  stores: Stores,
  entries: AsyncIterable<IngestEntry> | Iterable<IngestEntry>,
  options: ImportOptions = {},
): Promise<Node> {
  const writer = await TreeWriter.open(stores, options);
  try {
    return await writer.finish(await gather(writer, entries));
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function gather(
  writer: TreeWriter,
  entries: AsyncIterable<IngestEntry> | Iterable<IngestEntry>,
): Promise<PendingNode> {
  /** What is in directories that have not come yet. */
  const children = new Map<Path, PendingEntry[]>();
  let root: PendingNode | null = null;
  for await (const { path, node } of entries) {
    const parent = parentPath(path);
    if (parent === null) throw new CastoreError("invalid", "an entry has the empty path");
    if (root !== null) throw new CastoreError("invalid", `${quoteBytes(path)} comes after the root`);
    let pending: PendingNode;
    if (node.kind === "directory") {
      pending = await writer.directory(children.get(path) ?? [], path);
      children.delete(path);
    } else {
      const fault = nodeFault(node);
      if (fault !== null) throw new CastoreError("invalid", `${quoteBytes(path)} ${fault}`);
      pending = { node };
    }
    if (parent === "") {
      root = pending;
      continue;
    }
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [{ name: lastName(path)!, pending }]);
    else siblings.push({ name: lastName(path)!, pending });
  }
  if (root === null)
    throw new CastoreError("invalid", "there are no entries, or none with a path of one name");
  const [orphaned] = children.keys();
  if (orphaned !== undefined) {
    throw new CastoreError(
      "invalid",
      `entries in ${quoteBytes(orphaned)} come without, or after, their directory`,
    );
  }
  return root;
}
