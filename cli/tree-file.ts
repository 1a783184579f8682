/** A file of trees: an index by key, and the bytes of the trees. */
import { closeSync, openSync, readSync } from "node:fs";
import { hash } from "./crypto.ts";

/** The file begins with this, the number of entries (u32) and the SHA-1 of the index that follows. */
const magic = "tvix trees 3\n";
export const headerSize = magic.length + 4 + 20;

/**
 * An entry of the index: the key, where its bytes begin, how many there are of tree and of extra texts, and the first
 * bytes of their SHA-1. Entries ascend by key, so that one is found without reading the others.
 */
export const keySize = 20;
const checkSize = 8;
export const entrySize = keySize + 3 * 4 + checkSize;

/** A SHA-1 as byte string. */
export function sha1(data: Uint8Array): string {
  return hash("sha1", data, "latin1");
}

/** What is stored under a key. */
export interface Entry {
  /** A byte string. */
  key: string;
  /** Tree and extra texts, one after the other. */
  data: Buffer;
  treeSize: number;
}

/** Entries up to this size, in bytes, are read into arrays of this size, many into each. */
const sharedSize = 1 << 14;
const arraySize = 1 << 17;

/** A file of trees, open for reading. */
export class TreeFile {
  /** Where small entries go, and how much of it they take. */
  private array = Buffer.alloc(0);
  private used = 0;

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
      if (whole && sha1(index) === header.toString("latin1", magic.length + 4))
        return new TreeFile(file, index);
    }
    closeSync(file);
    return null;
  }

  /** Number of entries. */
  get count(): number {
    return this.index.length / entrySize;
  }

  /** The number of the entry with a key; -1 when there is none. */
  find(key: string): number {
    let low = 0;
    let high = this.count - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const order = this.compare(middle, key);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** How an entry's key compares with another. */
  private compare(number: number, key: string): number {
    const at = number * entrySize;
    for (let i = 0; i < keySize; i++) {
      const order = this.index[at + i]! - key.charCodeAt(i);
      if (order !== 0) return order;
    }
    return 0;
  }

  /** An array of so many bytes. */
  private take(size: number): Buffer {
    if (size > sharedSize) return Buffer.allocUnsafeSlow(size);
    if (this.used + size > this.array.length) {
      this.array = Buffer.allocUnsafeSlow(arraySize);
      this.used = 0;
    }
    return this.array.subarray(this.used, (this.used += size));
  }

  /** An entry; null when its bytes are damaged. */
  read(number: number): Entry | null {
    const { index } = this;
    const at = number * entrySize;
    const treeSize = index.readUInt32LE(at + keySize + 4);
    const data = this.take(treeSize + index.readUInt32LE(at + keySize + 8));
    const read = readSync(this.file, data, 0, data.length, index.readUInt32LE(at + keySize));
    if (read !== data.length) return null;
    const check = sha1(data);
    for (let i = 0; i < checkSize; i++) {
      if (index[at + entrySize - checkSize + i] !== check.charCodeAt(i)) return null;
    }
    return { key: index.toString("latin1", at, at + keySize), data, treeSize };
  }
}

/** The bytes of a file of trees. */
export function fileOf(entries: readonly Entry[]): Buffer {
  const sorted = [...entries].sort((a, b) => (a.key < b.key ? -1 : 1));
  const index = Buffer.alloc(sorted.length * entrySize);
  let offset = headerSize + index.length;
  sorted.forEach(({ key, data, treeSize }, i) => {
    const at = i * entrySize;
    index.write(key, at, "latin1");
    index.writeUInt32LE(offset, at + keySize);
    index.writeUInt32LE(treeSize, at + keySize + 4);
    index.writeUInt32LE(data.length - treeSize, at + keySize + 8);
    index.write(sha1(data).slice(0, checkSize), at + entrySize - checkSize, "latin1");
    offset += data.length;
  });
  const header = Buffer.alloc(magic.length + 4);
  header.write(magic, "latin1");
  header.writeUInt32LE(sorted.length, magic.length);
  return Buffer.concat([
    header,
    Buffer.from(sha1(index), "latin1"),
    index,
    ...sorted.map(({ data }) => data),
  ]);
}
