/** Puts the entries of an archive into a tree, and refuses what no honest archive holds. */
import { emptyDirectory, type MemoryDirectory, type MemoryNode } from "../../memory-tree.ts";
import { ArchiveError, type UnpackLimits } from "./error.ts";

/** What unpacking gives. */
export interface Unpacked {
  root: MemoryDirectory;
  /** Seconds since 1970, of the entries that have one. */
  modified: ReadonlyMap<MemoryNode, number>;
}

export class TreeBuilder {
  readonly root = emptyDirectory();
  readonly modified = new Map<MemoryNode, number>();
  private count = 0;

  constructor(private readonly limits: UnpackLimits) {}

  /** The components of an entry's name; none for the top itself. @throws ArchiveError */
  private parts(name: string): string[] {
    if (name.startsWith("/")) throw new ArchiveError(`entry '${name}' has an absolute path`);
    if (name.includes("\0"))
      throw new ArchiveError(`entry '${name.replaceAll("\0", "\\0")}' has a zero byte in its name`);
    const parts = name.split("/").filter((part) => part !== "" && part !== ".");
    if (parts.includes("..")) throw new ArchiveError(`entry '${name}' leads out of the archive`);
    return parts;
  }

  private directoryOf(parts: readonly string[], name: string): MemoryDirectory {
    let here = this.root;
    for (const part of parts) {
      let next = here.entries.get(part);
      if (next === undefined) {
        this.tally();
        here.entries.set(part, (next = emptyDirectory()));
      }
      if (next.kind !== "directory") {
        throw new ArchiveError(
          `entry '${name}' is below '${part}', which is ${next.kind === "symlink" ? "a symbolic link" : "a file"}`,
        );
      }
      here = next;
    }
    return here;
  }

  private tally(): void {
    if (++this.count > this.limits.entries) {
      throw new ArchiveError(`it holds more than ${this.limits.entries} entries`);
    }
  }

  /** Makes a directory; one that is there already stays. @throws ArchiveError */
  directory(name: string, modified: number | null): void {
    const directory = this.directoryOf(this.parts(name), name);
    if (modified !== null) this.modified.set(directory, modified);
  }

  /** Adds a file or link. @throws ArchiveError */
  add(name: string, node: MemoryNode, modified: number | null): void {
    const parts = this.parts(name);
    const last = parts.pop();
    if (last === undefined) throw new ArchiveError(`entry '${name}' has no name`);
    const { entries } = this.directoryOf(parts, name);
    if (entries.has(last)) throw new ArchiveError(`entry '${name}' is in the archive twice`);
    this.tally();
    entries.set(last, node);
    if (modified !== null) this.modified.set(node, modified);
  }

  /** What was added before under a name. @throws ArchiveError when there is nothing */
  existing(name: string, from: string): MemoryNode {
    let node: MemoryNode | undefined = this.root;
    for (const part of this.parts(name)) {
      node = node?.kind === "directory" ? node.entries.get(part) : undefined;
    }
    if (node === undefined)
      throw new ArchiveError(`entry '${from}' is a link to '${name}', which is not there`);
    return node;
  }

  result(): Unpacked {
    return { root: this.root, modified: this.modified };
  }
}
