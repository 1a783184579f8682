/** The store paths of both sides of a comparison. */
import type { StoreAnswer, Subject } from "../../../../workers/index.ts";
import type { StoreJob } from "../../run/store-client.ts";
import { loadDerivation } from "../derivation/load.ts";
import type { ExplorerUi } from "../types.ts";
import { isDerivation } from "./candidates.ts";

export interface Sides {
  before: string;
  after: string;
}

/** Finds them; derivations are then in the store. */
export function sidesOf(ui: ExplorerUi, before: Subject, after: Subject): StoreJob<Sides> {
  let stopped = false;
  const work = async (): Promise<StoreAnswer<Sides>> => {
    const paths: string[] = [];
    for (const subject of [before, after]) {
      const answer = await pathOf(ui, subject);
      if (stopped) return { type: "cancelled" };
      if (answer.type !== "ok") return answer;
      paths.push(answer.value);
    }
    return { type: "ok", value: { before: paths[0]!, after: paths[1]! } };
  };
  return { answer: work(), cancel: () => (stopped = true) };
}

async function pathOf(ui: ExplorerUi, subject: Subject): Promise<StoreAnswer<string>> {
  if (!isDerivation(subject)) {
    if (subject.type === "path") return { type: "ok", value: subject.path };
    return { type: "failed", failure: { kind: "invalid", message: "only store paths can be compared" } };
  }
  let root = null;
  if (subject.type === "document") {
    const answer = await ui.client.root(subject);
    if (answer.type !== "ok") return answer;
    root = answer.value;
  }
  const loaded = await loadDerivation({ ui, subject, root }, () => undefined).answer;
  return loaded.type === "ok" ? { type: "ok", value: loaded.value.path } : loaded;
}
