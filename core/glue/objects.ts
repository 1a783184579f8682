/** The store objects an evaluator made or met. */
import type { Accepted } from "./nar-hash.ts";
import type { EvalIO } from "./eval-io.ts";

/** Where a store object's content is. */
export type StoreObject =
  /** A text of ours: `toFile`, `.drv` files, which are written when they are read. */
  | { readonly type: "text"; readonly text: string; readonly references: readonly string[] }
  /** A copy of files that stand elsewhere. */
  | { type: "copy"; from: string; accepted: Accepted; references: readonly string[] }
  /** What a fetch brings; it happens when somebody looks. */
  | { type: "fetched"; tree: () => { io: EvalIO; root: string }; references: readonly string[] };

/** Store objects by their path. */
export type StoreObjects = Map<string, StoreObject>;
