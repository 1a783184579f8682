/**
 * Checked trees on disk, for the next run: one file in the user's cache directory, read when the first large Nix file
 * is met and written when a run has met enough new ones. `TVIX_CACHE=off` does without, `TVIX_CACHE=DIR` moves it.
 */
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type StoredTree, treeCodec, type TreeStore } from "../core/eval/index.ts";
import { cacheHome } from "./cache-directory.ts";
import { createHash } from "./crypto.ts";

declare global {
  /** Set by the bundler: tells one build of the program from another. */
  var TVIX_BUILD: string | undefined;
}

/** The file begins with this, the number of entries (u32) and the SHA-1 of the index that follows. */
const magic = "tvix trees 2\n";
const headerSize = magic.length + 4 + 20;

/**
 * An entry of the index: the key, where its bytes begin, how many there are of tree and of extra texts, and the first
 * bytes of their SHA-1. Entries ascend by key, so that one is found without reading the others.
 */
const keySize = 20;
const checkSize = 8;
const entrySize = keySize + 3 * 4 + checkSize;

/** Text, in bytes, that a run parses before it looks at the file: loading Node's hash functions takes as long. */
const worthReading = 64_000;

/** New text, in bytes, from which on a run writes what it met. */
const worthWriting = 30_000;

/** Days after which the files of other builds are removed. */
const keptDays = 14;

/** Bytes the file may have; entries not used in the run are dropped first. */
const largest = 64 * 2 ** 20;

function keyOf(text: string, settings: string): Buffer {
  return createHash("sha1").update(settings).update("\0").update(text, "latin1").digest();
}

function sha1(data: Uint8Array): Buffer {
  return createHash("sha1").update(data).digest();
}

/** What is stored under a key. */
interface Entry {
  key: Buffer;
  /** Tree and extra texts, one after the other. */
  data: Buffer;
  treeSize: number;
}

/** A file of trees, open for reading. */
class TreeFile {
  private constructor(
    private readonly file: number,
    private readonly index: Buffer,
  ) {}

  /** Opens a file; null when it is not there or damaged. */
  static open(path: string): TreeFile | null {
    let file: number;
    try {
      file = openSync(path, "r");
    } catch {
      // There is none yet, or it can't be read: then all is parsed.
      return null;
    }
    const header = Buffer.alloc(headerSize);
    if (
      readSync(file, header, 0, headerSize, 0) === headerSize &&
      header.toString("latin1", 0, magic.length) === magic
    ) {
      const index = Buffer.alloc(header.readUInt32LE(magic.length) * entrySize);
      const whole = readSync(file, index, 0, index.length, headerSize) === index.length;
      if (whole && sha1(index).equals(header.subarray(magic.length + 4))) return new TreeFile(file, index);
    }
    closeSync(file);
    return null;
  }

  /** Number of entries. */
  get count(): number {
    return this.index.length / entrySize;
  }

  /** The number of the entry with a key; -1 when there is none. */
  find(key: Buffer): number {
    const { index } = this;
    let low = 0;
    let high = this.count - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const at = middle * entrySize;
      const order = index.compare(key, 0, keySize, at, at + keySize);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** An entry; null when its bytes are damaged. */
  read(number: number): Entry | null {
    const { index } = this;
    const at = number * entrySize;
    const treeSize = index.readUInt32LE(at + keySize + 4);
    const data = Buffer.allocUnsafeSlow(treeSize + index.readUInt32LE(at + keySize + 8));
    const read = readSync(this.file, data, 0, data.length, index.readUInt32LE(at + keySize));
    const check = index.subarray(at + entrySize - checkSize, at + entrySize);
    if (read !== data.length || !sha1(data).subarray(0, checkSize).equals(check)) return null;
    return { key: index.subarray(at, at + keySize), data, treeSize };
  }
}

/** The bytes of a file of trees. */
function fileOf(entries: readonly Entry[]): Buffer {
  const sorted = [...entries].sort((a, b) => a.key.compare(b.key));
  const index = Buffer.alloc(sorted.length * entrySize);
  let offset = headerSize + index.length;
  sorted.forEach(({ key, data, treeSize }, i) => {
    const at = i * entrySize;
    key.copy(index, at);
    index.writeUInt32LE(offset, at + keySize);
    index.writeUInt32LE(treeSize, at + keySize + 4);
    index.writeUInt32LE(data.length - treeSize, at + keySize + 8);
    sha1(data).copy(index, at + entrySize - checkSize, 0, checkSize);
    offset += data.length;
  });
  const header = Buffer.alloc(magic.length + 4);
  header.write(magic, "latin1");
  header.writeUInt32LE(sorted.length, magic.length);
  return Buffer.concat([header, sha1(index), index, ...sorted.map(({ data }) => data)]);
}

/** Whether a system call that may fail did not. */
function succeeds(run: () => void): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}

/** Trees in one file. */
class DiskTrees implements TreeStore {
  readonly codec = treeCodec;
  private file: TreeFile | null | undefined;
  /** Numbers of the entries that were asked for. */
  private readonly used = new Set<number>();
  private readonly offered: { key: Buffer; make: () => StoredTree | null }[] = [];
  /** Bytes of text met so far. */
  private met = 0;
  private newText = 0;
  private readonly path: string;

  constructor(private readonly directory: string) {
    this.path = join(directory, `trees-${globalThis.TVIX_BUILD ?? "dev"}.bin`);
    process.once("exit", () => this.write());
  }

  get(text: string, settings: string): StoredTree | null {
    this.met += text.length;
    if (this.met < worthReading) return null;
    if (this.file === undefined) this.file = TreeFile.open(this.path);
    if (this.file === null) return null;
    const number = this.file.find(keyOf(text, settings));
    const entry = number < 0 ? null : this.file.read(number);
    if (entry === null) return null;
    this.used.add(number);
    const { data, treeSize } = entry;
    return { bytes: data.subarray(0, treeSize), extra: data.toString("latin1", treeSize) };
  }

  put(text: string, settings: string, make: () => StoredTree | null): void {
    if (this.met < worthReading) return;
    this.offered.push({ key: keyOf(text, settings), make });
    this.newText += text.length;
  }

  private write(): void {
    if (this.newText < worthWriting) return;
    const entries = new Map<string, Entry>();
    let size = headerSize;
    const add = (entry: Entry | null): void => {
      const total = entry === null ? 0 : entrySize + entry.data.length;
      if (entry === null || size + total > largest || entries.has(entry.key.toString("latin1"))) return;
      entries.set(entry.key.toString("latin1"), entry);
      size += total;
    };
    for (const { key, make } of this.offered) {
      const tree = make();
      if (tree === null) continue;
      const data = Buffer.concat([tree.bytes, Buffer.from(tree.extra, "latin1")]);
      add({ key, data, treeSize: tree.bytes.length });
    }
    for (const number of this.used) add(this.file!.read(number));
    // Another run may have written meanwhile.
    const others = TreeFile.open(this.path);
    for (let i = 0; others !== null && i < others.count; i++) add(others.read(i));
    this.replace(fileOf([...entries.values()]));
  }

  /** Whoever reads meanwhile sees the old file or the new one. */
  private replace(data: Uint8Array): void {
    const temporary = `${this.path}.${process.pid}`;
    // A cache that can't be written is none; evaluation does not depend on it.
    if (!succeeds(() => mkdirSync(this.directory, { recursive: true }))) return;
    const replaced = succeeds(() => {
      writeFileSync(temporary, data);
      renameSync(temporary, this.path);
    });
    if (replaced) succeeds(() => this.removeOld());
    else succeeds(() => rmSync(temporary, { force: true }));
  }

  /** Removes what other builds of the program left and nobody has written to for long. */
  private removeOld(): void {
    const limit = Date.now() - keptDays * 24 * 3600 * 1000;
    for (const name of readdirSync(this.directory)) {
      const path = join(this.directory, name);
      const old = /^trees-.*\.bin(\.\d+)?$/.test(name) && statSync(path).mtimeMs < limit;
      if (old && path !== this.path) rmSync(path, { force: true });
    }
  }
}

/** The trees of this user; null where there is no place for them or they are turned off. */
export function diskTrees(env: NodeJS.ProcessEnv): TreeStore | null {
  const directory = cacheHome(env);
  return directory === null ? null : new DiskTrees(directory);
}
