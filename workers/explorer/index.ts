/** Serves a store worker's explorer. */
import * as Comlink from "comlink";
import type { ExplorerApi } from "../explorer-protocol.ts";
import type { StoreAnswer } from "../store-protocol.ts";
import type { TabStore } from "../store/tab-store.ts";
import { Explorer } from "./explorer.ts";

/** One for each store: pages that ask one after the other share what it found out. */
const explorers = new WeakMap<TabStore, Explorer>();

/** Answers on a port as an `ExplorerApi`. */
export function serveExplorer(port: MessagePort, store: TabStore): void {
  let explorer = explorers.get(store);
  if (explorer === undefined) explorers.set(store, (explorer = new Explorer(store)));
  Comlink.expose(apiOf(explorer), port);
}

function apiOf(explorer: Explorer): ExplorerApi {
  return {
    open: (job, request, progress) => told(progress, (tell) => explorer.open(job, request, tell)),
    cancel: (job) => explorer.cancel(job),
    opened: () => explorer.opened(),
    forget: (subject) => explorer.forget(subject),
    root: (subject) => explorer.root(subject),
    children: (node, from, count) => explorer.children(node, from, count),
    at: (node, raw) => explorer.at(node, raw),
    measure: (job, node, progress) => told(progress, (tell) => explorer.measure(job, node, tell)),
    read: async (node, from, to) => moved(await explorer.read(node, from, to)),
    download: (job, node, format, progress) =>
      told(progress, (tell) => explorer.download(job, node, format, tell)),
    search: (job, node, query, limit, found) =>
      told(found, (tell) => explorer.search(job, node, query, limit, tell)),
    elf: (node) => explorer.elf(node),
    narLayout: (node, from, count) => explorer.narLayout(node, from, count),
    narHashes: (job, node, progress) => told(progress, (tell) => explorer.narHashes(job, node, tell)),
    blob: (job, node, progress) => told(progress, (tell) => explorer.blob(job, node, tell)),
    directory: (node) => explorer.directory(node),
    pathInfo: (path) => explorer.pathInfo(path),
    paths: (from, count, match) => explorer.paths(from, count, match),
    closure: (job, path) => explorer.closure(job, path),
    closureDiff: (job, before, after) => explorer.closureDiff(job, before, after),
    derivation: (path) => explorer.derivation(path),
    addDerivations: (texts) => explorer.addDerivations(texts),
    derivationGraph: (job, path, progress) =>
      told(progress, (tell) => explorer.derivationGraph(job, path, tell)),
    derivationDiff: (job, before, after) => explorer.derivationDiff(job, before, after),
    explain: (job, path) => explorer.explain(job, path),
  };
}

/** Runs what reports to the page, and lets go of the way there at its end. */
async function told<R, T>(
  report: (report: R) => void,
  run: (tell: (report: R) => void) => Promise<StoreAnswer<T>>,
): Promise<StoreAnswer<T>> {
  const proxy = report as ((report: R) => void) & { [Comlink.releaseProxy]?: () => void };
  let over = false;
  try {
    return await run((state) => {
      // What was cancelled may still be on its way to its end.
      if (!over) report(state);
    });
  } finally {
    over = true;
    proxy[Comlink.releaseProxy]?.();
  }
}

/** Hands bytes over, in memory of their own: they may be part of what the store keeps in memory. */
function moved(answer: StoreAnswer<Uint8Array>): StoreAnswer<Uint8Array> {
  if (answer.type !== "ok") return answer;
  const value = answer.value.slice();
  return Comlink.transfer({ type: "ok", value }, [value.buffer]);
}
