/** Trees in words. */
import { formatNumberOf, formatSize } from "../format.ts";
import type { KeptTree } from "../../../workers/index.ts";

const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric" });

/** `12 May 2026`, of milliseconds since 1970. */
export function dayOf(time: number): string {
  const parts = Object.fromEntries(day.formatToParts(time).map(({ type, value }) => [type, value]));
  return `${parts["day"]} ${parts["month"]} ${parts["year"]}`;
}

/** A message as a sentence: a capital at its start, a full stop at its end. */
export function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}

/** `22,045 files, 121 MiB, imported 12 May 2026`. */
export function describeTree({ files, bytes, added, url }: KeptTree): string {
  const amount = `${formatNumberOf(files, "file")}, ${formatSize(bytes)}`;
  return `${amount}, ${url === null ? "imported" : "added"} ${dayOf(added)}`;
}
