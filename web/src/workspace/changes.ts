/** What to write so that what is stored becomes what is in memory. */
import { sameContent } from "./content.ts";
import type { FileContents } from "./state.ts";

export interface Content {
  name: string;
  files: FileContents;
}

/** What was last known to be stored; with revision 0, what it started from and nothing is stored. */
export interface Base extends Content {
  revision: number;
}

export interface Changes {
  put: FileContents;
  remove: string[];
}

/** Null when nothing changed. */
export function changesFrom(base: Base, { name, files }: Content): Changes | null {
  const put = new Map(
    [...files].filter(([path, content]) => !sameContent(base.files.get(path) ?? null, content)),
  );
  const remove = [...base.files.keys()].filter((path) => !files.has(path));
  if (put.size === 0 && remove.length === 0 && name === base.name) return null;
  return base.revision === 0 ? { put: files, remove: [] } : { put, remove };
}
