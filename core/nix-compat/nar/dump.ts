/** Writes the NAR of a tree of files. */
import { NarError } from "./error.ts";
import { quoted } from "./names.ts";
import { NarWriter, type NarSink } from "./writer.ts";

/** What stands at a path, itself: links are not followed. NARs hold no `unknown` ones (sockets, devices). */
export type NarKind = "regular" | "directory" | "symlink" | "unknown";

/** Takes a file's bytes. */
export interface FileReceiver {
  /** Comes first. @param size - in bytes; exactly as many are written then */
  begin(size: number, executable: boolean): void;
  /** The array may be overwritten after the call. */
  write(chunk: Uint8Array): void;
}

/** A tree of files. Paths, names and targets are byte strings. Its methods may throw errors of their own. */
export interface NarSource {
  /** The kind of what stands at `path`; null when there is nothing. */
  kind(path: string): NarKind | null;
  /** The names in a directory with their kinds, in any order. */
  readDir(path: string): ReadonlyMap<string, NarKind>;
  readLink(path: string): string;
  /** Reads a regular file. */
  readInto(path: string, receiver: FileReceiver): void;
}

/** Whether what stands at a path below the root is part of the NAR. */
export type NarFilter = (path: string, kind: NarKind) => boolean;

/** A directory whose entries are being written. */
interface OpenDirectory {
  /** With a slash at its end. */
  prefix: string;
  kinds: ReadonlyMap<string, NarKind>;
  /** Names in descending order: the next one is taken from the end. */
  names: string[];
}

/**
 * Writes the NAR of what stands at `path`.
 * @param filter - is asked in the order of the NAR, not for the root; what it refuses isn't looked at
 * @returns the NAR's size in bytes
 * @throws NarError for what a NAR can't hold, and for files whose size isn't what it was said to be
 */
export function dumpNar(source: NarSource, path: string, sink: NarSink, filter?: NarFilter): number {
  const nar = new NarWriter(sink);
  const open: OpenDirectory[] = [];
  const kind = source.kind(path);
  if (kind === null) throw new NarError(`path ${quoted(path)} does not exist`, nar.size);
  writeNode(source, nar, path, kind, open);
  for (let directory = open.at(-1); directory !== undefined; directory = open.at(-1)) {
    const name = directory.names.pop();
    if (name === undefined) {
      open.pop();
      nar.endDirectory();
      continue;
    }
    const entryPath = directory.prefix + name;
    const entryKind = directory.kinds.get(name)!;
    if (filter !== undefined && !filter(entryPath, entryKind)) continue;
    nar.entry(name);
    writeNode(source, nar, entryPath, entryKind, open);
  }
  return nar.end();
}

/** Writes a node; of a directory only its start, the rest is left to the caller. */
function writeNode(
  source: NarSource,
  nar: NarWriter,
  path: string,
  kind: NarKind,
  open: OpenDirectory[],
): void {
  switch (kind) {
    case "directory": {
      const kinds = source.readDir(path);
      nar.startDirectory();
      // Chars are bytes: JavaScript's order of strings is that of their bytes.
      const names = [...kinds.keys()].sort().reverse();
      open.push({ prefix: path.endsWith("/") ? path : `${path}/`, kinds, names });
      break;
    }
    case "symlink":
      nar.symlink(source.readLink(path));
      break;
    case "regular":
      source.readInto(path, {
        begin: (size, executable) => nar.file(size, executable),
        write: (chunk) => nar.write(chunk),
      });
      break;
    default:
      throw new NarError(`file ${quoted(path)} has an unsupported type`, nar.size);
  }
}
