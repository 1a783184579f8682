/** An evaluator with a store. */
import { BareEvaluator, type Deep, Evaluator, type EvaluatorOptions, profileOf } from "../eval/index.ts";
import { defaultStoreDir } from "../nix-compat/index.ts";
import type { EvalIO } from "./eval-io.ts";
import { EvalStore, type EvalStoreOptions } from "./eval-store.ts";

/** {@link EvaluatorOptions}, and what a store needs. */
export interface StoreEvaluatorOptions extends EvaluatorOptions {
  io: EvalIO;
  fetches?: EvalStoreOptions["fetches"];
  realiser?: EvalStoreOptions["realiser"];
  narHashes?: EvalStoreOptions["narHashes"];
}

/** An evaluator, and the store its derivations and sources are in. */
export interface StoreEvaluator {
  evaluator: Evaluator;
  store: EvalStore;
}

/** Makes an evaluator whose derivations and copied sources go to a store of its own, in memory. */
export function makeStoreEvaluator(options: StoreEvaluatorOptions): StoreEvaluator {
  return withStore(options, (rest) => new Evaluator(rest));
}

/** {@link makeStoreEvaluator} for a {@link BareEvaluator}. */
export function makeBareStoreEvaluator(
  options: StoreEvaluatorOptions,
  deep: Deep | (() => Deep),
): StoreEvaluator {
  return withStore(options, (rest) => new BareEvaluator(rest, deep));
}

function withStore(
  options: StoreEvaluatorOptions,
  make: (options: EvaluatorOptions) => Evaluator,
): StoreEvaluator {
  const { io, fetches, realiser, narHashes, ...rest } = options;
  const store = new EvalStore({
    io,
    storeDir: rest.settings?.storeDir ?? defaultStoreDir,
    profile: profileOf(rest.profile ?? "2.36"),
    warn: (text) => rest.host?.warn?.(text),
    fetches: fetches ?? null,
    realiser: realiser ?? null,
    ...(rest.settings?.features === undefined ? {} : { features: rest.settings.features }),
    ...(narHashes === undefined ? {} : { narHashes }),
  });
  const evaluator = make({ ...rest, io: store.tree });
  evaluator.machine.storeHooks = store;
  return { evaluator, store };
}
