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
import type { Digested, FileKind } from "../core/eval/index.ts";
import type { EvalIO, FileReceiver } from "../core/glue/index.ts";
import { nodePath } from "./byte-io.ts";
import type { FileDigests } from "./file-digests.ts";

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

/**
 * Hands over the bytes of an open file.
 * @param stats - what it is, as far as it is known
 * @throws Error when it changes its size meanwhile
 */
function readAll(file: number, path: string, stats: Stats | null, receiver: FileReceiver): void {
  const { size, mode } = stats ?? fstatSync(file);
  receiver.begin(size, (mode & 0o100) !== 0);
  buffer ??= Buffer.allocUnsafeSlow(chunkSize);
  for (let left = size; left > 0;) {
    const count = readSync(file, buffer, 0, Math.min(left, chunkSize), null);
    if (count === 0) throw new Error(`file '${path}' became shorter while it was read`);
    receiver.write(buffer.subarray(0, count));
    left -= count;
  }
}

/**
 * A file's bytes as a string. One buffer for all: most are small, and Node's own function asks for the size first.
 * @param size - what it had when it was looked at; -1: not known
 */
function readText(path: string | Buffer, size: number): string {
  const file = openSync(path, "r");
  try {
    buffer ??= Buffer.allocUnsafeSlow(chunkSize);
    let text = "";
    for (;;) {
      const count = readSync(file, buffer, 0, chunkSize, null);
      if (count === 0) return text;
      text += buffer.toString("latin1", 0, count);
      // All there was, and no more at the time: there is no need to ask whether this was the end.
      if (count === size && size < chunkSize) return text;
    }
  } finally {
    closeSync(file);
  }
}

/** A file and what it was when it was looked at. */
interface Seen {
  path: string;
  stats: Stats;
}

/** Files are read anew each time: caching is the evaluator's business. */
export class NodeSources implements EvalIO {
  /** What was looked at last, if it is a plain file: as a rule it is read next. */
  private lookedAt: Seen | null = null;
  /** Whether {@link lookedAt} has just been looked at for a digest that is not known: next, it is looked at and read. */
  private isUnknown = false;
  /** What was read last, if it was looked at just before. */
  private lastRead: Seen | null = null;

  /** @param digests - of files that were read by earlier runs; null: nothing is kept */
  constructor(protected readonly digests: FileDigests | null = null) {}

  kind(path: string): FileKind | null {
    if (this.isUnknown) {
      this.isUnknown = false;
      if (this.lookedAt?.path === path) return "regular";
    }
    const stats = this.look(path);
    return stats === undefined ? null : kindOf(stats);
  }

  /** {@link stats}, which is kept for whoever reads the file next. */
  protected look(path: string): Stats | undefined {
    const stats = this.stats(path);
    this.lookedAt = stats?.isFile() === true ? { path, stats } : null;
    return stats;
  }

  /** What {@link look} found just before at a path that is read now; null when that is not known. */
  private beforeReading(path: string): Stats | null {
    const seen = this.lookedAt?.path === path ? this.lookedAt : null;
    this.lookedAt = null;
    this.isUnknown = false;
    this.lastRead = seen;
    return seen?.stats ?? null;
  }

  /** What stands at a path; undefined when nothing does. @throws Error */
  protected stats(path: string): Stats | undefined {
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
    const size = this.beforeReading(path)?.size ?? -1;
    return attempt("opening file", path, (p) => readText(p, size));
  }

  readInto(path: string, receiver: FileReceiver): void {
    const stats = this.beforeReading(path);
    const file = attempt("opening file", path, (p) => openSync(p, "r"));
    try {
      readAll(file, path, stats, receiver);
    } finally {
      closeSync(file);
    }
  }

  knownDigest(path: string, of: Digested): Uint8Array | null {
    if (this.digests === null) return null;
    // Who imports a file has just looked at it; who copies one has not, and it may have changed since somebody did.
    if (of === "nar" || this.lookedAt?.path !== path) this.look(path);
    // A link is none of the files that digests are kept of.
    if (this.lookedAt === null) return null;
    const digest = this.digests.find(this.lookedAt.stats, of);
    this.isUnknown = digest === null;
    // It is not read next.
    if (digest !== null) this.lookedAt = null;
    return digest;
  }

  noteDigest(path: string, of: Digested, digest: Uint8Array): void {
    if (this.lastRead?.path === path) this.digests?.note(path, this.lastRead.stats, of, digest);
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
