/** Which files of two states of a workspace differ. */
import type { SnapshotChange } from "../../../workers/index.ts";
import { sameContent } from "../workspace/content.ts";
import type { FileContent } from "../workspace/index.ts";

export type Files = ReadonlyMap<string, FileContent>;

/** By path. */
export function compareFiles(before: Files, after: Files): SnapshotChange[] {
  const changes: SnapshotChange[] = [];
  for (const path of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [a, b] = [before.get(path), after.get(path)];
    if (a === undefined) changes.push({ path, kind: "added" });
    else if (b === undefined) changes.push({ path, kind: "removed" });
    else if (!sameContent(a, b)) changes.push({ path, kind: "changed" });
  }
  return changes;
}
