/** Workers as the page's clients see them. */
import type { EvaluatorApi } from "../../../workers/index.ts";

/** A running worker. */
export interface WorkerHandle {
  api: Omit<EvaluatorApi, "lifeLock">;
  /** Ends it at once, whatever it does. */
  terminate(): void;
  /** Resolves when it dies by itself. */
  died: Promise<void>;
}
