/** The glue room's door: the language with a store. */
export { Derivations, type KnownDerivation } from "./derivations.ts";
export { readBytes, type EvalIO, type FileReceiver } from "./eval-io.ts";
export { EvalStore, pathsOf, type EvalStoreOptions, type Realiser } from "./eval-store.ts";
export { makeStoreEvaluator, type StoreEvaluator, type StoreEvaluatorOptions } from "./evaluator.ts";
export { type Fetches } from "./fetches.ts";
export { narHash, NarHashes, writeNar, type Accepted } from "./nar-hash.ts";
export { type StoreObject, type StoreObjects } from "./objects.ts";
export { StoreTree } from "./store-tree.ts";
