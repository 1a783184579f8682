/** Snapshots in words. */
import type { Snapshot, SnapshotChange } from "../../../workers/index.ts";
import { formatNumberOf } from "../format.ts";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "medium" });
const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** `14:03`, of milliseconds since 1970. */
export function timeOf(time: number): string {
  return clock.format(time);
}

/** `12 May 2026 at 14:03:25`. */
export function exactTime(time: number): string {
  return exact.format(time);
}

/** `Today`, `Yesterday` or `12 May 2026`. */
export function dayName(time: number, now: number): string {
  const name = date.format(time);
  if (name === date.format(now)) return "Today";
  const before = new Date(now);
  before.setDate(before.getDate() - 1);
  return name === date.format(before) ? "Yesterday" : name;
}

/** `main.nix changed`, or how many files were changed, added, removed. `first`: nothing was before. */
export function describeChanges({ files, changes, changed }: Snapshot, first: boolean): string {
  if (first) return formatNumberOf(files, "file");
  const [one] = changes;
  if (one === undefined) return "Nothing changed";
  if (changed === 1) return `${one.path} ${one.kind}`;
  if (changed > changes.length) return `${formatNumberOf(changed, "file")} differ`;
  const counts = (["changed", "added", "removed"] as const)
    .map((kind) => [changes.filter((it) => it.kind === kind).length, kind] as const)
    .filter(([count]) => count > 0);
  const [most] = counts;
  if (counts.length === 1) return `${formatNumberOf(most![0], "file")} ${most![1]}`;
  return counts.map(([count, kind]) => `${count} ${kind}`).join(", ");
}

/** The letter before a file's name, as version control writes it. */
export const letterOf: Record<SnapshotChange["kind"], string> = { added: "A", changed: "M", removed: "D" };
