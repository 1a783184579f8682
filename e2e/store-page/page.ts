/** A page with nothing but the store's and the evaluator's clients, for tests and measurements of the two. */
import { EvaluatorClient } from "../../web/src/run/client.ts";
import { evaluatorHandle } from "../../web/src/run/spawn.ts";
import { storeHandle } from "../../web/src/run/spawn-store.ts";
import { PageStore } from "../../web/src/run/store-client.ts";
import type { EvaluateRequest, EvaluateStats, KeptTree, StoreAnswer } from "../../workers/index.ts";

const worker = (name: string): Worker => new Worker(`${name}.js`, { type: "module", name });

const store = new PageStore({
  spawn: () => Promise.resolve(storeHandle((storeWorker = worker("store-worker")))),
  shared: crossOriginIsolated,
  memory: localStorage,
  base: new URL("./", document.baseURI).href,
  persist: () => navigator.storage.persist(),
});
let storeWorker: Worker | null = null;
const client = new EvaluatorClient(
  store.connecting(() => evaluatorHandle(worker("evaluator"))),
  crossOriginIsolated,
);

async function fileAt(url: string): Promise<Blob> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.blob();
}

/** A value's text, or an error's. */
export interface Evaluated {
  text: string;
  ms: number;
  stats?: EvaluateStats;
}

/** What tests call. */
export const hooks = {
  isolated: crossOriginIsolated,
  store,
  client,
  /** Imports an archive of the server. */
  async importArchive(url: string): Promise<StoreAnswer<KeptTree> & { ms: number; newBytes: number }> {
    const file = await fileAt(url);
    // Starting the worker is no part of it.
    await store.open();
    const from = performance.now();
    let newBytes = 0;
    const job = store.import({ type: "archive", file, name: url }, (state) => (newBytes = state.newBytes));
    return { ...(await job.answer), ms: performance.now() - from, newBytes };
  },
  /** The text of a value, or its error; and the time it took. */
  async evaluate(text: string, options: Partial<EvaluateRequest> = {}): Promise<Evaluated> {
    const mounts = (await store.mounts()).map(({ name, root }) => ({ name, root }));
    const from = performance.now();
    const outcome = await client.evaluate({
      text,
      profile: "2.8",
      view: "nix",
      strict: true,
      pipeOperators: false,
      openSmall: false,
      mounts,
      ...options,
    });
    const ms = performance.now() - from;
    if (outcome.type !== "reply") return { text: outcome.type, ms };
    const { result } = outcome.reply;
    return {
      text: result.ok ? (result.rendered?.first.text ?? "") : result.error.rendered,
      ms,
      stats: outcome.reply.stats,
    };
  },
  /** Resolves when the service worker answers for this page. */
  async controlled(): Promise<void> {
    await navigator.serviceWorker.register("./sw.js");
    while (navigator.serviceWorker.controller === null)
      await new Promise((resolve) => setTimeout(resolve, 10));
  },
  killStore: () => storeWorker?.terminate(),
};

Object.assign(globalThis, { hooks });
