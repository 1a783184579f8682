/** Which files differ between two trees. Only directories that differ are read. */
import {
  CastoreError,
  type Digest,
  type DirectoryReader,
  type Entry,
  formatDigest,
  type Node,
  nodesEqual,
} from "../../core/castore/index.ts";

/** A file that differs; its path is a byte string. */
export interface TreeChange {
  readonly path: string;
  readonly kind: "added" | "changed" | "removed";
}

/**
 * The files, links included, in which a tree differs from an earlier one, by path.
 * @param before - the root's digest; null for nothing at all
 * @throws CastoreError (`missing`) when a directory is not there
 */
export async function treeChanges(
  directories: DirectoryReader,
  before: Digest | null,
  after: Digest,
): Promise<TreeChange[]> {
  const changes: TreeChange[] = [];
  const entriesOf = async (digest: Digest): Promise<readonly Entry[]> => {
    const directory = await directories.get(digest);
    if (directory === null) throw new CastoreError("missing", `directory ${formatDigest(digest)} is missing`);
    return directory.entries;
  };
  /** All below a node that is on one side only. */
  const whole = async (path: string, node: Node, kind: "added" | "removed"): Promise<void> => {
    if (node.kind !== "directory") return void changes.push({ path, kind });
    for (const { name, node: child } of await entriesOf(node.digest))
      await whole(`${path}/${name}`, child, kind);
  };
  const compare = async (prefix: string, old: readonly Entry[], next: readonly Entry[]): Promise<void> => {
    const known = new Map(old.map(({ name, node }) => [name, node]));
    const names = new Set([...known.keys(), ...next.map(({ name }) => name)]);
    const now = new Map(next.map(({ name, node }) => [name, node]));
    for (const name of [...names].sort()) {
      const [a, b] = [known.get(name), now.get(name)];
      const path = prefix + name;
      if (a !== undefined && b !== undefined) {
        if (nodesEqual(a, b)) continue;
        if (a.kind === "directory" && b.kind === "directory") {
          await compare(`${path}/`, await entriesOf(a.digest), await entriesOf(b.digest));
        } else if (a.kind !== "directory" && b.kind !== "directory") changes.push({ path, kind: "changed" });
        else {
          await whole(path, a, "removed");
          await whole(path, b, "added");
        }
      } else if (a !== undefined) await whole(path, a, "removed");
      else if (b !== undefined) await whole(path, b, "added");
    }
  };
  if (before !== after)
    await compare("", before === null ? [] : await entriesOf(before), await entriesOf(after));
  return changes;
}
