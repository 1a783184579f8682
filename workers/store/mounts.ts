/** The trees that an evaluator sees: brought when they are first mounted, kept as long as they stay. */
import { digestFromHex, kernelsReady, parseDigest } from "../../core/castore/index.ts";
import type { SearchPathEntry } from "../../core/eval/index.ts";
import type { EvalIO, NarHashes } from "../../core/glue/index.ts";
import type { MountRequest } from "../protocol.ts";
import { BlobCache } from "./blob-cache.ts";
import { MountFiles, mountsPath } from "./mount-files.ts";
import { decodeObjects } from "./object-list.ts";
import type { StoreConnection } from "./read-protocol.ts";
import { StoreReader } from "./store-reader.ts";
import { StoredNarHashes } from "./stored-nar-hashes.ts";
import { TreeFiles } from "./tree-files.ts";

/** Bytes of files kept in memory. */
const cacheBytes = 96 << 20;
/** Files and directories that are noted as used, for one tree. */
const maxUsed = 20_000;

/** What evaluation needs of the mounts of a request. */
export interface MountSet {
  searchPath: SearchPathEntry[];
  narHashes: NarHashes;
  /** The files of the world, with the trees in their places. */
  over(files: EvalIO): EvalIO;
  /** Whether the store failed to answer something. */
  failed(): boolean;
}

export class Mounts {
  private reader: StoreReader | null = null;
  private readonly blobs = new BlobCache(cacheBytes);
  private readonly narHashes = new StoredNarHashes((root, key) =>
    this.current().read({ op: "nar", root, key }),
  );
  private trees = new Map<string, TreeFiles>();
  /** How many used files the store knows of, by tree. */
  private readonly told = new WeakMap<TreeFiles, number>();

  /** Takes another way to the store. */
  connect(connection: StoreConnection): void {
    this.reader?.close();
    this.reader = new StoreReader(connection);
  }

  /** Questions that evaluation waited for. */
  get reads(): number {
    return this.reader?.reads ?? 0;
  }

  /** Brings the trees of a request; forgets others. Rejects when one can't be had. */
  async prepare(mounts: readonly MountRequest[]): Promise<MountSet> {
    await kernelsReady();
    const reader = this.current();
    const trees = new Map<string, TreeFiles>();
    const byName = new Map<string, TreeFiles>();
    for (const { name, root } of mounts) {
      const key = `${name} ${root}`;
      const tree = this.trees.get(key) ?? (await this.bring(reader, name, parseDigest(root)));
      trees.set(key, tree);
      byName.set(name, tree);
    }
    this.trees = trees;
    return {
      searchPath: mounts.map(({ name }) => ({ prefix: name, path: `${mountsPath}/${name}` })),
      narHashes: this.narHashes,
      over: (files) => new MountFiles(files, byName),
      failed: () => reader.failed,
    };
  }

  /** Tells the store which files were read, for the next visit. */
  noteUsed(): void {
    for (const tree of this.trees.values()) {
      const count = tree.usedCount;
      if (this.reader === null || count === (this.told.get(tree) ?? 0) || count > maxUsed) continue;
      this.told.set(tree, count);
      this.reader.used(tree.rootHex, tree.used);
    }
  }

  /** Forgets all trees. */
  forget(): void {
    this.trees = new Map();
  }

  private current(): StoreReader {
    if (this.reader === null) throw new Error("the evaluator has no way to the store");
    return this.reader;
  }

  private async bring(reader: StoreReader, name: string, root: string): Promise<TreeFiles> {
    const parts = await reader.mount(root);
    const directories = new Map(decodeObjects(parts.directories));
    for (const [digest, content] of decodeObjects(parts.blobs)) this.blobs.set(digest, content);
    this.narHashes.learn(parts.nars);
    if (!directories.has(digestFromHex(root))) throw new Error(`the tree of '${name}' is not in the store`);
    const prefix = `${mountsPath}/${name}`;
    const contents = { directories, blobs: this.blobs };
    return new TreeFiles(root, prefix, contents, (request) => this.current().read(request));
  }
}
