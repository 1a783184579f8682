/**
 * The page's side of the evaluator worker: one thing at a time, stopped within a promised time. Values of an
 * evaluation can be asked for until the next one begins.
 */
import type {
  Answer,
  DerivationTexts,
  DerivationView,
  EvaluateReply,
  EvaluateRequest,
  LanguageWorker,
  Problem,
  ProfileName,
  RenderedText,
  RenderRequest,
  TextId,
  TextPart,
  ValueId,
  ValuePage,
  ValueSummary,
} from "../../../workers/index.ts";
import { controlLayout, makeControl, progressOf, type Progress } from "./control.ts";
import type { WorkerHandle } from "./handle.ts";
import { LanguageClient } from "./language-client.ts";

export type { Progress } from "./control.ts";
export type { WorkerHandle } from "./handle.ts";

/** How an evaluation ended. */
export type Outcome =
  | { type: "reply"; reply: EvaluateReply }
  /** Stop was pressed, or another evaluation took its place. */
  | { type: "stopped" }
  /** The worker died under it and was replaced. */
  | { type: "died" };

/** Milliseconds after Stop within which the worker must answer, or is ended. */
export const stopPatience = 60;

/** Workers that may die in a row without an answer; another is then started for the next evaluation only. */
const patienceWithDeaths = 3;

/** How a job ends that the worker did not answer. */
type Cut = "stopped" | "died" | "stale";

/** Something the worker does or is to do. */
interface Job {
  /** Asks the worker; resolves when it has answered, rejects when the answer can't be read. */
  ask: (api: WorkerHandle["api"], control: SharedArrayBuffer | null) => Promise<void>;
  /** Ends it without an answer. */
  cut: (how: Cut) => void;
}

interface Run {
  job: Job;
  control: SharedArrayBuffer | null;
  /** Resolves when the worker is free for what comes next. */
  over: Promise<void>;
  /** Set when it is being stopped. */
  stopping: Promise<void> | null;
}

type Calls = WorkerHandle["api"];

export class EvaluatorClient {
  /** Answers to what an editor asks, from a worker of its own. */
  readonly language: LanguageWorker;
  private worker: WorkerHandle | null = null;
  private run: Run | null = null;
  private readonly queue: Job[] = [];
  private deaths = 0;
  /** Counts evaluations and stops: only the newest evaluation may begin. */
  private turn = 0;
  /** Whether the worker has the values of an evaluation. */
  private hasValues = false;

  /** `shared`: whether memory can be shared with workers. */
  constructor(
    private readonly spawn: () => WorkerHandle,
    private readonly shared: boolean,
  ) {
    this.language = new LanguageClient(spawn);
    this.start();
  }

  /** Evaluates; stops what is running before. Never rejects. */
  async evaluate(request: EvaluateRequest): Promise<Outcome> {
    this.forgetValues();
    const turn = ++this.turn;
    while (this.run !== null) await this.halt();
    // Somebody pressed Stop, or evaluates something newer.
    if (turn !== this.turn) return { type: "stopped" };
    // Others may have asked meanwhile for what is gone now.
    this.forgetValues();
    const { job, result } = makeJob<Outcome>(
      async (api, control) => {
        const reply = await api.evaluate(request, control);
        if (isStop(reply)) return { type: "stopped" };
        this.hasValues = reply.result.ok;
        return { type: "reply", reply };
      },
      (how) => ({ type: how === "stale" ? "stopped" : how }),
    );
    this.begin(job);
    return result;
  }

  /** Looks a text over; null while the worker is busy, or when it died. */
  async check(text: string, profile: ProfileName, pipeOperators = false): Promise<Problem[] | null> {
    if (this.run !== null || this.worker === null) return null;
    const { api, died } = this.worker;
    return Promise.race([api.check(text, profile, pipeOperators).catch(() => null), died.then(() => null)]);
  }

  children(id: ValueId, from: number, count: number, match: string): Promise<Answer<ValuePage>> {
    return this.ask((api) => api.children(id, from, count, match));
  }

  force(id: ValueId): Promise<Answer<ValueSummary>> {
    return this.ask((api, control) => api.force(id, control));
  }

  stringText(id: ValueId): Promise<Answer<RenderedText>> {
    return this.ask((api) => api.stringText(id));
  }

  render(request: RenderRequest): Promise<Answer<RenderedText>> {
    return this.ask((api, control) => api.render(request, control));
  }

  textPart(text: TextId, from: number, to: number): Promise<Answer<TextPart>> {
    return this.ask((api) => api.textPart(text, from, to));
  }

  derivationOf(id: ValueId): Promise<Answer<DerivationView>> {
    return this.ask((api, control) => api.derivationOf(id, control));
  }

  derivation(drvPath: string): Promise<Answer<DerivationView>> {
    return this.ask((api) => api.derivation(drvPath));
  }

  derivationTexts(drvPath: string, from: number): Promise<Answer<DerivationTexts>> {
    return this.ask((api) => api.derivationTexts(drvPath, from));
  }

  /** The texts of a derivation and of all derivations it is made from, as far as the last evaluation knows them. */
  async derivationClosure(drvPath: string): Promise<Answer<DerivationTexts["texts"]>> {
    const texts: DerivationTexts["texts"] = [];
    for (let from: number | null = 0; from !== null;) {
      const answer: Answer<DerivationTexts> = await this.derivationTexts(drvPath, from);
      if (answer.type !== "ok") return answer;
      for (const text of answer.value.texts) texts.push(text);
      from = answer.value.next;
    }
    return { type: "ok", value: texts };
  }

  /** Stops what is running, by the flag if there is one, else (or if that has no effect) by ending the worker. */
  stop(): Promise<void> {
    // An evaluation that still waits for its turn does not begin.
    this.turn++;
    return this.halt();
  }

  private async halt(): Promise<void> {
    const { run } = this;
    if (run !== null) await (run.stopping ??= this.stopRun(run));
  }

  private async stopRun(run: Run): Promise<void> {
    if (run.control !== null) {
      Atomics.store(new Int32Array(run.control), controlLayout.stop, 1);
      const patience = new Promise((resolve) => setTimeout(resolve, stopPatience));
      await Promise.race([run.over, patience]);
    }
    if (this.run === run) this.replace("stopped");
  }

  /** How far the running work is; null when nothing runs or nobody can tell. */
  progress(): Progress | null {
    return progressOf(this.run?.control ?? null);
  }

  /** Asks about values when all that was asked before is answered. Never rejects. */
  private ask<T>(
    question: (api: Calls, control: SharedArrayBuffer | null) => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    if (!this.hasValues) return Promise.resolve({ type: "stale" });
    const { job, result } = makeJob<Answer<T>>(question, (how) =>
      how === "stopped" ? { type: "failed", error: stoppedError } : { type: "stale" },
    );
    if (this.run === null) this.begin(job);
    else this.queue.push(job);
    return result;
  }

  private begin(job: Job): void {
    const control = this.shared ? makeControl() : null;
    const worker = this.worker ?? this.start();
    const over = job.ask(worker.api, control).then(
      () => {
        this.deaths = 0;
        if (this.run === run) this.next();
      },
      () => {
        // An answer that can't be read: the worker is in no state to go on with.
        if (this.run === run) this.replace("died");
      },
    );
    const run: Run = { job, control, over, stopping: null };
    this.run = run;
  }

  private next(): void {
    this.run = null;
    const job = this.queue.shift();
    if (job !== undefined) this.begin(job);
  }

  /** What was asked about values will not be answered any more. */
  private forgetValues(): void {
    this.hasValues = false;
    for (const job of this.queue.splice(0)) job.cut("stale");
  }

  private start(): WorkerHandle {
    const worker = this.spawn();
    this.worker = worker;
    void worker.died.then(() => {
      if (worker !== this.worker) return;
      this.deaths++;
      this.replace("died");
    });
    return worker;
  }

  /** Ends the worker, starts another, and ends what ran. */
  private replace(how: Cut): void {
    const { run } = this;
    this.worker?.terminate();
    this.worker = null;
    this.run = null;
    this.forgetValues();
    if (this.deaths < patienceWithDeaths) this.start();
    run?.job.cut(how);
  }
}

/** A job whose result is what `ask` gives, or what it is if the worker does not answer. */
function makeJob<T>(
  ask: (api: Calls, control: SharedArrayBuffer | null) => Promise<T>,
  otherwise: (how: Cut) => T,
): { job: Job; result: Promise<T> } {
  let finish!: (value: T) => void;
  const result = new Promise<T>((resolve) => (finish = resolve));
  const job: Job = {
    ask: async (api, control) => finish(await ask(api, control)),
    cut: (how) => finish(otherwise(how)),
  };
  return { job, result };
}

const stoppedError = {
  kind: "stopped",
  message: "evaluation was stopped",
  span: null,
  frames: [],
  omitted: 0,
  rendered: "error: evaluation was stopped",
};

function isStop(reply: EvaluateReply): boolean {
  return !reply.result.ok && reply.result.error.kind === "stopped";
}
