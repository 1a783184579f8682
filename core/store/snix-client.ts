/**
 * The "Snix-flavoured" protocol of binary caches: a narinfo's URL names the node of the NAR's tree, so who has parts of
 * that tree fetches only the others, from wherever castore objects are. The node is not signed: what was fetched must
 * make the NAR that is.
 */
import {
  CastoreError,
  copyBlob,
  formatDigest,
  leavesFirst,
  mapAhead,
  ObjectBlobs,
  ObjectDirectories,
  walkClosure,
  type CallOptions,
  type Digest,
  type Directory,
  type DirectoryReader,
  type Fetch,
  type FileNode,
  type Node,
  type Stores,
} from "../castore/index.ts";
import { BoundedObjects } from "./bounded-objects.ts";
import { calculateNar, type NarSummary } from "./nar-calculation.ts";
import { checkSummary } from "./nar-ingest.ts";
import { NarSizes } from "./nar-sizes.ts";

/** Blobs brought at once, and their bytes. */
const ahead = { count: 8, budget: 8 << 20 };

/** Where the objects of a tree are, of which none is taken that is larger than the tree's NAR: it has so many bytes. */
export type CastoreSource = (narSize: number) => Stores;

/** Castore objects below a URL, as `castore publish` lays them out and nar-bridge serves them (`/castore-objects`). */
export function castoreSource(url: string, fetch: Fetch): CastoreSource {
  return (narSize) => {
    // An entry of a directory, and of a file a byte, take no more as objects than in the NAR.
    const source = new BoundedObjects(url, fetch, narSize);
    return { blobs: new ObjectBlobs(source), directories: new ObjectDirectories(source) };
  };
}

/**
 * Brings what is missing of a tree. Its root is stored last, and only if its NAR is the expected one.
 * @throws CastoreError (`missing`, `corrupt`, `invalid`, `quota`), or whatever the source fails with
 */
export async function bringTree(
  from: Stores,
  to: Stores,
  root: Node,
  expected: NarSummary,
  options: CallOptions = {},
): Promise<void> {
  const { directories, areNew } = await closureOf(from, to, root, options);
  const reader: DirectoryReader = {
    get: async (digest) => directories.get(digest) ?? null,
  };
  const narSize = await new NarSizes(reader).ofNar(root, options);
  if (narSize !== expected.narSize) {
    throw new CastoreError("corrupt", `the NAR would have ${narSize} bytes instead of ${expected.narSize}`);
  }
  const brought = mapAhead(filesOf(root, directories), (file) => bringBlob(from, to, file, options), {
    ...ahead,
    cost: ({ size }) => size,
  });
  for await (const _ of brought);
  checkSummary(expected, await calculateNar({ blobs: to.blobs, directories: reader }, root, options));
  if (areNew) await storeDirectories(to, [...directories.values()], options);
}

/** All directories of a tree, wherever they are. */
async function closureOf(
  from: Stores,
  to: Stores,
  root: Node,
  options: CallOptions,
): Promise<{ directories: Map<Digest, Directory>; areNew: boolean }> {
  const directories = new Map<Digest, Directory>();
  if (root.kind !== "directory") return { directories, areNew: false };
  const isHere = (await to.directories.get(root.digest, options)) !== null;
  const closure = isHere
    ? walkClosure(to.directories, root.digest, options)
    : from.directories.getRecursive(root.digest, options);
  for await (const directory of closure) directories.set(directory.digest, directory);
  if (!directories.has(root.digest)) {
    throw new CastoreError("missing", `directory ${formatDigest(root.digest)} is not there`);
  }
  return { directories, areNew: !isHere };
}

/** Every file's content once. */
function* filesOf(root: Node, directories: ReadonlyMap<Digest, Directory>): Generator<FileNode, void> {
  if (root.kind === "file") yield root;
  const seen = new Set<Digest>();
  for (const directory of directories.values()) {
    for (const { node } of directory.files()) {
      if (seen.has(node.digest)) continue;
      seen.add(node.digest);
      yield node;
    }
  }
}

async function bringBlob(from: Stores, to: Stores, file: FileNode, options: CallOptions): Promise<void> {
  if (await to.blobs.has(file.digest, options)) return;
  await copyBlob(from.blobs, to.blobs, file.digest, { ...options, size: file.size });
}

async function storeDirectories(
  to: Stores,
  closure: readonly Directory[],
  options: CallOptions,
): Promise<void> {
  const upload = to.directories.putMultiple(options);
  try {
    for (const directory of leavesFirst(closure)) await upload.put(directory);
    await upload.close();
  } finally {
    await upload.abort();
  }
}
