/** The store of a tab: what the page asks of it, with all tabs taking turns to write. */
import { formatDigest, IdbStore, Metrics, parseDigest } from "../../core/castore/index.ts";
import type {
  ImportSource,
  ImportState,
  KeptTree,
  Mount,
  RepairProgress,
  RepairReport,
  RootDigest,
  Snapshot,
  SnapshotFile,
  SnapshotTaken,
  StorageReport,
  StoreAnswer,
  StoreApi,
  StoreState,
  VerifyReport,
  WorkReport,
  WorkspaceMount,
  WorkspaceMounts,
} from "../store-protocol.ts";
import { StoreCare } from "./care.ts";
import { pinPrefix as openedPrefix } from "../explorer/subject-key.ts";
import type { KeptRoot } from "./damage.ts";
import { exportTree } from "./export-tree.ts";
import { answerOf, StoreProblem } from "./failure.ts";
import { History } from "./history.ts";
import { importSource, sourceName } from "./import-source.ts";
import { checkMounts, checkWorkspaceMounts } from "./mount-rules.ts";
import { ProgressTicker } from "./progress-ticker.ts";
import { PublishedTrees } from "./published-trees.ts";
import { StoreRecords } from "./state.ts";
import { castoreName, changesName, storeName } from "./store-name.ts";
import { rootedTrees, treePin } from "./rooted-trees.ts";
import { noEstimate, storageReport } from "./storage-report.ts";
import { TreeReads } from "./tree-reads.ts";
import { inWriteSession } from "./write-session.ts";
import { LocalLocks, type Locks } from "./writer-lock.ts";

export interface TabStoreOptions {
  factory: IDBFactory;
  locks: Locks;
  /** Makes the channel by which tabs tell each other of changes. */
  channel: (name: string) => BroadcastChannel;
  /** `navigator.storage`; null where there is none. */
  storage: Pick<StorageManager, "estimate" | "persisted"> | null;
  clock: () => number;
  /** Begins the names of databases, locks and channels; `tvix-playground.store` unless given. */
  name?: string;
}

type Local = Omit<StoreApi, "bridge" | "connect" | "explore" | "serviceName" | "lifeLock">;

export class TabStore implements Local {
  /** Answers evaluators. */
  readonly reads: TreeReads;
  readonly records: StoreRecords;
  /** What was read of which store. */
  readonly metrics = new Metrics(() => performance.now());
  private readonly snapshots: History;
  private readonly care = new StoreCare((store) => this.keptRoots(store), this.metrics);
  /** See {@link StoreState}. */
  private historyVersion = 0;
  private readonly name: string;
  private opening: Promise<IdbStore> | null = null;
  private readonly jobs = new Map<string, AbortController>();
  private readonly listeners = new Set<(state: StoreState) => void>();
  private readonly changes: BroadcastChannel;
  /** Where the missing parts of published trees are. */
  readonly published: PublishedTrees;

  /** @param life - the name of the lock that tells that this worker lives */
  constructor(
    private readonly options: TabStoreOptions,
    private readonly life: string,
  ) {
    this.name = options.name ?? storeName;
    this.records = new StoreRecords(`${this.name}.records`);
    this.snapshots = new History({ records: this.records, clock: options.clock });
    this.changes = options.channel(changesName(this.name));
    this.changes.onmessage = () => void this.changedElsewhere();
    this.published = new PublishedTrees(
      this.records,
      () => this.store(),
      (run) => this.writing(never, run),
      this.metrics,
    );
    this.reads = new TreeReads({
      store: () => this.store(),
      records: this.records,
      metrics: this.metrics,
      onDamage: () => this.care.noteDamage(),
      far: (root) => this.published.of(root),
      keep: (blobs) => this.published.keepLater(blobs),
    });
  }

  /** The store, opened when it is first needed. */
  store(): Promise<IdbStore> {
    const opening = (this.opening ??= IdbStore.open({
      factory: this.options.factory as never,
      name: castoreName(this.name),
      clock: this.options.clock,
      onLost: () => void (this.opening = null),
    }));
    opening.catch(() => {
      if (this.opening === opening) this.opening = null;
    });
    return opening;
  }

  async state(): Promise<StoreState> {
    const { records, options } = this;
    const [trees, mounts, workspaces, unfinished, locks, persisted] = await Promise.all([
      records.trees(),
      records.mounts(),
      records.workspaceMounts(),
      records.unfinished(),
      options.locks.query(),
      options.storage?.persisted() ?? false,
    ]);
    const living = new Set(locks.held?.map(({ name }) => name));
    return {
      trees,
      mounts,
      workspaces,
      unfinished: unfinished
        .filter(({ owner }) => owner !== this.life && !living.has(owner))
        .map(({ source, began }) => ({ source, began })),
      persisted,
      historyVersion: this.historyVersion,
    };
  }

  subscribe(changed: (state: StoreState) => void): Promise<void> {
    this.listeners.add(changed);
    return Promise.resolve();
  }

  import(
    job: string,
    source: ImportSource,
    progress: (state: ImportState) => void,
  ): Promise<StoreAnswer<KeptTree>> {
    return this.job(job, (signal) =>
      this.writing(signal, (store) => this.importTree(store, job, source, signal, progress)),
    );
  }

  private async importTree(
    store: IdbStore,
    job: string,
    source: ImportSource,
    signal: AbortSignal,
    progress: (state: ImportState) => void,
  ): Promise<KeptTree> {
    const { records, options } = this;
    const name = sourceName(source);
    const id = `${this.life} ${job}`;
    const ticker = new ProgressTicker(progress);
    await this.care.beforeImport(store, signal);
    await records.beginImport({ id, source: name, began: options.clock(), owner: this.life });
    try {
      const imported = await inWriteSession(store, async () => {
        const stored = await importSource(store, source, {
          signal,
          metrics: this.metrics,
          total: (bytes) => ticker.setTotal(bytes),
          progress: (at) => ticker.report(at),
        });
        ticker.finish();
        const pin = treePin + formatDigest(stored.root.digest);
        await store.pin({ name: pin, kind: "tree", node: stored.root });
        return stored;
      });
      const root = formatDigest(imported.root.digest);
      const { url, files, bytes, warnings, published } = imported;
      if (published !== null) this.published.learn(published);
      const tree: KeptTree = { root, source: name, url, added: options.clock(), files, bytes, warnings };
      const known = (await records.trees()).find((it) => it.root === root);
      // What is here whole needs no URL, whichever came first.
      const kept = known === undefined ? tree : { ...tree, added: known.added, url: known.url && url };
      await records.putTree(kept);
      // Earlier ones that were cut off have come to their end with this.
      await records.endImports((it) => it.source === name || it.id === id);
      return kept;
    } catch (error) {
      await records.endImports((it) => it.id === id);
      throw error;
    } finally {
      this.changed();
    }
  }

  cancel(job: string): Promise<void> {
    this.jobs.get(job)?.abort();
    return Promise.resolve();
  }

  setMounts(mounts: Mount[]): Promise<StoreAnswer<null>> {
    return this.changeMounts(mounts, null);
  }

  setWorkspaceMounts(
    workspace: string,
    mounts: WorkspaceMount[],
    all: Mount[] | null,
  ): Promise<StoreAnswer<null>> {
    return this.changeMounts(all, { workspace, mounts });
  }

  private changeMounts(all: Mount[] | null, own: WorkspaceMounts | null): Promise<StoreAnswer<null>> {
    return answerOf(never, async () => {
      if (all !== null) checkMounts(all, await this.records.trees());
      if (own !== null) checkWorkspaceMounts(own.mounts);
      await this.records.setMounts(all, own, this.options.clock());
      this.changed();
      return null;
    });
  }

  removeTree(root: RootDigest): Promise<StoreAnswer<null>> {
    return answerOf(never, () =>
      this.writing(never, async (store) => {
        await this.records.deleteTree(root, parseDigest(root));
        await store.unpin(treePin + root);
        this.changed();
        return null;
      }),
    );
  }

  storage(): Promise<StoreAnswer<StorageReport>> {
    return answerOf(never, async () => {
      const store = await this.store();
      await store.packs.refresh();
      const { records, snapshots, metrics } = this;
      const { storage } = this.options;
      return storageReport({ store, records, snapshots, metrics, storage }, never);
    });
  }

  collectGarbage(
    job: string,
    progress: (report: WorkReport) => void,
  ): Promise<StoreAnswer<{ freed: number }>> {
    return this.job(job, (signal) =>
      this.writing(signal, async (store) => {
        progress({ done: 0, total: null });
        await this.dropOrphans(store);
        const { bytesBefore, bytesAfter } = await store.collectGarbage({
          signal,
          onProgress: ({ needed, of }) => progress({ done: needed, total: of }),
          // Under the lock of all tabs nobody else can be importing.
          alone: !(this.options.locks instanceof LocalLocks),
        });
        // Nothing is left of what they had stored.
        await this.records.endImports(() => true);
        this.changed();
        return { freed: Math.max(0, bytesBefore - bytesAfter) };
      }),
    );
  }

  /** Lets pins go whose trees are not known: left by tabs that died between storing the one and the other. */
  private async dropOrphans(store: IdbStore): Promise<void> {
    const known = new Set((await this.records.trees()).map(({ root }) => treePin + root));
    for (const { key } of await this.records.opened()) known.add(openedPrefix + key);
    for (const { name } of await store.pins()) {
      const isOurs = name.startsWith(treePin) || name.startsWith(openedPrefix);
      if (isOurs && !known.has(name)) await store.unpin(name);
    }
    await this.snapshots.dropOrphans(store);
  }

  verify(job: string, progress: (report: WorkReport) => void): Promise<StoreAnswer<VerifyReport>> {
    return this.job(job, (signal) =>
      this.writing(signal, (store) => this.caring(() => this.care.verify(store, { signal, progress }))),
    );
  }

  repair(
    job: string,
    source: ImportSource,
    progress: (report: RepairProgress) => void,
  ): Promise<StoreAnswer<RepairReport>> {
    return this.job(job, (signal) =>
      this.writing(signal, (store) =>
        this.caring(() => this.care.repair(store, source, { signal, progress })),
      ),
    );
  }

  /** What is damaged is in another place afterwards, or in none: other tabs look anew. */
  private async caring<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } finally {
      this.changed();
    }
  }

  /** All that must be whole. */
  private async keptRoots(store: IdbStore): Promise<KeptRoot[]> {
    const trees = await rootedTrees(store, this.records);
    const snapshots = await this.snapshots.pins(store);
    return [
      // Of published trees only what was read is here.
      ...trees.map(({ tree, node }) => ({ node, root: tree.root, whole: tree.url === null })),
      ...snapshots.map(({ node }) => ({ node, root: null, whole: true })),
    ];
  }

  export(
    job: string,
    root: RootDigest,
    format: "tar" | "zip" | "nar",
    progress: (report: WorkReport) => void,
  ): Promise<StoreAnswer<Blob>> {
    return this.job(job, async (signal) => {
      const store = await this.store();
      const found = (await rootedTrees(store, this.records)).find(({ tree }) => tree.root === root);
      if (found === undefined) throw new StoreProblem("missing", `the tree ${root} is not kept`);
      return exportTree(store, found, format, signal, progress);
    });
  }

  snapshot(
    workspace: string,
    files: SnapshotFile[],
    message: string | null,
  ): Promise<StoreAnswer<SnapshotTaken>> {
    return answerOf(never, () =>
      this.writing(never, async (store) => {
        const taken = await this.snapshots.take(store, workspace, files, message);
        if (taken.recorded || message !== null) this.historyChanged();
        return taken;
      }),
    );
  }

  history(workspace: string): Promise<StoreAnswer<Snapshot[]>> {
    return answerOf(never, () => this.snapshots.list(workspace));
  }

  snapshotFiles(root: RootDigest): Promise<StoreAnswer<SnapshotFile[]>> {
    return answerOf(never, async () => {
      const store = await this.store();
      await store.packs.refresh();
      return this.snapshots.files(store, root);
    });
  }

  forgetHistory(workspace: string): Promise<StoreAnswer<null>> {
    return answerOf(never, () =>
      this.writing(never, async (store) => {
        await this.snapshots.forget(store, workspace);
        await this.records.setMounts(null, { workspace, mounts: [] }, this.options.clock());
        this.historyChanged();
        return null;
      }),
    );
  }

  async persist(): Promise<boolean> {
    return (await this.options.storage?.persisted()) ?? false;
  }

  /** Ends all: for tests. */
  async close(): Promise<void> {
    this.changes.close();
    await this.published.settle();
    await this.records.close();
    const { opening } = this;
    this.opening = null;
    (await opening)?.close();
  }

  private async job<T>(job: string, run: (signal: AbortSignal) => Promise<T>): Promise<StoreAnswer<T>> {
    const controller = new AbortController();
    this.jobs.set(job, controller);
    try {
      return await answerOf(controller.signal, () => run(controller.signal));
    } finally {
      this.jobs.delete(job);
    }
  }

  /** What the browser says of this site's storage; nothing where it says nothing. */
  async estimate(): Promise<StorageEstimate> {
    return (await this.options.storage?.estimate()) ?? noEstimate;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.options.clock();
  }

  /** Runs what writes, when no other tab does. */
  writing<T>(signal: AbortSignal, run: (store: IdbStore) => Promise<T>): Promise<T> {
    return this.options.locks.request(`${this.name}.writer`, { signal }, async () => {
      const store = await this.store();
      await store.packs.refresh();
      return run(store);
    });
  }

  private historyChanged(): void {
    this.historyVersion++;
    this.changed();
  }

  /** Tells the page, other tabs and the service worker that something was stored. */
  changed(): void {
    this.changes.postMessage("changed");
    void this.tell();
  }

  private async changedElsewhere(): Promise<void> {
    this.historyVersion++;
    try {
      await (await this.opening)?.packs.refresh();
    } catch {
      // Who needs the store next hears why it can't be had.
    }
    await this.tell();
  }

  /** Tells the page what the store holds now; never rejects, as nobody waits for it. */
  private async tell(): Promise<void> {
    try {
      const state = await this.state();
      for (const listener of this.listeners) listener(state);
    } catch {
      // The browser has taken the store away, or the worker ends: who asks for the state hears why.
    }
  }
}

/** For what nobody cancels. */
const never = new AbortController().signal;
