/** Checking all that a store holds, naming what is damaged, and repairing it from elsewhere. */
import type { BlobService } from "../blob-service.ts";
import { digestOf, digestFromBytes, emptyDigest, formatDigest, type Digest } from "../digest.ts";
import { Directory } from "../directory.ts";
import { CastoreError } from "../errors.ts";
import type { DirectoryService } from "../directory-service.ts";
import { StreamHasher } from "../hasher.ts";
import type { Node } from "../node.ts";
import { piecesOf } from "../streams.ts";
import { decodeIndex, encodeIndex, objectKinds, type ObjectKind } from "./digest-table.ts";
import { chunksOf } from "./idb-blobs.ts";
import type { IdbStore } from "./idb-store.ts";
import { result, transact } from "./requests.ts";
import { stores, type IndexRecord, type ListRecord } from "./schema.ts";

/** Something that is not as it must be. */
export interface Damage {
  readonly kind: "blob" | "directory";
  readonly digest: Digest;
  /** What is wrong, for people. */
  readonly problem: string;
  /** Whether it was brought from elsewhere. */
  repaired: boolean;
}

export interface VerifyReport {
  /** Objects looked at, and their bytes. */
  readonly objects: number;
  readonly bytes: number;
  readonly damages: readonly Damage[];
  /** Pins with damage that was not repaired. */
  readonly pins: readonly string[];
}

export interface VerifyOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: { packs: number; of: number }) => void) | undefined;
  /** Where damaged and missing objects may be brought from. */
  readonly repairFrom?: { readonly blobs: BlobService; readonly directories: DirectoryService } | undefined;
}

/**
 * Hashes every object, checks that what directories and pins refer to is there, and that chunks make their blobs.
 * Damaged objects are dropped from the index, so that they count as missing and can be stored anew.
 */
export async function verifyStore(store: IdbStore, options: VerifyOptions): Promise<VerifyReport> {
  return new Verifier(store, options).run();
}

class Verifier {
  private readonly damages = new Map<string, Damage>();
  private objects = 0;
  private bytes = 0;

  constructor(
    private readonly store: IdbStore,
    private readonly options: VerifyOptions,
  ) {}

  async run(): Promise<VerifyReport> {
    const directories = await this.packs();
    await this.lists();
    for (const directory of directories) this.references(directory);
    const pins = await this.store.pins();
    for (const { node } of pins) this.reference(node, "a pin");
    if (this.options.repairFrom !== undefined) await this.repair();
    const damages = [...this.damages.values()];
    const left = new Set(damages.filter((damage) => !damage.repaired).map(({ digest }) => digest));
    const affected: string[] = [];
    for (const { name, node } of pins) if (await this.reaches(node, left)) affected.push(name);
    return { objects: this.objects, bytes: this.bytes, damages, pins: affected };
  }

  private damage(kind: Damage["kind"], digest: Digest, problem: string): void {
    const key = `${kind} ${digest}`;
    if (!this.damages.has(key)) this.damages.set(key, { kind, digest, problem, repaired: false });
  }

  /** Checks all packs; the directories in them. */
  private async packs(): Promise<Directory[]> {
    const { database } = this.store.packs;
    const directories: Directory[] = [];
    const keys = (await transact(database, [stores.index], "readonly", (store) =>
      result(store(stores.index).getAllKeys()),
    )) as number[];
    let done = 0;
    for (const pack of keys) {
      this.options.signal?.throwIfAborted();
      const [bytes, record] = (await transact(database, [stores.packs, stores.index], "readonly", (store) =>
        Promise.all([result(store(stores.packs).get(pack)), result(store(stores.index).get(pack))]),
      )) as [Uint8Array | undefined, IndexRecord | undefined];
      if (record !== undefined) await this.pack(pack, bytes, record, directories);
      this.options.onProgress?.({ packs: ++done, of: keys.length });
    }
    await this.store.packs.refresh();
    return directories;
  }

  private async pack(
    pack: number,
    bytes: Uint8Array | undefined,
    record: IndexRecord,
    directories: Directory[],
  ): Promise<void> {
    const entries = decodeIndex(record.entries);
    const good = entries.filter(({ digest, kind, offset, length }) => {
      this.objects++;
      this.bytes += length;
      const problem = this.problemOf(
        bytes?.subarray(offset, offset + length),
        digest,
        length,
        kind,
        directories,
      );
      if (problem !== null) this.damage(nameOf(kind), digest, problem);
      return problem === null;
    });
    if (good.length === entries.length) return;
    const { packs } = this.store;
    await transact(packs.database, [stores.packs, stores.index], "readwrite", (store) => {
      if (good.length === 0) {
        void store(stores.packs).delete(pack);
        void store(stores.index).delete(pack);
      } else {
        void store(stores.index).put({ bytes: record.bytes, entries: encodeIndex(good) }, pack);
      }
    });
  }

  private problemOf(
    content: Uint8Array | undefined,
    digest: Digest,
    length: number,
    kind: ObjectKind,
    directories: Directory[],
  ): string | null {
    if (content === undefined) return "its pack is missing";
    if (content.length !== length) return "its pack is too short";
    if (digestOf(content) !== digest) return "its content has another digest";
    if (kind !== objectKinds.directory) return null;
    try {
      directories.push(Directory.decode(content.slice()));
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Checks that chunks are there and make their blobs. */
  private async lists(): Promise<void> {
    const { packs } = this.store;
    const { keys, records } = await transact(packs.database, [stores.lists], "readonly", async (store) => ({
      keys: (await result(store(stores.lists).getAllKeys())) as Digest[],
      records: (await result(store(stores.lists).getAll())) as ListRecord[],
    }));
    for (const [i, digest] of keys.entries()) {
      this.options.signal?.throwIfAborted();
      const problem = await this.listProblem(digest, records[i]!);
      if (problem === null) continue;
      this.damage("blob", digest, problem);
      await transact(
        packs.database,
        [stores.lists],
        "readwrite",
        (store) => void store(stores.lists).delete(digest),
      );
    }
    await packs.refresh();
  }

  private async listProblem(digest: Digest, record: ListRecord): Promise<string | null> {
    const hasher = await StreamHasher.open("blake3");
    try {
      for (const chunk of chunksOf(record)) {
        const content = await this.store.packs.read(chunk.digest, objectKinds.blob);
        if (content === null) return `its chunk ${formatDigest(chunk.digest)} is missing`;
        hasher.update(content);
      }
      return digestFromBytes(hasher.digest()) === digest ? null : "its chunks have another digest";
    } finally {
      hasher.release();
    }
  }

  private references(directory: Directory): void {
    for (const { node } of directory.entries) {
      this.reference(node, `directory ${formatDigest(directory.digest)}`);
    }
  }

  /** Checks that what a node stands for is there. */
  private reference(node: Node, by: string): void {
    if (node.kind === "symlink" || node.digest === emptyDigest) return;
    const kind = node.kind === "file" ? objectKinds.blob : objectKinds.directory;
    if (!this.store.packs.has(node.digest, kind))
      this.damage(nameOf(kind), node.digest, `it is missing, needed by ${by}`);
  }

  /** Brings what is damaged from elsewhere: what that needs in turn is checked, too. */
  private async repair(): Promise<void> {
    const session = await this.store.openSession();
    try {
      // New damages are found while directories come back.
      for (const damage of this.damages.values()) damage.repaired = await this.bring(damage);
    } finally {
      await session.close();
    }
  }

  private async bring({ kind, digest }: Damage): Promise<boolean> {
    const { blobs, directories } = this.options.repairFrom!;
    const { packs } = this.store;
    if (kind === "blob") {
      const stream = await blobs.openRead(digest, { signal: this.options.signal });
      return stream !== null && this.bringBlob(stream, digest);
    }
    const directory = await directories.get(digest, { signal: this.options.signal });
    if (directory?.digest !== digest) return false;
    this.references(directory);
    await packs.put(digest, objectKinds.directory, directory.encode());
    return true;
  }

  /** A stream may turn out to be damaged or incomplete while it is read: the rest can still be brought. */
  private async bringBlob(stream: ReadableStream<Uint8Array>, digest: Digest): Promise<boolean> {
    const writer = this.store.blobs.openWrite();
    try {
      for await (const piece of piecesOf(stream, this.options.signal)) await writer.write(piece);
      return (await writer.close()) === digest;
    } catch (error) {
      await writer.abort();
      if (error instanceof CastoreError && (error.kind === "corrupt" || error.kind === "missing"))
        return false;
      throw error;
    }
  }

  /** Whether one of some objects is at or below a node. */
  private async reaches(root: Node, digests: ReadonlySet<Digest>): Promise<boolean> {
    if (digests.size === 0) return false;
    const seen = new Set<Digest>();
    const open: Node[] = [root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node.kind === "symlink") continue;
      if (digests.has(node.digest)) return true;
      if (node.kind === "file" || seen.has(node.digest)) continue;
      seen.add(node.digest);
      for (const entry of (await this.store.directories.get(node.digest))?.entries ?? [])
        open.push(entry.node);
    }
    return false;
  }
}

function nameOf(kind: ObjectKind): Damage["kind"] {
  return kind === objectKinds.directory ? "directory" : "blob";
}
