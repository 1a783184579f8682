/** The evaluator worker: a Comlink shell around {@link runEvaluation}. */
import * as Comlink from "comlink";
import { makeXhrFetcher } from "../core/glue/index.ts";
import { checkText, runEvaluation, type Control } from "./evaluation.ts";
import type { ControlLayout, EvaluatorWorker } from "./protocol.ts";

const layout: ControlLayout = { stop: 0, thunks: 1, calls: 2, bytes: 12 };

/** Control through shared memory; without it the page can only end the worker. */
function controlBy(buffer: SharedArrayBuffer | null): Control {
  if (buffer === null) return { stopped: () => false, progress: () => undefined };
  const cells = new Int32Array(buffer);
  return {
    stopped: () => Atomics.load(cells, layout.stop) !== 0,
    progress(thunks, calls) {
      cells[layout.thunks] = thunks;
      cells[layout.calls] = calls;
    },
  };
}

/** Takes a lock that is never given back: when the page gets it, this worker is dead. */
function holdLifeLock(): Promise<string | null> {
  const { locks } = navigator;
  if (locks === undefined) return Promise.resolve(null);
  const name = `evaluator-${crypto.randomUUID()}`;
  return new Promise((resolve) => {
    locks
      .request(name, () => {
        resolve(name);
        return new Promise<never>(() => undefined);
      })
      .catch(() => resolve(null));
  });
}

const network = makeXhrFetcher(XMLHttpRequest);

const worker: EvaluatorWorker = {
  evaluate: (request, control) => Promise.resolve(runEvaluation(request, controlBy(control), network)),
  check: (text, profile) => Promise.resolve(checkText(text, profile)),
  lifeLock: holdLifeLock,
};

Comlink.expose(worker);
