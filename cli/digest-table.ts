/** Digests of files, and what else is known of them, in one table, found by what tells a file's states apart. */
import { closeSync, type Stats } from "node:fs";
import type { Digested } from "../core/eval/index.ts";
import { indexBytes, openIndex } from "./cache-file.ts";

/** What a record tells: a digest of a file; or, without one, that a directory has no symbolic links among its entries. */
export type Fact = Digested | "no links";

/** Numbers that stand for them. */
const kinds: Record<Fact, number> = { text: 1, nar: 2, "no links": 3 };

/** Sizes of the digests, in bytes. */
const sizes: Record<Fact, number> = { text: 20, nar: 32, "no links": 0 };

/** Grows with every change of the format, or of what a digest is one of. */
const magic = "tvix digests 2\n";

/*
 * A record: inode, device, size, time of modification and of change in milliseconds (f64 each, as the machine writes
 * them); mode and the kind of fact (u32); the digest. Ascending by inode. Times are rounded to what a double holds,
 * a quarter of a microsecond: as good as exact, since what was changed shortly before it was looked at is not kept.
 */
const doubles = 10;
const recordSize = 8 * doubles;
const modeAt = 10;
const kindAt = 11;
const digestAt = 48;

/** A machine that writes numbers in another order looks for another magic. */
const order = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? "" : "big ";

/** What is known of a file in some state. */
export interface DigestRecord {
  stats: Pick<Stats, "dev" | "ino" | "mode" | "size" | "mtimeMs" | "ctimeMs">;
  of: Fact;
  digest: Uint8Array;
}

/** A table that is only read. */
export class DigestTable {
  private readonly doubles: Float64Array;
  private readonly words: Uint32Array;

  constructor(private readonly bytes: Uint8Array) {
    const { buffer, byteOffset, length } = bytes;
    this.doubles = new Float64Array(buffer, byteOffset, length / 8);
    this.words = new Uint32Array(buffer, byteOffset, length / 4);
  }

  /** Reads a file; null when it is not there or damaged. */
  static open(path: string): DigestTable | null {
    const opened = openIndex(path, order + magic, recordSize);
    if (opened === null) return null;
    closeSync(opened.file);
    return new DigestTable(opened.entries);
  }

  /** Number of records. */
  get count(): number {
    return this.bytes.length / recordSize;
  }

  /** The number of the record of a file in this state; -1 when there is none. */
  find({ dev, ino, mode, size, mtimeMs, ctimeMs }: DigestRecord["stats"], of: Fact): number {
    const { doubles: table, words } = this;
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (table[middle * doubles]! < ino) low = middle + 1;
      else high = middle;
    }
    for (; low < this.count && table[low * doubles] === ino; low++) {
      const at = low * doubles;
      if (
        words[2 * at + kindAt] === kinds[of] &&
        table[at + 1] === dev &&
        table[at + 2] === size &&
        table[at + 3] === mtimeMs &&
        table[at + 4] === ctimeMs &&
        words[2 * at + modeAt] === mode
      )
        return low;
    }
    return -1;
  }

  /** The digest of a record. */
  digest(number: number, of: Fact): Uint8Array {
    const at = number * recordSize + digestAt;
    return this.bytes.subarray(at, at + sizes[of]);
  }

  /** A record, by number. */
  record(number: number): DigestRecord {
    const [ino, dev, size, mtimeMs, ctimeMs] = this.doubles.subarray(number * doubles);
    const mode = this.words[2 * number * doubles + modeAt]!;
    const kind = this.words[2 * number * doubles + kindAt];
    const of = kind === kinds.nar ? "nar" : kind === kinds.text ? "text" : "no links";
    return {
      stats: { ino: ino!, dev: dev!, size: size!, mtimeMs: mtimeMs!, ctimeMs: ctimeMs!, mode },
      of,
      digest: this.digest(number, of),
    };
  }
}

/** The bytes of a table's records. */
function recordBytes(records: readonly DigestRecord[]): Uint8Array {
  const sorted = [...records].sort((a, b) => a.stats.ino - b.stats.ino);
  const bytes = new Uint8Array(sorted.length * recordSize);
  const table = new Float64Array(bytes.buffer);
  const words = new Uint32Array(bytes.buffer);
  sorted.forEach(({ stats: { ino, dev, size, mtimeMs, ctimeMs, mode }, of, digest }, i) => {
    table.set([ino, dev, size, mtimeMs, ctimeMs], i * doubles);
    words[2 * i * doubles + modeAt] = mode;
    words[2 * i * doubles + kindAt] = kinds[of];
    bytes.set(digest, i * recordSize + digestAt);
  });
  return bytes;
}

/** A table of these records. */
export function tableOf(records: readonly DigestRecord[]): DigestTable {
  return new DigestTable(recordBytes(records));
}

/** What {@link DigestTable.open} reads. */
export function tableFile(records: readonly DigestRecord[]): Buffer {
  return indexBytes(order + magic, recordBytes(records), recordSize);
}
