/** Keeps workspaces in IndexedDB. Every save says which revision it started from; none overwrites another one. */
import {
  keysOfFiles,
  openDatabase,
  type Database,
  type DatabaseFactory,
  type WorkspaceRecord,
} from "./database.ts";
import type { WorkspaceInfo } from "./api.ts";
import type { FileContents } from "./state.ts";
import type { FileContent } from "./types.ts";

/** A workspace as it is stored. */
export interface Stored {
  id: string;
  name: string;
  revision: number;
  changed: number;
  files: FileContents;
}

export interface View {
  open: readonly string[];
  active: string;
}

export interface Save {
  id: string;
  /** The revision the change started from; 0 for a workspace that was never stored. */
  from: number;
  name: string;
  /** Files that are new or different. */
  put: FileContents;
  /** Files that are gone. */
  remove: Iterable<string>;
  view: View;
}

export type SaveResult =
  | { type: "saved"; revision: number }
  /** Somebody else saved meanwhile; nothing was written. */
  | { type: "stale"; stored: Stored }
  /** It was removed meanwhile; nothing was written. */
  | { type: "removed" };

/** All methods reject where the browser refuses; {@link storageProblem} words it. */
export interface WorkspaceStorage {
  list(): Promise<WorkspaceInfo[]>;
  /** Null when there is none. */
  load(id: string): Promise<{ stored: Stored; view: View | null } | null>;
  /** One transaction: all of it or nothing. */
  save(save: Save): Promise<SaveResult>;
  /** Keeps the tabs of a stored workspace and that it was used last. */
  saveView(id: string, view: View): Promise<void>;
  remove(id: string): Promise<void>;
  /** Id of the workspace that was used last. */
  last(): Promise<string | null>;
  /** Stores a workspace unless one was adopted before; whether it did. */
  adopt(save: Omit<Save, "from" | "remove">): Promise<boolean>;
}

export interface StorageOptions {
  factory: DatabaseFactory;
  /** Milliseconds since 1970. */
  now: () => number;
}

export function createStorage({ factory, now }: StorageOptions): WorkspaceStorage {
  let opening: Promise<Database> | null = null;
  /** The connection; opened again after it failed or was closed. */
  const database = (): Promise<Database> => {
    const forget = (): void => {
      opening = null;
    };
    if (opening === null) {
      opening = openDatabase(factory, forget);
      opening.catch(forget);
    }
    return opening;
  };

  return {
    async list() {
      const records = await (await database()).getAll("workspaces");
      records.sort((a, b) => b.changed - a.changed);
      return records.map(({ id, name, changed }) => ({ id, name, changed }));
    },

    async load(id) {
      const tx = (await database()).transaction(["workspaces", "files", "views"]);
      const [record, files, view] = await Promise.all([
        tx.objectStore("workspaces").get(id),
        tx.objectStore("files").getAll(keysOfFiles(factory, id)),
        tx.objectStore("views").get(id),
        tx.done,
      ]);
      if (record === undefined) return null;
      return {
        stored: { ...record, files: new Map(files.map(({ path, content }) => [path, content])) },
        view: view === undefined ? null : { open: view.open, active: view.active },
      };
    },

    async save({ id, from, name, put, remove, view }) {
      const tx = (await database()).transaction(["workspaces", "files", "views", "facts"], "readwrite");
      const files = tx.objectStore("files");
      const record = await tx.objectStore("workspaces").get(id);
      if (record === undefined && from !== 0) {
        await tx.done;
        return { type: "removed" };
      }
      if (record !== undefined && record.revision !== from) {
        const [kept] = await Promise.all([files.getAll(keysOfFiles(factory, id)), tx.done]);
        const contents = new Map(kept.map(({ path, content }): [string, FileContent] => [path, content]));
        return { type: "stale", stored: { ...record, files: contents } };
      }
      const changed = now();
      // Greater than any earlier one, also of a removed workspace with this id: that was saved before now.
      const revision = Math.max(from + 1, changed);
      const saved: WorkspaceRecord = { id, name, revision, changed };
      await Promise.all([
        ...[...remove].map((path) => files.delete([id, path])),
        ...[...put].map(([path, content]) => files.put({ workspace: id, path, content })),
        tx.objectStore("workspaces").put(saved),
        tx.objectStore("views").put({ workspace: id, open: [...view.open], active: view.active }),
        tx.objectStore("facts").put(id, "last"),
        tx.done,
      ]);
      return { type: "saved", revision };
    },

    async saveView(id, view) {
      const tx = (await database()).transaction(["workspaces", "views", "facts"], "readwrite");
      const stored = await tx.objectStore("workspaces").getKey(id);
      const writes =
        stored === undefined
          ? []
          : [
              tx.objectStore("views").put({ workspace: id, open: [...view.open], active: view.active }),
              tx.objectStore("facts").put(id, "last"),
            ];
      await Promise.all([...writes, tx.done]);
    },

    async remove(id) {
      const tx = (await database()).transaction(["workspaces", "files", "views"], "readwrite");
      await Promise.all([
        tx.objectStore("workspaces").delete(id),
        tx.objectStore("files").delete(keysOfFiles(factory, id)),
        tx.objectStore("views").delete(id),
        tx.done,
      ]);
    },

    async last() {
      return (await (await database()).get("facts", "last")) ?? null;
    },

    async adopt({ id, name, put, view }) {
      const tx = (await database()).transaction(["workspaces", "files", "views", "facts"], "readwrite");
      const facts = tx.objectStore("facts");
      if ((await facts.get("adopted")) !== undefined) {
        await tx.done;
        return false;
      }
      const changed = now();
      await Promise.all([
        ...[...put].map(([path, content]) => tx.objectStore("files").put({ workspace: id, path, content })),
        tx.objectStore("workspaces").put({ id, name, revision: changed, changed }),
        tx.objectStore("views").put({ workspace: id, open: [...view.open], active: view.active }),
        facts.put(id, "last"),
        facts.put(id, "adopted"),
        tx.done,
      ]);
      return true;
    },
  };
}

/** Why the browser did not store something, and what to do, for people. */
export function storageProblem(error: unknown): string {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  switch (name) {
    case "QuotaExceededError":
      return "The browser's storage is full. Delete a workspace or free space; until then this is only in this tab.";
    case "VersionError":
      return "A newer version of this page is in use in this browser. Reload; download what you changed here first.";
    case "SecurityError":
    case "InvalidStateError":
    case "NotAllowedError":
    case "TypeError":
      return "This browser keeps nothing for this page (a private window, or storage is switched off). Download what you want to keep.";
    default:
      return `The browser could not store this${error instanceof Error ? ` (${error.message})` : ""}. It is only in this tab.`;
  }
}
