/** Closures of directories in memory, those that were used last. */
import type { Digest } from "../digest.ts";
import type { Directory } from "../directory.ts";

interface Closure {
  readonly directories: ReadonlyMap<Digest, Directory>;
  readonly entries: number;
}

/** Which closure a directory is in is never forgotten: only closures can be read again. */
export class ClosureCache {
  private readonly roots = new Map<Digest, Digest>();
  /** By root; those used last come last. */
  private readonly closures = new Map<Digest, Closure>();
  private entries = 0;

  /** @param mostEntries - of all directories together; the closure that came last is always kept */
  constructor(private readonly mostEntries: number) {}

  /** A directory that is in memory. */
  get(digest: Digest): Directory | undefined {
    const root = this.roots.get(digest);
    const closure = root === undefined ? undefined : this.closures.get(root);
    if (closure === undefined) return undefined;
    if (this.mostEntries !== Infinity) {
      this.closures.delete(root!);
      this.closures.set(root!, closure);
    }
    return closure.directories.get(digest);
  }

  /** The root of a closure that a directory is in; undefined for one that was never seen. */
  rootOf(digest: Digest): Digest | undefined {
    return this.roots.get(digest);
  }

  add(root: Digest, directories: readonly Directory[]): void {
    if (this.closures.has(root)) return;
    let entries = 0;
    for (const directory of directories) {
      entries += 1 + directory.entries.length;
      // A closure of its own is read fastest.
      if (directory.digest === root || !this.roots.has(directory.digest))
        this.roots.set(directory.digest, root);
    }
    this.closures.set(root, {
      directories: new Map(directories.map((directory) => [directory.digest, directory])),
      entries,
    });
    this.entries += entries;
    for (const [oldest, closure] of this.closures) {
      if (this.entries <= this.mostEntries || oldest === root) break;
      this.closures.delete(oldest);
      this.entries -= closure.entries;
    }
  }
}
