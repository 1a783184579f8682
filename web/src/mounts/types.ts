/** What mounts and storage need of the page. */
import type { Incoming } from "../workspace/index.ts";
import type { Accessor } from "solid-js";
import type { ImportSource, Mount, StoreAnswer, WorkspaceMount } from "../../../workers/index.ts";
import type { StoreClient } from "../run/store-client.ts";
import type { MountHere } from "./resolve.ts";

/** What these panels need of the store. */
export type PageStore = Omit<StoreClient, "mounts" | "connecting">;

export interface MountsDeps {
  store: PageStore;
  /** The mounts of the open workspace. */
  here: Accessor<readonly MountHere[]>;
  workspaceName: Accessor<string>;
  /** Changes the own mounts of the open workspace, and those of all unless null. */
  setMounts: (own: readonly WorkspaceMount[], all: readonly Mount[] | null) => Promise<StoreAnswer<null>>;
  /** Opens the panel of mounts, or leaves it open. */
  showMounts: () => void;
  showStorage: () => void;
  /** A short line that goes by itself, also told to screen readers. */
  say: (text: string) => void;
  /** Told to screen readers only. */
  speak: (text: string) => void;
  /** Something went wrong and no card shows it. */
  report: (message: string) => void;
  /** Opens a file in the explorer. */
  explore: (file: File) => void;
  /** Adds files to the workspace. */
  addFiles: (files: Incoming[], skipped: string[]) => void;
  /** Whether some file of the workspace may look that name up; follows what is typed. */
  mentions: (name: string) => boolean;
  /** Makes a file of the workspace and evaluates it. */
  tryOut: (path: string, text: string) => void;
}

/** What is to be imported. Folders are looked through first. */
export interface Wanted {
  /** For people: a file's name, a folder's, a URL. */
  label: string;
  kind: ImportSource["type"];
  /** `found` is told how many files there are so far. */
  source: (found: (files: number) => void) => ImportSource | Promise<ImportSource>;
}

export type { ImportSource, Mount };
