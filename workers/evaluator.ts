/** The evaluator worker: a Comlink shell around {@link EvaluationWorker} and the language service. */
import * as Comlink from "comlink";
import { makeXhrFetcher } from "../core/glue/index.ts";
import { EvaluationWorker } from "./evaluation-worker.ts";
import { holdLifeLock } from "./life-lock.ts";
import type { EvaluatorApi } from "./api.ts";
import type { LanguageWorker } from "./language-protocol.ts";

/** Milliseconds after a reply before the other parts of the evaluator are brought: the page has work then. */
const idleAfter = 500;

const worker = new EvaluationWorker({ network: makeXhrFetcher(XMLHttpRequest) });
let idle: ReturnType<typeof setTimeout> | undefined;

let service: Promise<LanguageWorker> | null = null;

/** The language service, brought with the first question. */
async function language(): Promise<LanguageWorker> {
  service ??= import("./language/index.ts").then((module) => module.createLanguage());
  try {
    return await service;
  } catch (error) {
    // Whoever was offline may ask again.
    service = null;
    throw error;
  }
}

const api: EvaluatorApi = {
  async evaluate(request, control) {
    clearTimeout(idle);
    const reply = await worker.evaluate(request, control);
    idle = setTimeout(() => void worker.parts.loadAll(), idleAfter);
    return reply;
  },
  check: (...args) => worker.check(...args),
  lifeLock: () => holdLifeLock(`evaluator-${crypto.randomUUID()}`),
  connectStore: (connection) => worker.connectStore(connection),
  children: worker.children,
  force: worker.force,
  stringText: worker.stringText,
  render: worker.render,
  textPart: worker.textPart,
  derivationOf: worker.derivationOf,
  derivation: worker.derivation,
  derivationTexts: worker.derivationTexts,
  diagnose: async (request) => (await language()).diagnose(request),
  complete: async (request, offset, explicit) => (await language()).complete(request, offset, explicit),
  hover: async (request, offset) => (await language()).hover(request, offset),
  definition: async (request, offset) => (await language()).definition(request, offset),
};

Comlink.expose(api);
