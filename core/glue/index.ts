/** The glue room's door: the language with a store. */
export { closureOf, contentOf, referencesOf, writeObjectNar } from "./closure.ts";
export { Derivations, type KnownDerivation } from "./derivations.ts";
export { readBytes, TextFiles, type EvalIO, type FileReceiver } from "./eval-io.ts";
export { EvalStore, type EvalStoreOptions, type Realiser } from "./eval-store.ts";
export {
  makeBareStoreEvaluator,
  makeStoreEvaluator,
  type StoreEvaluator,
  type StoreEvaluatorOptions,
} from "./evaluator.ts";
export * from "./fetch/index.ts";
export { type Fetches } from "./fetches.ts";
export { emptyDirectory, MemoryTree, type MemoryDirectory, type MemoryNode } from "./memory-tree.ts";
export { findDerivations, type FoundDerivation } from "./find-derivations.ts";
export { narHash, NarHashes, writeNar, type Accepted } from "./nar-hash.ts";
export { type StoreObject, StoreObjects } from "./objects.ts";
export { StoreTree } from "./store-tree.ts";
