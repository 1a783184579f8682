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
import type { FileReceiver, NarKind, NarSource } from "../core/nix-compat/index.ts";
import { nodePath } from "./byte-io.ts";

function kindOf(entry: Stats | Dirent<Buffer>): NarKind {
  if (entry.isFile()) return "regular";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "symlink" : "unknown";
}

/** Bytes read at a time. */
const chunkSize = 1 << 17;

/** Paths are byte strings, relative ones too. */
export class NodeNarSource implements NarSource {
  private readonly buffer = new Uint8Array(chunkSize);

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

  /** A file that changes meanwhile comes out too short. */
  readInto(path: string, receiver: FileReceiver): void {
    const file = openSync(nodePath(path), constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const { size, mode } = fstatSync(file);
      receiver.begin(size, (mode & constants.S_IXUSR) !== 0);
      for (let left = size; left > 0;) {
        const count = readSync(file, this.buffer, 0, Math.min(left, chunkSize), null);
        if (count === 0) return;
        receiver.write(this.buffer.subarray(0, count));
        left -= count;
      }
    } finally {
      closeSync(file);
    }
  }
}
