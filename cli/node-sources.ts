/** Node's file system as the evaluator sees files. */
import { lstatSync, readdirSync, readFileSync, readlinkSync, type Dirent, type Stats } from "node:fs";
import type { FileKind, SourceTree } from "../core/eval/index.ts";

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

/** A path as Node wants it: paths are bytes, and Node would take a string for UTF-16. */
function nodePath(path: string): string | Buffer {
  return /[\x80-\xff]/.test(path) ? Buffer.from(path, "latin1") : path;
}

/** Runs a system call; failures say what was tried and why it failed, as Nix does. */
function attempt<T>(what: string, path: string, run: (path: string | Buffer) => T): T {
  try {
    return run(nodePath(path));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${what} '${path}': ${reasons[code ?? ""] ?? message}`, { cause: error });
  }
}

function kindOf(entry: Stats | Dirent<Buffer>): FileKind {
  if (entry.isFile()) return "regular";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "symlink" : "unknown";
}

/** Files are read anew each time: caching is the evaluator's business. */
export class NodeSources implements SourceTree {
  kind(path: string): FileKind | null {
    const stats = attempt("getting status of", path, (p) => {
      try {
        return lstatSync(p, { throwIfNoEntry: false });
      } catch (error) {
        // Below a file there is nothing.
        if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
        throw error;
      }
    });
    return stats === undefined ? null : kindOf(stats);
  }

  read(path: string): string {
    return attempt("opening file", path, (p) => readFileSync(p, "latin1"));
  }

  readDir(path: string): Map<string, FileKind> {
    const entries = attempt("opening directory", path, (p) =>
      readdirSync(p, { withFileTypes: true, encoding: "buffer" }),
    );
    return new Map(entries.map((entry) => [entry.name.toString("latin1"), kindOf(entry)]));
  }

  readLink(path: string): string {
    return attempt("reading symbolic link", path, (p) => readlinkSync(p, "latin1"));
  }
}
