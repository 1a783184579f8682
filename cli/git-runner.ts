/** Runs git for inputs that are repositories. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { FetchFailure, type GitRunner, type ProgramResult } from "../core/glue/index.ts";
import { fromBytes, toBytes } from "./bytes.ts";
import { cacheDirectory, digestName } from "./cache-directory.ts";

/** Milliseconds that git may take. */
const gitTime = 30 * 60_000;

/** Bytes that git may print. */
const gitOutput = 2 ** 31 - 1;

/** Settings that keep a repository's own configuration from running programs, and its user from being asked. */
const gitSettings = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "protocol.ext.allow=never",
  "gc.auto=0",
];

function gitEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    // Whoever runs us from a hook must not have us work on another repository.
    if (!/^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|PREFIX|NAMESPACE)$/.test(name)) env[name] = value;
  }
  return { ...env, GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" };
}

/** Runs git, without asking anybody anything. */
function runGit(directory: string, args: readonly string[], input?: Uint8Array): ProgramResult {
  const all = [...gitSettings.flatMap((setting) => ["-c", setting]), ...args];
  const run = process.getBuiltinModule("node:child_process").spawnSync("git", all.map(fromBytes), {
    cwd: fromBytes(directory),
    env: gitEnvironment(),
    maxBuffer: gitOutput,
    timeout: gitTime,
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    ...(input === undefined ? {} : { input }),
  });
  if (run.error !== undefined) {
    const { code } = run.error as NodeJS.ErrnoException;
    if (code === "ENOENT" && existsSync(fromBytes(directory))) {
      throw new FetchFailure("unsupported", "the program 'git' is not installed");
    }
    if (code === "ETIMEDOUT") throw new FetchFailure("limit", `it took longer than ${gitTime / 1000} s`);
    if (code === "ENOBUFS") throw new FetchFailure("limit", `it printed more than ${gitOutput} bytes`);
    throw new FetchFailure("unsupported", run.error.message);
  }
  return { status: run.status ?? 128, stdout: run.stdout, stderr: run.stderr.toString("utf8") };
}

/** Node's {@link GitRunner}. */
export const nodeGit: GitRunner = {
  run: runGit,
  repositoryFor(url) {
    const directory = join(cacheDirectory("git"), digestName(url));
    if (!existsSync(join(directory, "HEAD"))) {
      const made = runGit(toBytes(process.getBuiltinModule("node:os").tmpdir()), [
        "init",
        "--quiet",
        "--bare",
        toBytes(directory),
      ]);
      if (made.status !== 0) throw new FetchFailure("unsupported", made.stderr.trim());
    }
    return toBytes(directory);
  },
};
