/**
 * Checked trees on disk, for the next run: one file in the user's cache directory, read when the first large Nix file
 * is met and written when a run has met enough new ones. `TVIX_CACHE=off` does without, `TVIX_CACHE=DIR` moves it.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StoredTree, TreeStore } from "../core/eval/index.ts";

declare global {
  /** Set by the bundler: tells one build of the program from another. */
  var TVIX_BUILD: string | undefined;
}

/** The file begins with this and the SHA-1 of what follows. */
const magic = "tvix trees 1\n";
const headerSize = magic.length + 20;

/** Bytes of an entry before its contents: key, and the lengths of tree and extra texts. */
const entryHeader = 20 + 4 + 4;

/** New text, in bytes, from which on a run writes what it met. */
const worthWriting = 30_000;

/** Bytes the file may have; entries not used in the run are dropped first. */
const largest = 48 * 2 ** 20;

interface Entry {
  bytes: Uint8Array;
  extra: Uint8Array;
  used: boolean;
}

function keyOf(text: string, settings: string): string {
  return createHash("sha1").update(settings).update("\0").update(text, "latin1").digest("binary");
}

/** Trees in one file. */
class DiskTrees implements TreeStore {
  private entries: Map<string, Entry> | null = null;
  private readonly offered = new Map<string, () => StoredTree | null>();
  private newText = 0;
  private readonly file: string;

  constructor(private readonly directory: string) {
    this.file = join(directory, `trees-${globalThis.TVIX_BUILD ?? "dev"}.bin`);
    process.once("exit", () => this.write());
  }

  get(text: string, settings: string): StoredTree | null {
    const entry = (this.entries ??= this.read()).get(keyOf(text, settings));
    if (entry === undefined) return null;
    entry.used = true;
    return { bytes: entry.bytes, extra: Buffer.from(entry.extra).toString("latin1") };
  }

  put(text: string, settings: string, make: () => StoredTree | null): void {
    this.offered.set(keyOf(text, settings), make);
    this.newText += text.length;
  }

  private read(): Map<string, Entry> {
    const entries = new Map<string, Entry>();
    let data: Buffer;
    try {
      data = readFileSync(this.file);
    } catch {
      // There is none yet, or it can't be read: then all is parsed.
      return entries;
    }
    if (data.length < headerSize || data.toString("latin1", 0, magic.length) !== magic) return entries;
    const digest = createHash("sha1").update(data.subarray(headerSize)).digest();
    if (!digest.equals(data.subarray(magic.length, headerSize))) return entries;
    for (let at = headerSize; at < data.length;) {
      const key = data.toString("latin1", at, at + 20);
      const middle = at + entryHeader + data.readUInt32LE(at + 20);
      const end = middle + data.readUInt32LE(at + 24);
      const bytes = data.subarray(at + entryHeader, middle);
      entries.set(key, { bytes, extra: data.subarray(middle, end), used: false });
      at = end;
    }
    return entries;
  }

  private write(): void {
    if (this.newText < worthWriting) return;
    const parts: Uint8Array[] = [];
    let size = 0;
    const add = (key: string, bytes: Uint8Array, extra: Uint8Array): void => {
      const total = entryHeader + bytes.length + extra.length;
      if (size + total > largest) return;
      const header = Buffer.alloc(entryHeader);
      header.write(key, 0, 20, "latin1");
      header.writeUInt32LE(bytes.length, 20);
      header.writeUInt32LE(extra.length, 24);
      parts.push(header, bytes, extra);
      size += total;
    };
    for (const [key, make] of this.offered) {
      const tree = make();
      if (tree !== null) add(key, tree.bytes, Buffer.from(tree.extra, "latin1"));
    }
    // Another run may have written meanwhile.
    const others = this.read();
    for (const used of [true, false]) {
      for (const [key, entry] of others) {
        if ((this.entries?.get(key)?.used ?? false) === used && !this.offered.has(key)) {
          add(key, entry.bytes, entry.extra);
        }
      }
    }
    const body = Buffer.concat(parts);
    const digest = createHash("sha1").update(body).digest();
    this.replace(Buffer.concat([Buffer.from(magic, "latin1"), digest, body]));
  }

  /** Whoever reads meanwhile sees the old file or the new one. */
  private replace(data: Uint8Array): void {
    const temporary = `${this.file}.${process.pid}`;
    try {
      mkdirSync(this.directory, { recursive: true });
      writeFileSync(temporary, data);
      renameSync(temporary, this.file);
    } catch {
      // A cache that can't be written is none; evaluation does not depend on it.
      rmSync(temporary, { force: true });
    }
  }
}

/** The trees of this user; null where there is no place for them or they are turned off. */
export function diskTrees(env: NodeJS.ProcessEnv): TreeStore | null {
  const asked = env["TVIX_CACHE"];
  if (asked === "off") return null;
  const base = env["XDG_CACHE_HOME"] ?? (env["HOME"] === undefined ? undefined : join(env["HOME"], ".cache"));
  const directory = asked ?? (base === undefined ? undefined : join(base, "tvix-playground"));
  return directory === undefined || directory === "" ? null : new DiskTrees(directory);
}
