/** Node's file system as the evaluator sees files. */
import {
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  type Dirent,
  type Stats,
} from "node:fs";
import type { FileKind } from "../core/eval/index.ts";
import { nodePath } from "./byte-io.ts";
import type { EvalIO, FileReceiver } from "../core/glue/index.ts";

const reasons: Record<string, string> = {
  EACCES: "Permission denied",
  EISDIR: "Is a directory",
  ELOOP: "Too many levels of symbolic links",
  EINVAL: "Invalid argument",
  ENAMETOOLONG: "File name too long",
  ENOENT: "No such file or directory",
  ENOTDIR: "Not a directory",
  EPERM: "Operation not permitted",
};

/** Why a system call failed, in the system's words. */
export function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  return reasons[code ?? ""] ?? message;
}

/** Runs a system call; failures say what was tried and why it failed, as Nix does. */
function attempt<T>(what: string, path: string, run: (path: string | Buffer) => T): T {
  try {
    return run(nodePath(path));
  } catch (error) {
    throw new Error(`${what} '${path}': ${reasonOf(error as NodeJS.ErrnoException)}`, { cause: error });
  }
}

function kindOf(entry: Stats | Dirent<Buffer>): FileKind {
  if (entry.isFile()) return "regular";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "symlink" : "unknown";
}

/** Bytes read at a time. */
const chunkSize = 1 << 18;

/** The buffer files are read through, one at a time. */
let buffer: Buffer | null = null;

/** Hands over the bytes of an open file. @throws Error when it changes its size meanwhile */
function readAll(file: number, path: string, receiver: FileReceiver): void {
  const { size, mode } = fstatSync(file);
  receiver.begin(size, (mode & 0o100) !== 0);
  buffer ??= Buffer.allocUnsafeSlow(chunkSize);
  for (let left = size; left > 0;) {
    const count = readSync(file, buffer, 0, Math.min(left, chunkSize), null);
    if (count === 0) throw new Error(`file '${path}' became shorter while it was read`);
    receiver.write(buffer.subarray(0, count));
    left -= count;
  }
}

/** A file's bytes as a string. One buffer for all: most are small, and Node's own function asks for the size first. */
function readText(path: string | Buffer): string {
  const file = openSync(path, "r");
  try {
    buffer ??= Buffer.allocUnsafeSlow(chunkSize);
    let text = "";
    for (;;) {
      const count = readSync(file, buffer, 0, chunkSize, null);
      if (count === 0) return text;
      text += buffer.toString("latin1", 0, count);
    }
  } finally {
    closeSync(file);
  }
}

/** Files are read anew each time: caching is the evaluator's business. */
export class NodeSources implements EvalIO {
  kind(path: string): FileKind | null {
    const stats = this.look(path);
    return stats === undefined ? null : kindOf(stats);
  }

  /** What stands at a path; undefined when nothing does. @throws Error */
  protected look(path: string): Stats | undefined {
    return attempt("getting status of", path, (p) => {
      try {
        return lstatSync(p, { throwIfNoEntry: false });
      } catch (error) {
        // Below a file there is nothing.
        if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
        throw error;
      }
    });
  }

  read(path: string): string {
    return attempt("opening file", path, readText);
  }

  readInto(path: string, receiver: FileReceiver): void {
    const file = attempt("opening file", path, (p) => openSync(p, "r"));
    try {
      readAll(file, path, receiver);
    } finally {
      closeSync(file);
    }
  }

  readDir(path: string): Map<string, FileKind> {
    const entries = attempt("opening directory", path, (p) =>
      readdirSync(p, { withFileTypes: true, encoding: "buffer" }),
    );
    return new Map(entries.map((entry) => [entry.name.toString("latin1"), kindOf(entry)]));
  }

  modified(path: string): number {
    return attempt("getting status of", path, (p) => Math.floor(lstatSync(p).mtimeMs / 1000));
  }

  readLink(path: string): string {
    return attempt("reading symbolic link", path, (p) => readlinkSync(p, "latin1"));
  }
}
