/**
 * Many small objects in few records: packs of about half a MB, an index for each. What is put is gathered, and
 * stored in the order in which it came, some MB in a transaction; so at any moment the database holds a prefix of
 * what was put, and nothing in it refers to what is missing.
 */
import { formatDigest, type Digest } from "../digest.ts";
import { CastoreError } from "../errors.ts";
import { concatenate } from "../streams.ts";
import {
  DigestTable,
  encodeIndex,
  objectKinds,
  type ObjectKind,
  type PackEntry,
  type Place,
} from "./digest-table.ts";
import type { Database } from "./idb-types.ts";
import { PackCache } from "./pack-cache.ts";
import { result, transact } from "./requests.ts";
import { stores, type IndexRecord, type ListRecord } from "./schema.ts";

/** Bytes of a pack, unless it holds only one object that is larger. */
const packSize = 1 << 19;
/** Bytes from which on a pack counts as full. */
const fullPack = (packSize / 16) * 15;
/** Bytes of one transaction, about. */
const batchSize = 1 << 22;
/** Bytes that wait at most before whoever puts has to wait. */
const waitingSize = 1 << 24;

/** A pack that is being filled, and the chunk lists that come after what is in it. */
interface OpenPack {
  entries: PackEntry[];
  contents: Uint8Array[];
  bytes: number;
  lists: { digest: Digest; record: ListRecord }[];
}

const newPack = (): OpenPack => ({ entries: [], contents: [], bytes: 0, lists: [] });

/** Packs of a database. Use one for all who write. */
export class PackStore {
  private table = new DigestTable();
  private listed = new Set<Digest>();
  private readonly cache: PackCache;
  private open = newPack();
  private closed: OpenPack[] = [];
  private closedBytes = 0;
  /** Contents that are not stored yet: of each kind. */
  private readonly waiting: Record<ObjectKind, Map<Digest, Uint8Array>> = {
    [objectKinds.blob]: new Map(),
    [objectKinds.directory]: new Map(),
  };
  private readonly waitingLists = new Map<Digest, ListRecord>();
  private waitingBytes = 0;
  private writing: Promise<void> | null = null;
  /** The transaction that {@link writing} is at. */
  private committing: Promise<void> | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private failure: { error: unknown } | null = null;
  private scratch: Uint8Array | null = null;
  /** The number of the next pack; null when others may have written. */
  private nextPack: number | null = null;

  constructor(
    readonly database: Database,
    cacheBytes: number,
  ) {
    this.cache = new PackCache(cacheBytes, (packs) => this.loadPacks(packs));
  }

  /** Reads the index anew. */
  refresh(): Promise<void> {
    return this.exclusive(() => this.readIndex());
  }

  /** Runs what must not happen while packs are written, or the index is read or changed. */
  exclusive<T>(run: () => Promise<T>): Promise<T> {
    const done = this.turn.then(run);
    this.turn = done.catch(() => {});
    return done;
  }

  /** As {@link refresh}, for who is exclusive already. */
  async readIndex(): Promise<void> {
    const { keys, records, lists } = await transact(
      this.database,
      [stores.index, stores.lists],
      "readonly",
      async (store) => {
        const [keys, records, lists] = await Promise.all([
          result(store(stores.index).getAllKeys()),
          result(store(stores.index).getAll()),
          result(store(stores.lists).getAllKeys()),
        ]);
        return { keys: keys as number[], records: records as IndexRecord[], lists: lists as Digest[] };
      },
    );
    this.nextPack = null;
    this.setIndex(new Map(keys.map((pack, i) => [pack, records[i]!.entries])), lists);
  }

  /** Takes this for what the index says. */
  setIndex(packs: ReadonlyMap<number, Uint8Array>, lists: Iterable<Digest>): void {
    this.table = new DigestTable();
    for (const [pack, entries] of packs) this.table.addPack(pack, entries);
    this.listed = new Set(lists);
    this.cache.keepOnly(packs);
  }

  /** Objects stored, and waiting to be. */
  get size(): number {
    return this.table.size + this.waiting[objectKinds.blob].size + this.waiting[objectKinds.directory].size;
  }

  /** Whether an object is there; chunk lists count as blobs. */
  has(digest: Digest, kind: ObjectKind): boolean {
    return (
      this.waiting[kind].has(digest) ||
      this.table.get(digest, kind) !== null ||
      (kind === objectKinds.blob && this.hasList(digest))
    );
  }

  hasList(digest: Digest): boolean {
    return this.listed.has(digest) || this.waitingLists.has(digest);
  }

  /** Bytes of an object in a pack; null when it is not there. @throws CastoreError (`corrupt`) */
  async read(digest: Digest, kind: ObjectKind): Promise<Uint8Array | null> {
    const waiting = this.waiting[kind].get(digest);
    if (waiting !== undefined) return waiting;
    const place = this.table.get(digest, kind);
    if (place === null) return null;
    const bytes = await this.cache.get(place.pack);
    if (bytes !== null) return cut(bytes, place, digest);
    // It may have been moved meanwhile, also by another tab.
    await this.refresh();
    const moved = this.table.get(digest, kind);
    // Collected meanwhile, by another tab: it is not there any more.
    if (moved === null) return null;
    const again = await this.cache.get(moved.pack);
    if (again === null) {
      throw new CastoreError("corrupt", `pack ${moved.pack}, with ${formatDigest(digest)}, is missing`);
    }
    return cut(again, moved, digest);
  }

  /** The chunks of a large blob; null when it is not one. */
  async list(digest: Digest): Promise<ListRecord | null> {
    const waiting = this.waitingLists.get(digest);
    if (waiting !== undefined) return waiting;
    if (!this.listed.has(digest)) return null;
    const found = await transact(this.database, [stores.lists], "readonly", (store) =>
      result(store(stores.lists).get(digest)),
    );
    return (found as ListRecord | undefined) ?? null;
  }

  /** Brings the packs of some objects into the cache, all in one transaction. */
  async prefetch(digests: Iterable<Digest>, kind: ObjectKind): Promise<void> {
    const packs = new Set<number>();
    for (const digest of digests) {
      const place = this.table.get(digest, kind);
      if (place !== null) packs.add(place.pack);
    }
    await this.cache.load([...packs]);
  }

  /**
   * Puts an object that is not there yet; what it refers to must have been put. Resolves when more should come, null for
   * at once: it can be read already, and is stored at the latest after {@link flush}. The bytes must not be changed later.
   * @throws CastoreError (`quota`), and what else storing failed with, perhaps of something put earlier
   */
  put(digest: Digest, kind: ObjectKind, content: Uint8Array): Promise<void> | null {
    this.checkFailure();
    if (this.waiting[kind].has(digest)) return null;
    this.waiting[kind].set(digest, content);
    this.waitingBytes += content.length;
    if (this.open.bytes + content.length > packSize) this.close();
    const { open } = this;
    open.entries.push({ digest, kind, offset: open.bytes, length: content.length });
    open.contents.push(content);
    open.bytes += content.length;
    if (open.bytes >= packSize) this.close();
    return this.waitingBytes > waitingSize ? this.room() : null;
  }

  /** Waits until not too much is waiting. */
  private async room(): Promise<void> {
    while (this.waitingBytes > waitingSize) {
      await (this.committing ?? this.flush());
      this.checkFailure();
    }
  }

  /** Puts a chunk list after its chunks. */
  putList(digest: Digest, record: ListRecord): void {
    this.checkFailure();
    this.waitingLists.set(digest, record);
    this.open.lists.push({ digest, record });
  }

  /** Stores all that was put. @throws as {@link put} */
  async flush(): Promise<void> {
    this.checkFailure();
    this.close();
    while (this.closed.length > 0 || this.writing !== null) {
      await (this.writing ?? this.startWriting());
      this.checkFailure();
    }
  }

  /** Forgets a failure, and with it all that was waiting. */
  recover(): void {
    this.failure = null;
    this.nextPack = null;
  }

  /** What storing failed with, until {@link recover}. */
  get broken(): boolean {
    return this.failure !== null;
  }

  private checkFailure(): void {
    if (this.failure !== null) throw this.failure.error;
  }

  private close(): void {
    const { open } = this;
    if (open.entries.length === 0 && open.lists.length === 0) return;
    this.closed.push(open);
    this.closedBytes += open.bytes;
    this.open = newPack();
    if (this.closedBytes >= batchSize && this.writing === null) void this.startWriting();
  }

  /** Stores the packs that are closed, as long as there are enough; never rejects: see {@link failure}. */
  private startWriting(): Promise<void> {
    const run = async (): Promise<void> => {
      try {
        do {
          const batch = this.nextBatch();
          await (this.committing = this.exclusive(() => this.commit(batch)));
        } while (this.closedBytes >= batchSize);
      } catch (error) {
        this.drop(error);
      } finally {
        this.writing = null;
        this.committing = null;
      }
    };
    return (this.writing = run());
  }

  /** The oldest packs, up to about a transaction's size: small steps, so that little is lost when a tab dies. */
  private nextBatch(): OpenPack[] {
    let bytes = 0;
    let count = 0;
    while (count < this.closed.length && bytes < batchSize) bytes += this.closed[count++]!.bytes;
    this.closedBytes -= bytes;
    return this.closed.splice(0, count);
  }

  /** Nothing of what waits can be stored any more. */
  private drop(error: unknown): void {
    this.failure = { error };
    this.open = newPack();
    this.closed = [];
    this.closedBytes = 0;
    this.waiting[objectKinds.blob].clear();
    this.waiting[objectKinds.directory].clear();
    this.waitingLists.clear();
    this.waitingBytes = 0;
  }

  private async commit(batch: readonly OpenPack[]): Promise<void> {
    const filled = batch.filter(({ entries }) => entries.length > 0);
    const records = filled.map(({ entries, bytes }): IndexRecord => ({
      bytes,
      entries: encodeIndex(entries),
    }));
    const lists = batch.flatMap((pack) => pack.lists);
    let keys: number[];
    try {
      keys = await this.write(filled, records, lists);
    } catch (error) {
      if ((error as { name?: string } | null)?.name !== "ConstraintError") throw error;
      // Somebody else has written a pack of that number.
      this.nextPack = null;
      keys = await this.write(filled, records, lists);
    }
    keys.forEach((key, i) => this.table.addPack(key, records[i]!.entries));
    for (const { entries, bytes } of filled) {
      for (const { digest, kind } of entries) this.waiting[kind].delete(digest);
      this.waitingBytes -= bytes;
    }
    for (const { digest } of lists) {
      this.listed.add(digest);
      this.waitingLists.delete(digest);
    }
  }

  /**
   * Writes packs, their indices and chunk lists; the packs' numbers. These are known before, as far as possible, so
   * that no request has to be waited for: each answer would stand in line behind the import's next piece of work.
   */
  private async write(
    packs: readonly OpenPack[],
    records: readonly IndexRecord[],
    lists: OpenPack["lists"],
  ): Promise<number[]> {
    const keys: number[] = [];
    await transact(this.database, [stores.packs, stores.index, stores.lists], "readwrite", async (store) => {
      for (const { digest, record } of lists) void store(stores.lists).put(record, digest);
      let next = this.nextPack;
      for (const [i, pack] of packs.entries()) {
        const bytes = this.joined(pack);
        // The database never gives a number twice, so what other tabs remember of old packs does no harm.
        if (next === null) next = (await result(store(stores.packs).add(bytes))) as number;
        else void store(stores.packs).add(bytes, next);
        void store(stores.index).put(records[i]!, next);
        keys.push(next++);
      }
    });
    const last = keys.at(-1);
    if (last !== undefined) this.nextPack = last + 1;
    return keys;
  }

  /** What is stored for a pack: to be cloned before the next is asked for. */
  private joined({ contents, bytes }: OpenPack): Uint8Array {
    // Most packs are about full. For these one piece of memory does, with some zeros at the end.
    if (bytes < fullPack || bytes > packSize) return exact(concatenate(contents));
    const whole = (this.scratch ??= new Uint8Array(packSize));
    let at = 0;
    for (const content of contents) {
      whole.set(content, at);
      at += content.length;
    }
    return whole.fill(0, at);
  }

  private loadPacks(packs: readonly number[]): Promise<(Uint8Array | undefined)[]> {
    return transact(this.database, [stores.packs], "readonly", (store) =>
      Promise.all(
        packs.map((pack) => result(store(stores.packs).get(pack)) as Promise<Uint8Array | undefined>),
      ),
    );
  }
}

/** Bytes that share their memory with nothing: cloning a view into the database would clone all of it. */
function exact(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}

/** An object's bytes: small ones in memory of their own, as they may outlive the cached pack for long. */
function cut(pack: Uint8Array, { offset, length }: Place, digest: Digest): Uint8Array {
  if (offset + length > pack.length) {
    throw new CastoreError("corrupt", `${formatDigest(digest)} is damaged: its pack is too short`);
  }
  return length < packSize / 8 ? pack.slice(offset, offset + length) : pack.subarray(offset, offset + length);
}
