/** Importing what a path of this machine names: a folder, a file, or an archive. */
import {
  closeSync,
  createReadStream,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
} from "node:fs";
import { NixError } from "../core/eval/index.ts";
import {
  importArchive,
  importTree,
  sourceOfStream,
  type ArchiveSource,
  type Imported,
  type ImportProgress,
  type Stores,
  type TreeItem,
} from "../core/castore/index.ts";
import { inputChunks, nodePath } from "./byte-io.ts";

/** Files up to this size are read in one piece. */
const wholeUpTo = 1 << 20;

/** What an import made; archives tell more. */
export type ImportedPath = Pick<Imported, "root" | "files" | "bytes" | "newFiles" | "newBytes">;

/**
 * Imports a path: folders and files as they are, archives for what they hold unless `asFile`.
 * @param path - a byte string; `-` is an archive on standard input
 */
export async function importPath(
  stores: Stores,
  path: string,
  options: { readonly asFile: boolean; readonly onProgress?: (progress: ImportProgress) => void },
): Promise<ImportedPath> {
  const { onProgress } = options;
  if (path === "-") return importArchive(stores, await sourceOfStream(streamOfInput()), { onProgress });
  if (!options.asFile && lstatSync(nodePath(path)).isFile()) {
    const file = openSync(nodePath(path), "r");
    try {
      return await importArchive(stores, sourceOfFile(path, file), { onProgress });
    } finally {
      closeSync(file);
    }
  }
  const counts = { files: 0, bytes: 0, newFiles: 0, newBytes: 0 };
  const root = await importTree(stores, treeItemOf(path), {
    onStored: (size, isNew) => {
      counts.files++;
      counts.bytes += size;
      if (isNew) {
        counts.newFiles++;
        counts.newBytes += size;
      }
      if (counts.files % 1000 === 0) onProgress?.({ bytesRead: counts.bytes, ...counts });
    },
  });
  return { root, ...counts };
}

function sourceOfFile(path: string, file: number): ArchiveSource {
  return {
    size: fstatSync(file).size,
    stream: () => webStream(createReadStream(nodePath(path), { highWaterMark: 1 << 18 })),
    read: async (start, end) => {
      const bytes = new Uint8Array(end - start);
      let at = 0;
      for (let count = -1; at < bytes.length && count !== 0; at += count) {
        count = readSync(file, bytes, at, bytes.length - at, start + at);
      }
      return bytes.subarray(0, at);
    },
  };
}

function streamOfInput(): ReadableStream<Uint8Array> {
  const chunks = inputChunks("-");
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const step = chunks.next();
        if (step.done === true) controller.close();
        // Chunks share a buffer.
        else controller.enqueue(new Uint8Array(step.value));
      },
    },
    { highWaterMark: 0 },
  );
}

/** Node's stream as one of the web's. */
function webStream(stream: NodeJS.ReadableStream): ReadableStream<Uint8Array> {
  const pieces = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const step = await pieces.next();
        if (step.done === true) controller.close();
        else controller.enqueue(step.value);
      },
      async cancel() {
        await pieces.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** A path as imports take it; links are not followed. @throws NixError for what is no file, folder or link */
function treeItemOf(path: string): TreeItem {
  const stats = lstatSync(nodePath(path));
  if (stats.isSymbolicLink()) {
    return { kind: "symlink", target: readlinkSync(nodePath(path), "latin1") };
  }
  if (stats.isDirectory()) {
    return {
      kind: "directory",
      *entries() {
        for (const name of readdirSync(nodePath(path), { encoding: "buffer" })) {
          const text = name.toString("latin1");
          yield [text, treeItemOf(`${path}/${text}`)];
        }
      },
    };
  }
  if (!stats.isFile())
    throw new NixError("io", `'${path}' is neither a file nor a folder nor a symbolic link`);
  return {
    kind: "file",
    executable: (stats.mode & 0o100) !== 0,
    read: () =>
      stats.size <= wholeUpTo
        ? new Uint8Array(readFileSync(nodePath(path)))
        : webStream(createReadStream(nodePath(path), { highWaterMark: 1 << 18 })),
  };
}
