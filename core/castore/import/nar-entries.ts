/** NARs as other archives are read. */
import type { ArchiveHandler, ArchiveReader } from "../archive/handler.ts";
import { ArchiveError } from "../archive/error.ts";
import { NarError, NarReader } from "../../nix-compat/index.ts";

/** What stands above the tree, which has no name in a NAR. */
const top = "nar";

const magic = "\x0d\0\0\0\0\0\0\0nix-archive-1\0\0\0";

/** Whether a file begins as NARs do. */
export function isNar(head: Uint8Array): boolean {
  if (head.length < magic.length) return false;
  for (let i = 0; i < magic.length; i++) if (head[i] !== magic.charCodeAt(i)) return false;
  return true;
}

/** Tells a handler what is in a NAR, all of it below one entry. Order, names and doubles are checked strictly. */
export class NarEntries implements ArchiveReader {
  private readonly reader: NarReader;
  private readonly open: string[] = [];
  private path = top;

  constructor(handler: ArchiveHandler) {
    const modified = 1;
    this.reader = new NarReader({
      directory: () => {
        handler.directory(this.path, modified);
        this.open.push(this.path);
      },
      entry: (name) => void (this.path = `${this.open.at(-1)!}/${name}`),
      endDirectory: () => void this.open.pop(),
      file: (size, executable) => handler.file({ path: this.path, size, executable, modified }),
      data: (bytes) => handler.data(bytes),
      endFile: () => handler.endFile(),
      symlink: (target) => handler.symlink(this.path, target, modified),
    });
  }

  push(chunk: Uint8Array): void {
    this.guard(() => void this.reader.push(chunk));
  }

  end(): void {
    this.guard(() => this.reader.end());
  }

  private guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof NarError)) throw error;
      const within = this.path === top ? "" : `, after entry '${this.path.slice(top.length + 1)}'`;
      throw new ArchiveError(`${error.message}${within}`, { cause: error });
    }
  }
}
