/** Runs corpus cases on our evaluator. */
import {
  type ErrorKind,
  Evaluator,
  formatError,
  MemorySources,
  NixError,
  type ProfileName,
  Source,
} from "../index.ts";
import type { Case } from "./cases.ts";
import { corpusEnvironment, corpusRoot, corpusTree } from "./corpus.ts";

/** What our evaluator made of a case. */
export type Result =
  { ok: true; out: string } | { ok: false; kind: ErrorKind; message: string; text: string };

let sources: MemorySources | null = null;

/** {@link corpusTree} in memory. */
export function corpusSources(): MemorySources {
  if (sources === null) {
    sources = new MemorySources();
    for (const [name, entry] of Object.entries(corpusTree)) {
      if (typeof entry === "string") sources.write(`${corpusRoot}/${name}`, entry);
      else sources.link(`${corpusRoot}/${name}`, entry.link);
    }
  }
  return sources;
}

/** How to run. */
export interface RunOptions {
  profile: ProfileName;
  /** See `EvaluatorOptions.depthBudget`; undefined for the default. */
  depthBudget: number | undefined;
  /** See `EvaluatorOptions.hot`. */
  hot?: boolean | "always";
}

/** An evaluator that sees the corpus' files and environment. */
export function corpusEvaluator(
  { profile, depthBudget, hot = true }: RunOptions,
  features: Iterable<string> = [],
  trace: (line: string) => void = () => {},
): Evaluator {
  return new Evaluator({
    io: corpusSources(),
    host: {
      getEnv: (name) => corpusEnvironment[name],
      now: () => 1_700_000_000,
      home: corpusEnvironment["HOME"]!,
      trace,
    },
    profile,
    settings: { currentSystem: "x86_64-linux", features: new Set(features) },
    // Real Nix has 64 MB for its stack, and endless recursion should end soon here.
    limits: { stackBytes: 2 ** 24, allocationBytes: 2 ** 31 },
    searchPath: [
      { prefix: "dir", path: `${corpusRoot}/dir` },
      { prefix: "", path: `${corpusRoot}/dir2` },
      { prefix: "file", path: `${corpusRoot}/one.nix` },
    ],
    hot,
    ...(depthBudget === undefined ? {} : { depthBudget }),
  });
}

/** Evaluates a case and prints it as its options ask. */
export function runCase({ expr, options }: Pick<Case, "expr" | "options">, run: RunOptions): Result {
  const features = options
    .filter((word) => word.startsWith("feature="))
    .map((word) => word.slice("feature=".length));
  return runText(expr, corpusEvaluator(run, features), {
    format: options.includes("json") ? "json" : options.includes("xml") ? "xml" : "nix",
    strict: !options.includes("lazy"),
    location: !options.includes("no-location"),
  });
}

/** How to print a value. */
export interface PrintOptions {
  format: "nix" | "json" | "xml";
  strict: boolean;
  location: boolean;
  /** Directory that relative paths start from; default: {@link corpusRoot}. */
  base?: string;
}

const plainly: PrintOptions = { format: "nix", strict: true, location: true };

/** Evaluates a text and prints its value. */
export function runText(
  text: string,
  evaluator: Evaluator,
  { format, strict, location, base = corpusRoot }: PrintOptions = plainly,
): Result {
  try {
    const value = evaluator.evaluate(new Source({ type: "string" }, text, base));
    if (format === "json") return { ok: true, out: evaluator.toJson(value, strict) };
    if (strict) evaluator.deepForce(value);
    if (format === "xml")
      return { ok: true, out: evaluator.toXml(value, { strict, location }).replace(/\n$/, "") };
    return { ok: true, out: evaluator.print(value) };
  } catch (e) {
    if (!(e instanceof NixError)) throw e;
    return { ok: false, kind: e.kind, message: e.message, text: formatError(e, { showTrace: true }) };
  }
}
