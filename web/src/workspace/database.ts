/** The workspaces' database: its name, its versions, and how to open it. */
import { wrap, type DBSchema, type IDBPDatabase, type IDBPTransaction } from "idb";
import type { FileContent } from "./types.ts";

export const databaseName = "tvix-playground.workspaces";

export interface WorkspaceRecord {
  id: string;
  name: string;
  /** Differs for every save of a workspace, also after it was removed and made again; grows. */
  revision: number;
  /** Milliseconds since 1970. */
  changed: number;
}

export interface FileRecord {
  workspace: string;
  path: string;
  content: FileContent;
}

/** Where a person is in a workspace; the tab that moved last wins. */
export interface ViewRecord {
  workspace: string;
  open: string[];
  active: string;
}

export interface WorkspaceSchema extends DBSchema {
  workspaces: { key: string; value: WorkspaceRecord };
  files: { key: [workspace: string, path: string]; value: FileRecord };
  views: { key: string; value: ViewRecord };
  /** `last`: id of the workspace that was used last. `adopted`: whether the first text page's text was taken over. */
  facts: { key: "last" | "adopted"; value: string };
}

export type Database = IDBPDatabase<WorkspaceSchema>;
type Stores = ("workspaces" | "files" | "views" | "facts")[];
type Upgrade = IDBPTransaction<WorkspaceSchema, Stores, "versionchange">;

/** What each version changed, from version 1 on. Only ever add to the end: people have any of them. */
const steps: readonly ((db: Database, upgrade: Upgrade) => void)[] = [
  (db) => {
    db.createObjectStore("workspaces", { keyPath: "id" });
    db.createObjectStore("files", { keyPath: ["workspace", "path"] });
    db.createObjectStore("views", { keyPath: "workspace" });
    db.createObjectStore("facts");
  },
];

export const databaseVersion = steps.length;

/** What opening and reading need of the browser. */
export interface DatabaseFactory {
  indexedDB: IDBFactory;
  IDBKeyRange: typeof IDBKeyRange;
}

/** Opens the database, bringing an older one up to date. `onClosed`: the connection can no longer be used. */
export async function openDatabase({ indexedDB }: DatabaseFactory, onClosed: () => void): Promise<Database> {
  const request = indexedDB.open(databaseName, databaseVersion);
  request.onupgradeneeded = ({ oldVersion }) => {
    const upgrade = request.transaction;
    if (upgrade === null) throw new Error("an upgrade without its transaction");
    const db = wrap(request.result) as unknown as Database;
    for (const step of steps.slice(oldVersion)) step(db, wrap(upgrade) as unknown as Upgrade);
  };
  const db = (await wrap(request)) as unknown as Database;
  // A newer page wants to change the database: let it.
  db.addEventListener("versionchange", () => {
    db.close();
    onClosed();
  });
  db.addEventListener("close", onClosed);
  return db;
}

/** The keys of all files of a workspace. */
export function keysOfFiles({ IDBKeyRange: range }: DatabaseFactory, workspace: string): IDBKeyRange {
  return range.bound([workspace], [workspace, []]);
}
