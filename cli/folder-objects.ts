/** Files of a store in a folder. */
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { CastoreError, type ObjectStore } from "../core/castore/index.ts";

/** Each file is written under another name first: it is there whole, or not at all. */
export class FolderObjects implements ObjectStore {
  private readonly made = new Set<string>();
  private serial = 0;

  constructor(readonly folder: string) {}

  async get(name: string, options: Parameters<ObjectStore["get"]>[1] = {}): Promise<Uint8Array | null> {
    options.signal?.throwIfAborted();
    const path = join(this.folder, name);
    try {
      const { range, limit = Infinity } = options;
      if (range === undefined && limit === Infinity) return new Uint8Array(readFileSync(path));
      return readPart(path, range ?? { start: 0, end: Infinity }, limit);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  }

  async has(name: string): Promise<boolean> {
    return existsSync(join(this.folder, name));
  }

  async put(name: string, content: Uint8Array): Promise<void> {
    const path = join(this.folder, name);
    const parent = dirname(path);
    if (!this.made.has(parent)) {
      mkdirSync(parent, { recursive: true });
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
  }
}

function readPart(path: string, { start, end }: { start: number; end: number }, limit: number): Uint8Array {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const length = Math.max(0, Math.min(end, size) - start);
    if (length > limit) {
      throw new CastoreError("range", `'${path}' has ${length} bytes, more than the ${limit} asked for`);
    }
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length;) {
      const count = readSync(file, bytes, at, length - at, start + at);
      if (count === 0) throw new CastoreError("corrupt", `'${path}' became shorter while it was read`);
      at += count;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}
