/**
 * Real Nix as an oracle: many expressions through few `nix-instantiate` processes.
 *
 * One process evaluates its arguments one after the other and ends at the first that fails, so a process
 * gets a batch of expressions, each followed by a marker; what failed is the first without output, and the
 * rest goes to the next process. 2,000 expressions that succeed take about 40 ms, each failure about 15 ms.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One question. `expr` is a byte string. */
export interface Question {
  expr: string;
  /** Default `nix`. */
  format?: "nix" | "json" | "xml";
  /** Leave unevaluated what nobody asked for; default false. */
  lazy?: boolean;
  /** With `format: "xml"`: leave positions out. */
  noLocation?: boolean;
}

/** What Nix said. Texts are byte strings. */
export type Answer = Outcome & {
  /** What `builtins.trace` wrote, if asked for: byte string of lines. */
  traces?: string;
};

type Outcome =
  | { ok: true; out: string }
  | {
      ok: false;
      /** The message after `error: `, without position and trace. */
      message: string;
      /** Whether `tryEval` (around `deepSeq`) catches it; null when not asked. */
      catchable: boolean | null;
    };

export interface OracleOptions {
  /** Directory that relative paths start from; default: an empty one. */
  cwd?: string;
  /** Default: none but the fewest needed. */
  env?: Record<string, string>;
  /** Further arguments for every process. */
  args?: readonly string[];
  /** Processes at a time; default 2. */
  parallel?: number;
  /** Whether answers tell what `builtins.trace` wrote. */
  traces?: boolean;
  /** Whether to ask a second time about failures, to learn if they are catchable. */
  catchable?: boolean;
  /**
   * A process for each expression, about 20 ms: in one process they share symbols, whose order of creation
   * is the order in which 2.8 walks attributes.
   */
  separate?: boolean;
  /** Milliseconds a process may take; an expression that takes longer is answered by a failure "timeout". */
  timeout?: number;
}

let version: string | null | undefined;

/** Version of the `nix-instantiate` on the PATH, null when there is none. */
export function oracleVersion(): string | null {
  if (version === undefined) {
    const run = spawnSync("nix-instantiate", ["--version"], { encoding: "latin1" });
    version = run.status === 0 ? (/(\d+\.\d+(\.\d+)?)/.exec(run.stdout)?.[1] ?? null) : null;
  }
  return version;
}

/** Whether the Nix that profile 2.8 follows is installed. */
export function hasOracle(): boolean {
  return oracleVersion()?.startsWith("2.8.") ?? false;
}

const marker = "%oracle%";
const batchSize = 500;
/** Bytes of expressions in one command line (Linux allows about 2 MB, and 128 KB for one argument). */
const batchBytes = 1_000_000;
const largestArgument = 120_000;

/** Asks real Nix. Answers come in the order of the questions. */
export async function ask(questions: readonly Question[], options: OracleOptions = {}): Promise<Answer[]> {
  const answers = await askOnce(questions, options);
  if (options.catchable !== true) return answers;
  const failed: number[] = [];
  answers.forEach((answer, i) => {
    if (!answer.ok) failed.push(i);
  });
  const tried = await askOnce(
    failed.map((i) => ({ expr: tryWrapped(questions[i]!) })),
    { ...options, traces: false },
  );
  tried.forEach((result, n) => {
    const answer = answers[failed[n]!]!;
    if (!answer.ok) answer.catchable = result.ok && result.out === "false";
  });
  return answers;
}

/** An expression whose value is whether evaluating the question's expression can be caught failing. */
function tryWrapped(question: Question): string {
  const seq = question.lazy === true ? "seq" : "deepSeq";
  return `(builtins.tryEval (let v = (${question.expr}\n); in builtins.${seq} v true)).success`;
}

interface Job {
  index: number;
  question: Question;
}

async function askOnce(questions: readonly Question[], options: OracleOptions): Promise<Answer[]> {
  const answers = new Array<Answer>(questions.length);
  const batches: Job[][] = [];
  const open = new Map<string, { jobs: Job[]; bytes: number }>();
  questions.forEach((question, index) => {
    const job = { index, question };
    if (!fitsCommandLine(question.expr)) {
      batches.push([job]);
      return;
    }
    const flags = flagsOf(question).join(" ");
    let batch = open.get(flags);
    if (
      batch === undefined ||
      batch.jobs.length >= (options.separate === true ? 1 : batchSize) ||
      batch.bytes > batchBytes
    ) {
      batch = { jobs: [], bytes: 0 };
      open.set(flags, batch);
      batches.push(batch.jobs);
    }
    batch.jobs.push(job);
    batch.bytes += question.expr.length;
  });
  const worker = async (): Promise<void> => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      await askBatch(batch, answers, options);
    }
  };
  await Promise.all(Array.from({ length: options.parallel ?? 2 }, worker));
  return answers;
}

/** Arguments are UTF-8 here: other bytes, and NUL, go through standard input. */
function fitsCommandLine(expr: string): boolean {
  return expr.length < largestArgument && !/[^\x01-\x7f]/.test(expr);
}

/** What begins with a dash would be taken for an option. */
function asArgument(expr: string): string {
  return expr.startsWith("-") ? ` ${expr}` : expr;
}

function flagsOf(question: Question): string[] {
  const flags = ["--eval"];
  if (question.lazy !== true) flags.push("--strict");
  if (question.format === "json") flags.push("--json");
  if (question.format === "xml") flags.push("--xml");
  if (question.noLocation === true) flags.push("--no-location");
  return flags;
}

async function askBatch(jobs: readonly Job[], answers: Answer[], options: OracleOptions): Promise<void> {
  let rest = jobs;
  while (rest.length > 0) {
    const first = rest[0]!.question;
    const flags = [...flagsOf(first), ...(options.args ?? [])];
    if (!fitsCommandLine(first.expr)) {
      const run = await runNix([...flags, "-"], first.expr, options);
      for (const job of rest) {
        const answer: Answer = run.ok ? { ok: true, out: withoutLineEnd(run.out) } : failure(run);
        answers[job.index] = options.traces === true ? { ...answer, traces: tracesOf(run.err) } : answer;
      }
      return;
    }
    const separator = options.traces === true ? `builtins.trace "${marker}" "${marker}"` : `"${marker}"`;
    const texts = rest.flatMap((job) => [asArgument(job.question.expr), separator]);
    const run = await runNix([...flags, "-E", ...texts], null, options);
    const outs = run.out.split(printedMarker(first));
    const complete = outs.length - 1;
    for (let i = 0; i < complete; i++) {
      answers[rest[i]!.index] = { ok: true, out: withoutLineEnd(outs[i]!) };
    }
    if (complete < rest.length) answers[rest[complete]!.index] = failure(run);
    if (options.traces === true) {
      const errs = run.err.split(`trace: ${marker}\n`);
      for (let i = 0; i <= complete && i < rest.length; i++) {
        answers[rest[i]!.index]!.traces = tracesOf(errs[i] ?? "");
      }
    }
    rest = rest.slice(complete + 1);
  }
}

/** The lines of `builtins.trace` in what Nix wrote to standard error. */
function tracesOf(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.startsWith("trace: "));
  return lines.map((line) => line.slice("trace: ".length)).join("\n");
}

function printedMarker(question: Question): string {
  if (question.format === "json") return `"${marker}"`; // 2.8 ends JSON without a line end
  if (question.format !== "xml") return `"${marker}"\n`;
  return `<?xml version='1.0' encoding='utf-8'?>\n<expr>\n  <string value="${marker}" />\n</expr>\n`;
}

function withoutLineEnd(out: string): string {
  return out.endsWith("\n") ? out.slice(0, -1) : out;
}

interface Run {
  ok: boolean;
  out: string;
  err: string;
  timedOut: boolean;
  signal: string | null;
}

let emptyDirectory: string | null = null;

/** The environment of the oracle's processes. */
export function plainEnvironment(): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "", HOME: "/homeless", GC_INITIAL_HEAP_SIZE: "33554432" };
}

function runNix(args: readonly string[], input: string | null, options: OracleOptions): Promise<Run> {
  if (options.cwd === undefined && emptyDirectory === null) {
    emptyDirectory = join(tmpdir(), "tvix-oracle-empty");
    mkdirSync(emptyDirectory, { recursive: true });
  }
  return new Promise((resolve, reject) => {
    const script = 'ulimit -v 6000000; exec nix-instantiate "$@"';
    const child = spawn("/bin/sh", ["-c", script, "sh", ...args], {
      cwd: options.cwd ?? emptyDirectory!,
      env: { ...plainEnvironment(), ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const run: Run = { ok: false, out: "", err: "", timedOut: false, signal: null };
    child.stdout.setEncoding("latin1").on("data", (text: string) => (run.out += text));
    child.stderr.setEncoding("latin1").on("data", (text: string) => (run.err += text));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input ?? "", "latin1");
    const timer = setTimeout(() => {
      run.timedOut = true;
      child.kill("SIGKILL");
    }, options.timeout ?? 20_000);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      run.ok = code === 0;
      run.signal = signal;
      resolve(run);
    });
  });
}

function failure(run: Run): Answer {
  if (run.timedOut) return { ok: false, message: "timeout", catchable: null };
  if (run.signal !== null) return { ok: false, message: `killed by ${run.signal}`, catchable: null };
  return { ok: false, message: messageOf(run.err), catchable: null };
}

/** The message of the last error in what Nix wrote to standard error. */
export function messageOf(stderr: string): string {
  const start = stderr.startsWith("error: ") ? 0 : stderr.lastIndexOf("\nerror: ") + 1;
  let text = stderr.slice(start + "error: ".length);
  for (const end of ["\n\n       at ", "\n(use '--show-trace'", "\nTry 'nix-instantiate", "\n\n       … "]) {
    const i = text.indexOf(end);
    if (i >= 0) text = text.slice(0, i);
  }
  return text
    .replace(/\n       Did you mean .*$/s, "")
    .replaceAll("\n       ", "\n")
    .trimEnd();
}
