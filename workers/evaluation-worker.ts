/** What the evaluator worker does: one evaluation at a time, whose values stay until the next one begins. */
import type { Fetcher } from "../core/glue/index.ts";
import { type Control, controlBy } from "./control.ts";
import { plainError } from "./describe-error.ts";
import { type Attempt, Evaluation } from "./evaluation.ts";
import { Mounting } from "./mounting.ts";
import { PageEvaluator } from "./page-evaluator.ts";
import { Parts } from "./parts/index.ts";
import { checkText } from "./problems.ts";
import type { EvaluateReply, EvaluateRequest, EvaluatorWorker, ProfileName } from "./protocol.ts";
import type { MountSet } from "./store/mounts.ts";
import type { StoreConnection } from "./store/read-protocol.ts";
import { addBuiltinDocs } from "./values/builtin-docs.ts";
import type { Answer, RenderRequest, ValueSummary, ValueWorker } from "./values-protocol.ts";

export interface EvaluationWorkerOptions {
  /** Used by texts that may reach the network. */
  network: Fetcher;
  parts?: Parts;
  /** The first number of a value; those of a worker that came before this one must be smaller. */
  firstId?: number;
  /** Brings mounted trees. */
  mounting?: Pick<Mounting, "prepare" | "connect" | "noteUsed">;
  /** How the page controls an operation. */
  controlOf?: (buffer: SharedArrayBuffer | null) => Control;
}

/** Numbers that a worker may give out in a millisecond without meeting those of the worker after it. */
const idsPerMillisecond = 2048;

export class EvaluationWorker implements Omit<EvaluatorWorker, "lifeLock">, ValueWorker {
  readonly parts: Parts;
  private readonly network: Fetcher;
  private readonly controlOf: (buffer: SharedArrayBuffer | null) => Control;
  private id: number;
  private evaluation: Evaluation | null = null;
  /** The last evaluator, if it may serve for the next request. */
  private warm: PageEvaluator | null = null;
  private readonly mounting: NonNullable<EvaluationWorkerOptions["mounting"]>;

  constructor({ network, parts, firstId, controlOf, mounting }: EvaluationWorkerOptions) {
    this.mounting = mounting ?? new Mounting();
    this.network = network;
    this.parts = parts ?? new Parts();
    this.controlOf = controlOf ?? controlBy;
    this.id = firstId ?? Date.now() * idsPerMillisecond;
  }

  async evaluate(request: EvaluateRequest, buffer: SharedArrayBuffer | null): Promise<EvaluateReply> {
    const control = this.controlOf(buffer);
    // What is kept must go before memory is needed for more.
    this.evaluation = null;
    let mounts: MountSet | null;
    try {
      mounts = await this.mounting.prepare(request.mounts ?? []);
    } catch (error) {
      return unreadable("the mounted trees", error);
    }
    for (;;) {
      let evaluation: Evaluation;
      try {
        evaluation = new Evaluation(request, this.evaluatorFor(request, mounts), () => this.id++);
      } catch (error) {
        return unreadable("the files", error);
      }
      const reply = evaluation.start(control);
      if (reply.type === undefined) {
        if (reply.result.ok) {
          this.evaluation = evaluation;
          await addBuiltinDocs([reply.result.root]);
        }
        this.mounting.noteUsed();
        return reply;
      }
      await this.parts.load(reply.part);
    }
  }

  /** Gives a way to the store worker, instead of the one there was. */
  connectStore(connection: StoreConnection): Promise<void> {
    return this.mounting.connect(connection);
  }

  private evaluatorFor(request: EvaluateRequest, mounts: MountSet | null): PageEvaluator {
    if (this.warm?.next(request, mounts) === true) return this.warm;
    this.warm = null;
    const page = new PageEvaluator(request, { network: this.network, parts: this.parts, mounts });
    if (mounts !== null) this.warm = page;
    return page;
  }

  check(text: string, profile: ProfileName, pipeOperators?: boolean): ReturnType<EvaluatorWorker["check"]> {
    return Promise.resolve(checkText(text, profile, pipeOperators));
  }

  children: ValueWorker["children"] = (id, from, count, match) =>
    this.ask(
      (evaluation) => evaluation.children(id, from, count, match),
      ({ children }) => children.map(({ value }) => value),
    );

  force: ValueWorker["force"] = (id, buffer) =>
    this.ask(
      (evaluation) => evaluation.force(id, this.controlOf(buffer)),
      (summary) => [summary],
    );

  stringText: ValueWorker["stringText"] = (id) => this.ask((evaluation) => evaluation.stringText(id));

  render: ValueWorker["render"] = ({ id, format, strict }: RenderRequest, buffer) =>
    this.ask((evaluation) => evaluation.render(id, format, strict, this.controlOf(buffer)));

  textPart: ValueWorker["textPart"] = (text, from, to) =>
    this.ask((evaluation) => evaluation.textPart(text, from, to));

  derivationOf: ValueWorker["derivationOf"] = (id, buffer) =>
    this.ask((evaluation) => evaluation.derivationOf(id, this.controlOf(buffer)));

  derivation: ValueWorker["derivation"] = (drvPath) =>
    this.ask((evaluation) => evaluation.derivation(drvPath, this.controlOf(null)));

  derivationTexts: ValueWorker["derivationTexts"] = (drvPath, from) =>
    this.ask((evaluation) => evaluation.derivationTexts(drvPath, from, this.controlOf(null)));

  /**
   * Asks the evaluation whose values are kept; again when it lacked a part that can be brought.
   * @param shown - values in an answer
   */
  private async ask<T>(
    question: (evaluation: Evaluation) => Attempt<Answer<T>>,
    shown: (value: T) => readonly ValueSummary[] = () => [],
  ): Promise<Answer<T>> {
    const { evaluation } = this;
    if (evaluation === null) return { type: "stale" };
    for (;;) {
      const answer = question(evaluation);
      if (answer.type !== "missing") {
        if (answer.type === "ok") await addBuiltinDocs(shown(answer.value));
        return answer;
      }
      await this.parts.load(answer.part);
      if (evaluation !== this.evaluation) return { type: "stale" };
    }
  }
}

/** The reply to a request whose files can't be. */
function unreadable(what: string, error: unknown): EvaluateReply {
  const message = error instanceof Error ? error.message : String(error);
  return {
    result: { ok: false, error: plainError("io", `${what} can't be read: ${message}`) },
    stats: { ms: 0, thunks: 0, calls: 0, allocated: 0 },
    problems: [],
    trace: [],
    traceOmitted: 0,
  };
}
