/**
 * The page's side of the language service: a worker of its own, started with the first question, so that it never
 * waits for an evaluation. Of each kind of question one is being answered and the newest one waits.
 */
import type {
  Completion,
  DefinitionPlace,
  Diagnostic,
  Hover,
  LanguageRequest,
  LanguageWorker,
} from "../../../workers/index.ts";
import type { WorkerHandle } from "./handle.ts";

/** A question that may have to wait for the one before it. */
interface Waiting<T> {
  ask: () => Promise<T>;
  finish: (answer: T | Promise<T>) => void;
}

/** Questions of one kind: those that a newer one overtakes before they are asked are never asked. */
class Line<T> {
  private waiting: Waiting<T> | null = null;
  private busy = false;

  /** @param overtaken - the answer of such a question; given the promise of the newer one's */
  constructor(private readonly overtaken: (newer: Promise<T>) => T | Promise<T>) {}

  ask(ask: () => Promise<T>): Promise<T> {
    let finish!: Waiting<T>["finish"];
    const answer = new Promise<T>((resolve) => (finish = resolve));
    this.waiting?.finish(this.overtaken(answer));
    this.waiting = { ask, finish };
    if (!this.busy) void this.work();
    return answer;
  }

  private async work(): Promise<void> {
    this.busy = true;
    for (let next = this.waiting; next !== null; next = this.waiting) {
      this.waiting = null;
      const answer = next.ask();
      next.finish(answer);
      await answer;
    }
    this.busy = false;
  }
}

/** A worker, and whom to tell when it dies. */
interface Living {
  worker: WorkerHandle;
  onDeath: Set<(reason: Error) => void>;
}

/** Questions that failed in a row before the worker is left alone until the page is loaded again. */
const patienceWithFailures = 5;

/** Never rejects: what can't be answered has no diagnostics, completions, …. */
export class LanguageClient implements LanguageWorker {
  private living: Living | null = null;
  private failures = 0;
  private readonly diagnoses = new Line<Diagnostic[]>((newer) => newer);
  private readonly completions = new Line<Completion | null>(() => null);
  private readonly hovers = new Line<Hover | null>(() => null);
  private readonly definitions = new Line<DefinitionPlace | null>(() => null);

  constructor(private readonly spawn: () => WorkerHandle) {}

  diagnose(request: LanguageRequest): Promise<Diagnostic[]> {
    return this.diagnoses.ask(() => this.call([], (api) => api.diagnose(request)));
  }

  complete(request: LanguageRequest, offset: number, explicit: boolean): Promise<Completion | null> {
    return this.completions.ask(() => this.call(null, (api) => api.complete(request, offset, explicit)));
  }

  hover(request: LanguageRequest, offset: number): Promise<Hover | null> {
    return this.hovers.ask(() => this.call(null, (api) => api.hover(request, offset)));
  }

  definition(request: LanguageRequest, offset: number): Promise<DefinitionPlace | null> {
    return this.definitions.ask(() => this.call(null, (api) => api.definition(request, offset)));
  }

  /** The worker's answer, or `otherwise` when it gives none. */
  private async call<T>(otherwise: T, ask: (api: LanguageWorker) => Promise<T>): Promise<T> {
    if (this.failures >= patienceWithFailures) return otherwise;
    const living = (this.living ??= this.start());
    try {
      const answer = await new Promise<T>((resolve, reject) => {
        living.onDeath.add(reject);
        ask(living.worker.api)
          .then(resolve, reject)
          .finally(() => living.onDeath.delete(reject));
      });
      this.failures = 0;
      return answer;
    } catch {
      // Whatever it was that failed: a new worker answers the next question.
      this.failures++;
      this.end(living);
      return otherwise;
    }
  }

  private start(): Living {
    const living: Living = { worker: this.spawn(), onDeath: new Set() };
    void living.worker.died.then(() => {
      this.end(living);
      for (const tell of living.onDeath) tell(new Error("the worker died"));
    });
    return living;
  }

  private end(living: Living): void {
    if (this.living !== living) return;
    living.worker.terminate();
    this.living = null;
  }
}
