/** Runs the built command line in tests. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = join(root, "dist/cli.mjs");
/** The built command line. */
export const cliProgram = program;
let built = false;

/** What a process did. Texts are byte strings. */
export interface Run {
  out: string;
  err: string;
  code: number | null;
}

export interface RunOptions {
  input?: string;
  cwd?: string;
  /** Instead of ours; PATH stays. */
  env?: Record<string, string>;
}

/** Builds dist/cli.mjs if it is missing or older than its sources. */
export function buildCli(): void {
  if (built) return;
  const run = spawnSync(process.execPath, [join(root, "scripts/cli.mjs"), "--version"], {
    encoding: "latin1",
  });
  if (run.status !== 0) throw new Error(`cannot build the command line: ${run.stderr}`);
  built = true;
}

/** Runs `tvix` with arguments (UTF-16 text). */
export function tvix(args: readonly string[], options: RunOptions = {}): Run {
  buildCli();
  return spawn(process.execPath, [program, ...args], options);
}

/** Runs a shell command line in which `$tvix` is ours. */
export function shell(line: string, options: RunOptions = {}): Run {
  buildCli();
  return spawn("/bin/sh", ["-c", line], {
    ...options,
    env: { ...options.env, tvix: `${process.execPath} ${program}` },
  });
}

/** Runs a program. */
export function spawn(command: string, args: readonly string[], options: RunOptions): Run {
  const run = spawnSync(command, args, {
    cwd: options.cwd,
    input: Buffer.from(options.input ?? "", "latin1"),
    env: { PATH: process.env["PATH"] ?? "", ...options.env },
    encoding: "latin1",
    maxBuffer: 2 ** 28,
  });
  return { out: run.stdout, err: run.stderr, code: run.status };
}
