/** What the page and the store worker say to each other. All plain data; texts are ordinary UTF-16 strings. */

/** A tree by the digest of its root, in Nix's spelling of BLAKE3: `blake3-` and 44 characters of base 64. */
export type RootDigest = string;

/** A tree that evaluation sees under a name. */
export interface Mount {
  /** As in NIX_PATH: `nixpkgs` for `<nixpkgs>`. */
  name: string;
  root: RootDigest;
  /** What it was made of, for people: a file's name, a folder's, a URL. */
  source: string;
  /** Where a published tree's missing parts are fetched from; null for trees that are here whole. */
  url: string | null;
}

/** A tree that is kept: pinned until somebody removes it. */
export interface KeptTree {
  root: RootDigest;
  source: string;
  url: string | null;
  /** Milliseconds since 1970. */
  added: number;
  files: number;
  /** Of all files, as they are unpacked. */
  bytes: number;
  /** What the source could not tell; see `Imported.warnings`. */
  warnings: string[];
}

export type ImportSource =
  /** A tar (gzip, xz, bzip2, zstd or plain), zip or NAR. */
  | { type: "archive"; file: Blob; name: string }
  /** A dropped or picked folder; paths joined by `/`. */
  | { type: "folder"; files: { path: string; file: Blob }[]; name: string }
  /** An archive, fetched by the browser. */
  | { type: "url"; url: string }
  /** A tree published by `castore publish`; only its index is fetched now. */
  | { type: "published"; url: string };

export interface ImportState {
  phase: "reading" | "finishing";
  /** Bytes of the source read, compressed as they are; and of all, null where that is unknown. */
  read: number;
  total: number | null;
  files: number;
  bytes: number;
  newFiles: number;
  newBytes: number;
  /** Milliseconds since it began. */
  elapsed: number;
}

/** Why something with the store went wrong. */
export interface StoreFailure {
  kind: "invalid" | "quota" | "network" | "missing" | "corrupt" | "busy" | "internal";
  /** What happened, where, and what to do. */
  message: string;
}

export type StoreAnswer<T> =
  { type: "ok"; value: T } | { type: "failed"; failure: StoreFailure } | { type: "cancelled" };

export interface StorageTree {
  tree: KeptTree;
  /** Bytes it takes in the store, shared ones included. */
  stored: number;
  /** Bytes no other tree needs: what removing it frees. */
  own: number;
}

/** The files of a workspace at some time: a castore directory that is kept. */
export interface Snapshot {
  root: RootDigest;
  /** Milliseconds since 1970; differs for each snapshot of a workspace. */
  time: number;
  files: number;
  /** Of all files together. */
  bytes: number;
  /** Against the one before that is kept; the first {@link maxNamedChanges}, by path. */
  changes: SnapshotChange[];
  /** How many changes there are in all. */
  changed: number;
  /** Why it was made, for people; null for one that was made by itself. */
  message: string | null;
}

/** A file that a snapshot has otherwise than the one before. */
export interface SnapshotChange {
  path: string;
  kind: "added" | "changed" | "removed";
}

/** A file of a snapshot; its path is relative, components joined by `/`. */
export interface SnapshotFile {
  path: string;
  content: Uint8Array;
}

/** What became of a snapshot. */
export interface SnapshotTaken {
  root: RootDigest;
  /** Of the newest snapshot. */
  time: number;
  /** False where the newest one is of the same files. */
  recorded: boolean;
}

export interface StorageReport {
  /** By the browser's estimate, for this whole site; null where it gives none. */
  usage: number | null;
  quota: number | null;
  /** Whether the browser promised not to evict it. */
  persisted: boolean;
  blobs: number;
  directories: number;
  /** Bytes of blobs and directories as stored. */
  stored: number;
  /** Bytes that nothing kept refers to. */
  garbage: number;
  trees: StorageTree[];
  /** Of all workspaces; `own` is what nothing but snapshots needs, in bytes. */
  history: { snapshots: number; own: number };
}

export interface VerifyReport {
  blobs: number;
  bytes: number;
  /** One line for each damaged or missing thing: what, and in which tree and where. */
  damaged: string[];
  repaired: number;
}

export interface WorkReport {
  done: number;
  /** Null where it is unknown. */
  total: number | null;
}

/** Seen by every tab. */
export interface StoreState {
  trees: KeptTree[];
  /** In NIX_PATH order. */
  mounts: Mount[];
  /** Imports that a closed or killed tab left unfinished: what was stored of them is used when they are repeated. */
  unfinished: { source: string; began: number }[];
  persisted: boolean;
  /** Changes with every snapshot, and whenever some are forgotten. */
  historyVersion: number;
}

/** What the store worker offers the page through Comlink. Callbacks are Comlink proxies. */
export interface StoreApi {
  state(): Promise<StoreState>;
  /** Called after every change, those of other tabs included. */
  subscribe(changed: (state: StoreState) => void): Promise<void>;
  /** Stores a tree and keeps it. `job` is chosen by the caller, for {@link cancel}. */
  import(
    job: string,
    source: ImportSource,
    progress: (state: ImportState) => void,
  ): Promise<StoreAnswer<KeptTree>>;
  cancel(job: string): Promise<void>;
  setMounts(mounts: Mount[]): Promise<StoreAnswer<null>>;
  /** Keeps a tree no longer; its bytes go with the next collection. Its mounts go too. */
  removeTree(root: RootDigest): Promise<StoreAnswer<null>>;
  storage(): Promise<StoreAnswer<StorageReport>>;
  collectGarbage(
    job: string,
    progress: (report: WorkReport) => void,
  ): Promise<StoreAnswer<{ freed: number }>>;
  verify(job: string, progress: (report: WorkReport) => void): Promise<StoreAnswer<VerifyReport>>;
  export(
    job: string,
    root: RootDigest,
    format: "tar" | "zip" | "nar",
    progress: (report: WorkReport) => void,
  ): Promise<StoreAnswer<Blob>>;
  /**
   * Keeps the files of a workspace as they are, unless its newest snapshot is of the same ones; then that one takes
   * over a message. Older snapshots are thinned.
   */
  snapshot(
    workspace: string,
    files: SnapshotFile[],
    message: string | null,
  ): Promise<StoreAnswer<SnapshotTaken>>;
  /** The snapshots of a workspace, newest first. */
  history(workspace: string): Promise<StoreAnswer<Snapshot[]>>;
  /** The files of a snapshot, by path. */
  snapshotFiles(root: RootDigest): Promise<StoreAnswer<SnapshotFile[]>>;
  /** Keeps no snapshot of a workspace any longer. */
  forgetHistory(workspace: string): Promise<StoreAnswer<null>>;
  /** Asks the browser not to evict the store; what it said. (Only pages may ask: workers tell what is.) */
  persist(): Promise<boolean>;
  /**
   * Lets an evaluator worker read synchronously: requests come by the port, answers go to the shared memory (see
   * workers/store/channel.ts).
   */
  connect(port: MessagePort, memory: SharedArrayBuffer | null): Promise<void>;
  /** Serves an `ExplorerApi` through Comlink on a port. */
  explore(port: MessagePort): Promise<void>;
  /** The name under which the service worker reaches this worker, for evaluators without shared memory. */
  serviceName(): Promise<string>;
  /** Resolves to the name of a Web Lock that the worker holds as long as it lives; null where there are no locks. */
  lifeLock(): Promise<string | null>;
}
