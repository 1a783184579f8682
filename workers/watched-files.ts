/** The files of requests, one request after the other, and which of them evaluation has looked at. */
import type { FileKind } from "../core/eval/index.ts";
import type { EvalIO, FileReceiver, MemoryTree } from "../core/glue/index.ts";
import type { Files } from "./protocol.ts";
import { requestFiles } from "./request-files.ts";
import { toBytes } from "./text.ts";

export class WatchedFiles implements EvalIO {
  private tree: MemoryTree;
  /** Paths that somebody looked at. */
  private readonly seen = new Set<string>();

  /** @throws Error when the files can't be together */
  constructor(private files: Files) {
    this.tree = requestFiles(files);
  }

  /**
   * Takes the files of the next request; false when one of them is not what somebody saw before, and nothing is
   * taken. @throws Error when the files can't be together
   */
  replace(files: Files): boolean {
    for (const path of new Set([...Object.keys(this.files), ...Object.keys(files)])) {
      const before = this.files[path];
      const after = files[path];
      if (same(before, after)) continue;
      const bytes = toBytes(path);
      if (this.seen.has(bytes)) return false;
      if ((before === undefined || after === undefined) && this.sawAbove(bytes)) return false;
    }
    const tree = requestFiles(files);
    this.tree = tree;
    this.files = files;
    return true;
  }

  /** Whether somebody looked at a directory that a file stands in. */
  private sawAbove(path: string): boolean {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      if (this.seen.has(path.slice(0, end))) return true;
    }
    return this.seen.has("/");
  }

  kind(path: string): FileKind | null {
    this.seen.add(path);
    return this.tree.kind(path);
  }

  read(path: string): string {
    this.seen.add(path);
    return this.tree.read(path);
  }

  readInto(path: string, receiver: FileReceiver): void {
    this.seen.add(path);
    this.tree.readInto(path, receiver);
  }

  readDir(path: string): Map<string, FileKind> {
    this.seen.add(path);
    return this.tree.readDir(path);
  }

  readLink(path: string): string {
    this.seen.add(path);
    return this.tree.readLink(path);
  }
}

function same(a: string | Uint8Array | undefined, b: string | Uint8Array | undefined): boolean {
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
