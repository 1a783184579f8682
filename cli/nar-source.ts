/** Node's file system as NARs are made from it. Errors are Node's own. */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
} from "node:fs";
import type { Dirent, Stats } from "node:fs";
import type { NarFile, NarKind, NarSource } from "../core/nix-compat/index.ts";
import { chunksOf, nodePath } from "./byte-io.ts";

function kindOf(entry: Stats | Dirent<Buffer>): NarKind {
  if (entry.isFile()) return "regular";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "symlink" : "unknown";
}

/** Files up to this size are read at once. */
const wholeUpTo = 1 << 17;

/** Paths are byte strings, relative ones too. */
export class NodeNarSource implements NarSource {
  private readonly buffer = new Uint8Array(wholeUpTo);

  kind(path: string): NarKind {
    return kindOf(lstatSync(nodePath(path)));
  }

  readDir(path: string): Map<string, NarKind> {
    const entries = readdirSync(nodePath(path), { withFileTypes: true, encoding: "buffer" });
    return new Map(entries.map((entry) => [entry.name.toString("latin1"), kindOf(entry)]));
  }

  readLink(path: string): string {
    return readlinkSync(nodePath(path), "latin1");
  }

  /** The contents are valid until the next file is read. A file that changes meanwhile comes out too short. */
  readFile(path: string): NarFile {
    const file = openSync(nodePath(path), constants.O_RDONLY | constants.O_NOFOLLOW);
    let large = false;
    try {
      const { size, mode } = fstatSync(file);
      const executable = (mode & constants.S_IXUSR) !== 0;
      large = size > wholeUpTo;
      return { size, executable, contents: large ? readAndClose(file, size) : this.readWhole(file, size) };
    } finally {
      if (!large) closeSync(file);
    }
  }

  private readWhole(file: number, size: number): Uint8Array {
    let have = 0;
    while (have < size) {
      const count = readSync(file, this.buffer, have, size - have, null);
      if (count === 0) break;
      have += count;
    }
    return this.buffer.subarray(0, have);
  }
}

function* readAndClose(file: number, size: number): Generator<Uint8Array> {
  try {
    yield* chunksOf(file, size);
  } finally {
    closeSync(file);
  }
}
