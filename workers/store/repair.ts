/** Bringing what is damaged from a source: an archive or folder that is read again, or a published tree. */
import {
  type BlobService,
  type BlobWriter,
  CastoreError,
  type CallOptions,
  type Damage,
  type Digest,
  digestFromBytes,
  digestOf,
  type Directory,
  type DirectoryService,
  type DirectoryUploader,
  type IdbStore,
  type Metrics,
  PublishedTree,
  type PutOptions,
  type Stores,
  StreamHasher,
  type VerifyReport,
} from "../../core/castore/index.ts";
import type { ImportSource, RepairProgress } from "../store-protocol.ts";
import type { LocatedDamage } from "./damage.ts";
import { httpSource } from "./http.ts";
import { importArchiveOrFolder } from "./import-source.ts";
import { directoriesOf } from "./published-trees.ts";

export interface RepairHooks {
  signal: AbortSignal;
  progress: (report: RepairProgress) => void;
  /** Counts what is fetched of published trees. */
  metrics: Metrics;
  /** The damages of a report that matter. */
  locate: (damages: readonly Damage[]) => Promise<LocatedDamage[]>;
}

export interface Repaired {
  report: VerifyReport;
  /** What is still damaged. */
  left: LocatedDamage[];
  repaired: number;
}

/**
 * Verifies a store and brings what is damaged. What is brought is checked against its digest, so a wrong source changes
 * nothing.
 * @throws what reading the source fails with; what was brought by then stays
 */
export function repairStore(store: IdbStore, source: ImportSource, hooks: RepairHooks): Promise<Repaired> {
  return source.type === "published"
    ? fromPublished(store, source.url, hooks)
    : fromFiles(store, source, hooks);
}

/** Asks a published tree for each object. */
async function fromPublished(store: IdbStore, url: string, hooks: RepairHooks): Promise<Repaired> {
  const { signal } = hooks;
  const tree = await PublishedTree.open(httpSource(url, hooks.metrics), {
    signal,
    near: (root) => directoriesOf(store, root),
  });
  const report = await verify(store, hooks, {
    blobs: lenient(tree, ["openRead"]),
    directories: lenient<DirectoryService>(tree.directories, ["get"]),
  });
  const left = await hooks.locate(report.damages.filter(({ repaired }) => !repaired));
  return { report, left, repaired: report.damages.filter(({ repaired }) => repaired).length };
}

/** Reads all of a source, and again as long as that shows more that is missing and was in it. */
async function fromFiles(
  store: IdbStore,
  source: Exclude<ImportSource, { type: "published" }>,
  hooks: RepairHooks,
): Promise<Repaired> {
  const known = new Set<Digest>();
  let report = await verify(store, hooks);
  let left = await hooks.locate(report.damages);
  for (let more = left; more.length > 0; more = left.filter(({ hash }) => !known.has(hash))) {
    for (const { hash } of more) known.add(hash);
    await readAgain(store, source, left, hooks);
    report = await verify(store, hooks);
    left = await hooks.locate(report.damages);
  }
  const still = new Set(left.map(({ hash }) => hash));
  return { report, left, repaired: [...known].filter((digest) => !still.has(digest)).length };
}

async function readAgain(
  store: IdbStore,
  source: Exclude<ImportSource, { type: "published" }>,
  wanted: readonly LocatedDamage[],
  { signal, progress, metrics }: RepairHooks,
): Promise<void> {
  let total: number | null = null;
  const session = await store.openSession();
  try {
    await importArchiveOrFolder(repairingStores(store, wanted), source, {
      signal,
      metrics,
      total: (bytes) => void (total = bytes),
      progress: ({ bytesRead }) => progress({ phase: "reading", done: bytesRead, total }),
    });
    await session.close();
  } catch (error) {
    // What came before it failed is good.
    await session.close().catch(() => undefined);
    throw error;
  }
}

function verify(
  store: IdbStore,
  { signal, progress }: RepairHooks,
  repairFrom?: { blobs: BlobService; directories: DirectoryService },
): Promise<VerifyReport> {
  progress({ phase: "checking", done: 0, total: null });
  const onProgress = ({ packs, of }: { packs: number; of: number }): void =>
    progress({ phase: "checking", done: packs, total: of });
  return store.verify({ signal, onProgress, repairFrom });
}

/** A service that has not what it has damaged: the rest can still be brought from it. */
function lenient<T extends object>(service: T, methods: readonly (keyof T)[]): T {
  return new Proxy(service, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      const call = value.bind(target) as (...args: unknown[]) => unknown;
      if (!(methods as readonly PropertyKey[]).includes(name)) return call;
      return async (...args: unknown[]) => {
        try {
          return await call(...args);
        } catch (error) {
          if (error instanceof CastoreError && (error.kind === "corrupt" || error.kind === "missing"))
            return null;
          throw error;
        }
      };
    },
  });
}

/** Stores that take only what is wanted, and what it needs of directories. */
function repairingStores(store: IdbStore, wanted: readonly LocatedDamage[]): Stores {
  const files = wanted.filter(({ kind }) => kind === "blob");
  const directories = wanted.filter(({ kind }) => kind === "directory");
  // A large file's digest is known at its end: it is stored as it comes where one may be wanted.
  const large = files.some(({ size }) => size === null || size > store.blobs.wholeUpTo);
  return {
    blobs: new WantedBlobs(store.blobs, new Set(files.map(({ hash }) => hash)), large),
    directories: new WantedDirectories(store, new Set(directories.map(({ hash }) => hash))),
  };
}

class WantedBlobs implements BlobService {
  constructor(
    private readonly store: BlobService,
    private readonly wanted: ReadonlySet<Digest>,
    private readonly large: boolean,
  ) {}

  has = (...args: Parameters<BlobService["has"]>) => this.store.has(...args);
  read = (...args: Parameters<BlobService["read"]>) => this.store.read(...args);
  openRead = (...args: Parameters<BlobService["openRead"]>) => this.store.openRead(...args);
  chunks = (...args: Parameters<BlobService["chunks"]>) => this.store.chunks(...args);

  async put(content: Uint8Array, options?: PutOptions): Promise<Digest> {
    const digest = digestOf(content);
    return this.wanted.has(digest) ? this.store.put(content, options) : digest;
  }

  openWrite(options?: PutOptions): BlobWriter {
    return this.large ? this.store.openWrite(options) : new HashingWriter();
  }
}

/** Stores nothing. */
class HashingWriter implements BlobWriter {
  private readonly hasher = StreamHasher.open("blake3");

  async write(data: Uint8Array): Promise<void> {
    (await this.hasher).update(data);
  }

  async close(): Promise<Digest> {
    return digestFromBytes((await this.hasher).digest());
  }

  async abort(): Promise<void> {
    (await this.hasher).release();
  }
}

class WantedDirectories implements DirectoryService {
  constructor(
    private readonly store: IdbStore,
    private readonly wanted: ReadonlySet<Digest>,
  ) {}

  get = (digest: Digest, options?: CallOptions) => this.store.directories.get(digest, options);
  getRecursive = (root: Digest, options?: CallOptions) => this.store.directories.getRecursive(root, options);

  async put(directory: Directory): Promise<Digest> {
    const upload = this.putMultiple();
    await upload.put(directory);
    return upload.close();
  }

  putMultiple(): DirectoryUploader {
    const { directories } = this.store;
    const seen = new Map<Digest, Directory>();
    let last: Digest | null = null;
    const keep = async (directory: Directory): Promise<void> => {
      for (const { node } of directory.children()) {
        const child = directories.has(node.digest) ? undefined : seen.get(node.digest);
        if (child !== undefined) await keep(child);
      }
      await directories.put(directory);
    };
    return {
      put: async (directory) => {
        seen.set(directory.digest, directory);
        last = directory.digest;
        if (this.wanted.has(directory.digest)) await keep(directory);
      },
      close: async () => {
        if (last === null) throw new CastoreError("invalid", "the source holds no directory");
        return last;
      },
      abort: async () => seen.clear(),
    };
  }
}
