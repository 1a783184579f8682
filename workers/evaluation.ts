/** One evaluation as the page asks for it: UTF-16 text in, plain data out. */
import {
  Evaluator,
  MemorySources,
  NixError,
  Source,
  analyse,
  defaultParseOptions,
  formatError,
  parse,
  type Host,
  type Value,
} from "../core/eval/index.ts";
import {
  FetchFailure,
  type Fetcher,
  makeFetches,
  makeStoreEvaluator,
  TextFiles,
} from "../core/glue/index.ts";
import type { EvaluateError, EvaluateReply, EvaluateRequest, Problem, ProfileName } from "./protocol.ts";
import { SpanReader } from "./spans.ts";
import { fromBytes, toBytes } from "./text.ts";

/** How the page watches and stops an evaluation. */
export interface Control {
  /** Asked now and then; true means stop. */
  stopped(): boolean;
  /** Told now and then how far it is. */
  progress(thunks: number, calls: number): void;
}

/** The folder that relative paths in the text start from. */
const baseFolder = "/";

/** `builtins.currentSystem`: a page has none of its own, and this is what most packages are built for. */
const pageSystem = "x86_64-linux";

/** Trace lines kept of one evaluation. */
const maxTraceLines = 1000;

/**
 * A worker that really runs out of memory takes the page with it; Chromium gives it some 4 GB, and what is
 * counted is about twice what V8 needs with its compressed pointers.
 */
const pageLimits = { stackBytes: 400 * 2 ** 20, allocationBytes: 3 * 2 ** 30 };

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

/**
 * Evaluates with an evaluator of its own, so that nothing is left behind. Never throws for what the text does.
 * @param network - used where the request allows it
 */
export function runEvaluation(
  request: EvaluateRequest,
  control: Control,
  network: Fetcher = withheld,
): EvaluateReply {
  const from = performance.now();
  const source = sourceOf(request.text);
  const spans = new SpanReader(source, request.text);
  const trace = new TraceLines();
  const problems: Problem[] = [];
  const { evaluator } = makeStoreEvaluator({
    io: new TextFiles(new MemorySources(bytesOfFiles(request.files ?? {}))),
    settings: { currentSystem: pageSystem },
    fetches: makeFetches({
      fetcher: request.network === true ? network : withheld,
      warn: (text) => trace.add(`warning: ${text}`),
      cancelled: () => control.stopped(),
    }),
    host: pageHost(trace),
    profile: request.profile,
    limits: { ...pageLimits, ...request.limits },
    stopped() {
      const { thunks, calls } = evaluator.statistics;
      control.progress(thunks, calls);
      return control.stopped();
    },
    onWarning: (warning) =>
      problems.push({
        severity: "warning",
        message: fromBytes(warning.message),
        span: spans.read(warning.span),
      }),
  });
  let result: EvaluateReply["result"];
  try {
    const value = evaluator.evaluate(source);
    result = { ok: true, output: fromBytes(write(evaluator, value, request)) };
  } catch (error) {
    const described = describeError(error, spans);
    result = { ok: false, error: described };
    // A text that can't be read may have more errors than the first.
    if (described.kind === "syntax" || described.kind === "undefined-variable") {
      problems.push(...findProblems(source, request.profile, spans).filter((it) => !isSame(it, described)));
    }
  }
  return {
    result,
    stats: { ms: performance.now() - from, ...evaluator.statistics },
    problems,
    trace: trace.lines,
    traceOmitted: trace.omitted,
  };
}

/** Looks a text over without evaluating it: syntax errors, undefined variables, warnings. */
export function checkText(text: string, profile: ProfileName): Problem[] {
  const source = sourceOf(text);
  return findProblems(source, profile, new SpanReader(source, text));
}

function findProblems(source: Source, profile: ProfileName, spans: SpanReader): Problem[] {
  const problems: Problem[] = [];
  const { ast, errors, warnings } = parse(source, { ...defaultParseOptions, profile });
  if (ast !== null) {
    const { globalNames } = new Evaluator({ profile }).machine;
    const analysis = analyse(ast, { globals: globalNames, outer: [] }, true);
    errors.push(...analysis.errors);
    warnings.push(...analysis.warnings);
  }
  for (const { message, span } of errors) {
    problems.push({ severity: "error", message: fromBytes(message), span: spans.read(span) });
  }
  for (const { message, span } of warnings) {
    problems.push({ severity: "warning", message: fromBytes(message), span: spans.read(span) });
  }
  return problems;
}

function isSame(problem: Problem, error: EvaluateError): boolean {
  return problem.message === error.message && problem.span?.from === error.span?.from;
}

function write(evaluator: Evaluator, value: Value, request: EvaluateRequest): string {
  switch (request.format) {
    case "json":
      return evaluator.toJson(value);
    case "xml":
      return evaluator.toXml(value, { strict: request.strict, location: true });
    case "nix":
      if (request.strict) evaluator.deepForce(value);
      return evaluator.print(value);
  }
}

function describeError(error: unknown, spans: SpanReader): EvaluateError {
  if (error instanceof NixError) {
    return {
      kind: error.kind,
      message: fromBytes(error.message),
      span: spans.read(error.span),
      frames: error.frames().map((frame) => ({ text: fromBytes(frame.text), span: spans.read(frame.span) })),
      omitted: error.omitted,
      rendered: fromBytes(formatError(error, { showTrace: true })),
    };
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const message = `the evaluator itself failed: ${text}`;
  return { kind: "internal", message, span: null, frames: [], omitted: 0, rendered: `error: ${message}` };
}

/** What `builtins.trace` and `warn` said, up to a number of lines. */
class TraceLines {
  readonly lines: string[] = [];
  omitted = 0;

  add(line: string): void {
    if (this.lines.length < maxTraceLines) this.lines.push(fromBytes(line));
    else this.omitted++;
  }
}

/** The world as a page offers it: a clock, no environment, no home. */
function pageHost(trace: TraceLines): Partial<Host> {
  return {
    now: () => Date.now() / 1000,
    trace: (text) => trace.add(`trace: ${text}`),
    warn: (text) => trace.add(`evaluation warning: ${text}`),
  };
}

function sourceOf(text: string): Source {
  return new Source({ type: "string" }, toBytes(text), baseFolder);
}

function bytesOfFiles(files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [toBytes(path), toBytes(text)]));
}
