/** An evaluator as a page has it: for one text, with limits on each thing that is asked of it. */
import { type Evaluator, type Host, NixError, type ProfileName, Source } from "../core/eval/index.ts";
import { type EvalStore, FetchFailure, type Fetcher, makeBareStoreEvaluator } from "../core/glue/index.ts";
import type { Control } from "./control.ts";
import { describeError } from "./describe-error.ts";
import { type PartName, type Parts } from "./parts/index.ts";
import { lateFetches } from "./parts/late-fetches.ts";
import { problemOf } from "./problems.ts";
import type { EvaluateError, EvaluateRequest, Problem } from "./protocol.ts";
import { requestFiles } from "./request-files.ts";
import { SpanReader } from "./spans.ts";
import { toBytes } from "./text.ts";
import { TraceLines } from "./trace-lines.ts";
import type { Work } from "./values-protocol.ts";

/** `builtins.currentSystem`: a page has none of its own, and this is what most packages are built for. */
const pageSystem = "x86_64-linux";

/**
 * A worker that really runs out of memory takes the page with it; Chromium gives it some 4 GB, and what is
 * counted is about twice what V8 needs with its compressed pointers.
 */
const pageLimits = { stackBytes: 400 * 2 ** 20, allocationBytes: 3 * 2 ** 30 };

/** How an operation ended. */
export type Ended<T> =
  | { type: "done"; value: T; work: Work }
  /** `thrown` is what happened, `error` what the page is told. */
  | { type: "failed"; thrown: unknown; error: EvaluateError; work: Work }
  /** It needs a part that is not here: bring it and run the operation again. */
  | { type: "missing"; part: PartName };

/** What is going on. */
interface Operation {
  control: Control;
  /** When it must be over, as `performance.now()` counts. */
  deadline: number;
  /** Whether it ran into that. */
  late: boolean;
  missing: PartName | null;
  trace: TraceLines;
  /** Counts at its start. */
  thunks: number;
  calls: number;
  allocated: number;
}

/** What an evaluator of a page is made of besides the request. */
export interface PageSurroundings {
  /** Used where the request allows it. */
  network: Fetcher;
  parts: Parts;
}

/** Messages of limits say where these are set. */
const inSettings = "; it can be changed in the settings";

export class PageEvaluator {
  readonly evaluator: Evaluator;
  readonly store: EvalStore;
  readonly source: Source;
  readonly spans: SpanReader;
  /** Warnings about the texts that were read. */
  readonly problems: Problem[] = [];
  readonly profile: ProfileName;
  private operation: Operation | null = null;
  private readonly milliseconds: number;
  /** While set, work that nobody asked for ends at this time, and fetches nothing. */
  private asideUntil: number | null = null;

  /** @throws Error when the files of the request can't be together */
  constructor(request: EvaluateRequest, { network, parts }: PageSurroundings) {
    this.profile = request.profile;
    this.source = sourceOf(request);
    this.spans = new SpanReader(this.source, request.text);
    const { milliseconds, ...limits } = request.limits ?? {};
    this.milliseconds = milliseconds ?? Infinity;
    const { evaluator, store } = makeBareStoreEvaluator(
      {
        io: requestFiles(request.files ?? {}),
        settings: {
          currentSystem: pageSystem,
          features: new Set(request.pipeOperators ? ["pipe-operators"] : []),
        },
        fetches: lateFetches(() => parts.get("fetching", (name) => this.miss(name)), {
          fetcher: this.fetcherOf(request.network === true ? network : withheld),
          warn: (text) => this.operation?.trace.add(`warning: ${text}`),
          cancelled: () => this.mustStop(),
        }),
        host: this.host(),
        profile: request.profile,
        limits: { ...pageLimits, ...limits },
        stopped: () => this.mustStop(),
        onWarning: (warning) => this.problems.push(problemOf("warning", warning, this.spans)),
      },
      () => parts.get("nesting", (name) => this.miss(name)),
    );
    this.evaluator = evaluator;
    this.store = store;
  }

  /** Does something under the limits of the request. Never throws. */
  run<T>(control: Control, action: () => T): Ended<T> {
    const from = performance.now();
    const { thunks, calls, allocated } = this.evaluator.statistics;
    const operation: Operation = {
      control,
      deadline: from + this.milliseconds,
      late: false,
      missing: null,
      trace: new TraceLines(),
      thunks,
      calls,
      allocated,
    };
    this.operation = operation;
    const work = (): Work => ({
      stats: this.statsSince(operation, from),
      trace: operation.trace.lines,
      traceOmitted: operation.trace.omitted,
    });
    try {
      const value = action();
      if (operation.missing === null) return { type: "done", value, work: work() };
      return { type: "missing", part: operation.missing };
    } catch (thrown) {
      if (operation.missing !== null) return { type: "missing", part: operation.missing };
      return { type: "failed", thrown, error: this.describe(thrown), work: work() };
    } finally {
      this.operation = null;
    }
  }

  /**
   * Does something nobody asked for within an operation: it fetches nothing, ends with a "stopped" error at the
   * given time (of `performance.now()`), and what it lacks is not brought.
   */
  aside<T>(until: number, action: () => T): T {
    const { operation } = this;
    this.asideUntil = until;
    try {
      return action();
    } finally {
      this.asideUntil = null;
      if (operation !== null) operation.missing = null;
    }
  }

  /** An error as the page gets it. */
  describe(thrown: unknown): EvaluateError {
    if (!(thrown instanceof NixError)) return describeError(thrown, this.spans);
    if (thrown.kind === "stopped" && this.operation?.late === true) {
      const seconds = Math.round(this.milliseconds) / 1000;
      const limit = `${seconds} second${seconds === 1 ? "" : "s"}`;
      const message = `evaluation took longer than its limit of ${limit}${inSettings}`;
      return describeError(reworded(thrown, message), this.spans, "time");
    }
    if (thrown.kind === "memory" && /limit of \d+ MB$/.test(thrown.message)) {
      return describeError(reworded(thrown, thrown.message + inSettings), this.spans);
    }
    return describeError(thrown, this.spans);
  }

  private statsSince({ thunks, calls, allocated }: Operation, from: number): Work["stats"] {
    const now = this.evaluator.statistics;
    return {
      ms: performance.now() - from,
      thunks: now.thunks - thunks,
      calls: now.calls - calls,
      allocated: now.allocated - allocated,
    };
  }

  /** Polled during all work: tells how far it is, and whether it must end. */
  private mustStop(): boolean {
    const { operation } = this;
    if (operation === null) return false;
    const { thunks, calls } = this.evaluator.statistics;
    operation.control.progress(thunks - operation.thunks, calls - operation.calls);
    if (operation.control.stopped()) return true;
    const now = performance.now();
    if (this.asideUntil !== null && now > this.asideUntil) return true;
    return (operation.late = now > operation.deadline);
  }

  private miss(part: PartName): void {
    if (this.operation !== null) this.operation.missing = part;
  }

  private fetcherOf(fetcher: Fetcher): Fetcher {
    return {
      ...fetcher,
      get: (url, options) => {
        if (this.asideUntil !== null) throw new FetchFailure("cancelled", "nobody asked for this value");
        return fetcher.get(url, options);
      },
    };
  }

  /** The world as a page offers it: a clock, no environment, no home. */
  private host(): Partial<Host> {
    return {
      now: () => Date.now() / 1000,
      trace: (text) => this.operation?.trace.add(`trace: ${text}`),
      warn: (text) => this.operation?.trace.add(`evaluation warning: ${text}`),
    };
  }
}

/** The fetcher of evaluations that nobody asked for, such as that of a link that was opened. */
const withheld: Fetcher = {
  git: null,
  get() {
    throw new FetchFailure(
      "refused",
      "nothing is fetched before you ask for it; press Evaluate to let this text use the network",
    );
  },
};

function reworded(error: NixError, message: string): NixError {
  const copy = new NixError(error.kind, message, error.span);
  copy.trace = error.trace;
  copy.omitted = error.omitted;
  return copy;
}

function sourceOf({ text, path }: EvaluateRequest): Source {
  if (path === undefined) return new Source({ type: "string" }, toBytes(text), "/");
  const file = toBytes(path);
  return new Source({ type: "file", path: file }, toBytes(text), file.slice(0, file.lastIndexOf("/")) || "/");
}
