/** A process, timed, with the most memory it had (Linux: read from /proc while it runs). */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** What a run took. */
export interface Watched {
  ms: number;
  /** Largest resident memory in MB; null where the system does not tell. */
  peakMb: number | null;
  output: string;
}

/** Milliseconds between two looks at its memory. */
const lookEvery = 10;

function peakOf(pid: number): number | null {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "latin1"));
    return found === null ? null : Number(found[1]) / 1024;
  } catch {
    // It has just ended, or this is no Linux.
    return null;
  }
}

/** Runs a command. @throws Error when it fails */
export function watch(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Watched> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let [output, errors] = ["", ""];
    let peakMb: number | null = null;
    const look = (): void => {
      const now = child.pid === undefined ? null : peakOf(child.pid);
      if (now !== null) peakMb = Math.max(peakMb ?? 0, now);
    };
    const timer = setInterval(look, lookEvery);
    child.stdout.on("data", (data) => (output += String(data)));
    child.stderr.on("data", (data) => (errors += String(data)));
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(timer);
      const ms = performance.now() - started;
      if (code === 0) resolve({ ms, peakMb, output: output.trim() });
      else reject(new Error(`${command} ${args.join(" ")} failed: ${errors.slice(0, 2000)}`));
    });
  });
}
