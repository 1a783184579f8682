/** Whole processes, timed: ours and native Nix by turns. */
import { spawnSync } from "node:child_process";
import { median } from "./statistics.ts";
import type { Program } from "./programs.ts";

/** A command to time. */
export interface Contender {
  name: string;
  command: string;
  /** Arguments before an expression. */
  args: readonly string[];
}

/** Milliseconds of the runs of each contender. */
export type Timings = Map<Contender, number[]>;

/** Runs a command once; returns milliseconds. @throws Error when it fails or prints something else than expected */
function time(contender: Contender, program: Pick<Program, "name" | "text" | "value">, cwd: string): number {
  const started = performance.now();
  const run = spawnSync(contender.command, [...contender.args, program.text], {
    cwd,
    encoding: "latin1",
    maxBuffer: 2 ** 28,
  });
  const ms = performance.now() - started;
  if (run.status !== 0)
    throw new Error(`${contender.name} failed on ${program.name}: ${run.error?.message ?? run.stderr}`);
  if (program.value !== undefined && run.stdout.trim() !== program.value) {
    throw new Error(`${contender.name} says ${run.stdout.trim()} for ${program.name}, not ${program.value}`);
  }
  return ms;
}

/** The program whose time is taken off: what starting costs. */
const startProgram = { name: "start-up", text: "1" };

/** Timings of a program and, taken at the same time, of starting up. */
export interface Measured {
  program: Timings;
  start: Timings;
}

/** Times a program, all contenders by turns, after one run each that does not count. */
export function timeByTurns(
  contenders: readonly Contender[],
  program: Pick<Program, "name" | "text" | "value">,
  rounds: number,
  cwd: string,
): Measured {
  const empty = (): Timings => new Map(contenders.map((contender) => [contender, []]));
  const measured: Measured = { program: empty(), start: empty() };
  for (let round = -1; round < rounds; round++) {
    for (const contender of contenders) {
      const ms = time(contender, program, cwd);
      const startMs = time(contender, startProgram, cwd);
      if (round < 0) continue;
      measured.program.get(contender)!.push(ms);
      measured.start.get(contender)!.push(startMs);
    }
  }
  return measured;
}

/** The median of a contender's runs. */
export function medianOf(timings: Timings, contender: Contender): number {
  return median(timings.get(contender)!);
}

/** What can't be told from the noise of starting a process. */
const leastMs = 1;

/** Median milliseconds of a contender on the program alone, at least {@link leastMs}. */
export function netOf({ program, start }: Measured, contender: Contender): number {
  return Math.max(leastMs, medianOf(program, contender) - medianOf(start, contender));
}
