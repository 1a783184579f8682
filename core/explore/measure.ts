/** Counting what is in a tree. */
import {
  CastoreError,
  type Digest,
  type Directory,
  type DirectoryReader,
  formatDigest,
  type CallOptions,
  type Node,
} from "../castore/index.ts";

/** Everything in a tree, counted as often as it stands there. */
export interface TreeCounts {
  files: number;
  executables: number;
  directories: number;
  symlinks: number;
  /** Of all files. */
  bytes: number;
}

/** @throws CastoreError (`missing`); the signal's reason */
export async function measureTree(
  directories: DirectoryReader,
  root: Node,
  progress: (directories: number) => void,
  options?: CallOptions,
): Promise<TreeCounts & { distinctBytes: number }> {
  const blobs = new Map<Digest, number>();
  const known = new Map<Digest, TreeCounts>();
  if (root.kind !== "directory") {
    if (root.kind === "file") blobs.set(root.digest, root.size);
    return { ...countsOf([root], known, false), distinctBytes: sumOf(blobs) };
  }
  const open: { digest: Digest; directory: Directory; next: number }[] = [];
  const enter = async (digest: Digest): Promise<void> => {
    options?.signal?.throwIfAborted();
    const directory = await directories.get(digest, options);
    if (directory === null) {
      throw new CastoreError("missing", `directory ${formatDigest(digest)} is not in the store`);
    }
    open.push({ digest, directory, next: 0 });
    for (const { node } of directory.files()) blobs.set(node.digest, node.size);
  };
  await enter(root.digest);
  // Each directory once, however often it stands in the tree.
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const { entries } = top.directory;
    let child: Digest | null = null;
    for (; top.next < entries.length && child === null; top.next++) {
      const { node } = entries[top.next]!;
      if (node.kind === "directory" && !known.has(node.digest)) child = node.digest;
    }
    if (child !== null) {
      await enter(child);
      continue;
    }
    open.pop();
    known.set(
      top.digest,
      countsOf(
        entries.map(({ node }) => node),
        known,
        true,
      ),
    );
    progress(known.size);
  }
  return { ...known.get(root.digest)!, distinctBytes: sumOf(blobs) };
}

function countsOf(
  nodes: readonly Node[],
  known: ReadonlyMap<Digest, TreeCounts>,
  inDirectory: boolean,
): TreeCounts {
  const counts = { files: 0, executables: 0, directories: inDirectory ? 1 : 0, symlinks: 0, bytes: 0 };
  for (const node of nodes) {
    if (node.kind === "symlink") counts.symlinks++;
    else if (node.kind === "file") {
      counts.files++;
      counts.bytes += node.size;
      if (node.executable) counts.executables++;
    } else {
      const below = known.get(node.digest)!;
      counts.files += below.files;
      counts.executables += below.executables;
      counts.directories += below.directories;
      counts.symlinks += below.symlinks;
      counts.bytes += below.bytes;
    }
  }
  return counts;
}

function sumOf(sizes: ReadonlyMap<Digest, number>): number {
  let sum = 0;
  for (const size of sizes.values()) sum += size;
  return sum;
}
