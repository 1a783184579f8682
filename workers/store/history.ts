/** Snapshots of workspaces: castore directories, pinned as long as a record names them. */
import {
  type Digest,
  formatDigest,
  type IdbStore,
  importTree,
  type MemoryTree,
  parseDigest,
  type Pin,
  readTree,
  treeItem,
} from "../../core/castore/index.ts";
import type { RootDigest, Snapshot, SnapshotFile, SnapshotTaken } from "../store-protocol.ts";
import { fromBytes, toBytes } from "../text.ts";
import { StoreProblem } from "./failure.ts";
import type { SnapshotRecord, StoreRecords } from "./state.ts";
import { thinHistory } from "./thin-history.ts";
import { treeChanges } from "./tree-changes.ts";

/** Pins of snapshots are named so, and the digest: one for all workspaces and times. */
const pinPrefix = "snapshot ";
/** Changes that a record names; the rest is counted. */
const maxNamedChanges = 50;

export interface HistoryDeps {
  records: StoreRecords;
  clock: () => number;
}

/** Whoever calls what takes a store holds the writer's lock. */
export class History {
  constructor(private readonly deps: HistoryDeps) {}

  /** @throws CastoreError (`quota`, or `invalid` for names no tree may have) */
  async take(
    store: IdbStore,
    workspace: string,
    files: readonly SnapshotFile[],
    message: string | null,
  ): Promise<SnapshotTaken> {
    const { records, clock } = this.deps;
    const session = await store.openSession();
    try {
      const node = await importTree(store, treeItem(treeOf(files)));
      if (node.kind !== "directory") throw new Error("a snapshot is no directory");
      const root = formatDigest(node.digest);
      const newest = (await records.snapshots(workspace)).at(-1);
      if (newest?.root === root) {
        await session.abort();
        if (message !== null) await records.putSnapshots([{ ...newest, message }], []);
        return { root, time: newest.time, recorded: false };
      }
      await store.pin({ name: pinPrefix + root, kind: "workspace", node });
      await session.close();
      // Clocks may be set back.
      const time = Math.max(clock(), (newest?.time ?? 0) + 1);
      const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
      const changes = await this.changes(store, newest ?? null, root);
      const record = { workspace, root, time, files: files.length, bytes, message, ...changes };
      await records.putSnapshots([record], []);
      await this.thin(store, workspace);
      return { root, time, recorded: true };
    } catch (error) {
      await session.abort();
      throw error;
    }
  }

  async list(workspace: string): Promise<Snapshot[]> {
    return (await this.deps.records.snapshots(workspace)).toReversed();
  }

  /** @throws StoreProblem (`missing`) when no snapshot has that root; CastoreError when it is damaged */
  async files(store: IdbStore, root: RootDigest): Promise<SnapshotFile[]> {
    const pin = (await this.pins(store)).find(({ name }) => name === pinPrefix + root);
    if (pin === undefined) throw new StoreProblem("missing", `the snapshot ${root} is no longer kept`);
    const files: SnapshotFile[] = [];
    collectFiles(await readTree(store, pin.node), "", files);
    return files;
  }

  async forget(store: IdbStore, workspace: string): Promise<void> {
    const { records } = this.deps;
    const gone = await records.snapshots(workspace);
    await records.putSnapshots([], gone);
    await this.unpin(store, gone);
  }

  /** The pins of all snapshots. */
  async pins(store: IdbStore): Promise<Pin[]> {
    return (await store.pins()).filter(({ name }) => name.startsWith(pinPrefix));
  }

  /** Lets pins go that no record names: left by tabs that died between storing the one and the other. */
  async dropOrphans(store: IdbStore): Promise<void> {
    await this.unpin(
      store,
      (await this.pins(store)).map(({ name }) => ({ root: name.slice(pinPrefix.length) })),
    );
  }

  /** Keeps fewer of the older ones. Those that follow one that goes tell of its changes, too. */
  private async thin(store: IdbStore, workspace: string): Promise<void> {
    const { records, clock } = this.deps;
    const all = await records.snapshots(workspace);
    const kept = thinHistory(all, clock());
    if (kept.length === all.length) return;
    const stays = new Set(kept);
    const told: SnapshotRecord[] = [];
    for (const [at, record] of kept.entries()) {
      const before = kept[at - 1] ?? null;
      // What it tells is against its neighbour: nothing is new where that stays.
      const neighbour = all[all.indexOf(record) - 1] ?? null;
      if (neighbour !== before) told.push({ ...record, ...(await this.changes(store, before, record.root)) });
    }
    const gone = all.filter((record) => !stays.has(record));
    await records.putSnapshots(told, gone);
    await this.unpin(store, gone);
  }

  private async changes(
    store: IdbStore,
    before: Pick<Snapshot, "root"> | null,
    root: RootDigest,
  ): Promise<Pick<Snapshot, "changes" | "changed">> {
    const from: Digest | null = before === null ? null : parseDigest(before.root);
    const changes = await treeChanges(store.directories, from, parseDigest(root));
    const named = changes.slice(0, maxNamedChanges);
    return {
      changes: named.map(({ path, kind }) => ({ path: fromBytes(path), kind })),
      changed: changes.length,
    };
  }

  private async unpin(store: IdbStore, gone: readonly Pick<Snapshot, "root">[]): Promise<void> {
    if (gone.length === 0) return;
    const needed = await this.deps.records.snapshotRoots();
    for (const root of new Set(gone.map((it) => it.root))) {
      if (!needed.has(root)) await store.unpin(pinPrefix + root);
    }
  }
}

/** @throws StoreProblem (`invalid`) when a file is the folder of another */
function treeOf(files: readonly SnapshotFile[]): MemoryTree {
  const root = new Map<string, MemoryTree>();
  for (const { path, content } of files) {
    const names = toBytes(path).split("/");
    const last = names.pop()!;
    let entries = root;
    for (const name of names) {
      const there = entries.get(name) ?? { kind: "directory", entries: new Map<string, MemoryTree>() };
      if (there.kind !== "directory") throw clash(path);
      entries.set(name, there);
      entries = there.entries as Map<string, MemoryTree>;
    }
    if (entries.has(last)) throw clash(path);
    entries.set(last, { kind: "file", content, executable: false });
  }
  return { kind: "directory", entries: root };
}

function clash(path: string): StoreProblem {
  return new StoreProblem("invalid", `${path} stands where another file or folder is`);
}

function collectFiles(tree: MemoryTree, path: string, files: SnapshotFile[]): void {
  if (tree.kind === "file") files.push({ path: fromBytes(path), content: tree.content });
  if (tree.kind !== "directory") return;
  for (const [name, child] of tree.entries)
    collectFiles(child, path === "" ? name : `${path}/${name}`, files);
}
