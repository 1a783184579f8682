/** Starts the store worker and watches over its life. */
import * as Comlink from "comlink";
import type { StoreApi } from "../../../workers/index.ts";

/** A running store worker. */
export interface StoreHandle {
  api: StoreApi;
  /** Resolves when it dies by itself. */
  died: Promise<void>;
}

export function spawnStore(): StoreHandle {
  return storeHandle(
    new Worker(new URL("../../../workers/store-worker.ts", import.meta.url), {
      type: "module",
      name: "store",
    }),
  );
}

/** A worker that was started from the store worker's script. */
export function storeHandle(worker: Worker): StoreHandle {
  const remote = Comlink.wrap<StoreApi>(worker);
  const died = new Promise<void>((resolve) => {
    worker.addEventListener("error", () => resolve());
    void remote.lifeLock().then((name) => {
      if (name !== null) void navigator.locks.request(name, () => resolve());
    });
  });
  void died.then(() => worker.terminate());
  const api: StoreApi = {
    state: () => remote.state(),
    subscribe: (changed) => remote.subscribe(Comlink.proxy(changed)),
    import: (job, source, progress) => remote.import(job, source, Comlink.proxy(progress)),
    cancel: (job) => remote.cancel(job),
    setMounts: (mounts) => remote.setMounts(mounts),
    setWorkspaceMounts: (workspace, mounts, all) => remote.setWorkspaceMounts(workspace, mounts, all),
    removeTree: (root) => remote.removeTree(root),
    storage: () => remote.storage(),
    collectGarbage: (job, progress) => remote.collectGarbage(job, Comlink.proxy(progress)),
    verify: (job, progress) => remote.verify(job, Comlink.proxy(progress)),
    repair: (job, source, progress) => remote.repair(job, source, Comlink.proxy(progress)),
    export: (job, root, format, progress) => remote.export(job, root, format, Comlink.proxy(progress)),
    snapshot: (workspace, files, message) => remote.snapshot(workspace, files, message),
    history: (workspace) => remote.history(workspace),
    snapshotFiles: (root) => remote.snapshotFiles(root),
    forgetHistory: (workspace) => remote.forgetHistory(workspace),
    persist: () => remote.persist(),
    connect: (port, memory) => remote.connect(Comlink.transfer(port, [port]), memory),
    explore: (port) => remote.explore(Comlink.transfer(port, [port])),
    bridge: (port) => remote.bridge(Comlink.transfer(port, [port])),
    serviceName: () => remote.serviceName(),
    lifeLock: () => remote.lifeLock(),
  };
  return { api, died };
}
