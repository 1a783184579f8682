/** The shape that an archive's entries make, refusing what no honest archive holds. */
import { ArchiveError, type UnpackLimits } from "./error.ts";

/** A directory of entries; leaves are what a caller makes of files and links. */
export interface EntryDirectory<Leaf> {
  readonly kind: "directory";
  readonly entries: Map<string, Leaf | EntryDirectory<Leaf>>;
}

/** Puts entries, in any order, into a tree. All methods throw ArchiveError naming the entry. */
export class EntryTree<Leaf extends { readonly kind: string }> {
  readonly root: EntryDirectory<Leaf> = { kind: "directory", entries: new Map() };
  private count = 0;
  /** Where the last entry stood: mostly the next one stands there, too. */
  private lastPrefix: string | null = null;
  private lastDirectory: EntryDirectory<Leaf> = this.root;

  constructor(private readonly limits: Pick<UnpackLimits, "entries">) {}

  /** Makes a directory; one that is there already stays. */
  directory(path: string): EntryDirectory<Leaf> {
    const directory = this.directoryOf(partsOf(path), path);
    this.lastPrefix = path === "" || path.endsWith("/") ? path : `${path}/`;
    this.lastDirectory = directory;
    return directory;
  }

  /** Whether a file or link may stand at a path: to be asked before its content is read. */
  check(path: string): void {
    this.place(path);
  }

  /** Adds a file or link. */
  add(path: string, leaf: Leaf): void {
    const { entries, name } = this.place(path);
    this.tally();
    entries.set(name, leaf);
  }

  /** What was added before under a path that a link from `from` leads to. */
  existing(path: string, from: string): Leaf {
    let node: Leaf | EntryDirectory<Leaf> | undefined = this.root;
    for (const part of partsOf(path)) {
      node = node !== undefined && isDirectory(node) ? node.entries.get(part) : undefined;
    }
    if (node === undefined) {
      throw new ArchiveError(`entry ${quoted(from)} is a link to ${quoted(path)}, which is not there`);
    }
    if (isDirectory(node)) {
      throw new ArchiveError(`entry ${quoted(from)} is a hard link to ${quoted(path)}, which is a directory`);
    }
    return node;
  }

  private place(path: string): { entries: EntryDirectory<Leaf>["entries"]; name: string } {
    const slash = path.lastIndexOf("/");
    const prefix = path.slice(0, slash + 1);
    const last = path.slice(slash + 1);
    let name: string | undefined = last;
    if (prefix !== this.lastPrefix || last === "" || last === "." || last === ".." || last.includes("\0")) {
      const parts = partsOf(path);
      name = parts.pop();
      if (name === undefined) throw new ArchiveError(`entry ${quoted(path)} has no name`);
      this.lastDirectory = this.directoryOf(parts, path);
      this.lastPrefix = name === last ? prefix : null;
    }
    const { entries } = this.lastDirectory;
    if (entries.has(name)) throw new ArchiveError(`entry ${quoted(path)} is in the archive twice`);
    return { entries, name };
  }

  private directoryOf(parts: readonly string[], path: string): EntryDirectory<Leaf> {
    let here = this.root;
    for (const part of parts) {
      let next = here.entries.get(part);
      if (next === undefined) {
        this.tally();
        next = { kind: "directory", entries: new Map() } satisfies EntryDirectory<Leaf>;
        here.entries.set(part, next);
      }
      if (!isDirectory(next)) {
        const what = next.kind === "symlink" ? "a symbolic link" : "a file";
        throw new ArchiveError(`entry ${quoted(path)} is below '${part}', which is ${what}`);
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
}

/** Whether a node is a directory. */
export function isDirectory<Leaf extends { readonly kind: string }>(
  node: Leaf | EntryDirectory<Leaf>,
): node is EntryDirectory<Leaf> {
  return node.kind === "directory";
}

/** The components of an entry's path; none for the top itself. */
function partsOf(path: string): string[] {
  if (path.startsWith("/")) throw new ArchiveError(`entry ${quoted(path)} has an absolute path`);
  if (path.includes("\0")) throw new ArchiveError(`entry ${quoted(path)} has a zero byte in its name`);
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) throw new ArchiveError(`entry ${quoted(path)} leads out of the archive`);
  return parts;
}

function quoted(path: string): string {
  return `'${path.replaceAll("\0", "\\0")}'`;
}
