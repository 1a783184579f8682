/** The store worker: a Comlink shell around {@link TabStore}. */
import * as Comlink from "comlink";
import { holdLifeLock } from "./life-lock.ts";
import type { StoreApi } from "./store-protocol.ts";
import { servePort } from "./store/serve-port.ts";
import { serveServiceWorker } from "./store/service-channel.ts";
import { TabStore } from "./store/tab-store.ts";
import { LocalLocks } from "./store/writer-lock.ts";

const life = `tvix-playground.store.life.${crypto.randomUUID()}`;
const lifeLock = holdLifeLock(life);
const store = new TabStore(
  {
    factory: indexedDB,
    locks: navigator.locks ?? new LocalLocks(),
    channel: (name) => new BroadcastChannel(name),
    storage: navigator.storage ?? null,
    clock: () => Date.now(),
  },
  life,
);
serveServiceWorker(life, store.reads);

const api: StoreApi = {
  state: () => store.state(),
  subscribe: (changed) => store.subscribe(changed),
  import: (...args) => store.import(...args),
  cancel: (job) => store.cancel(job),
  setMounts: (mounts) => store.setMounts(mounts),
  setWorkspaceMounts: (...args) => store.setWorkspaceMounts(...args),
  removeTree: (root) => store.removeTree(root),
  storage: () => store.storage(),
  collectGarbage: (...args) => store.collectGarbage(...args),
  verify: (...args) => store.verify(...args),
  repair: (...args) => store.repair(...args),
  export: (...args) => store.export(...args),
  snapshot: (...args) => store.snapshot(...args),
  history: (workspace) => store.history(workspace),
  snapshotFiles: (root) => store.snapshotFiles(root),
  forgetHistory: (workspace) => store.forgetHistory(workspace),
  persist: () => store.persist(),
  connect(port, memory) {
    servePort(port, memory, store.reads);
    return Promise.resolve();
  },
  async explore(port) {
    const { serveExplorer } = await import("./explorer/index.ts");
    serveExplorer(port, store);
  },
  async bridge(port) {
    const { serveWriter } = await import("./bridge/serve-writer.ts");
    serveWriter(port, store, await lifeLock, navigator.locks ?? null);
  },
  serviceName: () => Promise.resolve(life),
  lifeLock: () => lifeLock,
};

Comlink.expose(api);
