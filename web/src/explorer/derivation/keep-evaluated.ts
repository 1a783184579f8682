/** Handing derivations over from the evaluation to the store. */
import type { StoreAnswer, WorkReport } from "../../../../workers/index.ts";
import type { StoreJob } from "../../run/store-client.ts";
import type { ExplorerUi } from "../types.ts";

export type KeepProgress = (report: WorkReport) => void;

/** Bytes of texts handed over at once: so many that the page is not held up. */
const batchBytes = 256 * 1024;

/**
 * Puts a derivation and all it is made from into the store, as far as the last evaluation knows them.
 * @param progress - counts derivations
 * @returns how many were known
 */
export function keepEvaluated(
  { client, evaluated }: Pick<ExplorerUi, "client" | "evaluated">,
  drvPath: string,
  progress: KeepProgress,
): StoreJob<number> {
  let stopped = false;
  const work = async (): Promise<StoreAnswer<number>> => {
    const texts = await evaluated(drvPath);
    for (let from = 0; from < texts.length;) {
      if (stopped) return { type: "cancelled" };
      progress({ done: from, total: texts.length });
      let to = from;
      for (let bytes = 0; to < texts.length && bytes < batchBytes; to++) bytes += texts[to]!.aterm.length;
      const answer = await client.addDerivations(texts.slice(from, to));
      if (answer.type !== "ok") return answer;
      from = to;
    }
    return { type: "ok", value: texts.length };
  };
  return { answer: work(), cancel: () => (stopped = true) };
}

/**
 * Asks something about a derivation; once more, with what the last evaluation knows, where an input is not here.
 * @param lacks - whether an answer is that of somebody who lacks inputs
 */
export function askWithEvaluated<T>(
  ui: Pick<ExplorerUi, "client" | "evaluated">,
  drvPath: string,
  ask: () => StoreJob<T>,
  lacks: (answer: StoreAnswer<T>) => boolean,
): StoreJob<T> {
  let job: StoreJob<unknown> = ask();
  const first = job as StoreJob<T>;
  const work = async (): Promise<StoreAnswer<T>> => {
    const answer = await first.answer;
    if (!lacks(answer)) return answer;
    const keeping = keepEvaluated(ui, drvPath, () => undefined);
    job = keeping;
    const kept = await keeping.answer;
    if (kept.type === "cancelled") return kept;
    // What could not be kept is as if nobody had known it.
    if (kept.type === "failed" || kept.value === 0) return answer;
    const again = ask();
    job = again;
    return again.answer;
  };
  return { answer: work(), cancel: () => job.cancel() };
}
