/** Brings two versions of a workspace together that grew from one. */
import { sameContent } from "./content.ts";
import { freePath } from "./path.ts";
import type { ConflictChoice, ConflictFile } from "./api.ts";
import type { FileContent } from "./types.ts";
import type { FileContents } from "./state.ts";

/** The outcome: what both agree on, with this side's version of what they don't. */
export interface Merged {
  files: Map<string, FileContent>;
  /** Sorted by path. */
  conflicts: ConflictFile[];
}

/**
 * Merges file by file: what only one side changed is taken as that side has it. A file both changed, each differently
 * (deleting is a change), is a conflict; so are a file of one side and a folder of the other with one name.
 */
export function merge(base: FileContents, mine: FileContents, theirs: FileContents): Merged {
  const files = new Map<string, FileContent>();
  const conflicts = new Map<string, ConflictFile>();
  for (const path of new Set([...base.keys(), ...mine.keys(), ...theirs.keys()])) {
    const sides = { base: at(base, path), mine: at(mine, path), theirs: at(theirs, path) };
    const changedHere = !sameContent(sides.base, sides.mine);
    const changedThere = !sameContent(sides.base, sides.theirs);
    const agreed = !changedHere || !changedThere || sameContent(sides.mine, sides.theirs);
    const kept = changedHere || !changedThere ? sides.mine : sides.theirs;
    if (!agreed) conflicts.set(path, { path, mine: sides.mine, theirs: sides.theirs });
    if (kept !== null) files.set(path, kept);
  }
  for (const [folder, path] of clashes(files)) {
    for (const it of [folder, path])
      conflicts.set(it, { path: it, mine: at(mine, it), theirs: at(theirs, it) });
  }
  for (const { path, mine: own } of conflicts.values()) {
    if (own === null) files.delete(path);
  }
  // Both sides may have deleted what the other kept: until a person chose, this side's files stay.
  if (files.size === 0) {
    for (const path of [...mine.keys(), ...theirs.keys()]) {
      conflicts.set(path, { path, mine: at(mine, path), theirs: at(theirs, path) });
    }
    for (const [path, content] of mine) files.set(path, content);
  }
  return { files, conflicts: [...conflicts.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** This side's files after a person chose. There is a file left as long as one side of a conflict has one. */
export function resolve(
  mine: FileContents,
  conflicts: readonly ConflictFile[],
  choice: ConflictChoice,
): Map<string, FileContent> {
  const files = new Map(mine);
  if (choice === "mine") return files;
  if (choice === "theirs") for (const { path } of conflicts) files.delete(path);
  // What this side deleted can come back under its own name; the rest needs another one.
  for (const { path, theirs } of conflicts) {
    if (theirs !== null) files.set(freePathBeside(path, files), theirs);
  }
  return files.size === 0 ? new Map(mine) : files;
}

const otherTab = "(other tab)";

function freePathBeside(path: string, files: FileContents): string {
  const free = freePath(path, files);
  return free === path ? path : freePath(path, files, otherTab);
}

function at(files: FileContents, path: string): FileContent | null {
  return files.get(path) ?? null;
}

/** Pairs of a file that is a folder as well, and a file in it. */
function clashes(files: FileContents): [string, string][] {
  const found: [string, string][] = [];
  for (const path of files.keys()) {
    for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) {
      const folder = path.slice(0, end);
      if (files.has(folder)) found.push([folder, path]);
    }
  }
  return found;
}
