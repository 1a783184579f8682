/** What the page and the store worker say to each other. All plain data; texts are ordinary UTF-16 strings. */

/** A tree by the digest of its root, in Nix's spelling of BLAKE3: `blake3-` and 44 characters of base 64. */
export type RootDigest = string;

/** A tree that evaluation sees under a name, in all workspaces that don't say otherwise. */
export interface Mount {
  /** As in NIX_PATH: `nixpkgs` for `<nixpkgs>`. */
  name: string;
  root: RootDigest;
  /** What it was made of, for people: a file's name, a folder's, a URL. */
  source: string;
  /** Where a published tree's missing parts are fetched from; null for trees that are here whole. */
  url: string | null;
}

/**
 * What a workspace has otherwise than the mounts of all workspaces. It sees its own list in that order, then those of
 * all workspaces that no entry stands for.
 */
export interface WorkspaceMount {
  /** As {@link Mount.name}. */
  name: string;
  /** Which of the mounts of all workspaces it stands for, by name; null: it is one more. */
  instead: string | null;
  /** Whether evaluation sees it. */
  on: boolean;
  /** Its own tree, which need not be kept here; null: that of {@link instead}. */
  root: RootDigest | null;
  /** Where its own tree may be had, as a link told; null where none did. Never fetched by itself. */
  url: string | null;
}

/** The own mounts of one workspace. */
export interface WorkspaceMounts {
  workspace: string;
  mounts: WorkspaceMount[];
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

/** What was asked of a store since its worker began. */
export interface ServiceUse {
  /** `This browser`, or the address of a published tree. */
  name: string;
  requests: number;
  /** Reads that found something, and that did not. */
  hits: number;
  misses: number;
  errors: number;
  bytesRead: number;
  bytesWritten: number;
  /** That all requests took together, until their answer began. */
  milliseconds: number;
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
  /** The stores that were read. */
  services: ServiceUse[];
}

/** Something that is not as it must be, or not there. */
export interface Damage {
  kind: "blob" | "directory";
  /** In Nix's spelling, as {@link RootDigest}. */
  digest: string;
  /** What is wrong, for people. */
  problem: string;
  /** Where it is needed: at most one place for each tree. */
  places: DamagePlace[];
}

export interface DamagePlace {
  /** The kept tree; null: the snapshots of workspaces. */
  root: RootDigest | null;
  /** From the tree's root, components joined by `/`; empty for the root itself. */
  path: string;
}

export interface VerifyReport {
  blobs: number;
  bytes: number;
  /** What is damaged or missing. Nothing of it is read any more: it can be stored anew. */
  damaged: Damage[];
}

export interface RepairReport extends VerifyReport {
  /** Things that were brought. */
  repaired: number;
}

/** What a repair is at. */
export interface RepairProgress extends WorkReport {
  /** `bytes` of the source in `reading`, packs of the store in `checking`. */
  phase: "checking" | "reading";
}

export interface WorkReport {
  done: number;
  /** Null where it is unknown. */
  total: number | null;
}

/** Seen by every tab. */
export interface StoreState {
  trees: KeptTree[];
  /** Of all workspaces that don't say otherwise, in NIX_PATH order. */
  mounts: Mount[];
  /** Of the workspaces that have mounts of their own. */
  workspaces: WorkspaceMounts[];
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
  /** Those of all workspaces. */
  setMounts(mounts: Mount[]): Promise<StoreAnswer<null>>;
  /**
   * Those of one workspace; with none it has those of all.
   * @param all - those of all workspaces, where both change
   */
  setWorkspaceMounts(
    workspace: string,
    mounts: WorkspaceMount[],
    all: Mount[] | null,
  ): Promise<StoreAnswer<null>>;
  /** Keeps a tree no longer; its bytes go with the next collection. Its mounts go too, in all workspaces. */
  removeTree(root: RootDigest): Promise<StoreAnswer<null>>;
  storage(): Promise<StoreAnswer<StorageReport>>;
  collectGarbage(
    job: string,
    progress: (report: WorkReport) => void,
  ): Promise<StoreAnswer<{ freed: number }>>;
  /** Reads all that is stored, and compares it with its digests. */
  verify(job: string, progress: (report: WorkReport) => void): Promise<StoreAnswer<VerifyReport>>;
  /**
   * Verifies, and brings what is damaged or missing from a source. Nothing else of the source is stored, and nothing
   * of it is kept as a tree.
   */
  repair(
    job: string,
    source: ImportSource,
    progress: (report: RepairProgress) => void,
  ): Promise<StoreAnswer<RepairReport>>;
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
  /** Keeps no snapshot of a workspace any longer, and no mounts of its own. */
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
  /** Stores one NAR or path info that the service worker's nar-bridge sends (see workers/bridge/writer-protocol.ts). */
  bridge(port: MessagePort): Promise<void>;
  /** The name under which the service worker reaches this worker, for evaluators without shared memory. */
  serviceName(): Promise<string>;
  /** Resolves to the name of a Web Lock that the worker holds as long as it lives; null where there are no locks. */
  lifeLock(): Promise<string | null>;
}
