/** A store in IndexedDB: its services, what must be kept, and who is writing. */
import type { Chunker } from "../chunker.ts";
import { contentChunker } from "../chunking/index.ts";
import { emptyDigest, formatDigest, type Digest } from "../digest.ts";
import { decodeNode, encodeNode } from "../directory-encoding.ts";
import type { SizeRule } from "../directory.ts";
import { CastoreError } from "../errors.ts";
import { ready } from "../kernels/index.ts";
import type { Node } from "../node.ts";
import { collectGarbage, type GarbageReport } from "./collect-garbage.ts";
import { objectKinds } from "./digest-table.ts";
import { IdbBlobs } from "./idb-blobs.ts";
import { IdbDirectories } from "./idb-directories.ts";
import { IdbInfos } from "./idb-infos.ts";
import type { Database, DatabaseFactory } from "./idb-types.ts";
import { IdbUploads } from "./idb-uploads.ts";
import { PackStore } from "./pack-store.ts";
import { openDatabase, result, transact } from "./requests.ts";
import { stores, type IndexRecord, type LeaseRecord, type ListRecord, type PinRecord } from "./schema.ts";
import { verifyStore, type VerifyOptions, type VerifyReport } from "./verify-store.ts";

export interface IdbStoreOptions {
  /** The browser's `indexedDB`. */
  readonly factory: DatabaseFactory;
  /** The database's name; `castore` unless given. */
  readonly name?: string | undefined;
  /** Cuts large blobs; FastCDC with castore's sizes unless given. */
  readonly chunker?: Chunker | undefined;
  /** Milliseconds, as `Date.now` gives them: tells imports that have died in other tabs. */
  readonly clock: () => number;
  /** Bytes of packs kept in memory; 64 MB unless given. */
  readonly cacheBytes?: number | undefined;
  readonly sizeRule?: SizeRule | undefined;
  /** Told, in words for people, when the database can't be used any more. */
  readonly onLost?: ((reason: string) => void) | undefined;
}

/** A root that is kept, with all below it. */
export interface Pin {
  readonly name: string;
  /** What needs it: `mount`, `workspace`, … */
  readonly kind: string;
  readonly node: Node;
}

/** While one is open, nothing that is put is collected. */
export interface WriteSession {
  /** Stores what was put; ends the session. What is to be kept must have a pin by then. @throws CastoreError (`quota`) */
  close(): Promise<void>;
  /** Ends the session; what was put may be collected. */
  abort(): Promise<void>;
}

/** What a store takes. */
export interface StoreUsage {
  /** Small blobs, chunks and directories. */
  readonly objects: number;
  readonly packs: number;
  /** Bytes of all packs. */
  readonly bytes: number;
  /** Blobs in chunks. */
  readonly largeBlobs: number;
}

export interface CollectOptions {
  readonly signal?: AbortSignal | undefined;
  /** Whether the caller holds a lock that keeps all others from writing: leases are then those of dead imports. */
  readonly alone?: boolean | undefined;
  /** Told now and then how many objects are known to be needed, of how many there are. */
  readonly onProgress?: ((progress: { needed: number; of: number }) => void) | undefined;
}

/** Objects put between two looks at the time. */
const lookEvery = 16;

/** A lease that was not renewed for so long, in milliseconds, belongs to nobody. */
const leaseLife = 120_000;

/** Open one for writing in a context at a time (the store worker, under a lock); others may read. */
export class IdbStore {
  readonly blobs: IdbBlobs;
  readonly directories: IdbDirectories;
  readonly infos: IdbInfos;
  readonly uploads: IdbUploads;
  private readonly sessions = new Set<string>();
  /** Begins the names of this store's sessions. */
  private readonly name: string;
  private opened = 0;
  private collecting = false;
  /** Verifying and collecting, one after the other: each changes what the other looks at. */
  private caring: Promise<unknown> = Promise.resolve();
  /** When leases were renewed last, and how many objects may be put until it is looked at again. */
  private renewed = 0;
  private untilLife = 0;
  /** What was put since the first of the open sessions began. */
  private touched = new Set<Digest>();

  private constructor(
    private readonly database: Database,
    readonly packs: PackStore,
    private readonly options: IdbStoreOptions,
    chunker: Chunker,
  ) {
    this.name = `${options.clock()}-${Math.random()}`;
    const touch = (digest: Digest): void => {
      if (this.sessions.size === 0 && !this.collecting) return;
      this.touched.add(digest);
      // Not every time: asking for the time takes as long as all else here.
      if (--this.untilLife <= 0) this.showLife();
    };
    this.blobs = new IdbBlobs(packs, chunker, touch);
    this.directories = new IdbDirectories(packs, touch, options.sizeRule);
    this.infos = new IdbInfos(database, packs);
    this.uploads = new IdbUploads(database, packs, options.clock);
  }

  /** @throws CastoreError (`invalid`) for a database of a later version, and what the browser says */
  static async open(options: IdbStoreOptions): Promise<IdbStore> {
    const database = await openDatabase(options.factory, options.name ?? "castore", {
      onLost: (reason) => options.onLost?.(reason),
    });
    const packs = new PackStore(database, options.cacheBytes ?? 1 << 26);
    await packs.refresh();
    await ready();
    return new IdbStore(database, packs, options, options.chunker ?? contentChunker());
  }

  /** Stores what was put so far. @throws CastoreError (`quota`) */
  flush(): Promise<void> {
    return this.packs.flush();
  }

  /** Begins to write. */
  async openSession(): Promise<WriteSession> {
    if (this.sessions.size === 0) {
      this.packs.recover();
      if (!this.collecting) this.touched = new Set();
    }
    const id = `${this.name} ${++this.opened}`;
    this.sessions.add(id);
    try {
      await this.renewLease(id);
    } catch (error) {
      this.endSession(id);
      throw error;
    }
    let open = true;
    const end = async (): Promise<void> => {
      if (!open) return;
      open = false;
      this.endSession(id);
      await transact(
        this.database,
        [stores.leases],
        "readwrite",
        (store) => void store(stores.leases).delete(id),
      );
    };
    return {
      close: async () => {
        try {
          await this.flush();
        } finally {
          await end();
        }
      },
      abort: end,
    };
  }

  private endSession(id: string): void {
    this.sessions.delete(id);
    // Whom a failure concerned has been told of it: it must not keep anybody from collecting garbage.
    if (this.sessions.size === 0) this.packs.recover();
  }

  /** Renews leases if it is time to. */
  private showLife(): void {
    this.untilLife = lookEvery;
    const now = this.options.clock();
    if (now - this.renewed < leaseLife / 4) return;
    this.renewed = now;
    // Where this fails, storing what is put fails as well, and says so.
    this.renewLeases().catch(() => {});
  }

  /** Says that an import still runs. Putting does it, too; so this is only needed where nothing may come for long. */
  async renewLeases(): Promise<void> {
    for (const id of this.sessions) await this.renewLease(id);
  }

  private async renewLease(id: string): Promise<void> {
    const record: LeaseRecord = { seen: this.options.clock() };
    await transact(
      this.database,
      [stores.leases],
      "readwrite",
      (store) => void store(stores.leases).put(record, id),
    );
  }

  /**
   * Keeps a tree under a name, instead of what had the name.
   * @throws CastoreError (`missing`) when it is not stored; (`quota`)
   */
  async pin({ name, kind, node }: Pin): Promise<void> {
    await this.packs.flush();
    if (!this.isThere(node)) {
      throw new CastoreError("missing", `what '${name}' is to keep is not in the store: ${describe(node)}`);
    }
    const record: PinRecord = { kind, node: encodeNode(node) };
    await transact(
      this.database,
      [stores.pins],
      "readwrite",
      (store) => void store(stores.pins).put(record, name),
    );
  }

  /** Lets a tree go: collecting garbage frees what nothing else needs. */
  async unpin(name: string): Promise<void> {
    await transact(
      this.database,
      [stores.pins],
      "readwrite",
      (store) => void store(stores.pins).delete(name),
    );
  }

  /** All pins, by name. */
  async pins(): Promise<Pin[]> {
    return transact(this.database, [stores.pins], "readonly", async (store) => {
      const [keys, records] = await Promise.all([
        result(store(stores.pins).getAllKeys()),
        result(store(stores.pins).getAll()),
      ]);
      return (records as PinRecord[]).map(({ kind, node }, i) => ({
        name: keys[i] as string,
        kind,
        node: decodeNode(node, "anonymous").node,
      }));
    });
  }

  private isThere(node: Node): boolean {
    if (node.kind === "symlink" || node.digest === emptyDigest) return true;
    return node.kind === "directory"
      ? this.directories.has(node.digest)
      : this.packs.has(node.digest, objectKinds.blob);
  }

  /** What the store takes. */
  async usage(): Promise<StoreUsage> {
    return transact(this.database, [stores.index, stores.lists], "readonly", async (store) => {
      const records = (await result(store(stores.index).getAll())) as IndexRecord[];
      const lists = await result(store(stores.lists).getAllKeys());
      return {
        objects: this.packs.size,
        packs: records.length,
        bytes: records.reduce((sum, { bytes }) => sum + bytes, 0),
        largeBlobs: lists.length,
      };
    });
  }

  /**
   * Removes what no pin, no path info, no upload and no open session needs. May run while others write through this store.
   * @throws CastoreError (`invalid`) while an import runs in another tab
   */
  async collectGarbage(options: CollectOptions = {}): Promise<GarbageReport> {
    return this.care(async () => {
      await this.checkOtherLeases(options.alone ?? false);
      await this.uploads.expire();
      this.collecting = true;
      if (this.sessions.size === 0) this.touched = new Set();
      try {
        const { packs, directories } = this;
        const { signal, onProgress } = options;
        return await collectGarbage({ packs, directories, touched: this.touched, signal, onProgress });
      } finally {
        this.collecting = false;
      }
    });
  }

  private care<T>(run: () => Promise<T>): Promise<T> {
    const done = this.caring.then(run);
    this.caring = done.catch(() => {});
    return done;
  }

  private async checkOtherLeases(alone: boolean): Promise<void> {
    const now = this.options.clock();
    const others = await transact(this.database, [stores.leases], "readwrite", async (store) => {
      const [ids, records] = await Promise.all([
        result(store(stores.leases).getAllKeys()),
        result(store(stores.leases).getAll()),
      ]);
      const live: string[] = [];
      (records as LeaseRecord[]).forEach(({ seen }, i) => {
        const id = ids[i] as string;
        if (this.sessions.has(id)) return;
        // One of our own may be left where deleting it failed.
        const isOther = !alone && !id.startsWith(`${this.name} `);
        if (isOther && now - seen < leaseLife) live.push(id);
        else void store(stores.leases).delete(id);
      });
      return live;
    });
    if (others.length > 0) {
      throw new CastoreError(
        "invalid",
        "an import runs in another tab, or was cut off less than two minutes ago: wait for it",
      );
    }
  }

  /** Checks all that is stored. See {@link verifyStore}. */
  async verify(options: VerifyOptions = {}): Promise<VerifyReport> {
    return this.care(async () => {
      await this.packs.flush();
      return verifyStore(this, options);
    });
  }

  /** The record of a blob in chunks, for what inspects the store. */
  list(digest: Digest): Promise<ListRecord | null> {
    return this.packs.list(digest);
  }

  /** Ends all; what was put and not flushed is lost. */
  close(): void {
    this.database.close();
  }
}

function describe(node: Node): string {
  return node.kind === "symlink" ? `link to '${node.target}'` : `${node.kind} ${formatDigest(node.digest)}`;
}
