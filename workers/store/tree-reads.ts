/** Answers to evaluators: from the store, and for published trees from where these are. */
import {
  type BlobService,
  CastoreError,
  collect,
  CombinedBlobs,
  type Digest,
  digestFromBytes,
  digestFromHex,
  digestSize,
  digestToBytes,
  type Directory,
  formatDigest,
  type IdbStore,
  measuredBlobs,
  measuredDirectories,
  type Metrics,
  type PublishedTree,
} from "../../core/castore/index.ts";
import { calculateNar } from "../../core/store/index.ts";
import { nodeOfKey } from "./content-key.ts";
import { encodeObjects } from "./object-list.ts";
import type { MountedParts, ReadRequest, UsedObjects } from "./read-protocol.ts";
import type { StoreRecords, UsedRecord } from "./state.ts";

/** What the store of this browser is counted under. */
const nearName = "This browser";
/** Bytes of files that come with a mount, and of neighbours that come with a file, at most. */
const mountedBytes = 32 << 20;
const neighbourBytes = 1 << 20;
/** Milliseconds after which NAR hashes are stored. */
const saveAfter = 500;
/** Directories that come with one. */
const directoriesAtOnce = 64;

export interface TreeReadsOptions {
  store: () => Promise<IdbStore>;
  records: StoreRecords;
  /** Where the rest of a tree is, if it is not here whole. */
  far: (root: Digest) => Promise<PublishedTree | null>;
  /** Told when something that was read is damaged. */
  onDamage: () => void;
  /** Counts what is read of the store. */
  metrics: Metrics;
  /** Gets what was brought from there: to be stored. */
  keep: (blobs: ReadonlyMap<Digest, Uint8Array>) => void;
}

type Found = Map<Digest, Uint8Array>;

export class TreeReads {
  /** SHA-256 of NARs by content key, as far as they were needed since this began; and those not stored yet. */
  private readonly nars = new Map<string, Uint8Array>();
  private readonly unsaved = new Map<string, Uint8Array>();
  private saving: Promise<void> | null = null;

  constructor(private readonly options: TreeReadsOptions) {}

  /** @throws Error what can't be answered, and why */
  async answer(request: ReadRequest): Promise<Uint8Array> {
    return this.watch(() => this.find(request));
  }

  private async find(request: ReadRequest): Promise<Uint8Array> {
    const root = digestFromHex(request.root);
    switch (request.op) {
      case "blobs": {
        const found = await this.blobs(root, request.wanted.map(digestFromHex), Infinity);
        const neighbours = request.neighbours.map(digestFromHex);
        if (neighbours.length > 0) await this.addNear(found, neighbours, neighbourBytes);
        return encodeObjects(found);
      }
      case "range":
        return this.range(root, digestFromHex(request.digest), request.from, request.to);
      case "directories":
        return encodeObjects(await this.directories(digestFromHex(request.digest), directoriesAtOnce));
      case "nar":
        return this.nar(root, request.key);
    }
  }

  /** What an evaluator begins with. @throws Error when the tree is not there */
  async mount(rootHex: string): Promise<MountedParts> {
    return this.watch(() => this.findParts(rootHex));
  }

  /** Tells of damage that is met. */
  private async watch<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (error instanceof CastoreError && error.kind === "corrupt") this.options.onDamage();
      throw error;
    }
  }

  private async findParts(rootHex: string): Promise<MountedParts> {
    const { records } = this.options;
    const root = digestFromHex(rootHex);
    const [nars, used] = await Promise.all([records.nars(), records.used(rootHex)]);
    for (const [key, hash] of nars) this.nars.set(key, hash);
    const directories = await this.mountedDirectories(root, used);
    const blobs: Found = new Map();
    if (used !== null) await this.addNear(blobs, splitDigests(used.blobs), mountedBytes);
    return { directories: encodeObjects(directories), blobs: encodeObjects(blobs), nars };
  }

  /** Notes what evaluation has read. */
  async noteUsed(rootHex: string, used: UsedObjects): Promise<void> {
    const { records } = this.options;
    const before = await records.used(rootHex);
    const directories = joined(before?.directories, used.directories);
    const blobs = joined(before?.blobs, used.blobs);
    if (directories.length === before?.directories.length && blobs.length === before.blobs.length) return;
    await records.putUsed(rootHex, { directories, blobs });
  }

  /** What a tree is known to be read of; all, the first time: it costs less than asking often. */
  private async mountedDirectories(root: Digest, used: UsedRecord | null): Promise<Found> {
    if (used === null) return this.directories(root, Infinity);
    const store = await this.options.store();
    const digests = splitDigests(used.directories);
    await store.directories.prefetch(digests);
    const found: Found = new Map();
    for (const digest of [root, ...digests]) {
      found.set(digest, (await this.directory(store, digest)).encode());
    }
    return found;
  }

  private async directories(root: Digest, count: number): Promise<Found> {
    const store = await this.options.store();
    const found: Found = new Map();
    const known = new Set<Digest>([root]);
    for (const digest of known) {
      if (found.size >= count) break;
      const directory = await this.directory(store, digest);
      found.set(digest, directory.encode());
      for (const { node } of directory.children()) known.add(node.digest);
    }
    return found;
  }

  private async directory(store: IdbStore, digest: Digest): Promise<Directory> {
    const directories = measuredDirectories(nearName, store.directories, this.options.metrics);
    let directory = await directories.get(digest);
    if (directory === null) {
      // Another tab may have stored it.
      await store.packs.refresh();
      directory = await directories.get(digest);
    }
    if (directory !== null) return directory;
    throw new CastoreError("missing", `directory ${formatDigest(digest)} is not in the store`);
  }

  /** Blobs that must be there. */
  private async blobs(root: Digest, digests: readonly Digest[], limit: number): Promise<Found> {
    const store = await this.options.store();
    const found: Found = new Map();
    const absent = await this.addNear(found, digests, limit);
    if (absent.length === 0) return found;
    const far = await this.options.far(root);
    if (far === null) {
      await store.packs.refresh();
      const [still] = await this.addNear(found, absent, limit);
      if (still !== undefined) throw new CastoreError("missing", missing(still));
      return found;
    }
    // What stands beside it comes with it, and is as likely to be needed.
    const brought: Found = new Map();
    await far.prefetch(absent, { ahead: true, each: (digest, content) => void brought.set(digest, content) });
    for (const digest of absent) {
      const content = brought.get(digest) ?? (await far.read(digest));
      if (content === null)
        throw new CastoreError("missing", `${missing(digest)}, nor where it was published`);
      brought.set(digest, content);
    }
    this.options.keep(brought);
    for (const [digest, content] of brought) found.set(digest, content);
    return found;
  }

  /** Adds those that are at hand, up to some bytes; those that are not there. */
  private async addNear(found: Found, digests: readonly Digest[], limit: number): Promise<Digest[]> {
    const store = await this.options.store();
    const absent = new Set(store.blobs.missing(digests));
    const here = digests.filter((digest) => !absent.has(digest) && !found.has(digest));
    await store.blobs.prefetch(here);
    const counts = this.options.metrics.of(nearName);
    counts.requests += absent.size;
    counts.misses += absent.size;
    const blobs = measuredBlobs(nearName, store.blobs, this.options.metrics);
    let bytes = 0;
    for (const digest of here) {
      if (bytes >= limit) break;
      const content = await blobs.read(digest);
      if (content === null) absent.add(digest);
      else {
        found.set(digest, content);
        bytes += content.length;
      }
    }
    return [...absent];
  }

  private async range(root: Digest, digest: Digest, from: number, to: number): Promise<Uint8Array> {
    const stream = await (await this.anyBlobs(root)).openRead(digest, { range: { start: from, end: to } });
    if (stream === null) throw new CastoreError("missing", missing(digest));
    return collect(stream);
  }

  private async nar(root: Digest, key: string): Promise<Uint8Array> {
    const known = this.nars.get(key);
    if (known !== undefined) return known;
    const store = await this.options.store();
    const stores = { blobs: await this.anyBlobs(root), directories: store.directories };
    const { narSha256 } = await calculateNar(stores, nodeOfKey(key));
    this.nars.set(key, narSha256);
    this.unsaved.set(key, narSha256);
    // Evaluation waits, and asks for many: they are written together.
    this.saving ??= new Promise<void>((resolve) => setTimeout(resolve, saveAfter)).then(() =>
      this.saveNars(),
    );
    return narSha256;
  }

  private async saveNars(): Promise<void> {
    const nars = [...this.unsaved];
    this.unsaved.clear();
    this.saving = null;
    // They only make the next visit faster.
    await this.options.records.putNars(nars).catch(() => undefined);
  }

  /** Blobs of a tree, wherever they are. */
  private async anyBlobs(root: Digest): Promise<BlobService> {
    const store = await this.options.store();
    const near = measuredBlobs(nearName, store.blobs, this.options.metrics);
    try {
      const far = await this.options.far(root);
      return far === null ? near : new CombinedBlobs(near, far);
    } catch {
      // Nobody answers there: what is needed may be here, else it is said to be missing.
      return near;
    }
  }
}

function missing(digest: Digest): string {
  return `blob ${formatDigest(digest)} is not in the store: verify the store, or import the tree again`;
}

function splitDigests(bytes: Uint8Array): Digest[] {
  const digests: Digest[] = [];
  for (let at = 0; at + digestSize <= bytes.length; at += digestSize) {
    digests.push(digestFromBytes(bytes.subarray(at, at + digestSize)));
  }
  return digests;
}

/** Digests that were known before, and others. */
function joined(before: Uint8Array | undefined, digests: readonly string[]): Uint8Array {
  const all = new Set(before === undefined ? [] : splitDigests(before));
  for (const digest of digests) all.add(digestFromHex(digest));
  const bytes = new Uint8Array(all.size * digestSize);
  let at = 0;
  for (const digest of all) {
    bytes.set(digestToBytes(digest), at);
    at += digestSize;
  }
  return bytes;
}
