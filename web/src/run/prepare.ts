/** An evaluator worker that is started before anybody asks for one. */
import type { WorkerHandle } from "./client.ts";
import { spawnEvaluator } from "./spawn.ts";

/** Starts a worker now; the function hands it out first, then starts others. */
export function preparedEvaluator(): () => WorkerHandle {
  let first: WorkerHandle | null = spawnEvaluator();
  return () => {
    const worker = first ?? spawnEvaluator();
    first = null;
    return worker;
  };
}
