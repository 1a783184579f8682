/** A page that only drives the store worker, for the tests of its durability. */
import * as Comlink from "comlink";
import { madeFiles, tarPieces, type MadeTree } from "../../core/castore/testing/made-archive.ts";
import type { ImportSource, ImportState, StoreAnswer, StoreApi } from "../../workers/index.ts";

/** What an import came to. */
export interface ImportResult {
  /** `ok`, `cancelled`, or the failure's kind. */
  readonly outcome: string;
  readonly message: string;
  /** The tree's root; empty unless it is `ok`. */
  readonly root: string;
  /** The last that was told of its progress. */
  readonly last: ImportState | null;
  readonly ms: number;
}

/** What the store says of itself. */
export interface Inspection {
  /** Roots of the trees that are listed. */
  readonly trees: readonly string[];
  readonly unfinished: number;
  readonly damaged: readonly unknown[];
  readonly objects: number;
  /** Bytes stored, and those that no tree needs. */
  readonly stored: number;
  readonly garbage: number;
}

let worker: Worker;
let api: Comlink.Remote<StoreApi>;
let jobs = 0;
let importing: Promise<ImportResult> | null = null;
const archives = new Map<string, Promise<Blob>>();

function start(): void {
  worker = new Worker("store-worker.js", { type: "module" });
  api = Comlink.wrap<StoreApi>(worker);
}

/** A tree's archive: generated, or fetched. */
function archiveOf(tree: MadeTree | string): Promise<Blob> {
  const key = JSON.stringify(tree);
  let archive = archives.get(key);
  if (archive === undefined) {
    archive =
      typeof tree === "string"
        ? fetch(tree).then((response) => response.blob())
        : Promise.resolve(new Blob([...tarPieces(madeFiles(tree))] as Uint8Array<ArrayBuffer>[]));
    archives.set(key, archive);
  }
  return archive;
}

function valueOf<T>(answer: StoreAnswer<T>): T {
  if (answer.type === "ok") return answer.value;
  throw new Error(
    answer.type === "failed" ? `${answer.failure.kind}: ${answer.failure.message}` : answer.type,
  );
}

const silent = (): (() => void) => Comlink.proxy(() => undefined);

async function importTree(tree: MadeTree | string): Promise<ImportResult> {
  return importSource({ type: "archive", file: await archiveOf(tree), name: JSON.stringify(tree) });
}

async function importSource(source: ImportSource): Promise<ImportResult> {
  let last: ImportState | null = null;
  const from = performance.now();
  const progress = Comlink.proxy((state: ImportState) => void (last = state));
  const answer = await api.import(`job-${++jobs}`, source, progress);
  const ms = performance.now() - from;
  if (answer.type === "ok") return { outcome: "ok", message: "", root: answer.value.root, last, ms };
  if (answer.type === "cancelled") return { outcome: "cancelled", message: "", root: "", last, ms };
  return { outcome: answer.failure.kind, message: answer.failure.message, root: "", last, ms };
}

/** What the tests call. */
export const driver = {
  /** Makes an archive ready, so that an import begins at once. */
  prepare: async (tree: MadeTree | string): Promise<number> => (await archiveOf(tree)).size,
  import: importTree,
  /** Imports what comes from an address, as it comes. */
  fetch: (url: string): Promise<ImportResult> => importSource({ type: "url", url }),
  /** Begins an import; `finish` tells how it ended. */
  begin(tree: MadeTree | string): void {
    importing = importTree(tree);
  },
  finish: (): Promise<ImportResult> => importing!,
  async inspect(): Promise<Inspection> {
    const state = await api.state();
    const report = valueOf(await api.verify(`job-${++jobs}`, silent()));
    const { stored, garbage } = valueOf(await api.storage());
    return {
      trees: state.trees.map(({ root }) => root),
      unfinished: state.unfinished.length,
      damaged: report.damaged,
      objects: report.blobs,
      stored,
      garbage,
    };
  },
  async remove(root: string): Promise<void> {
    valueOf(await api.removeTree(root));
  },
  collect: async (): Promise<number> => valueOf(await api.collectGarbage(`job-${++jobs}`, silent())).freed,
  /** Bytes of a tree's files as they come out again. */
  read: async (root: string): Promise<number> =>
    valueOf(await api.export(`job-${++jobs}`, root, "tar", silent())).size,
  /** Ends the worker in the middle of whatever it does, and starts another. */
  restart(): void {
    worker.terminate();
    start();
  },
};

declare global {
  interface Window {
    /** How the tests reach this page. */
    driver: typeof driver;
  }
}

start();
window.driver = driver;
