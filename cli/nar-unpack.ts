/** Unpacks NARs onto disk. */
import { closeSync, mkdirSync, openSync, symlinkSync } from "node:fs";
import type { NarHandler } from "../core/nix-compat/index.ts";
import { nodePath, writeBytes } from "./byte-io.ts";
import { removeTree } from "./remove-tree.ts";

/**
 * Writes what a reader tells of to a path where nothing stands yet. Never outside: the reader refuses names that
 * lead elsewhere, all directories were made here, and nothing that exists is opened.
 */
export class NarUnpacker implements NarHandler {
  /** The node that comes next. */
  private path: string;
  private readonly open: string[] = [];
  private file_: number | null = null;
  private begun = false;

  constructor(private readonly target: string) {
    this.path = target;
  }

  directory(): void {
    mkdirSync(nodePath(this.path));
    this.begun = true;
    this.open.push(this.path);
  }

  entry(name: string): void {
    this.path = `${this.open.at(-1)}/${name}`;
  }

  endDirectory(): void {
    this.open.pop();
  }

  file(_size: number, executable: boolean): void {
    this.file_ = openSync(nodePath(this.path), "wx", executable ? 0o777 : 0o666);
    this.begun = true;
  }

  data(bytes: Uint8Array): void {
    writeBytes(this.file_!, bytes);
  }

  endFile(): void {
    closeSync(this.file_!);
    this.file_ = null;
  }

  symlink(target: string): void {
    symlinkSync(nodePath(target), nodePath(this.path));
    this.begun = true;
  }

  /** Removes what was written so far. */
  remove(): void {
    if (this.file_ !== null) closeSync(this.file_);
    this.file_ = null;
    if (this.begun) removeTree(this.target);
  }
}
