/** Two closures compared, as rows of a table. */
import type { ClosureDiff } from "../../../../workers/index.ts";

type Change = ClosureDiff["changes"][number];

/** What happened to a package. */
export type ChangeKind = "added" | "removed" | "version" | "content";

export interface ClosureRow {
  name: string;
  kind: ChangeKind;
  before: Change["before"];
  after: Change["after"];
  /** What both have of it, in words; "" for nothing. */
  shared: string;
  /** Bytes, all its paths together. */
  sizeBefore: number;
  sizeAfter: number;
}

export const changeWords: Readonly<Record<ChangeKind, string>> = {
  added: "added",
  removed: "removed",
  version: "other version",
  content: "rebuilt",
};

export type SortKey = "name" | "kind" | "before" | "after" | "change";

const sizeOf = (paths: Change["before"]): number => paths.reduce((sum, { narSize }) => sum + narSize, 0);

/** What tells a path from others of its package: its version, else the start of its hash. */
export function versionLabel({ version, path }: Change["before"][number]): string {
  return version !== "" ? version : `${path.slice(path.lastIndexOf("/") + 1).slice(0, 6)}…`;
}

/** Versions in the order of paths, each once; a package without one has none. */
export function versionsOf(paths: Change["before"]): string[] {
  return [...new Set(paths.map(({ version }) => version).filter((version) => version !== ""))];
}

/** Names and versions of derivations end in `.drv`, which says nothing beside others like them. */
const bare = (text: string): string => text.replace(/\.drv$/, "");
const bareVersions = (paths: Change["before"]): Change["before"] =>
  paths.map((it) => ({ ...it, version: bare(it.version) }));

/** Makes the rows. */
export function closureRows({ changes }: ClosureDiff): ClosureRow[] {
  return changes.map((change) => {
    const name = bare(change.name);
    const [before, after] = [bareVersions(change.before), bareVersions(change.after)];
    const sameVersions = versionsOf(before).join() === versionsOf(after).join();
    const kind =
      before.length === 0 ? "added" : after.length === 0 ? "removed" : sameVersions ? "content" : "version";
    const versions = change.shared.map(bare).filter((version) => version !== "");
    const shared = change.shared.length === 0 ? "" : `${versions.join(", ") || "one"} in both`;
    return { name, kind, before, after, shared, sizeBefore: sizeOf(before), sizeAfter: sizeOf(after) };
  });
}

const byName = (a: ClosureRow, b: ClosureRow): number => a.name.localeCompare(b.name);

const orders: Readonly<Record<SortKey, (a: ClosureRow, b: ClosureRow) => number>> = {
  name: byName,
  kind: (a, b) => changeWords[a.kind].localeCompare(changeWords[b.kind]),
  before: (a, b) => a.sizeBefore - b.sizeBefore,
  after: (a, b) => a.sizeAfter - b.sizeAfter,
  change: (a, b) => a.sizeAfter - a.sizeBefore - (b.sizeAfter - b.sizeBefore),
};

/** Rows that hold a text, of one kind or of all, in order; names decide where all else is the same. */
export function chosenRows(
  rows: readonly ClosureRow[],
  filter: string,
  kind: ChangeKind | null,
  sort: { key: SortKey; down: boolean },
): ClosureRow[] {
  const wanted = filter.trim().toLowerCase();
  const sign = sort.down ? -1 : 1;
  return rows
    .filter((row) => (kind === null || row.kind === kind) && row.name.toLowerCase().includes(wanted))
    .sort((a, b) => sign * orders[sort.key](a, b) || byName(a, b));
}

/** How many rows there are of each kind. */
export function countKinds(rows: readonly ClosureRow[]): Record<ChangeKind, number> {
  const counts = { added: 0, removed: 0, version: 0, content: 0 };
  for (const { kind } of rows) counts[kind]++;
  return counts;
}
