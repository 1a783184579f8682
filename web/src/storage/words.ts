/** What is kept, in words. */
import { formatNumberOf, formatSize } from "../format.ts";
import type { Mount, StorageReport, StorageTree, VerifyReport, WorkReport } from "../../../workers/index.ts";

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

/** What removing a tree does. */
export function removalWords({ tree, own }: StorageTree, mounts: readonly Mount[]): string {
  const names = mounts.filter(({ root }) => root === tree.root).map(({ name }) => `<${name}>`);
  const freed =
    own === 0
      ? "Other trees need all of its files: nothing is freed."
      : `Collecting garbage then frees ${formatSize(own)}.`;
  if (names.length === 0) return freed;
  return `${names.join(", ")} ${names.length === 1 ? "is" : "are"} no longer mounted. ${freed}`;
}

/** What verifying found, in a sentence. */
export function verifyWords({ blobs, bytes, damaged, repaired }: VerifyReport): string {
  const read = `${formatNumberOf(blobs, "object")}, ${formatSize(bytes)}`;
  const mended = repaired > 0 ? ` ${formatNumberOf(repaired, "damaged thing")} could be repaired.` : "";
  if (damaged.length === 0) return `All is well: ${read} read and compared.${mended}`;
  return `${formatNumberOf(damaged.length, "thing")} damaged or missing; ${read} read.${mended}`;
}

/** How much of some work is done, as far as that is known: `41 %`. */
export function workWords({ done, total }: WorkReport): string {
  return total === null || total === 0 ? "" : `${Math.min(100, Math.floor((done / total) * 100))} %`;
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
