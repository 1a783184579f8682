/** The workspace as the rest of the page sees it. */
import type { FileContent, WorkspaceData } from "./types.ts";

/** One of the workspaces kept in this browser. */
export interface WorkspaceInfo {
  id: string;
  name: string;
  /** When it was last saved, in milliseconds since 1970; 0 when it never was. */
  changed: number;
}

/** A file that two browser tabs changed, each in its own way. */
export interface ConflictFile {
  path: string;
  /** What it is in this tab; null: deleted or never there. */
  mine: FileContent | null;
  /** What the other tab saved. */
  theirs: FileContent | null;
}

/** What can't be merged without a person. Nothing is saved until it is resolved; nothing is lost meanwhile. */
export interface Conflict {
  /** Sorted by path. */
  files: ConflictFile[];
  /** When the other tab saved, in milliseconds since 1970. */
  changed: number;
}

/** `both` keeps this tab's file and adds the other's beside it as `name (other tab).nix`. */
export type ConflictChoice = "mine" | "theirs" | "both";

/** A file on its way in: where it shall be, relative to the workspace, and where its bytes come from. */
export interface Incoming {
  path: string;
  file: Pick<File, "arrayBuffer" | "size">;
}

export interface UploadResult {
  /** New files. */
  added: string[];
  /** Files that were there and have a new content. */
  replaced: string[];
  /** What was not taken, and why. */
  refused: { path: string; reason: string }[];
  /** Takes all of it back. */
  undo: () => void;
}

/**
 * A workspace. What is said of a path holds for a relative one, components joined by `/`. Functions without
 * parentheses in their description are Solid accessors. Wrong paths and impossible wishes throw WorkspaceError, whose
 * message is for people.
 */
export interface Workspace {
  /** Stays the same when it is renamed. */
  id: () => string;
  name: () => string;
  /** All files, sorted; a new array only when one was added, renamed or removed. */
  files: () => readonly string[];
  /** Files with a tab, in order. */
  open: () => readonly string[];
  /** The file in the editor; one of `open`. */
  active: () => string;
  /** Grows with every change of a file's content or of the set of files, wherever it came from. */
  revision: () => number;
  /** @throws WorkspaceError when there is no such file */
  content: (path: string) => FileContent;
  /** Whether there is such a file; not tracked as finely as `files`. */
  has: (path: string) => boolean;
  /** A number that stays with a file when it is renamed. */
  identity: (path: string) => number;

  /** The person changed a text. Never refuses; what is too large to be saved shows in `saved`. */
  write: (path: string, text: string) => void;
  /** Makes a file and shows it. */
  create: (path: string, content?: FileContent) => void;
  /** Moves a file or a folder. */
  rename: (from: string, to: string) => void;
  /** Removes a file or a folder; the answer puts it back. The last file can't be removed. */
  remove: (path: string) => () => void;
  /** Shows a file; it gets a tab if it has none. */
  setActive: (path: string) => void;
  /** Closes a tab; the last one stays. */
  close: (path: string) => void;
  /** Moves a tab to a place among `open`, from 0. */
  moveTab: (path: string, to: number) => void;
  /** Takes files in. Those that are UTF-8 without NUL become texts. Nothing is shown but the first added one. */
  upload: (files: readonly (File | Incoming)[]) => Promise<UploadResult>;
  /** Puts other files in place of these; the answer takes that back. */
  replace: (data: WorkspaceData) => () => void;
  snapshot: () => WorkspaceData;

  saved: () => "saved" | "saving" | "failed";
  /** Why it could not be saved, in a sentence or two; null when all is well. */
  problem: () => string | null;
  /** Saves now what is not yet saved. Never rejects: see `saved`. */
  flush: () => Promise<void>;
  conflict: () => Conflict | null;
  resolveConflict: (choice: ConflictChoice) => void;

  /** All workspaces, last changed first, this one included. */
  list: () => readonly WorkspaceInfo[];
  renameWorkspace: (name: string) => void;
  /** Opens another. Rejects with WorkspaceError where this one can't be saved first or the other is gone. */
  switchTo: (id: string) => Promise<void>;
  /** Makes another one and opens it, named differently from all others; default: one empty file. */
  add: (data?: WorkspaceData) => Promise<void>;
  duplicate: () => Promise<void>;
  /** Removes one; if it is this one, another is opened. The answer puts it back and opens it. */
  removeWorkspace: (id: string) => Promise<() => Promise<void>>;
  /** Stops listening and saving. */
  dispose: () => void;
}
