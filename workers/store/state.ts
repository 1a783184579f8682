/** What is known of trees besides their content: which are kept and mounted where, and what was found out of them. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Opened } from "../explorer-protocol.ts";
import type {
  KeptTree,
  Mount,
  RootDigest,
  Snapshot,
  WorkspaceMount,
  WorkspaceMounts,
} from "../store-protocol.ts";

export interface UnfinishedRecord {
  id: string;
  source: string;
  began: number;
  /** The lock that its tab's store worker holds as long as it lives. */
  owner: string;
}

/** A snapshot, and whose it is. */
export interface SnapshotRecord extends Snapshot {
  workspace: string;
}

export interface UsedRecord {
  directories: Uint8Array;
  blobs: Uint8Array;
}

/** Something that was opened in the explorer. */
export interface OpenedRecord {
  /** Tells its subject from others; the name of its pin follows from it. */
  key: string;
  opened: Opened;
  /** Of the NAR, 64 hex digits; null where it was not calculated. */
  narSha256: string | null;
  /** Store paths that it brought: they go with it. */
  brought: string[];
}

interface WorkspaceRecord extends WorkspaceMounts {
  /** Milliseconds since 1970. */
  changed: number;
}

interface StateSchema extends DBSchema {
  trees: { key: RootDigest; value: KeptTree };
  /** `mounts`: all of them, in order. */
  lists: { key: string; value: Mount[] };
  unfinished: { key: string; value: UnfinishedRecord };
  /** SHA-256 of NARs by content key. */
  nars: { key: string; value: Uint8Array };
  /** What evaluation reads of a tree, by its root in hex: digests of 32 bytes, one after the other. */
  used: { key: string; value: UsedRecord };
  /** Own mounts by workspace, those that have some. */
  workspaces: { key: string; value: WorkspaceRecord };
  snapshots: { key: [workspace: string, time: number]; value: SnapshotRecord; indexes: { root: RootDigest } };
  opened: { key: string; value: OpenedRecord };
  /** Hash parts of store paths that were uploaded, and when, in milliseconds since 1970. */
  uploaded: { key: string; value: number };
}

type Database = IDBPDatabase<StateSchema>;

/** What each version changed, from version 1 on. Only ever add to the end: people have any of them. */
const steps: readonly ((db: Database) => void)[] = [
  (db) => {
    db.createObjectStore("trees", { keyPath: "root" });
    db.createObjectStore("lists");
    db.createObjectStore("unfinished", { keyPath: "id" });
    db.createObjectStore("nars");
    db.createObjectStore("used");
  },
  (db) => {
    const snapshots = db.createObjectStore("snapshots", { keyPath: ["workspace", "time"] });
    snapshots.createIndex("root", "root");
  },
  (db) => void db.createObjectStore("opened", { keyPath: "key" }),
  (db) => void db.createObjectStore("workspaces", { keyPath: "workspace" }),
  (db) => void db.createObjectStore("uploaded"),
];

/** Workspaces whose mounts are kept: those that came with links and were never saved are known by nobody else. */
const maxWorkspaces = 200;

/** Small records, each change in a transaction of its own: several tabs may write. */
export class StoreRecords {
  private opening: Promise<Database> | null = null;

  constructor(private readonly name: string) {}

  private db(): Promise<Database> {
    return (this.opening ??= this.open().catch((error: unknown) => {
      this.opening = null;
      throw error;
    }));
  }

  private async open(): Promise<Database> {
    const forget = (): void => void (this.opening = null);
    const db: Database = await openDB<StateSchema>(this.name, steps.length, {
      upgrade: (database, oldVersion) => steps.slice(oldVersion).forEach((step) => step(database)),
      blocking: () => {
        db.close();
        forget();
      },
      terminated: forget,
    });
    return db;
  }

  async trees(): Promise<KeptTree[]> {
    return (await (await this.db()).getAll("trees")).sort((a, b) => a.added - b.added);
  }

  async putTree(tree: KeptTree): Promise<void> {
    await (await this.db()).put("trees", tree);
  }

  /** Forgets a tree and its mounts, in all workspaces. */
  async deleteTree(root: RootDigest, rootHex: string): Promise<void> {
    const transaction = (await this.db()).transaction(["trees", "lists", "used", "workspaces"], "readwrite");
    const lists = transaction.objectStore("lists");
    const workspaces = transaction.objectStore("workspaces");
    const mounts = (await lists.get("mounts")) ?? [];
    for (const record of await workspaces.getAll()) {
      const left = withoutTree(record.mounts, root);
      if (left.length === 0) void workspaces.delete(record.workspace);
      else void workspaces.put({ ...record, mounts: left });
    }
    await Promise.all([
      transaction.objectStore("trees").delete(root),
      transaction.objectStore("used").delete(rootHex),
      lists.put(
        mounts.filter((mount) => mount.root !== root),
        "mounts",
      ),
      transaction.done,
    ]);
  }

  async mounts(): Promise<Mount[]> {
    return (await (await this.db()).get("lists", "mounts")) ?? [];
  }

  /** The own mounts of workspaces, last changed first. */
  async workspaceMounts(): Promise<WorkspaceMounts[]> {
    const records = await (await this.db()).getAll("workspaces");
    return records
      .sort((a, b) => b.changed - a.changed)
      .map(({ workspace, mounts }) => ({ workspace, mounts }));
  }

  /**
   * Changes mounts, all at once.
   * @param all - those of all workspaces; null: they stay
   * @param own - those of one workspace; null: they stay
   * @param now - milliseconds since 1970
   */
  async setMounts(all: Mount[] | null, own: WorkspaceMounts | null, now: number): Promise<void> {
    const transaction = (await this.db()).transaction(["lists", "workspaces"], "readwrite");
    const workspaces = transaction.objectStore("workspaces");
    if (all !== null) void transaction.objectStore("lists").put(all, "mounts");
    if (own !== null) {
      if (own.mounts.length === 0) void workspaces.delete(own.workspace);
      else void workspaces.put({ ...own, changed: now });
      const records = await workspaces.getAll();
      const oldest = records.sort((a, b) => b.changed - a.changed).slice(maxWorkspaces);
      for (const { workspace } of oldest) void workspaces.delete(workspace);
    }
    await transaction.done;
  }

  async unfinished(): Promise<UnfinishedRecord[]> {
    return (await this.db()).getAll("unfinished");
  }

  async beginImport(record: UnfinishedRecord): Promise<void> {
    await (await this.db()).put("unfinished", record);
  }

  /** Forgets imports. */
  async endImports(which: (record: UnfinishedRecord) => boolean): Promise<void> {
    const transaction = (await this.db()).transaction("unfinished", "readwrite");
    for (const record of await transaction.store.getAll()) {
      if (which(record)) void transaction.store.delete(record.id);
    }
    await transaction.done;
  }

  async nar(key: string): Promise<Uint8Array | null> {
    return (await (await this.db()).get("nars", key)) ?? null;
  }

  /** All NARs that were calculated. */
  async nars(): Promise<[string, Uint8Array][]> {
    const store = (await this.db()).transaction("nars").store;
    const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
    return keys.map((key, i) => [key, values[i]!]);
  }

  async putNars(nars: Iterable<readonly [string, Uint8Array]>): Promise<void> {
    const transaction = (await this.db()).transaction("nars", "readwrite");
    for (const [key, hash] of nars) void transaction.store.put(hash, key);
    await transaction.done;
  }

  /** Null where nothing was read yet. */
  async used(rootHex: string): Promise<UsedRecord | null> {
    return (await (await this.db()).get("used", rootHex)) ?? null;
  }

  async putUsed(rootHex: string, used: UsedRecord): Promise<void> {
    await (await this.db()).put("used", used, rootHex);
  }

  /** The snapshots of a workspace, oldest first. */
  async snapshots(workspace: string): Promise<SnapshotRecord[]> {
    const range = IDBKeyRange.bound([workspace], [workspace, []]);
    return (await this.db()).getAll("snapshots", range);
  }

  /** The roots of all snapshots. */
  async snapshotRoots(): Promise<Set<RootDigest>> {
    const keys = new Set<RootDigest>();
    const index = (await this.db()).transaction("snapshots").store.index("root");
    for (let at = await index.openKeyCursor(null, "nextunique"); at !== null; at = await at.continue()) {
      keys.add(at.key);
    }
    return keys;
  }

  /** How many snapshots there are of all workspaces. */
  async countSnapshots(): Promise<number> {
    return (await this.db()).count("snapshots");
  }

  /** Stores and forgets snapshots, all at once. */
  async putSnapshots(put: readonly SnapshotRecord[], gone: readonly SnapshotRecord[]): Promise<void> {
    const transaction = (await this.db()).transaction("snapshots", "readwrite");
    for (const { workspace, time } of gone) void transaction.store.delete([workspace, time]);
    for (const record of put) void transaction.store.put(record);
    await transaction.done;
  }

  /** What was opened in the explorer, newest first. */
  async opened(): Promise<OpenedRecord[]> {
    return (await (await this.db()).getAll("opened")).sort((a, b) => b.opened.time - a.opened.time);
  }

  async putOpened(record: OpenedRecord): Promise<void> {
    await (await this.db()).put("opened", record);
  }

  /**
   * Changes what is remembered of one thing, while nobody else does.
   * @param change - given what is remembered, null for nothing; null leaves all as it is
   */
  async changeOpened(
    key: string,
    change: (before: OpenedRecord | null) => OpenedRecord | null,
  ): Promise<void> {
    const transaction = (await this.db()).transaction("opened", "readwrite");
    const after = change((await transaction.store.get(key)) ?? null);
    if (after !== null) void transaction.store.put(after);
    await transaction.done;
  }

  /** Notes that somebody uploaded a path: it stays when what had brought it is forgotten. @param hash - its hash part */
  async noteUploaded(hash: string, now: number): Promise<void> {
    await (await this.db()).put("uploaded", now, hash);
  }

  async isUploaded(hash: string): Promise<boolean> {
    return (await (await this.db()).getKey("uploaded", hash)) !== undefined;
  }

  async deleteOpened(key: string): Promise<void> {
    await (await this.db()).delete("opened", key);
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    const { opening } = this;
    this.opening = null;
    (await opening)?.close();
  }
}

/** Own mounts without a tree: what stands for a mount of all workspaces takes that one's tree again. */
function withoutTree(mounts: readonly WorkspaceMount[], root: RootDigest): WorkspaceMount[] {
  return mounts.flatMap((mount) => {
    if (mount.root !== root) return [mount];
    return mount.instead === null ? [] : [{ ...mount, root: null, url: null }];
  });
}
