/** The page's side of the store worker, which is started when somebody needs it. */
import { createSignal, type Accessor } from "solid-js";
import type {
  ChannelLayout,
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
  StoreState,
  VerifyReport,
  WorkReport,
  WorkspaceMount,
} from "../../../workers/index.ts";
import type { WorkerHandle } from "./handle.ts";
import type { StoreHandle } from "./spawn-store.ts";

/** Something long that is under way. */
export interface StoreJob<T> {
  answer: Promise<StoreAnswer<T>>;
  cancel: () => void;
}

/** Where an `ExplorerApi` answers, through Comlink. */
export interface ExplorerConnection {
  port: MessagePort;
  /** Resolves when the store worker has died: nothing comes from the port any more. */
  died: Promise<void>;
}

/** What the page can do with the store. Never rejects, but for {@link StoreClient.explore}. */
export interface StoreClient {
  /** Null until the store worker has told, which it does once somebody has used it or there is something in it. */
  state: Accessor<StoreState | null>;
  /** Starts the store worker; resolves when {@link state} is known, or can't be. */
  open(): Promise<void>;
  /** The mounts for an evaluation; waits for the store worker if there may be some. */
  mounts(): Promise<Mount[]>;
  import(source: ImportSource, progress: (state: ImportState) => void): StoreJob<KeptTree>;
  /** Those of all workspaces. */
  setMounts(mounts: readonly Mount[]): Promise<StoreAnswer<null>>;
  /** Those of one workspace, and those of all unless null. */
  setWorkspaceMounts(
    workspace: string,
    mounts: readonly WorkspaceMount[],
    all: readonly Mount[] | null,
  ): Promise<StoreAnswer<null>>;
  removeTree(root: RootDigest): Promise<StoreAnswer<null>>;
  storage(): Promise<StoreAnswer<StorageReport>>;
  collectGarbage(progress: (report: WorkReport) => void): StoreJob<{ freed: number }>;
  verify(progress: (report: WorkReport) => void): StoreJob<VerifyReport>;
  /** Verifies, and brings what is damaged from a source. */
  repair(source: ImportSource, progress: (report: RepairProgress) => void): StoreJob<RepairReport>;
  export(
    root: RootDigest,
    format: "tar" | "zip" | "nar",
    progress: (report: WorkReport) => void,
  ): StoreJob<Blob>;
  /** Keeps the files of a workspace as they are now; see StoreApi. */
  snapshot(
    workspace: string,
    files: SnapshotFile[],
    message: string | null,
  ): Promise<StoreAnswer<SnapshotTaken>>;
  /** The snapshots of a workspace, newest first. */
  history(workspace: string): Promise<StoreAnswer<Snapshot[]>>;
  snapshotFiles(root: RootDigest): Promise<StoreAnswer<SnapshotFile[]>>;
  forgetHistory(workspace: string): Promise<StoreAnswer<null>>;
  /** Asks the browser not to evict the store; what it said. */
  persist(): Promise<boolean>;
  /** Starts the store worker and its explorer. Rejects where they can't be had. */
  explore(): Promise<ExplorerConnection>;
  /** Lets the service worker's nar-bridge write by a port. Rejects where there is no store worker. */
  bridge(port: MessagePort): Promise<void>;
  /** Makes evaluators that can read from the store. */
  connecting(spawn: () => WorkerHandle): () => WorkerHandle;
}

export interface StoreClientOptions {
  spawn: () => Promise<StoreHandle>;
  /** Whether memory can be shared with workers. */
  shared: boolean;
  /** Where the page remembers that there is something in the store; null where it can't. */
  memory: Storage | null;
  /** URL of the page's folder. */
  base: string;
  /** Asks the browser not to evict the store. */
  persist: () => Promise<boolean>;
}

/** The browser's own store. */
export function createStore(): StoreClient {
  return new PageStore({
    spawn: async () => (await import("./spawn-store.ts")).spawnStore(),
    shared: crossOriginIsolated,
    memory: browserStorage(),
    base: new URL("./", document.baseURI).href,
    persist: () => navigator.storage?.persist() ?? Promise.resolve(false),
  });
}

/** Set while there are trees in the store, or mounts of some workspace. */
const flag = "tvix-playground.store";
/** Before the store worker's name, in the path that evaluators ask without shared memory. */
const storePath = "__store/";
/** Milliseconds that an evaluation waits for the store worker to start. */
const openPatience = 15_000;
/** Starts that may fail in a row before the store is left alone until somebody asks for something. */
const patienceWithDeaths = 3;

const layout: ChannelLayout = { state: 0, length: 1, total: 2, beat: 3, dead: 4, data: 64, bytes: 4194368 };

interface Evaluator {
  handle: WorkerHandle;
  memory: SharedArrayBuffer | null;
}

export class PageStore implements StoreClient {
  readonly state: Accessor<StoreState | null>;
  private readonly setState: (state: StoreState) => void;
  private starting: Promise<StoreHandle> | null = null;
  private readonly evaluators = new Set<Evaluator>();
  private deaths = 0;

  constructor(private readonly options: StoreClientOptions) {
    const [state, setState] = createSignal<StoreState | null>(null);
    this.state = state;
    this.setState = (next) => {
      setState(next);
      this.remember(next.trees.length > 0 || next.workspaces.length > 0);
    };
  }

  async open(): Promise<void> {
    await this.start().catch(() => undefined);
  }

  async mounts(): Promise<Mount[]> {
    if (this.state() === null && this.isRemembered()) {
      const patience = new Promise((resolve) => setTimeout(resolve, openPatience));
      await Promise.race([this.open(), patience]);
    }
    return this.state()?.mounts ?? [];
  }

  import(source: ImportSource, progress: (state: ImportState) => void): StoreJob<KeptTree> {
    return this.job((api, job) => api.import(job, source, progress));
  }

  setMounts(mounts: readonly Mount[]): Promise<StoreAnswer<null>> {
    return this.call((api) => api.setMounts(plainMounts(mounts)));
  }

  setWorkspaceMounts(
    workspace: string,
    mounts: readonly WorkspaceMount[],
    all: readonly Mount[] | null,
  ): Promise<StoreAnswer<null>> {
    const own = mounts.map(({ name, instead, on, root, url }) => ({ name, instead, on, root, url }));
    return this.call((api) => api.setWorkspaceMounts(workspace, own, all && plainMounts(all)));
  }

  removeTree(root: RootDigest): Promise<StoreAnswer<null>> {
    return this.call((api) => api.removeTree(root));
  }

  storage(): Promise<StoreAnswer<StorageReport>> {
    return this.call((api) => api.storage());
  }

  collectGarbage(progress: (report: WorkReport) => void): StoreJob<{ freed: number }> {
    return this.job((api, job) => api.collectGarbage(job, progress));
  }

  verify(progress: (report: WorkReport) => void): StoreJob<VerifyReport> {
    return this.job((api, job) => api.verify(job, progress));
  }

  repair(source: ImportSource, progress: (report: RepairProgress) => void): StoreJob<RepairReport> {
    return this.job((api, job) => api.repair(job, source, progress));
  }

  export(
    root: RootDigest,
    format: "tar" | "zip" | "nar",
    progress: (report: WorkReport) => void,
  ): StoreJob<Blob> {
    return this.job((api, job) => api.export(job, root, format, progress));
  }

  snapshot(
    workspace: string,
    files: SnapshotFile[],
    message: string | null,
  ): Promise<StoreAnswer<SnapshotTaken>> {
    return this.call((api) => api.snapshot(workspace, files, message));
  }

  history(workspace: string): Promise<StoreAnswer<Snapshot[]>> {
    return this.call((api) => api.history(workspace));
  }

  snapshotFiles(root: RootDigest): Promise<StoreAnswer<SnapshotFile[]>> {
    return this.call((api) => api.snapshotFiles(root));
  }

  forgetHistory(workspace: string): Promise<StoreAnswer<null>> {
    return this.call((api) => api.forgetHistory(workspace));
  }

  async persist(): Promise<boolean> {
    try {
      const persisted = await this.options.persist();
      const state = this.state();
      if (state !== null) this.setState({ ...state, persisted });
      return persisted;
    } catch {
      // Browsers that can't promise it are as if they had said no.
      return false;
    }
  }

  async explore(): Promise<ExplorerConnection> {
    const { api, died } = await this.start();
    const { port1, port2 } = new MessageChannel();
    await Promise.race([api.explore(port2), died.then(gone)]);
    return { port: port1, died };
  }

  async bridge(port: MessagePort): Promise<void> {
    await (await this.start()).api.bridge(port);
  }

  connecting(spawn: () => WorkerHandle): () => WorkerHandle {
    return () => {
      const handle = spawn();
      if (handle.connectStore === undefined) return handle;
      const evaluator: Evaluator = { handle, memory: null };
      this.evaluators.add(evaluator);
      const forget = (): void => void this.evaluators.delete(evaluator);
      void handle.died.then(forget);
      void this.starting?.then((store) => this.connect(evaluator, store)).catch(() => undefined);
      const terminate = (): void => {
        forget();
        handle.terminate();
      };
      return { ...handle, terminate };
    };
  }

  private start(): Promise<StoreHandle> {
    return (this.starting ??= this.startNew().catch((error: unknown) => {
      this.starting = null;
      throw error;
    }));
  }

  private async startNew(): Promise<StoreHandle> {
    const store = await this.options.spawn();
    void store.died.then(() => this.noteDeath());
    const ready = (async () => {
      await store.api.subscribe((state) => this.setState(state));
      this.setState(await store.api.state());
      for (const evaluator of this.evaluators) await this.connect(evaluator, store);
    })();
    await Promise.race([ready, store.died.then(gone)]);
    this.deaths = 0;
    return store;
  }

  private async connect(evaluator: Evaluator, { api }: StoreHandle): Promise<void> {
    const { shared, base } = this.options;
    const { port1, port2 } = new MessageChannel();
    const memory = shared ? new SharedArrayBuffer(layout.bytes) : null;
    evaluator.memory = memory;
    const name = await api.serviceName();
    await api.connect(port2, memory);
    const url = base + storePath + encodeURIComponent(name);
    evaluator.handle.connectStore?.({ port: port1, memory, url });
  }

  /** Wakes whoever waits for the worker, and starts another if evaluators may need it. */
  private noteDeath(): void {
    this.starting = null;
    this.deaths++;
    for (const { memory } of this.evaluators) {
      if (memory === null) continue;
      const cells = new Int32Array(memory, 0, layout.data / 4);
      Atomics.store(cells, layout.dead, 1);
      Atomics.notify(cells, layout.state);
    }
    if (this.deaths < patienceWithDeaths) void this.open();
  }

  private job<T>(run: (api: StoreHandle["api"], job: string) => Promise<StoreAnswer<T>>): StoreJob<T> {
    const job = crypto.randomUUID();
    return {
      answer: this.call((api) => run(api, job)),
      cancel: () => void this.starting?.then(({ api }) => api.cancel(job)).catch(() => undefined),
    };
  }

  private async call<T>(ask: (api: StoreHandle["api"]) => Promise<StoreAnswer<T>>): Promise<StoreAnswer<T>> {
    try {
      const store = await this.start();
      const died = store.died.then((): StoreAnswer<T> => failed(ended));
      const answer = await Promise.race([ask(store.api), died]);
      // Whoever asked for a change finds it in the state.
      if (answer.type === "ok") this.setState(await Promise.race([store.api.state(), store.died.then(gone)]));
      return answer;
    } catch (error) {
      return failed(error instanceof Error ? error.message : String(error));
    }
  }

  private isRemembered(): boolean {
    try {
      return this.options.memory?.getItem(flag) === "1";
    } catch {
      return false;
    }
  }

  private remember(yes: boolean): void {
    try {
      if (yes) this.options.memory?.setItem(flag, "1");
      else this.options.memory?.removeItem(flag);
    } catch {
      // Without it the store is opened when somebody looks at it.
    }
  }
}

/** What comes from a Solid store is a proxy, which can't be sent. */
function plainMounts(mounts: readonly Mount[]): Mount[] {
  return mounts.map(({ name, root, source, url }) => ({ name, root, source, url }));
}

const ended = "the store worker has ended; what it was doing can be done again";

function gone(): never {
  throw new Error(ended);
}

function failed<T>(message: string): StoreAnswer<T> {
  return { type: "failed", failure: { kind: "internal", message } };
}

/** Null where storage is forbidden: asking for it throws. */
function browserStorage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
