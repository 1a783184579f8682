/** The page's side of looking into things. */
import type { ExplorerApi, StoreAnswer } from "../../../workers/index.ts";
import type { StoreJob } from "./store-client.ts";

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
