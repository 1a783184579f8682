/** Walking closures of directories. */
import type { CallOptions } from "./blob-service.ts";
import { formatDigest, type Digest } from "./digest.ts";
import type { Directory } from "./directory.ts";
import type { DirectoryService } from "./directory-service.ts";
import { CastoreError } from "./errors.ts";

/**
 * What {@link DirectoryService.getRecursive} promises, by single {@link DirectoryService.get}s: breadth
 * first, entries in the order of their names, each directory once.
 * @throws CastoreError (`missing`) for any directory but the root
 */
export async function* walkClosure(
  directories: Pick<DirectoryService, "get">,
  root: Digest,
  options?: CallOptions,
): AsyncGenerator<Directory, void> {
  const known = new Set<Digest>([root]);
  // A set keeps the order in which things were added, also while it is being walked.
  for (const digest of known) {
    const directory = await directories.get(digest, options);
    if (directory === null) {
      if (digest === root) return;
      throw new CastoreError("missing", `directory ${formatDigest(digest)} is missing`);
    }
    for (const child of directory.children()) known.add(child.node.digest);
    yield directory;
  }
}

/**
 * Copies a closure from one service to another, unless it is there already. The whole closure is held in
 * memory, as it comes root first and must be stored leaves first.
 * @throws CastoreError (`missing`) when the root is not there
 */
export async function copyClosure(
  from: DirectoryService,
  to: DirectoryService,
  root: Digest,
  options?: CallOptions,
): Promise<void> {
  if ((await to.get(root, options)) !== null) return;
  const directories: Directory[] = [];
  for await (const directory of from.getRecursive(root, options)) directories.push(directory);
  if (directories.length === 0) {
    throw new CastoreError("missing", `directory ${formatDigest(root)} is missing`);
  }
  const upload = to.putMultiple(options);
  try {
    for (const directory of leavesFirst(directories)) await upload.put(directory);
    await upload.close();
  } finally {
    await upload.abort();
  }
}

/** A closure in upload order. Breadth-first order reversed won't do: a directory may stand at two depths. */
export function leavesFirst(directories: readonly Directory[]): Directory[] {
  const byDigest = new Map(directories.map((directory) => [directory.digest, directory]));
  const done = new Set<Digest>();
  const order: Directory[] = [];
  for (const root of directories) {
    const stack: { directory: Directory; children: Iterator<{ node: { digest: Digest } }> }[] = [];
    const enter = (directory: Directory): void => {
      if (done.has(directory.digest)) return;
      done.add(directory.digest);
      stack.push({ directory, children: directory.children() });
    };
    enter(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const child = top.children.next();
      if (child.done === true) {
        order.push(top.directory);
        stack.pop();
        continue;
      }
      const directory = byDigest.get(child.value.node.digest);
      if (directory !== undefined) enter(directory);
    }
  }
  return order;
}
