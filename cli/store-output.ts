/** Store objects of an evaluation written to disk or into a stream, all of them or none. */
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { type EvalStore, referencesOf, writeObjectNar } from "../core/glue/index.ts";
import { ExportWriter, NarReader } from "../core/nix-compat/index.ts";
import { nodePath, writeBytes } from "./byte-io.ts";
import { UsageError } from "./options.ts";
import { NarUnpacker } from "./nar-unpack.ts";

/** The name of what is not complete yet: beside what it becomes, so that a rename is all that is left to do. */
function unfinished(path: string): string {
  return `${path.replace(/\/+$/, "")}.tvix-${process.pid}`;
}

/**
 * Writes store objects as files and trees named by their store paths' last parts. Where the folder exists
 * already, it keeps what it holds; store objects that are there stay as they are.
 */
export function writeObjects(store: EvalStore, paths: readonly string[], folder: string): void {
  const exists = existsSync(nodePath(folder));
  if (exists && !statSync(nodePath(folder)).isDirectory())
    throw new UsageError(`'${folder}' is not a directory`);
  const staging = unfinished(folder);
  mkdirSync(nodePath(staging));
  try {
    for (const path of paths) {
      const base = path.slice(store.storeDir.length + 1);
      if (exists && isThere(`${folder}/${base}`)) continue;
      const reader = new NarReader(new NarUnpacker(`${staging}/${base}`));
      writeObjectNar(store, path, (chunk) => void reader.push(chunk));
      reader.end();
    }
    if (!exists) renameSync(nodePath(staging), nodePath(folder));
    else {
      // Dependencies come first here too: what is there is always closed.
      const written = new Set(readdirSync(nodePath(staging), "latin1"));
      for (const path of paths) {
        const base = path.slice(store.storeDir.length + 1);
        if (written.has(base)) renameSync(nodePath(`${staging}/${base}`), nodePath(`${folder}/${base}`));
      }
    }
  } finally {
    rmSync(nodePath(staging), { recursive: true, force: true });
  }
}

function isThere(path: string): boolean {
  return lstatSync(nodePath(path), { throwIfNoEntry: false }) !== undefined;
}

/** Writes store objects as a stream for `nix-store --import`, to a file or, for `-`, to standard output. */
export function exportObjects(store: EvalStore, paths: readonly string[], target: string): void {
  if (target === "-") {
    exportTo(store, paths, 1);
    return;
  }
  const staging = unfinished(target);
  const file = openSync(nodePath(staging), "wx", 0o666);
  try {
    try {
      exportTo(store, paths, file);
    } finally {
      closeSync(file);
    }
    renameSync(nodePath(staging), nodePath(target));
  } finally {
    rmSync(nodePath(staging), { force: true });
  }
}

/** Bytes collected before they are written. */
const bufferSize = 1 << 18;

function exportTo(store: EvalStore, paths: readonly string[], file: number): void {
  const buffer = new Uint8Array(bufferSize);
  let used = 0;
  const flush = (): void => {
    writeBytes(file, buffer.subarray(0, used));
    used = 0;
  };
  const stream = new ExportWriter((chunk) => {
    if (chunk.length > bufferSize - used) flush();
    if (chunk.length > bufferSize) writeBytes(file, chunk);
    else {
      buffer.set(chunk, used);
      used += chunk.length;
    }
  }, store.storeDir);
  for (const path of paths) {
    writeObjectNar(store, path, stream.begin());
    // Neither sources nor derivation files have a deriver: nothing was built.
    stream.finish({ path, references: referencesOf(store, path), deriver: null });
  }
  stream.end();
  flush();
}
