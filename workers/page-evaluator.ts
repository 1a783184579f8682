/** An evaluator as a page has it: for one text, with limits on each thing that is asked of it. */
import {
  type Evaluator,
  type Host,
  type Limits,
  NixError,
  type ProfileName,
  Source,
  type Warning,
} from "../core/eval/index.ts";
import { type EvalStore, FetchFailure, type Fetcher, makeBareStoreEvaluator } from "../core/glue/index.ts";
import type { Control } from "./control.ts";
import { describeError } from "./describe-error.ts";
import { type PartName, type Parts } from "./parts/index.ts";
import { lateFetches } from "./parts/late-fetches.ts";
import { problemOf } from "./problems.ts";
import type { EvaluateError, EvaluateRequest, Problem } from "./protocol.ts";
import { SpanReader } from "./spans.ts";
import type { MountSet } from "./store/mounts.ts";
import { toBytes } from "./text.ts";
import { TraceLines } from "./trace-lines.ts";
import type { Work } from "./values-protocol.ts";
import { isTransient } from "./values/transient.ts";
import { WatchedFiles } from "./watched-files.ts";

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
  /** Trees of the store; null for none. */
  mounts: MountSet | null;
}

/** Bytes allocated, as they are counted, after which an evaluator is not used for another request. */
const warmUpTo = 3 * 2 ** 30;

/** Messages of limits say where these are set. */
const inSettings = "; it can be changed in the settings";

/** Files of mounted trees, as opposed to those of the workspace. */
const mounted = "/mounts/";

export class PageEvaluator {
  readonly evaluator: Evaluator;
  readonly store: EvalStore;
  source!: Source;
  spans!: SpanReader;
  /** Warnings about the texts that were read. */
  problems: Problem[] = [];
  readonly profile: ProfileName;
  private readonly files: WatchedFiles;
  private readonly mounts: MountSet | null;
  private operation: Operation | null = null;
  private request!: EvaluateRequest;
  private milliseconds = Infinity;
  /** While set, work that nobody asked for ends at this time, and fetches nothing. */
  private asideUntil: number | null = null;
  /** Whether another request might get other answers from this evaluator than from a new one. */
  private spent = false;

  /** @throws Error when the files of the request can't be together */
  constructor(request: EvaluateRequest, { network, parts, mounts }: PageSurroundings) {
    this.profile = request.profile;
    this.files = new WatchedFiles(request.files ?? {});
    this.mounts = mounts;
    const { evaluator, store } = makeBareStoreEvaluator(
      {
        io: mounts === null ? this.files : mounts.over(this.files),
        searchPath: mounts?.searchPath ?? [],
        ...(mounts === null ? {} : { narHashes: mounts.narHashes }),
        settings: {
          currentSystem: pageSystem,
          features: new Set(request.pipeOperators ? ["pipe-operators"] : []),
        },
        fetches: lateFetches(() => parts.get("fetching", (name) => this.miss(name)), {
          fetcher: this.fetcherOf(network),
          warn: (text) => this.operation?.trace.add(`warning: ${text}`),
          cancelled: () => this.mustStop(),
        }),
        host: this.host(),
        profile: request.profile,
        limits: { ...pageLimits, ...evaluatorLimits(request) },
        stopped: () => this.mustStop(),
        onWarning: (warning) => this.noteWarning(warning),
      },
      () => parts.get("nesting", (name) => this.miss(name)),
    );
    this.evaluator = evaluator;
    this.store = store;
    this.begin(request);
  }

  private begin(request: EvaluateRequest): void {
    this.request = request;
    this.source = sourceOf(request);
    this.spans = new SpanReader(this.source, request.text);
    this.milliseconds = request.limits?.milliseconds ?? Infinity;
    this.problems = [];
    if (this.mounts === null) return;
    // Limits are a request's own, and so are results of applying what files hold.
    const { machine, statistics } = this.evaluator;
    machine.limits.allocationBytes =
      statistics.allocated + (request.limits?.allocationBytes ?? pageLimits.allocationBytes);
    this.evaluator.beginRequest();
  }

  /**
   * Takes another request, if nobody can tell this evaluator from a new one (but for `builtins.currentTime`, which
   * stays that of the first); false when a new one must be made.
   * @throws Error when the files of the request can't be together
   */
  next(request: EvaluateRequest, mounts: MountSet | null): boolean {
    if (this.mounts === null || mounts === null || this.spent || this.mounts.failed()) return false;
    if (this.evaluator.statistics.allocated > warmUpTo) return false;
    if (settingsOf(request) !== settingsOf(this.request)) return false;
    if (!this.files.replace(request.files ?? {})) return false;
    this.begin(request);
    return true;
  }

  private noteWarning(warning: Warning): void {
    const { origin } = warning.span.source;
    // Nobody here can mend what is in a mounted tree.
    if (origin.type === "file" && origin.path.startsWith(mounted)) return;
    // Files are read once.
    if (warning.span.source !== this.source) this.spent = true;
    this.problems.push(problemOf("warning", warning, this.spans));
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
      if (!(thrown instanceof NixError) || (isTransient(thrown) && thrown.kind !== "stopped")) {
        this.spent = true;
      }
      return { type: "failed", thrown, error: this.describe(thrown), work: work() };
    } finally {
      if (operation.trace.lines.length > 0) this.spent = true;
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
      // The evaluator's own limit counts what earlier requests allocated, too.
      const limit = (this.request.limits?.allocationBytes ?? pageLimits.allocationBytes) / 2 ** 20;
      const message = thrown.message.replace(/\d+ MB$/, `${Math.round(limit)} MB`);
      return describeError(reworded(thrown, message + inSettings), this.spans);
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

  private fetcherOf(network: Fetcher): Fetcher {
    return {
      git: network.git,
      get: (url, options) => {
        if (this.asideUntil !== null) throw new FetchFailure("cancelled", "nobody asked for this value");
        // The next request may be one that may use the network, or not any more.
        this.spent = true;
        return (this.request.network === true ? network : withheld).get(url, options);
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

/** What an evaluator is made with and can't be changed later. */
function settingsOf({ profile, pipeOperators, mounts, limits }: EvaluateRequest): string {
  return JSON.stringify([profile, pipeOperators, limits?.stackBytes, mounts]);
}

function evaluatorLimits({ limits }: EvaluateRequest): Partial<Limits> {
  const { milliseconds: _, ...rest } = limits ?? {};
  return rest;
}

function reworded(error: NixError, message: string): NixError {
  const copy = new NixError(error.kind, message, error.span);
  copy.trace = error.trace;
  copy.omitted = error.omitted;
  return copy;
}

function sourceOf({ text, path }: EvaluateRequest): Source {
  if (path === undefined) return new Source({ type: "string" }, toBytes(text), "/");
  const file = toBytes(path);
  const base = file.slice(0, file.lastIndexOf("/")) || "/";
  return new Source({ type: "file", path: file }, toBytes(text), base, true);
}
