/** Handing derivations over from the evaluation to the store. */
import type { StoreAnswer, WorkReport } from "../../../../workers/index.ts";
import type { ExplorerUi } from "../types.ts";

export type KeepProgress = (report: WorkReport) => void;

/** Bytes of texts handed over at once: so many that the page is not held up. */
const batchBytes = 256 * 1024;

/**
 * Puts a derivation and all it is made from into the store, as far as the last evaluation knows them.
 * @param progress - counts derivations
 * @returns how many were known
 */
export async function keepEvaluated(
  { client, evaluated }: Pick<ExplorerUi, "client" | "evaluated">,
  drvPath: string,
  progress: KeepProgress,
  stopped: () => boolean,
): Promise<StoreAnswer<number>> {
  const texts = await evaluated(drvPath);
  for (let from = 0; from < texts.length;) {
    if (stopped()) return { type: "cancelled" };
    progress({ done: from, total: texts.length });
    let to = from;
    for (let bytes = 0; to < texts.length && bytes < batchBytes; to++) bytes += texts[to]!.aterm.length;
    const answer = await client.addDerivations(texts.slice(from, to));
    if (answer.type !== "ok") return answer;
    from = to;
  }
  return { type: "ok", value: texts.length };
}
