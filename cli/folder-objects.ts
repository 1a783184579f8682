/** Files of a store in a folder. */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { open, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CastoreError, quoteBytes, type ObjectStore } from "../core/castore/index.ts";

import { letOthersRun } from "./turns.ts";

/** Files that are forced to the disk at once. */
const flushAtOnce = 16;

/** Files that may wait for that. */
const mostDirty = 4096;

/** Names of files that are not complete yet: the process that writes them, and a number. */
const unfinishedName = /\.(\d+)-\d+$/;

/** Milliseconds after which unfinished files of a process that has ended are removed. */
const unfinishedAge = 3_600_000;

/**
 * Each file is written under another name first: it is there whole, or not at all. Reading is synchronous: one file
 * is open at a time, however many readers there are, and what is read are pieces of a few hundred KB at most. A
 * folder in the store may be a symbolic link to another disk; a file may not be one.
 */
export class FolderObjects implements ObjectStore {
  private readonly made = new Set<string>();
  /** Files and folders that may not have reached the disk yet; only of a durable store. */
  private readonly dirty = new Set<string>();
  private flushing: Promise<void> = Promise.resolve();
  private serial = 0;

  /** @param durable - whether {@link putDurably} is going to be used */
  constructor(
    readonly folder: string,
    private readonly durable = false,
  ) {}

  async get(name: string, options: Parameters<ObjectStore["get"]>[1] = {}): Promise<Uint8Array | null> {
    await letOthersRun();
    options.signal?.throwIfAborted();
    const { range, limit = Infinity } = options;
    return readPart(name, this.path(name), range ?? { start: 0, end: Infinity }, limit);
  }

  async has(name: string): Promise<boolean> {
    return statSync(this.path(name), { throwIfNoEntry: false })?.isFile() === true;
  }

  async put(name: string, content: Uint8Array): Promise<void> {
    await letOthersRun();
    const path = this.path(name);
    try {
      this.write(path, content);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      // Somebody has removed the folder.
      this.made.clear();
      this.write(path, content);
    }
    if (this.dirty.size > mostDirty) await this.flush();
  }

  /** As {@link put}; resolves when it, and all that was put before, would survive a power failure. */
  async putDurably(name: string, content: Uint8Array): Promise<void> {
    await this.flush();
    await this.put(name, content);
    await this.flush();
  }

  /** Removes what processes that were killed have left of files they wrote. */
  async sweep(now: number): Promise<void> {
    const folders = [this.folder];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) folders.push(path);
        else if (isLeftOver(path, entry.name, now)) unlinkSync(path);
      }
    }
  }

  private write(path: string, content: Uint8Array): void {
    const parent = dirname(path);
    if (!this.made.has(parent)) {
      const first = mkdirSync(parent, { recursive: true });
      // Each new folder is named by the one above it.
      for (let at = parent; first !== undefined && at.length >= first.length; at = dirname(at)) {
        this.touched(dirname(at));
      }
      this.made.add(parent);
    }
    const temporary = `${path}.${process.pid}-${this.serial++}`;
    try {
      writeFileSync(temporary, content, { flag: "wx" });
      renameSync(temporary, path);
    } catch (error) {
      if (existsSync(temporary)) unlinkSync(temporary);
      throw error;
    }
    this.touched(path);
    this.touched(parent);
  }

  private touched(path: string): void {
    if (this.durable) this.dirty.add(path);
  }

  /** Forces to the disk what was put before. What another call is busy with may be part of that: so it is awaited. */
  private flush(): Promise<void> {
    const flushed = this.flushing.then(() => this.flushNow());
    this.flushing = flushed.catch(() => undefined);
    return flushed;
  }

  private async flushNow(): Promise<void> {
    const paths = [...this.dirty];
    this.dirty.clear();
    const next = paths.values();
    const work = async (): Promise<void> => {
      for (const path of next) await forceToDisk(path);
    };
    try {
      await Promise.all(Array.from({ length: flushAtOnce }, work));
    } catch (error) {
      // Whoever asks next must not believe that they are there.
      for (const path of paths) this.dirty.add(path);
      throw error;
    }
  }

  /** @throws CastoreError (`invalid`) for a name that could lead out of the folder */
  private path(name: string): string {
    if (!/^(?!\.)[\w+.=-]+(\/(?!\.)[\w+.=-]+)*$/.test(name)) {
      throw new CastoreError("invalid", `${quoteBytes(name)} is no name of an object`);
    }
    return join(this.folder, name);
  }
}

async function forceToDisk(path: string): Promise<void> {
  try {
    const file = await open(path, "r");
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    // Removed meanwhile; or a file system that can't do it for folders.
    if (!["ENOENT", "EINVAL", "EISDIR", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? ""))
      throw error;
  }
}

function isLeftOver(path: string, name: string, now: number): boolean {
  const pid = unfinishedName.exec(name)?.[1];
  if (pid === undefined) return false;
  const info = statSync(path, { throwIfNoEntry: false });
  return info !== undefined && now - info.mtimeMs > unfinishedAge && !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** No link is followed, and nothing is waited for. */
const readFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What opening says where there is no file. */
const absent = ["ENOENT", "ENOTDIR"];

/** @returns null where there is no file; what is said to clients has the name, not the path */
function readPart(
  name: string,
  path: string,
  { start, end }: { start: number; end: number },
  limit: number,
): Uint8Array | null {
  let file: number;
  try {
    file = openSync(path, readFlags);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (absent.includes(code)) return null;
    if (code === "ELOOP")
      throw new CastoreError("corrupt", `object '${name}' is a symbolic link, where a file belongs`);
    throw error;
  }
  try {
    const info = fstatSync(file);
    if (!info.isFile()) throw new CastoreError("corrupt", `object '${name}' is no file`);
    const { size } = info;
    const length = Math.max(0, Math.min(end, size) - start);
    if (length > limit) {
      throw new CastoreError(
        "range",
        `object '${name}' has ${length} bytes, more than the ${limit} asked for`,
      );
    }
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length;) {
      const count = readSync(file, bytes, at, length - at, start + at);
      if (count === 0) throw new CastoreError("corrupt", `object '${name}' became shorter while it was read`);
      at += count;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}
