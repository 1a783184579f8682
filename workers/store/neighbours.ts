/** What is likely to be read after a file: other Nix files that stand near it. */
import type { Digest, Directory } from "../../core/castore/index.ts";

/** A directory, and the names that lead to it from the root. */
export interface Step {
  directory: Directory;
  /** The name in it that leads on; null in the file's own directory. */
  next: string | null;
}

export interface NeighbourLimits {
  /** Files. */
  count: number;
  /** Bytes of each. */
  size: number;
  /** Directories looked into. */
  directories: number;
}

/**
 * Digests of Nix files near a file: those beside it, then those in the directories after its own, as far as these are
 * at hand.
 * @param steps - from the root to the file's directory
 * @param known - what is at hand of a directory; null where it is not
 * @param wanted - whether a file is still to be brought
 */
export function neighboursOf(
  steps: readonly Step[],
  known: (digest: Digest) => Directory | null,
  wanted: (digest: Digest) => boolean,
  limits: NeighbourLimits,
): Set<Digest> {
  const found = new Set<Digest>();
  let looks = limits.directories;
  /** Takes from a directory and those below it, in their order; false when there is enough. */
  const take = (directory: Directory, after: string): boolean => {
    if (looks-- <= 0) return false;
    for (const { name, node } of directory.files()) {
      if (found.size >= limits.count) return false;
      if (name.endsWith(".nix") && node.size <= limits.size && wanted(node.digest)) found.add(node.digest);
    }
    return below(directory, after);
  };
  const below = (directory: Directory, after: string): boolean => {
    for (const { name, node } of directory.children()) {
      if (name <= after) continue;
      const child = known(node.digest);
      if (child !== null && !take(child, "")) return false;
    }
    return true;
  };
  const own = steps.at(-1);
  if (own === undefined || !take(own.directory, "")) return found;
  for (const { directory, next } of steps.slice(0, -1).reverse()) {
    if (!below(directory, next ?? "")) break;
  }
  return found;
}
