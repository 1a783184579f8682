/** Archives as trees in memory. */
import {
  defaultUnpackLimits,
  EntryTree,
  unpackInto,
  type ArchiveFile,
  type ArchiveHandler,
  type Decompressors,
  type UnpackLimits,
} from "../../castore/index.ts";
import type { MemoryDirectory, MemoryFile, MemoryLink, MemoryNode } from "../memory-tree.ts";

/** What unpacking gives. */
export interface Unpacked {
  root: MemoryDirectory;
  /** Seconds since 1970, of the entries that have one. */
  modified: ReadonlyMap<MemoryNode, number>;
}

/** Makes a tree of what an archive's reader tells. */
class TreeBuilder implements ArchiveHandler {
  readonly modified = new Map<MemoryNode, number>();
  private readonly tree: EntryTree<MemoryFile | MemoryLink>;
  private file_: ArchiveFile | null = null;
  private bytes = new Uint8Array(0);
  private used = 0;

  constructor(limits: UnpackLimits) {
    this.tree = new EntryTree(limits);
  }

  get root(): MemoryDirectory {
    return this.tree.root;
  }

  directory(path: string, modified: number): void {
    this.modified.set(this.tree.directory(path), modified);
  }

  file(file: ArchiveFile): void {
    this.tree.check(file.path);
    this.file_ = file;
    // A size is only believed as far as bytes come.
    this.bytes = new Uint8Array(Math.min(file.size, 1 << 20));
    this.used = 0;
  }

  data(bytes: Uint8Array): void {
    if (this.used + bytes.length > this.bytes.length) {
      const larger = new Uint8Array(
        Math.min(this.file_!.size, Math.max(this.used + bytes.length, this.bytes.length * 2)),
      );
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes.set(bytes, this.used);
    this.used += bytes.length;
  }

  endFile(): void {
    const { path, executable, modified } = this.file_!;
    const node: MemoryNode = { kind: "regular", bytes: this.bytes, executable };
    this.tree.add(path, node);
    this.modified.set(node, modified);
  }

  symlink(path: string, target: string, modified: number): void {
    const node: MemoryNode = { kind: "symlink", target };
    this.tree.add(path, node);
    this.modified.set(node, modified);
  }

  hardLink(path: string, target: string): void {
    this.tree.add(path, this.tree.existing(target, path));
  }
}

/**
 * Unpacks a tar archive, compressed or not, or a zip archive.
 * @throws ArchiveError
 */
export function unpack(
  file: Uint8Array,
  decompressors: Decompressors = {},
  limits: UnpackLimits = defaultUnpackLimits,
): Unpacked {
  const builder = new TreeBuilder(limits);
  unpackInto(file, builder, decompressors, limits);
  return { root: builder.root, modified: builder.modified };
}

/** The only entry at the top of an archive; null when there are none or several. */
export function onlyEntry({ root }: Unpacked): MemoryNode | null {
  const [entry] = root.entries.values();
  return root.entries.size === 1 ? entry! : null;
}

/** The time of the youngest file at and below a node, in seconds since 1970; 0 if none has one. */
export function newestBelow(node: MemoryNode, modified: ReadonlyMap<MemoryNode, number>): number {
  let newest = modified.get(node) ?? 0;
  if (node.kind !== "directory") return newest;
  for (const entry of node.entries.values()) newest = Math.max(newest, newestBelow(entry, modified));
  return newest;
}
