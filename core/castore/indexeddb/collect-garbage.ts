/** Mark and sweep: removing what no root needs. */
import type { Digest } from "../digest.ts";
import { decodeNode } from "../directory-encoding.ts";
import type { Node } from "../node.ts";
import { decodeIndex, encodeIndex, objectKinds, type PackEntry } from "./digest-table.ts";
import { chunksOf } from "./idb-blobs.ts";
import type { IdbDirectories } from "./idb-directories.ts";
import type { PackStore } from "./pack-store.ts";
import { result, transact, type StoreGetter } from "./requests.ts";
import { stores, type IndexRecord, type InfoRecord, type PinRecord, type UploadRecord } from "./schema.ts";

/** What collecting did. */
export interface GarbageReport {
  /** Objects that are left, and that were removed. */
  readonly kept: number;
  readonly removed: number;
  /** Bytes of packs before and after. */
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

export interface GarbageOptions {
  readonly packs: PackStore;
  readonly directories: IdbDirectories;
  /** What is being put meanwhile: grows. */
  readonly touched: ReadonlySet<Digest>;
  readonly signal: AbortSignal | undefined;
  /** Told now and then how many objects are known to be needed, of how many there are. */
  readonly onProgress?: ((progress: { needed: number; of: number }) => void) | undefined;
}

/** Packs with a smaller share of living bytes are written anew. */
const leastLive = 0.5;
/** Nodes that are marked between two reports. */
const reportEvery = 256;
/** Bytes rewritten in a transaction, about. */
const rewriteBatch = 1 << 22;

/** Collects. Readers may read meanwhile, and writers write. */
export async function collectGarbage(options: GarbageOptions): Promise<GarbageReport> {
  const { packs, signal } = options;
  await packs.flush();
  const marker = new Marker(options);
  for (;;) {
    // What comes after this is in packs that are not looked at.
    const index = await readIndex(packs);
    for (const node of await readRoots(packs)) await marker.mark(node);
    await marker.markTouched();
    const swept = await packs.exclusive(() => sweep(packs, index, marker));
    signal?.throwIfAborted();
    if (swept === null) continue;
    await rewrite(packs, swept.sparse);
    const after = await readIndex(packs);
    const { kept, removed } = swept;
    return { kept, removed, bytesBefore: bytesOf(index), bytesAfter: bytesOf(after) };
  }
}

type Index = ReadonlyMap<number, IndexRecord>;

const bytesOf = (index: Index): number => [...index.values()].reduce((sum, { bytes }) => sum + bytes, 0);

async function readIndex(packs: PackStore): Promise<Index> {
  return transact(packs.database, [stores.index], "readonly", async (store) => {
    const [keys, records] = await Promise.all([
      result(store(stores.index).getAllKeys()),
      result(store(stores.index).getAll()),
    ]);
    return new Map((keys as number[]).map((key, i) => [key, records[i] as IndexRecord]));
  });
}

const rootStores = [stores.pins, stores.infos, stores.uploads];

/** The nodes that pins, path infos and uploads keep. */
async function rootsIn(store: StoreGetter): Promise<Node[]> {
  const all = await Promise.all(rootStores.map((name) => result(store(name).getAll())));
  const records = all.flat() as (PinRecord | InfoRecord | UploadRecord)[];
  return records.map(({ node }) => decodeNode(node, "anonymous").node);
}

const readRoots = (packs: PackStore): Promise<Node[]> =>
  transact(packs.database, rootStores, "readonly", rootsIn);

/** What is needed. */
class Marker {
  private readonly blobs = new Set<Digest>();
  private readonly directories = new Set<Digest>();
  private readonly seen = new Set<Digest>();
  private untilReport = 0;

  constructor(private readonly options: GarbageOptions) {}

  /** Marks all below a node. What is missing or damaged is passed over: that is for verifying to find. */
  async mark(root: Node): Promise<void> {
    const open: Node[] = [root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      this.options.signal?.throwIfAborted();
      if (--this.untilReport < 0) this.report();
      if (node.kind === "symlink") continue;
      if (node.kind === "file") await this.markBlob(node.digest);
      else if (!this.directories.has(node.digest)) {
        this.directories.add(node.digest);
        for (const entry of await this.entriesOf(node.digest)) open.push(entry);
      }
    }
  }

  private report(): void {
    this.untilReport = reportEvery;
    const of = this.options.packs.size;
    // What is missing is marked, too, and large blobs are besides their chunks.
    this.options.onProgress?.({ needed: Math.min(of, this.blobs.size + this.directories.size), of });
  }

  private async entriesOf(digest: Digest): Promise<Node[]> {
    try {
      return ((await this.options.directories.get(digest))?.entries ?? []).map(({ node }) => node);
    } catch {
      // A damaged directory keeps nothing alive, but must not stop the rest from being collected.
      return [];
    }
  }

  private async markBlob(digest: Digest): Promise<void> {
    if (this.blobs.has(digest)) return;
    this.blobs.add(digest);
    if (!this.options.packs.hasList(digest)) return;
    const list = await this.options.packs.list(digest);
    for (const chunk of list === null ? [] : chunksOf(list)) this.blobs.add(chunk.digest);
  }

  /** Marks what was put meanwhile, until nothing more was. */
  async markTouched(): Promise<void> {
    const { touched, directories } = this.options;
    for (const digest of touched) {
      if (this.seen.has(digest)) continue;
      this.seen.add(digest);
      await this.markBlob(digest);
      if (directories.has(digest)) await this.mark({ kind: "directory", digest, size: 0 });
    }
  }

  /** As {@link markTouched}, where the index must not be read: what is in directories was put before them. */
  async markTouchedOnly(): Promise<void> {
    for (const digest of this.options.touched) {
      if (this.seen.has(digest)) continue;
      this.seen.add(digest);
      this.directories.add(digest);
      await this.markBlob(digest);
    }
  }

  knows(node: Node): boolean {
    if (node.kind === "symlink") return true;
    return (node.kind === "file" ? this.blobs : this.directories).has(node.digest);
  }

  needs({ digest, kind }: Pick<PackEntry, "digest" | "kind">): boolean {
    return (kind === objectKinds.directory ? this.directories : this.blobs).has(digest);
  }
}

interface Swept {
  readonly kept: number;
  readonly removed: number;
  /** Packs with more holes than bytes. */
  readonly sparse: readonly number[];
}

/** Removes what is not marked, in one transaction; null when a root came meanwhile. */
async function sweep(packs: PackStore, index: Index, marker: Marker): Promise<Swept | null> {
  await packs.readIndex();
  const current = await readIndex(packs);
  const lists = await transact(packs.database, [stores.lists], "readonly", (store) =>
    result(store(stores.lists).getAllKeys()),
  );
  await marker.markTouchedOnly();
  // From here to the transaction nothing is waited for: whoever puts from now on sees what is left.
  const changed = new Map<number, IndexRecord | null>();
  const left = new Map<number, Uint8Array>();
  const sparse: number[] = [];
  let kept = 0;
  let removed = 0;
  for (const [pack, record] of current) {
    const entries = decodeIndex(record.entries);
    // What was stored since the beginning stays.
    const live = index.has(pack) ? entries.filter((entry) => marker.needs(entry)) : entries;
    kept += live.length;
    removed += entries.length - live.length;
    if (live.length === 0) {
      changed.set(pack, null);
      continue;
    }
    const bytes = live.length === entries.length ? record.entries : encodeIndex(live);
    left.set(pack, bytes);
    if (bytes !== record.entries) changed.set(pack, { bytes: record.bytes, entries: bytes });
    if (live.reduce((sum, { length }) => sum + length, 0) < record.bytes * leastLive) sparse.push(pack);
  }
  const dead = (lists as Digest[]).filter((digest) => !marker.needs({ digest, kind: objectKinds.blob }));
  packs.setIndex(
    left,
    (lists as Digest[]).filter((digest) => !dead.includes(digest)),
  );
  try {
    const done = await transact(packs.database, Object.values(stores), "readwrite", async (store) => {
      if (!(await rootsIn(store)).every((node) => marker.knows(node))) return false;
      for (const [pack, record] of changed) {
        if (record !== null) void store(stores.index).put(record, pack);
        else {
          void store(stores.index).delete(pack);
          void store(stores.packs).delete(pack);
        }
      }
      for (const digest of dead) void store(stores.lists).delete(digest);
      return true;
    });
    if (done) return { kept, removed, sparse };
  } catch (error) {
    await packs.readIndex();
    throw error;
  }
  await packs.readIndex();
  return null;
}

/** Writes what is left of packs into new ones. */
async function rewrite(packs: PackStore, sparse: readonly number[]): Promise<void> {
  for (let at = 0; at < sparse.length;) {
    await packs.exclusive(async () => {
      await transact(packs.database, [stores.index, stores.packs], "readwrite", async (store) => {
        const pieces: Uint8Array[] = [];
        const moved: PackEntry[] = [];
        let offset = 0;
        for (; at < sparse.length && offset < rewriteBatch; at++) {
          const pack = sparse[at]!;
          const [bytes, record] = (await Promise.all([
            result(store(stores.packs).get(pack)),
            result(store(stores.index).get(pack)),
          ])) as [Uint8Array | undefined, IndexRecord | undefined];
          if (bytes === undefined || record === undefined) continue;
          for (const entry of decodeIndex(record.entries)) {
            pieces.push(bytes.subarray(entry.offset, entry.offset + entry.length));
            moved.push({ ...entry, offset });
            offset += entry.length;
          }
          void store(stores.packs).delete(pack);
          void store(stores.index).delete(pack);
        }
        if (moved.length === 0) return;
        const whole = new Uint8Array(offset);
        pieces.forEach((piece, i) => whole.set(piece, moved[i]!.offset));
        const key = await result(store(stores.packs).add(whole));
        void store(stores.index).put({ bytes: offset, entries: encodeIndex(moved) }, key as number);
      });
      await packs.readIndex();
    });
  }
}
