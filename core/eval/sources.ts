/** The files an evaluation can read, as the evaluator sees them: synchronous, paths absolute byte strings. */
import { canonicalPath } from "./paths.ts";

/** What stands at a path, itself (links are not followed). */
export type FileKind = "regular" | "directory" | "symlink" | "unknown";

/** What a digest may be one of: a file's bytes (SHA-1), or the NAR of it alone (SHA-256). */
export type Digested = "text" | "nar";

/**
 * A tree of files. Implementations: {@link MemorySources} here, Node's file system in `cli/`, the store
 * later. Paths are absolute and canonical in spelling; symbolic links in *parent* directories are followed
 * by the implementation. Failures other than "not there" are thrown as plain `Error`s with a message that
 * names the path.
 */
export interface SourceTree {
  /** The kind of what stands at `path`, not following a final link; null when there is nothing. */
  kind(path: string): FileKind | null;
  /** The bytes of a regular file (following a final link), one char per byte. @throws Error when it is none. */
  read(path: string): string;
  /** Names in a directory with their kinds, in any order. @throws Error when it is none. */
  readDir(path: string): Map<string, FileKind>;
  /** The target of a symbolic link. @throws Error when it is none. */
  readLink(path: string): string;
  /**
   * A digest that was noted of the regular file at `path` (itself, no link), if it is sure that the file is still the
   * same; found without reading it. Null when there is none.
   */
  knownDigest?(path: string, of: Digested): Uint8Array | null;
  /** Notes a digest of the file that was read last, if that is the one at `path`, for {@link knownDigest}. */
  noteDigest?(path: string, of: Digested, digest: Uint8Array): void;
  /** Whether it is known, without reading it, that none of a directory's entries is a symbolic link. */
  hasNoLinks?(directory: string): boolean;
}

/** Links followed one after the other before a path counts as a loop, as in Nix. */
const maxLinks = 1024;

/** The directory a path stands in; `/` for the root. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "/" : path.slice(0, slash);
}

/**
 * What a path comes to after its *final* link, that one's target and so on are followed; links in parent
 * directories stay. The result may not exist.
 * @throws Error when links go in circles.
 */
export function followLinks(tree: SourceTree, path: string): string {
  let at = path;
  for (let i = 0; i < maxLinks; i++) {
    if (tree.kind(at) !== "symlink") return at;
    const target = tree.readLink(at);
    at = canonicalPath(target.startsWith("/") ? target : `${parentOf(at)}/${target}`);
  }
  throw new Error(`too many symbolic links encountered while traversing the path '${at}'`);
}

type MemoryNode =
  | { kind: "regular"; text: string }
  | { kind: "symlink"; target: string }
  | { kind: "directory"; entries: Map<string, MemoryNode> };

/** A tree of files in memory. Directories appear as they are needed. */
export class MemorySources implements SourceTree {
  private readonly root: MemoryNode & { kind: "directory" } = { kind: "directory", entries: new Map() };

  /** @param files - contents by absolute path, as byte strings. */
  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  /** Puts a regular file at `path`, instead of what stood there. */
  write(path: string, text: string): void {
    this.put(path, { kind: "regular", text });
  }

  /** Puts a symbolic link at `path`, instead of what stood there. */
  link(path: string, target: string): void {
    this.put(path, { kind: "symlink", target });
  }

  /** Makes a directory and its parents; one that exists stays as it is. */
  makeDirectory(path: string): void {
    this.directory(path);
  }

  /** Removes what stands at `path`, with all below it. */
  remove(path: string): void {
    const node = this.find(parentOf(canonicalPath(path)), true);
    if (node?.kind === "directory") node.entries.delete(lastPart(path));
  }

  kind(path: string): FileKind | null {
    return this.find(path, false)?.kind ?? null;
  }

  read(path: string): string {
    const node = this.find(path, true);
    if (node === null) throw new Error(`opening file '${path}': No such file or directory`);
    if (node.kind !== "regular") throw new Error(`reading file '${path}': Is a directory`);
    return node.text;
  }

  readDir(path: string): Map<string, FileKind> {
    const node = this.find(path, true);
    if (node === null) throw new Error(`opening directory '${path}': No such file or directory`);
    if (node.kind !== "directory") throw new Error(`opening directory '${path}': Not a directory`);
    return new Map([...node.entries].map(([name, entry]) => [name, entry.kind]));
  }

  readLink(path: string): string {
    const node = this.find(path, false);
    if (node?.kind !== "symlink") throw new Error(`reading symbolic link '${path}': Invalid argument`);
    return node.target;
  }

  private put(path: string, node: MemoryNode): void {
    const canonical = canonicalPath(path);
    if (canonical === "/") throw new Error("the root is a directory");
    this.directory(parentOf(canonical)).entries.set(lastPart(canonical), node);
  }

  private directory(path: string): MemoryNode & { kind: "directory" } {
    let node: MemoryNode & { kind: "directory" } = this.root;
    for (const name of canonicalPath(path).split("/")) {
      if (name === "") continue;
      let next = node.entries.get(name);
      if (next === undefined) node.entries.set(name, (next = { kind: "directory", entries: new Map() }));
      if (next.kind !== "directory")
        throw new Error(`'${path}' goes through '${name}', which is no directory`);
      node = next;
    }
    return node;
  }

  /** The node at a path, links in parent directories (and at the end, if `follow`) followed; null when absent. */
  private find(path: string, follow: boolean): MemoryNode | null {
    const stack: (MemoryNode & { kind: "directory" })[] = [this.root];
    const parts = path.split("/").reverse();
    let links = 0;
    while (parts.length > 0) {
      const name = parts.pop()!;
      const here = stack[stack.length - 1]!;
      if (name === "" || name === ".") continue;
      if (name === "..") {
        if (stack.length > 1) stack.pop();
        continue;
      }
      const node = here.entries.get(name);
      if (node === undefined) return null;
      const last = parts.every((part) => part === "");
      if (node.kind === "symlink" && (follow || !last)) {
        if (++links > maxLinks) throw new Error(`opening '${path}': Too many levels of symbolic links`);
        if (node.target.startsWith("/")) stack.length = 1;
        parts.push(...node.target.split("/").reverse());
      } else if (node.kind === "directory") {
        stack.push(node);
      } else {
        return last ? node : null;
      }
    }
    return stack[stack.length - 1]!;
  }
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
