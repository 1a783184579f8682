/** What tests of this room share. */
import { type EvaluationWorkerOptions, EvaluationWorker } from "./evaluation-worker.ts";
import type { EvaluateError, EvaluateReply, EvaluateRequest } from "./protocol.ts";
import type { Answer } from "./values-protocol.ts";

/** A worker without a network, whose values are numbered from 1. */
export function newWorker(options: Partial<EvaluationWorkerOptions> = {}): EvaluationWorker {
  const network = {
    git: null,
    get(): never {
      throw new Error("this test has no network");
    },
  };
  return new EvaluationWorker({ network, firstId: 1, ...options });
}

/** A request for the tree of a text. */
export function requestOf(text: string, options: Partial<EvaluateRequest> = {}): EvaluateRequest {
  return {
    text,
    profile: "2.36",
    view: "tree",
    strict: false,
    pipeOperators: false,
    openSmall: false,
    ...options,
  };
}

/** The error of a reply. @throws Error where there is none */
export function errorOf({ result }: EvaluateReply): EvaluateError {
  if (result.ok) throw new Error(`it should fail, but is ${result.root.text}`);
  return result.error;
}

/** The value of an answer. @throws Error where there is none */
export function valueOf<T>(answer: Answer<T>): T {
  if (answer.type === "ok") return answer.value;
  throw new Error(answer.type === "failed" ? answer.error.rendered : "stale");
}
