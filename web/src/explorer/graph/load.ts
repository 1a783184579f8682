/** Bringing the input graph of a derivation. */
import type { WorkReport } from "../../../../workers/index.ts";
import type { ExplorerClient } from "../../run/explorer-client.ts";
import type { StoreJob } from "../../run/store-client.ts";
import { askWithEvaluated } from "../derivation/keep-evaluated.ts";
import type { ExplorerUi } from "../types.ts";
import { makeGraph, type Graph } from "./model.ts";

/** The last graph of each client: several views of a derivation ask for it. */
const last = new WeakMap<ExplorerClient, { path: string; graph: Graph }>();

/** The input graph of a derivation that the store has. */
export function graphOf(
  ui: Pick<ExplorerUi, "client" | "evaluated">,
  path: string,
  progress: (report: WorkReport) => void,
): StoreJob<Graph> {
  const { client } = ui;
  const known = last.get(client);
  if (known?.path === path) {
    return { answer: Promise.resolve({ type: "ok", value: known.graph }), cancel: () => undefined };
  }
  const job = askWithEvaluated(
    ui,
    path,
    () => client.derivationGraph(path, progress),
    (it) => it.type === "ok" && it.value.missing > 0,
  );
  const answer = job.answer.then((it) => {
    if (it.type !== "ok") return it;
    const graph = makeGraph(it.value);
    // What is missing may come later.
    if (graph.missing === 0) last.set(client, { path, graph });
    return { type: "ok" as const, value: graph };
  });
  return { answer, cancel: job.cancel };
}
