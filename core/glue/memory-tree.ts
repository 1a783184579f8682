/** A tree of files in memory, with execute bits: what archives and repositories unpack to. */
import type { FileKind } from "../eval/index.ts";
import type { EvalIO, FileReceiver } from "./eval-io.ts";
import { fromBytes } from "../nix-compat/index.ts";

export interface MemoryFile {
  readonly kind: "regular";
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

export interface MemoryLink {
  readonly kind: "symlink";
  readonly target: string;
}

export interface MemoryDirectory {
  readonly kind: "directory";
  readonly entries: Map<string, MemoryNode>;
}

export type MemoryNode = MemoryFile | MemoryLink | MemoryDirectory;

/** Links followed one after the other before a path counts as a loop, as in Nix. */
const maxLinks = 1024;

/** An empty directory. */
export function emptyDirectory(): MemoryDirectory {
  return { kind: "directory", entries: new Map() };
}

/** {@link EvalIO} over nodes in memory; `/` is the root, which may be a file. */
export class MemoryTree implements EvalIO {
  constructor(readonly root: MemoryNode) {}

  kind(path: string): FileKind | null {
    return this.find(path, false)?.kind ?? null;
  }

  read(path: string): string {
    return fromBytes(this.file(path).bytes);
  }

  readInto(path: string, receiver: FileReceiver): void {
    const { bytes, executable } = this.file(path);
    receiver.begin(bytes.length, executable);
    receiver.write(bytes);
  }

  readDir(path: string): Map<string, FileKind> {
    const node = this.existing(path, true);
    if (node.kind !== "directory") throw new Error(`opening directory '${path}': Not a directory`);
    return new Map([...node.entries].map(([name, entry]) => [name, entry.kind]));
  }

  readLink(path: string): string {
    const node = this.existing(path, false);
    if (node.kind !== "symlink") throw new Error(`reading symbolic link '${path}': Invalid argument`);
    return node.target;
  }

  private file(path: string): MemoryFile {
    const node = this.existing(path, true);
    if (node.kind !== "regular") throw new Error(`reading file '${path}': Is a directory`);
    return node;
  }

  private existing(path: string, follow: boolean): MemoryNode {
    const node = this.find(path, follow);
    if (node === null) throw new Error(`opening file '${path}': No such file or directory`);
    return node;
  }

  /** The node at a path; links in parent directories, and at the end if `follow`, lead on inside of the tree. */
  private find(path: string, follow: boolean): MemoryNode | null {
    const above: MemoryNode[] = [this.root];
    const parts = path.split("/").reverse();
    let links = 0;
    while (parts.length > 0) {
      const name = parts.pop()!;
      if (name === "" || name === ".") continue;
      if (name === "..") {
        if (above.length > 1) above.pop();
        continue;
      }
      const here = above[above.length - 1]!;
      const node = here.kind === "directory" ? here.entries.get(name) : undefined;
      if (node === undefined) return null;
      const last = parts.every((part) => part === "");
      if (node.kind === "symlink" && (follow || !last)) {
        if (++links > maxLinks) throw new Error(`opening '${path}': Too many levels of symbolic links`);
        // Where an absolute link leads is not known here, and nothing outside may be read through it.
        if (node.target.startsWith("/")) return null;
        parts.push(...node.target.split("/").reverse());
      } else above.push(node);
    }
    return above[above.length - 1]!;
  }
}
