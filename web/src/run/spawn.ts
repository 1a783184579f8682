/** Starts the evaluator worker and watches over its life. */
import * as Comlink from "comlink";
import type { EvaluatorApi } from "../../../workers/index.ts";
import type { WorkerHandle } from "./handle.ts";

export function spawnEvaluator(): WorkerHandle {
  return evaluatorHandle(
    new Worker(new URL("../../../workers/evaluator.ts", import.meta.url), {
      type: "module",
      name: "evaluator",
    }),
  );
}

/** A worker that was started from the evaluator's script. */
export function evaluatorHandle(worker: Worker): WorkerHandle {
  const api = Comlink.wrap<EvaluatorApi>(worker);
  const died = new Promise<void>((resolve) => {
    worker.addEventListener("error", () => resolve());
    worker.addEventListener("messageerror", () => resolve());
    // A worker that runs out of memory says nothing, but its lock becomes free.
    void api.lifeLock().then((name) => {
      if (name !== null) void navigator.locks.request(name, () => resolve());
    });
  });
  return {
    api,
    died,
    terminate: () => worker.terminate(),
    connectStore: (connection) => void api.connectStore(Comlink.transfer(connection, [connection.port])),
  };
}
