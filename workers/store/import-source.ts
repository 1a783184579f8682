/** Importing what the page hands over. */
import {
  type ArchiveSource,
  copyClosure,
  type DirectoryNode,
  formatDigest,
  type IdbStore,
  importArchive,
  type Imported,
  importFiles,
  type ImportProgress,
  type Metrics,
  PublishedTree,
  sourceOfStream,
  type Stores,
} from "../../core/castore/index.ts";
import type { ImportSource } from "../store-protocol.ts";
import { toBytes } from "../text.ts";
import { StoreProblem } from "./failure.ts";
import { httpSource } from "./http.ts";
import { directoriesOf } from "./published-trees.ts";

/** What an import made. */
export interface ImportedTree {
  root: DirectoryNode;
  url: string | null;
  /** The tree at that URL, opened. */
  published: PublishedTree | null;
  files: number;
  bytes: number;
  warnings: string[];
}

export interface ImportHooks {
  signal: AbortSignal;
  /** Bytes of the source, once they are known. */
  total: (bytes: number) => void;
  /** Counts what is fetched of published trees. */
  metrics: Metrics;
  progress: (progress: ImportProgress) => void;
}

/** What a source is called. */
export function sourceName(source: ImportSource): string {
  return "url" in source ? source.url : source.name;
}

/** Stores what a source holds. Does not keep it: that is for the caller. */
export async function importSource(
  store: IdbStore,
  source: ImportSource,
  hooks: ImportHooks,
): Promise<ImportedTree> {
  if (source.type === "published") return publishedTree(store, source.url, hooks);
  return treeOf(await importArchiveOrFolder(store, source, hooks), sourceName(source));
}

/** Reads a source that holds all of its files, into any stores. */
export async function importArchiveOrFolder(
  stores: Stores,
  source: Exclude<ImportSource, { type: "published" }>,
  hooks: ImportHooks,
): Promise<Imported> {
  const options = { signal: hooks.signal, onProgress: hooks.progress };
  switch (source.type) {
    case "archive":
      hooks.total(source.file.size);
      return importArchive(stores, blobSource(source.file), options);
    case "folder": {
      hooks.total(source.files.reduce((sum, { file }) => sum + file.size, 0));
      const files = source.files.map(({ path, file }) => ({
        path: toBytes(path),
        size: file.size,
        read: () => (file.size > wholeUpTo ? file.stream() : bytesOf(file)),
      }));
      return importFiles(stores, files, options);
    }
    case "url": {
      const response = await get(source.url, hooks);
      return importArchive(stores, await sourceOfStream(response.body!), options);
    }
  }
}

/** Files up to this size are read in one piece. */
const wholeUpTo = 1 << 20;

async function bytesOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}

function blobSource(file: Blob): ArchiveSource {
  return {
    size: file.size,
    stream: () => file.stream(),
    read: (start, end) => bytesOf(file.slice(start, end)),
  };
}

async function get(url: string, { signal, total }: ImportHooks): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new StoreProblem(
      "network",
      `'${url}' can't be fetched: the host is not there, or does not let other sites read it, as GitHub's archives ` +
        "do not. Download the file and drop it here",
      { cause: error },
    );
  }
  if (!response.ok || response.body === null) {
    throw new StoreProblem("network", `'${url}' can't be fetched: the host answers ${response.status}`);
  }
  const length = Number(response.headers.get("content-length") ?? 0);
  // Of a compressed transfer the length says nothing.
  if (length > 0 && response.headers.get("content-encoding") === null) total(length);
  return response;
}

function treeOf({ root, files, bytes, warnings }: Imported, name: string): ImportedTree {
  if (root.kind !== "directory") {
    throw new StoreProblem("invalid", `'${name}' holds a single file, not a tree of files`);
  }
  return { root, url: null, published: null, files, bytes, warnings: [...warnings] };
}

/** Stores the directories of a published tree; its files come when they are read. */
async function publishedTree(
  store: IdbStore,
  url: string,
  { signal, metrics }: ImportHooks,
): Promise<ImportedTree> {
  const tree = await PublishedTree.open(httpSource(url, metrics), {
    signal,
    near: (root) => directoriesOf(store, root),
  });
  await copyClosure(tree.directories, store.directories, tree.root.digest, { signal });
  const { manifest, root } = tree;
  if (!store.directories.has(root.digest)) {
    throw new StoreProblem("missing", `the directories of ${formatDigest(root.digest)} are not at '${url}'`);
  }
  return { root, url, published: tree, files: manifest.files, bytes: manifest.bytes, warnings: [] };
}
