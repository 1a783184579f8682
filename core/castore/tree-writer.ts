/** Storing trees bottom up: what all imports have in common. */
import { fromBytes, ready } from "../nix-compat/index.ts";
import type { BlobService, PutOptions } from "./blob-service.ts";
import type { Digest } from "./digest.ts";
import { Directory, type Entry, type SizeRule } from "./directory.ts";
import type { DirectoryService, DirectoryUploader } from "./directory-service.ts";
import { CastoreError, quoteBytes } from "./errors.ts";
import type { Node } from "./node.ts";
import { piecesOf } from "./streams.ts";

/** Where trees are stored. */
export interface Stores {
  readonly blobs: BlobService;
  readonly directories: DirectoryService;
}

/** What imports take. */
export interface ImportOptions extends PutOptions {
  /** How sizes of directories are counted; `rust` unless given. */
  readonly sizeRule?: SizeRule | undefined;
}

/** A node that is being stored. It is known when the writer says so, at the latest at its end. */
export interface PendingNode {
  node: Node | null;
}

/** An entry of a directory that is being stored. */
export interface PendingEntry {
  readonly name: string;
  readonly pending: PendingNode;
}

/** Limits of one batch: blobs being stored at once, and their bytes. */
const batchCount = 256;
const batchBytes = 8 << 20;

/**
 * Stores files in batches, many at once, and directories only after all that is in them has been stored, so
 * that a crash leaves nothing that dangles. Give it children before parents; calls must not overlap.
 */
export class TreeWriter {
  private batch: Promise<void>[] = [];
  private bytes = 0;
  /** Directories waiting for the batch: each stores one. */
  private waiting: (() => Promise<void>)[] = [];
  private upload: DirectoryUploader | null = null;
  private failure: { error: unknown } | null = null;

  private constructor(
    private readonly stores: Stores,
    private readonly options: ImportOptions,
  ) {}

  /** Begins to store a tree. */
  static async open(stores: Stores, options: ImportOptions = {}): Promise<TreeWriter> {
    await ready();
    return new TreeWriter(stores, options);
  }

  /** Stores a file that is in memory. The content must not be changed later. */
  async file(content: Uint8Array, executable: boolean): Promise<PendingNode> {
    const pending = this.fileNow(content, executable);
    if (pending !== null) return pending;
    await this.flush();
    return this.fileNow(content, executable)!;
  }

  /** As {@link file}, without a promise: null, and nothing is done, where that would have to wait. */
  fileNow(content: Uint8Array, executable: boolean): PendingNode | null {
    if (this.batch.length >= batchCount || (this.bytes > 0 && this.bytes + content.length > batchBytes)) {
      return null;
    }
    this.checkRunning();
    const pending: PendingNode = { node: null };
    const stored = (digest: Digest): void => {
      pending.node = { kind: "file", digest, size: content.length, executable };
    };
    this.bytes += content.length;
    this.batch.push(this.stores.blobs.put(content, this.options).then(stored, this.fail));
    return pending;
  }

  private readonly fail = (error: unknown): void => void (this.failure ??= { error });

  /** Stores a file of any size. */
  async fileFrom(content: AsyncIterable<Uint8Array>, executable: boolean): Promise<PendingNode> {
    this.checkRunning();
    const writer = this.stores.blobs.openWrite(this.options);
    let size = 0;
    try {
      for await (const piece of content) {
        size += piece.length;
        await writer.write(piece);
      }
      return { node: { kind: "file", digest: await writer.close(), size, executable } };
    } catch (error) {
      await writer.abort();
      throw error;
    }
  }

  /** A stream's content as a file. */
  fileFromStream(content: ReadableStream<Uint8Array>, executable: boolean): Promise<PendingNode> {
    return this.fileFrom(piecesOf(content, this.options.signal), executable);
  }

  /**
   * Stores a directory of entries in any order.
   * @param path - where it stands, for errors
   */
  async directory(entries: readonly PendingEntry[], path: string): Promise<PendingNode> {
    this.checkRunning();
    const pending: PendingNode = { node: null };
    this.waiting.push(async () => {
      const directory = directoryAt(path, entries.map(finished));
      this.upload ??= this.stores.directories.putMultiple(this.options);
      await this.upload.put(directory);
      pending.node = directory.node(this.options.sizeRule);
    });
    if (this.waiting.length >= batchCount) await this.flush();
    return pending;
  }

  /** Stores what is left; the tree's root, which must have been the last node given. */
  async finish(root: PendingNode): Promise<Node> {
    await this.flush();
    const node = root.node!;
    if (this.upload !== null) {
      const digest = await this.upload.close();
      if (node.kind !== "directory" || node.digest !== digest) {
        throw new CastoreError("invalid", "the last node of the tree is not its root");
      }
    }
    return node;
  }

  /** Gives up, and waits for what is under way. Does nothing after {@link finish}. */
  async abort(): Promise<void> {
    this.failure ??= { error: new Error("the import has ended") };
    await Promise.all(this.batch);
    await this.upload?.abort();
    this.waiting = [];
    this.upload = null;
  }

  private async flush(): Promise<void> {
    await Promise.all(this.batch);
    this.batch = [];
    this.bytes = 0;
    this.checkRunning();
    for (const store of this.waiting) await store();
    this.waiting = [];
  }

  private checkRunning(): void {
    this.options.signal?.throwIfAborted();
    if (this.failure !== null) throw this.failure.error;
  }
}

function finished({ name, pending }: PendingEntry): Entry {
  return { name, node: pending.node! };
}

/** A directory, its errors saying where it stands. */
function directoryAt(path: string, entries: Entry[]): Directory {
  try {
    return Directory.of(entries);
  } catch (error) {
    if (!(error instanceof CastoreError)) throw error;
    throw new CastoreError(error.kind, `in ${quoteBytes(path === "" ? "/" : path)}: ${error.message}`);
  }
}

/** A target's bytes as the byte string that nodes have. */
export function symlinkTo(target: Uint8Array | string): PendingNode {
  return { node: { kind: "symlink", target: typeof target === "string" ? target : fromBytes(target) } };
}
