/**
 * Checked trees on disk, for the next run: one file in the user's cache directory, read when the first large Nix file
 * is met and written when a run has met enough new ones. `TVIX_CACHE=off` does without, `TVIX_CACHE=DIR` moves it.
 */
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { type KeptTree, type StoredTree, treeCodec, type TreeStore } from "../core/eval/index.ts";
import { cacheHome } from "./cache-directory.ts";
import { replaceFile, succeeds } from "./cache-file.ts";
import {
  dataStart,
  digestSize,
  type Entry,
  entrySize,
  fileOf,
  keySize,
  sha1,
  TreeFile,
} from "./tree-file.ts";

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

/** Trees in one file. */
class DiskTrees implements TreeStore {
  readonly codec = treeCodec;
  private file: TreeFile | null | undefined;
  /** Numbers of the entries that were asked for. */
  private readonly used = new Set<number>();
  private readonly offered: { key: string; make: () => StoredTree | null }[] = [];
  /** Bytes of text met before the file was read. */
  private met = 0;
  private newText = 0;
  private readonly path: string;
  /** A text is copied here to be digested. */
  private bytes = Buffer.allocUnsafeSlow(1 << 16);
  /** The key that was asked for last, and the settings in it. */
  private readonly key = Buffer.alloc(keySize);
  private settings: string | null = null;

  constructor(private readonly directory: string) {
    this.path = join(directory, `trees-${globalThis.TVIX_BUILD ?? "dev"}.bin`);
    process.once("exit", () => this.write());
  }

  digest(text: string): Uint8Array | null {
    if (this.file === undefined) {
      this.met += text.length;
      if (this.met < worthReading) return null;
    }
    const { length } = text;
    if (length > this.bytes.length) this.bytes = Buffer.allocUnsafeSlow(2 * length);
    this.bytes.write(text, "latin1");
    return Buffer.from(sha1(this.bytes.subarray(0, length)), "latin1");
  }

  get(digest: Uint8Array, settings: string): KeptTree | null {
    if (this.file === undefined) this.file = TreeFile.open(this.path);
    if (this.file === null) return null;
    const number = this.file.find(this.keyOf(digest, settings));
    const tree = number < 0 ? null : this.file.read(number);
    if (tree !== null) this.used.add(number);
    return tree;
  }

  get nameCount(): number {
    return this.file?.nameCount ?? 0;
  }

  name(number: number): string {
    return this.file!.name(number);
  }

  put(digest: Uint8Array, settings: string, size: number, make: () => StoredTree | null): void {
    this.offered.push({ key: this.keyOf(digest, settings).toString("latin1"), make });
    this.newText += size;
  }

  /** The key of a text checked under some settings; good until the next call. */
  private keyOf(digest: Uint8Array, settings: string): Buffer {
    const { key } = this;
    if (settings !== this.settings) key.write(sha1(Buffer.from(settings)), digestSize, "latin1");
    this.settings = settings;
    key.set(digest);
    return key;
  }

  private write(): void {
    if (this.newText < worthWriting) return;
    const entries = new Map<string, Entry>();
    let size = dataStart;
    const add = (entry: Entry | null): void => {
      if (entry === null || entries.has(entry.key)) return;
      // A name in common is not counted once more for each of them: the limit need not be exact.
      const total = entrySize + 4 * entry.names.length + entry.bytes.length + entry.texts.length;
      if (size + total > largest) return;
      entries.set(entry.key, entry);
      size += total;
    };
    // In the order they were used in, so that the next run reads them one after the other.
    for (const number of this.used) add(this.file!.entry(number));
    for (const { key, make } of this.offered) {
      const tree = entries.has(key) ? null : make();
      if (tree !== null) add({ key, ...tree });
    }
    // Another run may have written meanwhile.
    const others = TreeFile.open(this.path);
    for (const number of others?.inOrder() ?? []) add(others!.entry(number));
    const written = replaceFile(this.path, fileOf([...entries.values()]));
    if (written) succeeds(() => this.removeOld());
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
