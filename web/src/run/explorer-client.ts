/** The page's side of looking into things. */
import * as Comlink from "comlink";
import type { ExplorerApi, StoreAnswer } from "../../../workers/index.ts";
import type { ExplorerConnection, StoreClient, StoreJob } from "./store-client.ts";

/** What may take long: it can be cancelled. */
type JobName =
  | "open"
  | "measure"
  | "download"
  | "search"
  | "narHashes"
  | "blob"
  | "closure"
  | "closureDiff"
  | "derivationGraph"
  | "derivationDiff"
  | "explain";

type AsJob<F> = F extends (job: string, ...args: infer A) => Promise<StoreAnswer<infer T>>
  ? (...args: A) => StoreJob<T>
  : never;

/** What the page can look into; never rejects. Callbacks are plain functions. */
export type ExplorerClient = Omit<ExplorerApi, JobName | "cancel"> & {
  [K in JobName]: AsJob<ExplorerApi[K]>;
};

interface Explorer {
  remote: Comlink.Remote<ExplorerApi>;
  /** Told when nothing comes any more. (A race with a promise that lives on would keep every answer.) */
  waiting: Set<() => void>;
}

/** Asks the store worker, which is started when something is asked first, and anew after it died. */
export function createExplorerClient(store: Pick<StoreClient, "explore">): ExplorerClient {
  const link = new Link(() => store.explore());
  return {
    open: (request, progress) => link.job((api, job) => api.open(job, request, Comlink.proxy(progress))),
    opened: () => link.call((api) => api.opened()),
    forget: (subject) => link.call((api) => api.forget(subject)),
    root: (subject) => link.call((api) => api.root(subject)),
    children: (node, from, count) => link.call((api) => api.children(node, from, count)),
    at: (node, raw) => link.call((api) => api.at(node, raw)),
    measure: (node, progress) => link.job((api, job) => api.measure(job, node, Comlink.proxy(progress))),
    read: (node, from, to) => link.call((api) => api.read(node, from, to)),
    download: (node, format, progress) =>
      link.job((api, job) => api.download(job, node, format, Comlink.proxy(progress))),
    search: (node, query, limit, found) =>
      link.job((api, job) => api.search(job, node, query, limit, Comlink.proxy(found))),
    elf: (node) => link.call((api) => api.elf(node)),
    narLayout: (node, from, count) => link.call((api) => api.narLayout(node, from, count)),
    narHashes: (node, progress) => link.job((api, job) => api.narHashes(job, node, Comlink.proxy(progress))),
    blob: (node, progress) => link.job((api, job) => api.blob(job, node, Comlink.proxy(progress))),
    directory: (node) => link.call((api) => api.directory(node)),
    pathInfo: (path) => link.call((api) => api.pathInfo(path)),
    paths: (from, count, match) => link.call((api) => api.paths(from, count, match)),
    closure: (path) => link.job((api, job) => api.closure(job, path)),
    closureDiff: (before, after) => link.job((api, job) => api.closureDiff(job, before, after)),
    derivation: (path) => link.call((api) => api.derivation(path)),
    addDerivations: (texts) => link.call((api) => api.addDerivations(texts)),
    derivationGraph: (path, progress) =>
      link.job((api, job) => api.derivationGraph(job, path, Comlink.proxy(progress))),
    derivationDiff: (before, after) => link.job((api, job) => api.derivationDiff(job, before, after)),
    explain: (path) => link.job((api, job) => api.explain(job, path)),
  };
}

/** The connection to a living worker. */
class Link {
  private explorer: Promise<Explorer> | null = null;

  constructor(private readonly connect: () => Promise<ExplorerConnection>) {}

  async call<T>(ask: (api: ExplorerApi) => Promise<StoreAnswer<T>>): Promise<StoreAnswer<T>> {
    try {
      const { remote, waiting } = await this.open();
      return await new Promise<StoreAnswer<T>>((resolve, reject) => {
        const end = (): void => resolve(ended);
        waiting.add(end);
        void ask(remote as unknown as ExplorerApi)
          .then(resolve, reject)
          .finally(() => waiting.delete(end));
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { type: "failed", failure: { kind: "internal", message } };
    }
  }

  job<T>(ask: (api: ExplorerApi, job: string) => Promise<StoreAnswer<T>>): StoreJob<T> {
    const job = crypto.randomUUID();
    let cancelled = false;
    return {
      answer: this.call((api) => (cancelled ? Promise.resolve({ type: "cancelled" }) : ask(api, job))),
      cancel: () => {
        cancelled = true;
        void this.explorer?.then(({ remote }) => remote.cancel(job)).catch(() => undefined);
      },
    };
  }

  private open(): Promise<Explorer> {
    if (this.explorer !== null) return this.explorer;
    const opening = this.connect().then(({ port, died }) => {
      const remote = Comlink.wrap<ExplorerApi>(port);
      const waiting = new Set<() => void>();
      void died.then(() => {
        this.forget(opening);
        port.close();
        for (const end of waiting) end();
      });
      return { remote, waiting };
    });
    opening.catch(() => this.forget(opening));
    this.explorer = opening;
    return opening;
  }

  private forget(explorer: Promise<Explorer>): void {
    if (this.explorer === explorer) this.explorer = null;
  }
}

const ended: StoreAnswer<never> = {
  type: "failed",
  failure: { kind: "internal", message: "the store worker has ended; what it was doing can be done again" },
};
