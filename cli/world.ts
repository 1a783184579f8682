/** The world as the command line shows it to an evaluator, and the options all commands share. */
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import {
  type Evaluator,
  type Lint,
  NixError,
  profileNames,
  type ProfileName,
  type SearchPathEntry,
  type Warning,
} from "../core/eval/index.ts";
import { makeFetches, makeStoreEvaluator, type StoreEvaluator } from "../core/glue/index.ts";
import { defaultStoreDir, useHashEngine } from "../core/nix-compat/index.ts";
import { environmentBytes, toBytes } from "./bytes.ts";
import { makeNodeFetcher } from "./fetcher.ts";
import { userDigests } from "./file-digests.ts";
import { nodeHashes } from "./node-hashes.ts";
import { NodeSources } from "./node-sources.ts";
import { count, oneOf, type OptionSpec } from "./options.ts";
import { writeErr } from "./output.ts";
import { RestrictedFiles } from "./restricted-files.ts";
import { parseEntry, parseNixPath } from "./search-path.ts";
import { diskTrees } from "./tree-cache.ts";
import { warningLine } from "./warnings.ts";

type LintName = "urlLiterals" | "shortPathLiterals" | "absolutePathLiterals";

/** What the options say about evaluating. */
export interface WorldOptions {
  profile: ProfileName;
  /** From `-I`, before those of NIX_PATH. */
  searchPath: SearchPathEntry[];
  maxCallDepth: number;
  features: Set<string>;
  lints: Partial<Record<LintName, Lint>>;
  showTrace: boolean;
  /** Whether what evaluation depends on must be fixed by the expression: no clock, environment, unhashed fetches. */
  pure: boolean;
  abortOnWarn: boolean;
  traceVerbose: boolean;
  /** `builtins.currentSystem`; null for that of this machine. */
  system: string | null;
}

/** As it is without options. */
export function defaultWorld(): WorldOptions {
  return {
    profile: "2.36",
    searchPath: [],
    maxCallDepth: Infinity,
    features: new Set(),
    lints: {},
    showTrace: false,
    pure: false,
    abortOnWarn: ["1", "yes", "true"].includes(environmentBytes("NIX_ABORT_ON_WARN") ?? ""),
    traceVerbose: false,
    system: null,
  };
}

/** What tells Nix how to report and build, which tvix has nothing of. */
const ignored: OptionSpec = { values: 0, run: () => {} };

/** The options that fill {@link WorldOptions}. */
export function worldOptions(world: WorldOptions): Record<string, OptionSpec> {
  const lint = (flag: string, name: LintName): OptionSpec => ({
    values: 1,
    run: (value) => void (world.lints[name] = oneOf(flag, ["ignore", "warn", "fatal"], value!)),
  });
  const include: OptionSpec = { values: 1, run: (entry) => void world.searchPath.push(parseEntry(entry!)) };
  const features: OptionSpec = {
    values: 1,
    run: (names) => {
      for (const name of names!.split(/\s+/)) if (name !== "") world.features.add(name);
    },
  };
  const switches: Record<string, (on: boolean) => void> = {
    "abort-on-warn": (on) => void (world.abortOnWarn = on),
    "pure-eval": (on) => void (world.pure = on),
    "trace-verbose": (on) => void (world.traceVerbose = on),
  };
  const settings: Record<string, OptionSpec> = {
    "max-call-depth": {
      values: 1,
      run: (n) => void (world.maxCallDepth = count("--max-call-depth", n!)),
    },
    "eval-system": { values: 1, run: (name) => void (world.system = name!) },
    system: { values: 1, run: (name) => void (world.system ??= name!) },
    "experimental-features": features,
    "extra-experimental-features": features,
    "lint-url-literals": lint("--lint-url-literals", "urlLiterals"),
    "lint-short-path-literals": lint("--lint-short-path-literals", "shortPathLiterals"),
    "lint-absolute-path-literals": lint("--lint-absolute-path-literals", "absolutePathLiterals"),
  };
  // As in Nix, each setting also is a flag, and one that is on or off two.
  const flags: Record<string, OptionSpec> = {};
  for (const [name, spec] of Object.entries(settings)) flags[`--${name}`] = spec;
  for (const [name, set] of Object.entries(switches)) {
    flags[`--${name}`] = { values: 0, run: () => set(true) };
    flags[`--no-${name}`] = { values: 0, run: () => set(false) };
    settings[name] = {
      values: 1,
      run: (value) => set(oneOf(`--option ${name}`, ["true", "false"], value!) === "true"),
    };
  }
  for (const name of ["-v", "--verbose", "-Q", "--quiet", "--no-build-output", "--dry-run"]) {
    flags[name] = ignored;
  }
  return {
    ...flags,
    "--option": {
      values: 2,
      run(name, value) {
        if (Object.hasOwn(settings, name!)) settings[name!]!.run(value!);
        else writeErr(`warning: the setting '${toBytes(name!)}' has no meaning here\n`);
      },
    },
    "--impure": { values: 0, run: () => void (world.pure = false) },
    // What only matters to builds.
    "--timeout": { values: 1, run: () => {} },
    "-I": include,
    "--include": include,
    "--profile": { values: 1, run: (name) => void (world.profile = oneOf("--profile", profileNames, name!)) },
    "--show-trace": { values: 0, run: () => void (world.showTrace = true) },
  };
}

/** The current directory, a byte string. */
export function currentDirectory(): string {
  return toBytes(process.cwd());
}

const sources = { current: null as NodeSources | null };
const trees = { current: diskTrees(process.env) };

/** What a single evaluator of several may have of its own. */
export interface Particulars {
  /** Looked at before the search path of the options. */
  searchPath?: readonly SearchPathEntry[];
  /** Default: one for all. */
  files?: NodeSources;
  /** Told when a trace or warning is printed. */
  onNotice?: () => void;
}

/** The evaluator of {@link makeWorld}. */
export function makeEvaluator(world: WorldOptions, more: Particulars = {}): Evaluator {
  return makeWorld(world, more).evaluator;
}

/** An evaluator that reads the disk and the environment and writes traces to standard error, and its store. */
export function makeWorld(world: WorldOptions, more: Particulars = {}): StoreEvaluator {
  useHashEngine(nodeHashes);
  const { profile } = world;
  const nixPath = environmentBytes("NIX_PATH");
  const lintsAsked = Object.values(world.lints).includes("warn");
  const say = (text: string): void => {
    more.onNotice?.();
    writeErr(text);
  };
  const files = more.files ?? (sources.current ??= new NodeSources(userDigests()));
  const made: StoreEvaluator = makeStoreEvaluator({
    io: world.pure ? new RestrictedFiles(files, defaultStoreDir) : files,
    fetches: makeFetches({
      fetcher: makeNodeFetcher(),
      warn: (text) => say(`warning: ${text}\n`),
      pure: world.pure,
    }),
    host: {
      getEnv: environmentBytes,
      now: () => Date.now() / 1000,
      home: environmentBytes("HOME"),
      cwd: currentDirectory(),
      trace: (text) => say(`trace: ${text}\n`),
      warn: (text) => say(`${text.startsWith("Nix search path ") ? "" : "evaluation "}warning: ${text}\n`),
    },
    profile,
    settings: {
      currentSystem: world.pure ? null : (world.system ?? currentSystem()),
      abortOnWarn: world.abortOnWarn,
      traceVerbose: world.traceVerbose,
      pure: world.pure,
      features: world.features,
    },
    limits: { callDepth: world.maxCallDepth, allocationBytes: Infinity },
    searchPath: [
      ...(more.searchPath ?? []),
      ...world.searchPath,
      ...(nixPath === undefined ? [] : parseNixPath(nixPath, profile)),
    ],
    stopped: memoryGuard(() => made.evaluator.machine.allocated),
    lints: world.lints,
    ...(trees.current === null ? {} : { trees: trees.current }),
    ...(lintsAsked ? { onWarning: showLint } : {}),
  });
  return made;
}

/** Warnings are asked for by the `--lint-…` options only. */
function showLint(warning: Warning): void {
  if (["W001", "W013", "W014"].includes(warning.code)) writeErr(`${warningLine(warning)}\n`);
}

/** Polls between two looks at the heap, and counted bytes that are a reason to look at once. */
const guardEvery = 16;
const guardBytes = 2 ** 24;
const youngGeneration = 48 * 2 ** 20;
/** V8 gives up when collecting yields little and a fifth of the old generation is left. */
const usableShare = 0.75;

/**
 * Ends the evaluation, from its regular polls, before V8 runs out of memory and ends the process.
 * @param allocated - the evaluator's count, which includes what it is about to allocate
 */
function memoryGuard(allocated: () => number): () => boolean {
  let polls = 0;
  let last = 0;
  return () => {
    const pending = allocated() - last;
    if (++polls % guardEvery !== 0 && pending < guardBytes) return false;
    last += pending;
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    const usable = (limit - youngGeneration) * usableShare;
    if (used + pending > usable) {
      // Much of it may be garbage.
      collectGarbage();
      if (getHeapStatistics().used_heap_size + pending > usable * 0.9) {
        const megabytes = Math.round(limit / 2 ** 20);
        throw new NixError(
          "memory",
          `evaluation needs more memory than Node allows (${megabytes} MB; see --max-old-space-size)`,
        );
      }
    }
    return false;
  };
}

let collect: (() => void) | undefined;

/** Makes V8 collect all garbage now. */
function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString("--expose-gc");
    collect = process.getBuiltinModule("node:vm").runInNewContext("gc") as () => void;
  }
  collect();
}

const architectures: Readonly<Record<string, string>> = {
  x64: "x86_64",
  arm64: "aarch64",
  ia32: "i686",
  arm: "armv7l",
  riscv64: "riscv64",
  ppc64: "powerpc64le",
  s390x: "s390x",
};

/** `builtins.currentSystem`, e.g. `x86_64-linux`. */
export function currentSystem(): string {
  const { arch, platform } = process;
  return `${architectures[arch] ?? arch}-${platform}`;
}
