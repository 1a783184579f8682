/** Something long that a view asks for: begun anew when what it is about changes, cancelled when the view goes. */
import { createEffect, createSignal, on, onCleanup, type Accessor } from "solid-js";
import type { StoreFailure, WorkReport } from "../../../../workers/index.ts";
import type { StoreJob } from "../../run/store-client.ts";

export interface Work<T> {
  /** Null until it is there. */
  value: Accessor<T | null>;
  failure: Accessor<StoreFailure | null>;
  running: Accessor<boolean>;
  cancelled: Accessor<boolean>;
  report: Accessor<WorkReport>;
  cancel: () => void;
  again: () => void;
}

/**
 * Begins it, and again for each new `source`; nothing for a null one. Call inside a reactive root.
 * @param begin - `progress` may be told how far it is
 */
export function createWork<S, T>(
  source: Accessor<S | null>,
  begin: (source: S, progress: (report: WorkReport) => void) => StoreJob<T>,
): Work<T> {
  const nothing: WorkReport = { done: 0, total: null };
  const [value, setValue] = createSignal<T | null>(null);
  const [failure, setFailure] = createSignal<StoreFailure | null>(null);
  const [running, setRunning] = createSignal(false);
  const [cancelled, setCancelled] = createSignal(false);
  const [report, setReport] = createSignal<WorkReport>(nothing);
  let job: StoreJob<T> | null = null;
  let latest = 0;

  const run = async (wanted: S | null): Promise<void> => {
    const mine = ++latest;
    job?.cancel();
    job = null;
    setValue(null);
    setFailure(null);
    setCancelled(false);
    setReport(nothing);
    setRunning(wanted !== null);
    if (wanted === null) return;
    job = begin(wanted, (next) => {
      if (mine === latest) setReport(next);
    });
    const answer = await job.answer;
    if (mine !== latest) return;
    job = null;
    setRunning(false);
    if (answer.type === "ok") setValue(() => answer.value);
    else if (answer.type === "failed") setFailure(answer.failure);
    else setCancelled(true);
  };
  createEffect(on(source, (wanted) => void run(wanted)));
  onCleanup(() => {
    latest++;
    job?.cancel();
  });
  return {
    value,
    failure,
    running,
    cancelled,
    report,
    cancel: () => job?.cancel(),
    again: () => void run(source()),
  };
}
