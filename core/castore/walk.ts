/** Going through trees: down to one path, or over everything. */
import type { CallOptions } from "./blob-service.ts";
import { formatDigest } from "./digest.ts";
import type { Directory, Entry } from "./directory.ts";
import type { DirectoryService } from "./directory-service.ts";
import { CastoreError, quoteBytes } from "./errors.ts";
import type { DirectoryNode, Node } from "./node.ts";
import { components, rootPath, type Path } from "./path.ts";

/** What walks need of a service. */
export type DirectoryReader = Pick<DirectoryService, "get">;

/**
 * The node at a path below `root`, links not followed; null when there is nothing, or when the path leads
 * through something that is no directory.
 * @throws CastoreError (`missing`) when a directory on the way is not there
 */
export async function descendTo(
  directories: DirectoryReader,
  root: Node,
  path: Path,
  options?: CallOptions,
): Promise<Node | null> {
  let node: Node = root;
  for (const name of components(path)) {
    if (node.kind !== "directory") return null;
    const next: Node | null = (await directoryOf(directories, node, path, options)).get(name);
    if (next === null) return null;
    node = next;
  }
  return node;
}

async function directoryOf(
  directories: DirectoryReader,
  node: DirectoryNode,
  path: string,
  options: CallOptions | undefined,
): Promise<Directory> {
  const directory = await directories.get(node.digest, options);
  if (directory !== null) return directory;
  throw new CastoreError(
    "missing",
    `directory ${formatDigest(node.digest)}, needed for ${quoteBytes(path)}, is missing`,
  );
}

/** One step of a walk over a tree. */
export type WalkStep =
  /** A node; `name` is its name in its directory, `""` for the root. */
  | { readonly kind: "node"; readonly path: Path; readonly name: string; readonly node: Node }
  /** All of a directory has been walked. */
  | { readonly kind: "leave"; readonly path: Path };

/**
 * Everything in a tree, depth first: each directory before what is in it, names ascending, as archives want
 * it. Directories that stand at several places are walked at each.
 * @throws CastoreError (`missing`) when a directory is not there
 */
export async function* walkTree(
  directories: DirectoryReader,
  root: Node,
  options?: CallOptions,
): AsyncGenerator<WalkStep, void> {
  const open: { path: Path; entries: IterableIterator<Entry> }[] = [];
  let next: { path: Path; name: string; node: Node } | null = { path: rootPath, name: "", node: root };
  while (true) {
    if (next !== null) {
      options?.signal?.throwIfAborted();
      yield { kind: "node", ...next };
      const { path, node }: { path: Path; node: Node } = next;
      next = null;
      if (node.kind === "directory") {
        const directory = await directoryOf(directories, node, path, options);
        open.push({ path, entries: directory.entries[Symbol.iterator]() });
      }
    }
    const top = open.at(-1);
    if (top === undefined) return;
    const step = top.entries.next();
    if (step.done === true) {
      open.pop();
      yield { kind: "leave", path: top.path };
    } else {
      // Names from a directory are valid: no need to check them again.
      const { name, node } = step.value;
      next = { path: (top.path === "" ? name : `${top.path}/${name}`) as Path, name, node };
    }
  }
}
