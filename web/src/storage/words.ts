/** What is kept, in words. */
import { formatNumberOf, formatSize, formatTime } from "../format.ts";
import type {
  KeptTree,
  RepairProgress,
  RepairReport,
  ServiceUse,
  StorageReport,
  StorageTree,
  StoreState,
  VerifyReport,
  WorkReport,
} from "../../../workers/index.ts";

export type ExportFormat = "tar" | "zip" | "nar";

/** How much of what the browser allows is used; null where it does not tell. */
export function usageWords({ usage, quota }: StorageReport): string | null {
  if (usage === null) return null;
  return quota === null
    ? formatSize(usage)
    : `${formatSize(usage)} of ${formatSize(quota)} the browser allows`;
}

/** What a tree takes: what is its own and what it shares. */
export function treeWords({ stored, own }: StorageTree): string {
  const shared = Math.max(0, stored - own);
  if (shared === 0) return `${formatSize(stored)}, all its own`;
  if (own === 0) return `${formatSize(stored)}, all shared with other trees`;
  return `${formatSize(stored)}: ${formatSize(own)} its own, ${formatSize(shared)} shared`;
}

/** The names of a tree, in some workspace or other. */
export function namesOfTree(
  { root }: KeptTree,
  state: Pick<StoreState, "mounts" | "workspaces"> | null,
): string[] {
  const mounts = [...(state?.mounts ?? []), ...(state?.workspaces ?? []).flatMap((it) => it.mounts)];
  return [...new Set(mounts.filter((it) => it.root === root).map(({ name }) => `<${name}>`))];
}

/** What removing a tree does. */
export function removalWords(
  { tree, own }: StorageTree,
  state: Pick<StoreState, "mounts" | "workspaces"> | null,
): string {
  const names = namesOfTree(tree, state);
  const freed =
    own === 0
      ? "Other trees need all of its files: nothing is freed."
      : `Collecting garbage then frees ${formatSize(own)}.`;
  if (names.length === 0) return freed;
  return `${names.join(", ")} ${names.length === 1 ? "is" : "are"} no longer mounted. ${freed}`;
}

/** What was asked of a store, and how it answered. */
export function serviceWords({
  requests,
  hits,
  misses,
  errors,
  bytesRead,
  milliseconds,
}: ServiceUse): string {
  const parts = [
    `${formatNumberOf(hits, "hit")}, ${formatNumberOf(misses, "miss", "misses")}`,
    ...(errors > 0 ? [formatNumberOf(errors, "failure")] : []),
    formatSize(bytesRead),
    ...(requests > 0 ? [`${formatTime(milliseconds / requests)} each`] : []),
  ];
  return `${formatNumberOf(requests, "request")}: ${parts.join(", ")}`;
}

/** What verifying found, in a sentence. */
export function verifyWords({ blobs, bytes, damaged }: VerifyReport): string {
  const read = `${formatNumberOf(blobs, "object")}, ${formatSize(bytes)}`;
  if (damaged.length === 0) return `All is well: ${read} read and compared.`;
  return `${formatNumberOf(damaged.length, "thing")} damaged or missing; ${read} read.`;
}

/**
 * What a repair came to, in a sentence or two.
 * @param before - how many things were known to be damaged
 * @param from - what it was repaired from
 */
export function repairWords(
  { damaged, repaired, ...report }: RepairReport,
  before: number,
  from: string,
): string {
  const left = damaged.length;
  if (left === 0) {
    const done = repaired === 0 ? "" : `${formatNumberOf(repaired, "thing")} repaired from ${from}. `;
    return done + verifyWords({ ...report, damaged });
  }
  if (repaired === 0) return `${from} has nothing of what is damaged. The store is as it was.`;
  const more = left + repaired > before ? " That showed more that is missing." : "";
  return `${formatNumberOf(repaired, "thing")} repaired from ${from}, which has not got the other ${left}.${more}`;
}

/** How much of some work is done, as far as that is known: `41 %`, and which part of it this is. */
export function workWords({ done, total, phase }: WorkReport & { phase?: RepairProgress["phase"] }): string {
  const what =
    phase === undefined ? "" : phase === "checking" ? "Checking the store " : "Reading the source ";
  const part = total === null || total === 0 ? "" : `${Math.min(100, Math.floor((done / total) * 100))} %`;
  return (what + part).trimEnd();
}

/** The name of an exported file: the source's, with another ending. */
export function exportName(source: string, format: ExportFormat): string {
  const last =
    source
      .replace(/[?#].*$/, "")
      .replace(/\/+$/, "")
      .split(/[/\\]/)
      .at(-1) ?? "";
  const bare = last.replace(/(?:\.(?:tar|tgz|tbz2?|txz|tzst|zip|nar))?(?:\.(?:gz|xz|bz2|zst))?$/i, "");
  // What file systems dislike.
  const name = bare.replace(/[\u0000-\u001f"*:<>?|]+/g, "-").replace(/^\.+/, "");
  return `${name === "" ? "tree" : name}.${format}`;
}
