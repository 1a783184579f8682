/**
 * Checked trees on disk, for the next run: one file in the user's cache directory, read when the first large Nix file
 * is met and written when a run has met enough new ones. `TVIX_CACHE=off` does without, `TVIX_CACHE=DIR` moves it.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type StoredTree, treeCodec, type TreeStore } from "../core/eval/index.ts";
import { cacheHome } from "./cache-directory.ts";
import { type Entry, entrySize, fileOf, headerSize, keySize, sha1, TreeFile } from "./tree-file.ts";

declare global {
  /** Set by the bundler: tells one build of the program from another. */
  var TVIX_BUILD: string | undefined;
}

/** Text, in bytes, that a run parses before it looks at the file: loading Node's hash functions takes as long. */
const worthReading = 64_000;

/** New text, in bytes, from which on a run writes what it met. */
const worthWriting = 30_000;

/** Days after which the files of other builds are removed. */
const keptDays = 14;

/** Bytes the file may have; entries not used in the run are dropped first. */
const largest = 64 * 2 ** 20;

/** Makes the keys of texts, byte strings of {@link keySize}. */
class Keys {
  private settings = "";
  private settingsHash = "";
  private bytes = Buffer.allocUnsafeSlow(1 << 16);

  of(text: string, settings: string): string {
    if (settings !== this.settings) {
      this.settings = settings;
      this.settingsHash = sha1(Buffer.from(settings));
    }
    const size = keySize + text.length;
    if (size > this.bytes.length) this.bytes = Buffer.allocUnsafeSlow(2 * size);
    const { bytes } = this;
    bytes.write(this.settingsHash, "latin1");
    bytes.write(text, keySize, "latin1");
    return sha1(bytes.subarray(0, size));
  }
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
  private readonly offered: { key: string; make: () => StoredTree | null }[] = [];
  /** Bytes of text met so far. */
  private met = 0;
  private newText = 0;
  private readonly path: string;
  private readonly keys = new Keys();

  constructor(private readonly directory: string) {
    this.path = join(directory, `trees-${globalThis.TVIX_BUILD ?? "dev"}.bin`);
    process.once("exit", () => this.write());
  }

  get(text: string, settings: string): StoredTree | null {
    this.met += text.length;
    if (this.met < worthReading) return null;
    if (this.file === undefined) this.file = TreeFile.open(this.path);
    if (this.file === null) return null;
    const number = this.file.find(this.keys.of(text, settings));
    const entry = number < 0 ? null : this.file.read(number);
    if (entry === null) return null;
    this.used.add(number);
    const { data, treeSize } = entry;
    const extra = treeSize === data.length ? "" : data.toString("latin1", treeSize);
    return { bytes: data.subarray(0, treeSize), extra };
  }

  put(text: string, settings: string, make: () => StoredTree | null): void {
    if (this.met < worthReading) return;
    this.offered.push({ key: this.keys.of(text, settings), make });
    this.newText += text.length;
  }

  private write(): void {
    if (this.newText < worthWriting) return;
    const entries = new Map<string, Entry>();
    let size = headerSize;
    const add = (entry: Entry | null): void => {
      const total = entry === null ? 0 : entrySize + entry.data.length;
      if (entry === null || size + total > largest || entries.has(entry.key)) return;
      entries.set(entry.key, entry);
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
