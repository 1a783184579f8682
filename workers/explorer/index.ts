/** Serves a store worker's explorer. */
import * as Comlink from "comlink";
import type { TabStore } from "../store/tab-store.ts";

/** Answers on a port as an `ExplorerApi`, each method as it comes to be. */
export function serveExplorer(port: MessagePort, store: TabStore): void {
  Comlink.expose({ opened: () => store.records.trees() }, port);
}
