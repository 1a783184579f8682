/** All that the evaluator worker offers through Comlink. */
import type { LanguageWorker } from "./language-protocol.ts";
import type { EvaluatorWorker } from "./protocol.ts";
import type { StoreConnection } from "./store/read-protocol.ts";
import type { ValueWorker } from "./values-protocol.ts";

/** One script serves both; the page starts one worker for values, and another one for the language service. */
export interface EvaluatorApi extends EvaluatorWorker, ValueWorker, LanguageWorker {
  /** Gives it a way to the store worker, instead of the one it had. */
  connectStore(connection: StoreConnection): Promise<void>;
}
