/** Questions to the evaluator that may take long: shown after a moment, with a way to cancel. */
import { createSignal, type Accessor } from "solid-js";
import type { Answer, Work } from "../../../workers/index.ts";
import type { Running, ValueClient } from "./types.ts";

/** Milliseconds before what runs is shown: most is over by then. */
export const patience = 150;

/** What is being worked out. */
export interface Busy extends Running {
  /** As a sentence begins: `Evaluating a.b`. */
  what: string;
}

/** The value that every evaluation has. */
const resultId = 0;

/** Trace lines kept. */
const mostTrace = 1000;

const noTrace: { lines: readonly string[]; omitted: number } = { lines: [], omitted: 0 };

export interface Operations {
  /** Runs a question; its answer comes back as it is. */
  run: <T>(what: string, ask: () => Promise<Answer<T>>) => Promise<Answer<T>>;
  /** The one that has been running longest; null until that is worth showing. */
  busy: Accessor<Busy | null>;
  /** Whether an answer was that the values are gone. */
  stale: Accessor<boolean>;
  /** What `builtins.trace` and `warn` said meanwhile. */
  trace: Accessor<{ lines: readonly string[]; omitted: number }>;
  /** Somebody saw that they are. */
  markStale: () => void;
  /** New values came. */
  renew: () => void;
}

/** @param client - asked how far it is while something runs, and whether it lives after that was cancelled */
export function createOperations(client: Pick<ValueClient, "progress" | "children">): Operations {
  const [busy, setBusy] = createSignal<Busy | null>(null);
  const [stale, setStale] = createSignal(false);
  const [trace, setTrace] = createSignal(noTrace);
  const running = new Map<symbol, { what: string; since: number }>();
  let ticker: ReturnType<typeof setInterval> | undefined;
  let generation = 0;

  const tick = (): void => {
    const [first] = running.values();
    const ms = first === undefined ? 0 : performance.now() - first.since;
    if (first === undefined || ms < patience) setBusy(null);
    else setBusy({ what: first.what, ms, ...client.progress() });
  };

  const run = async <T>(what: string, ask: () => Promise<Answer<T>>): Promise<Answer<T>> => {
    const key = Symbol(what);
    const asked = generation;
    running.set(key, { what, since: performance.now() });
    ticker ??= setInterval(tick, 50);
    try {
      const answer = await ask();
      if (asked === generation) {
        if (answer.type === "stale") setStale(true);
        else if (answer.work !== undefined) hear(answer.work);
        if (isCancelled(answer)) await lookAfter(asked);
      }
      return answer;
    } finally {
      running.delete(key);
      if (running.size === 0) {
        clearInterval(ticker);
        ticker = undefined;
      }
      tick();
    }
  };

  const hear = ({ trace: lines, traceOmitted }: Work): void => {
    if (lines.length + traceOmitted === 0) return;
    setTrace((before) => {
      const all = [...before.lines, ...lines];
      const kept = all.slice(0, mostTrace);
      return { lines: kept, omitted: before.omitted + traceOmitted + all.length - kept.length };
    });
  };

  /** Cancelling may have ended the evaluator, and the values with it. */
  const lookAfter = async (asked: number): Promise<void> => {
    const there = await client.children(resultId, 0, 0, "");
    if (there.type === "stale" && asked === generation) setStale(true);
  };

  const renew = (): void => {
    generation++;
    setStale(false);
    setTrace(noTrace);
  };

  return { run, busy, stale, trace, markStale: () => setStale(true), renew };
}

/** Whether a question failed because somebody cancelled it. */
export function isCancelled(answer: Answer<unknown>): boolean {
  return answer.type === "failed" && answer.error.kind === "stopped";
}
