/** How far an import is, in words. */
import { formatCount, formatNumberOf, formatSize } from "../format.ts";
import type { ImportState } from "../../../workers/index.ts";

/** How far the reading was at a moment. */
export interface Sample {
  /** Milliseconds. */
  elapsed: number;
  /** Bytes. */
  read: number;
}

/** Milliseconds that the speed is taken from: older than that says little about what comes. */
const span = 8000;
/** Milliseconds before anything is said of the time left. */
const patience = 2000;

/** The samples that still count, the new one included. */
export function addSample(samples: readonly Sample[], { elapsed, read }: Sample): Sample[] {
  const last = samples.at(-1);
  // Began anew: what was before is of another try.
  if (last !== undefined && elapsed < last.elapsed) return [{ elapsed, read }];
  return [...samples.filter((it) => it.elapsed >= elapsed - span), { elapsed, read }];
}

/** Milliseconds until all is read, at the speed of the last seconds; null as long as that can't be said. */
export function timeLeft(samples: readonly Sample[], total: number | null): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (total === null || first === undefined || last === undefined || last.elapsed < patience) return null;
  if (last.read >= total) return 0;
  const speed = (last.read - first.read) / (last.elapsed - first.elapsed);
  return speed > 0 ? (total - last.read) / speed : null;
}

/** `about 20 s left`, coarser the longer it is; "" where nothing is known. */
export function timeLeftWords(ms: number | null): string {
  if (ms === null) return "";
  const seconds = ms / 1000;
  if (seconds < 1) return "less than a second left";
  if (seconds < 10) return `about ${Math.ceil(seconds)} s left`;
  if (seconds < 55) return `about ${Math.ceil(seconds / 5) * 5} s left`;
  if (seconds < 3300) return `about ${Math.ceil(seconds / 60)} min left`;
  return `about ${Math.ceil(seconds / 3600)} h left`;
}

/** The lines that tell how far an import is. */
export function progressLines(state: ImportState, left: number | null): { read: string; stored: string } {
  const { read, total, files, newFiles, newBytes } = state;
  const amount =
    total === null ? `${formatSize(read)} read` : `${formatSize(read)} of ${formatSize(total)} read`;
  const time = timeLeftWords(left);
  return {
    read: state.phase === "finishing" ? "Writing the last of it" : [amount, time].filter(Boolean).join(", "),
    stored: `${formatNumberOf(files, "file")}: ${formatCount(newFiles)} new (${formatSize(newBytes)}), ${formatCount(Math.max(0, files - newFiles))} already stored`,
  };
}

/** How much of an import is done, 0 to 1; null where that is unknown. */
export function partDone({ phase, read, total }: ImportState): number | null {
  return phase === "finishing" || total === null || total === 0 ? null : Math.min(1, read / total);
}
