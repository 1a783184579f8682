/** The page's side of the evaluator worker: one evaluation at a time, stopped within a promised time. */
import type {
  ControlLayout,
  EvaluateReply,
  EvaluateRequest,
  EvaluatorWorker,
  Problem,
  ProfileName,
} from "../../../workers/index.ts";

/** How an evaluation ended. */
export type Outcome =
  | { type: "reply"; reply: EvaluateReply }
  /** Stop was pressed, or another evaluation took its place. */
  | { type: "stopped" }
  /** The worker died under it and was replaced. */
  | { type: "died" };

/** A running worker. */
export interface WorkerHandle {
  api: Pick<EvaluatorWorker, "evaluate" | "check">;
  /** Ends it at once, whatever it does. */
  terminate(): void;
  /** Resolves when it dies by itself. */
  died: Promise<void>;
}

/** How far an evaluation is, where shared memory tells. */
export interface Progress {
  thunks: number;
  calls: number;
}

/** Milliseconds after Stop within which the worker must answer, or is ended. */
export const stopPatience = 60;

const layout: ControlLayout = { stop: 0, thunks: 1, calls: 2, bytes: 12 };

/** Workers that may die in a row without an answer; another is then started for the next evaluation only. */
const patienceWithDeaths = 3;

interface Run {
  control: SharedArrayBuffer | null;
  finish: (outcome: Outcome) => void;
  /** Resolves when it is over. */
  over: Promise<Outcome>;
  /** Set when it is being stopped. */
  stopping: Promise<void> | null;
}

export class EvaluatorClient {
  private worker: WorkerHandle | null = null;
  private run: Run | null = null;
  private deaths = 0;

  /** `shared`: whether memory can be shared with workers. */
  constructor(
    private readonly spawn: () => WorkerHandle,
    private readonly shared: boolean,
  ) {
    this.start();
  }

  /** Evaluates; stops what is running before. Never rejects. */
  async evaluate(request: EvaluateRequest): Promise<Outcome> {
    while (this.run !== null) await this.stop();
    let finish!: Run["finish"];
    const over = new Promise<Outcome>((resolve) => (finish = resolve));
    const run: Run = {
      control: this.shared ? new SharedArrayBuffer(layout.bytes) : null,
      finish: (outcome) => {
        if (this.run === run) this.run = null;
        finish(outcome);
      },
      over,
      stopping: null,
    };
    this.run = run;
    const worker = this.worker ?? this.start();
    worker.api.evaluate(request, run.control).then(
      (reply) => {
        this.deaths = 0;
        run.finish(isStop(reply) ? { type: "stopped" } : { type: "reply", reply });
      },
      // A reply that can't be read: the worker is in no state to go on with.
      () => this.run === run && this.replace({ type: "died" }),
    );
    return over;
  }

  /** Looks a text over; null while an evaluation keeps the worker busy, or when the worker died. */
  async check(text: string, profile: ProfileName): Promise<Problem[] | null> {
    if (this.run !== null || this.worker === null) return null;
    const { api, died } = this.worker;
    return Promise.race([api.check(text, profile).catch(() => null), died.then(() => null)]);
  }

  /** Stops what is running, by the flag if there is one, else (or if that has no effect) by ending the worker. */
  async stop(): Promise<void> {
    const { run } = this;
    if (run !== null) await (run.stopping ??= this.stopRun(run));
  }

  private async stopRun(run: Run): Promise<void> {
    if (run.control !== null) {
      Atomics.store(new Int32Array(run.control), layout.stop, 1);
      const patience = new Promise((resolve) => setTimeout(resolve, stopPatience));
      await Promise.race([run.over, patience]);
    }
    if (this.run === run) this.replace({ type: "stopped" });
  }

  /** How far the running evaluation is; null when nothing runs or nobody can tell. */
  progress(): Progress | null {
    const control = this.run?.control ?? null;
    if (control === null) return null;
    const view = new Int32Array(control);
    return { thunks: view[layout.thunks]! >>> 0, calls: view[layout.calls]! >>> 0 };
  }

  private start(): WorkerHandle {
    const worker = this.spawn();
    this.worker = worker;
    void worker.died.then(() => {
      if (worker !== this.worker) return;
      this.deaths++;
      this.replace({ type: "died" });
    });
    return worker;
  }

  private replace(outcome: Outcome): void {
    this.worker?.terminate();
    this.worker = null;
    if (this.deaths < patienceWithDeaths) this.start();
    this.run?.finish(outcome);
  }
}

function isStop(reply: EvaluateReply): boolean {
  return !reply.result.ok && reply.result.error.kind === "stopped";
}
