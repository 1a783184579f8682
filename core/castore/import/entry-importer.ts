/** Stores what an archive's reader tells of. */
import type { BlobWriter } from "../blob-service.ts";
import { EntryTree, isDirectory, type EntryDirectory } from "../archive/entry-tree.ts";
import type { UnpackLimits } from "../archive/error.ts";
import type { ArchiveFile, ArchiveHandler } from "../archive/handler.ts";
import type { Node } from "../node.ts";
import { rest } from "../rest.ts";
import {
  symlinkTo,
  TreeWriter,
  type ImportOptions,
  type PendingEntry,
  type PendingNode,
  type Stores,
} from "../tree-writer.ts";

/** A file or link in the tree; a file's node is known once it has been taken up. */
interface Leaf {
  readonly kind: "file" | "symlink";
  pending: PendingNode;
}

/** Entries of directories after which others have their turn. */
const restEvery = 2000;

/** Files up to this size are stored in one piece. */
const wholeUpTo = 1 << 20;

/** Bytes of the pieces of memory that small files share. */
const slabSize = 1 << 18;

/** What the reader told and is still to be stored. */
type Told =
  | { kind: "whole"; content: Uint8Array; executable: boolean; leaf: Leaf }
  | { kind: "open"; leaf: Leaf; executable: boolean }
  | { kind: "data"; bytes: Uint8Array }
  | { kind: "close" };

interface LargeFile {
  readonly writer: BlobWriter;
  readonly leaf: Leaf;
  readonly executable: boolean;
  size: number;
}

/**
 * The reader tells without waiting, storing has to be waited for: so what it tells is noted down until
 * {@link drain}. Directories are stored at the end, as archives name them in any order.
 */
export class EntryImporter implements ArchiveHandler {
  private readonly tree: EntryTree<Leaf>;
  private told: Told[] = [];
  private file_: ArchiveFile | null = null;
  private buffer: Uint8Array | null = null;
  private used = 0;
  private large: LargeFile | null = null;
  /** Bytes of files that the reader told of. */
  total = 0;
  private slab = new Uint8Array(0);
  private slabUsed = 0;

  private constructor(
    private readonly stores: Stores,
    private readonly writer: TreeWriter,
    private readonly options: ImportOptions,
    limits: Pick<UnpackLimits, "entries">,
  ) {
    this.tree = new EntryTree(limits);
  }

  static async open(
    stores: Stores,
    options: ImportOptions,
    limits: Pick<UnpackLimits, "entries">,
  ): Promise<EntryImporter> {
    return new EntryImporter(stores, await TreeWriter.open(stores, options), options, limits);
  }

  directory(path: string): void {
    this.tree.directory(path);
  }

  file(file: ArchiveFile): void {
    this.tree.check(file.path);
    this.file_ = file;
    this.used = 0;
    if (file.size <= wholeUpTo) {
      this.buffer = this.room(file.size);
      return;
    }
    const leaf = this.leaf(file.path);
    this.told.push({ kind: "open", leaf, executable: file.executable });
  }

  /** Memory for a small file: many share one piece, as making pieces takes longer than filling them. */
  private room(size: number): Uint8Array {
    if (size > slabSize / 4) return new Uint8Array(size);
    if (this.slabUsed + size > this.slab.length) {
      this.slab = new Uint8Array(slabSize);
      this.slabUsed = 0;
    }
    return this.slab.subarray(this.slabUsed, (this.slabUsed += size));
  }

  data(bytes: Uint8Array): void {
    this.total += bytes.length;
    if (this.buffer === null) {
      this.told.push({ kind: "data", bytes: new Uint8Array(bytes) });
      return;
    }
    this.buffer.set(bytes, this.used);
    this.used += bytes.length;
  }

  endFile(): void {
    const { path, executable } = this.file_!;
    if (this.buffer === null) {
      this.told.push({ kind: "close" });
    } else {
      this.told.push({ kind: "whole", content: this.buffer, executable, leaf: this.leaf(path) });
    }
    this.buffer = null;
  }

  symlink(path: string, target: string): void {
    this.tree.add(path, { kind: "symlink", pending: symlinkTo(target) });
  }

  hardLink(path: string, target: string): void {
    this.tree.add(path, this.tree.existing(target, path));
  }

  private leaf(path: string): Leaf {
    const leaf: Leaf = { kind: "file", pending: { node: null } };
    this.tree.add(path, leaf);
    return leaf;
  }

  /** Stores what was told; null when nothing was. */
  drain(): Promise<void> | null {
    return this.told.length === 0 ? null : this.store();
  }

  private async store(): Promise<void> {
    const { told } = this;
    this.told = [];
    for (const event of told) {
      switch (event.kind) {
        case "whole":
          event.leaf.pending =
            this.writer.fileNow(event.content, event.executable) ??
            (await this.writer.file(event.content, event.executable));
          break;
        case "open":
          this.large = { writer: this.stores.blobs.openWrite(this.options), ...event, size: 0 };
          break;
        case "data":
          this.large!.size += event.bytes.length;
          await this.large!.writer.write(event.bytes);
          break;
        case "close": {
          const { writer, leaf, executable, size } = this.large!;
          leaf.pending.node = { kind: "file", digest: await writer.close(), size, executable };
          this.large = null;
        }
      }
    }
  }

  /**
   * Stores the directories; the root.
   * @param takeOffTop - how an only entry at the top is treated: taken off if it is a `directory`, whatever it is
   *   (`always`), or `never`
   */
  async finish(takeOffTop: "directory" | "always" | "never"): Promise<{ root: Node; top: string | null }> {
    await this.drain();
    const { root } = this.tree;
    const [only] = root.entries;
    if (root.entries.size === 1 && takeOffTop !== "never") {
      const [name, node] = only!;
      if (isDirectory(node)) {
        return { root: await this.writer.finish(await this.directories(node)), top: name };
      }
      if (takeOffTop === "always") return { root: await this.writer.finish(node.pending), top: name };
    }
    return { root: await this.writer.finish(await this.directories(root)), top: null };
  }

  /** Stores a directory and all below it. */
  private async directories(root: EntryDirectory<Leaf>): Promise<PendingNode> {
    const open = [{ path: "", name: "", left: root.entries.entries(), done: [] as PendingEntry[] }];
    for (let count = 1; ; count++) {
      // The last files are being written meanwhile: the database's answers must not wait for the end.
      if (count % restEvery === 0) await rest();
      const top = open.at(-1)!;
      const step = top.left.next();
      if (step.done !== true) {
        const [name, node] = step.value;
        if (!isDirectory(node)) top.done.push({ name, pending: node.pending });
        else {
          const path = top.path === "" ? name : `${top.path}/${name}`;
          open.push({ path, name, left: node.entries.entries(), done: [] });
        }
        continue;
      }
      const pending = await this.writer.directory(top.done, top.path);
      open.pop();
      const parent = open.at(-1);
      if (parent === undefined) return pending;
      parent.done.push({ name: top.name, pending });
    }
  }

  /** Gives up. */
  async abort(): Promise<void> {
    this.told = [];
    await this.large?.writer.abort();
    await this.writer.abort();
  }
}
