/** Workers as the page's clients see them. */
import type { EvaluatorApi, StoreConnection } from "../../../workers/index.ts";

/** A running worker. */
export interface WorkerHandle {
  api: Omit<EvaluatorApi, "lifeLock" | "connectStore">;
  /** Gives it a way to the store worker; the port is taken away. */
  connectStore?(connection: StoreConnection): void;
  /** Ends it at once, whatever it does. */
  terminate(): void;
  /** Resolves when it dies by itself. */
  died: Promise<void>;
}
