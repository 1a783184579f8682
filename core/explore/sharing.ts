/** Where else the parts of a file are needed. */
import {
  type BlobService,
  type CallOptions,
  type Digest,
  type DirectoryReader,
  type FileNode,
  type Node,
  rest,
} from "../castore/index.ts";

/** A tree that is kept, and what it is called. */
export interface SharingRoot {
  name: string;
  node: Node;
}

/** A place where something is needed. */
export interface SharedPlace {
  root: string;
  /** A byte string; empty for the root itself. */
  path: string;
}

export interface SharingOptions extends CallOptions {
  /** Blobs up to so many bytes are never in chunks. */
  wholeUpTo: number;
  /** Told how many directories were looked at. */
  progress?: (directories: number) => void;
}

/** Directories after which others have their turn. */
const restEvery = 500;

/**
 * Looks for digests in trees: of files and of files' chunks. A directory that stands at several places of
 * a tree is looked at once.
 * @param wanted - digests to look for
 * @returns places by digest; in each tree the first for each directory that stands there. Directories that are not here are left out.
 */
export async function findShared(
  stores: { blobs: Pick<BlobService, "chunks">; directories: DirectoryReader },
  roots: readonly SharingRoot[],
  wanted: ReadonlySet<Digest>,
  { wholeUpTo, progress, signal }: SharingOptions,
): Promise<Map<Digest, SharedPlace[]>> {
  const found = new Map<Digest, SharedPlace[]>();
  const chunks = new Map<Digest, readonly Digest[]>();
  let looked = 0;
  const note = (digest: Digest, root: string, path: string): void => {
    const places = found.get(digest);
    if (places === undefined) found.set(digest, [{ root, path }]);
    else places.push({ root, path });
  };
  const mayHold = ({ digest, size }: FileNode): boolean => size > wholeUpTo || wanted.has(digest);
  /** The wanted digests that a file is made of. */
  const partsOf = async (digest: Digest, size: number): Promise<readonly Digest[]> => {
    if (size <= wholeUpTo) return wanted.has(digest) ? [digest] : [];
    let parts = chunks.get(digest);
    if (parts === undefined) {
      const all = (await stores.blobs.chunks(digest, { signal })) ?? [];
      const own = wanted.has(digest) ? [digest] : [];
      parts = [...new Set([...own, ...all.map((chunk) => chunk.digest)])].filter((part) => wanted.has(part));
      chunks.set(digest, parts);
    }
    return parts;
  };
  for (const { name, node: root } of roots) {
    const seen = new Set<Digest>();
    const open: { digest: Digest; path: string }[] = [];
    const take = async (node: Node, path: string): Promise<void> => {
      if (node.kind === "directory") open.push({ digest: node.digest, path });
      else if (node.kind === "file") {
        for (const part of await partsOf(node.digest, node.size)) note(part, name, path);
      }
    };
    await take(root, "");
    for (let item = open.pop(); item !== undefined; item = open.pop()) {
      const { digest, path } = item;
      if (seen.has(digest)) continue;
      seen.add(digest);
      const directory = await stores.directories.get(digest, { signal });
      if (directory === null) continue;
      const first = open.length;
      for (const entry of directory.entries) {
        // Most need no waiting, and no path.
        const { node } = entry;
        if (node.kind === "symlink" || (node.kind === "file" && !mayHold(node))) continue;
        await take(node, path === "" ? entry.name : `${path}/${entry.name}`);
      }
      // The first name comes first.
      for (const each of open.splice(first).reverse()) open.push(each);
      if (++looked % restEvery === 0) {
        progress?.(looked);
        await rest();
        signal?.throwIfAborted();
      }
    }
  }
  return found;
}
