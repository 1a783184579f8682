/** How far jobs of the store worker are, in numbers. */
import type { WorkReport } from "../../../../workers/index.ts";
import { formatSize } from "../../format.ts";

/** `3.2 MiB of 20 MiB`. */
export function workNumbers({ done, total }: WorkReport, format = formatSize): string {
  return total === null ? format(done) : `${format(done)} of ${format(total)}`;
}

/** 0 to 1; null where it is unknown. */
export function partOf({ done, total }: WorkReport): number | null {
  return total === null || total === 0 ? null : Math.min(1, done / total);
}
