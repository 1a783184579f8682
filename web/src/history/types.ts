/** What the history needs of the page. */
import type { StoreClient } from "../run/store-client.ts";
import type { Workspace } from "../workspace/index.ts";
import type { Keeper } from "./keeper.ts";

export interface HistoryDeps {
  workspace: Workspace;
  store: Pick<StoreClient, "state" | "history" | "snapshotFiles">;
  keeper: () => Promise<Keeper>;
  /** Something was restored: the undo is to be offered, and the result is old. */
  restored: (message: string, undo: () => void) => void;
  /** A short line that goes by itself, also told to screen readers. */
  say: (text: string) => void;
  /** Something went wrong and no panel shows it. */
  report: (message: string) => void;
}
