/** A file of trees: an index by key, the names that trees share, and the trees. */
import { readSync } from "node:fs";
import { ByteReader, ByteWriter, type KeptTree } from "../core/eval/index.ts";
import { headerSize, indexBytes, openIndex } from "./cache-file.ts";
import { hash } from "./crypto.ts";

/** The file begins with an index. */
const magic = "tvix trees 4\n";
export const dataStart = headerSize(magic);

/**
 * An entry of the index: the key, where its bytes begin, how many there are before its texts and of these, and the
 * first bytes of their SHA-1. Entries ascend by key, so that one is found without reading the others.
 */
export const digestSize = 20;
export const keySize = digestSize + 8;
const checkSize = 8;
export const entrySize = keySize + 3 * 4 + checkSize;

/** The key of the entry with the names; no tree has it. */
const namesKey = "\0".repeat(keySize);

/** A SHA-1 as byte string. */
export function sha1(data: Uint8Array): string {
  return hash("sha1", data, "latin1");
}

/** A tree that is to be stored under a key. */
export interface Entry {
  /** A byte string: the digest of a text, and what else a tree depends on. */
  key: string;
  names: readonly string[];
  bytes: Uint8Array;
  /** A byte string. */
  texts: string;
}

/** Small reads, in bytes, go into arrays of this size, many into each. */
const sharedSize = 1 << 14;
const arraySize = 1 << 17;

/**
 * Entries stand in the file as they were asked for once. So if one follows the last but for a gap, so many bytes are
 * read at once that those after it will be there as well: twice as many each time, between these limits.
 */
const gap = 1 << 14;
const firstAhead = 1 << 12;
const mostAhead = 1 << 16;

/** Names: their count and where each begins and the last ends (u32 each) in the text that follows. */
class Names {
  private readonly starts: Uint32Array;
  private readonly text: string;

  constructor(bytes: Buffer) {
    const count = bytes.readUInt32LE(0);
    this.starts = new Uint32Array(count + 1);
    for (let i = 0; i <= count; i++) this.starts[i] = bytes.readUInt32LE(4 + 4 * i);
    this.text = bytes.toString("latin1", 8 + 4 * count);
  }

  get count(): number {
    return this.starts.length - 1;
  }

  name(number: number): string {
    return this.text.slice(this.starts[number], this.starts[number + 1]);
  }

  static bytes(names: Iterable<string>, count: number): Buffer {
    const head = Buffer.alloc(8 + 4 * count);
    head.writeUInt32LE(count, 0);
    let text = "";
    let at = 4;
    for (const name of names) {
      head.writeUInt32LE(text.length, at);
      at += 4;
      text += name;
    }
    head.writeUInt32LE(text.length, at);
    return Buffer.concat([head, Buffer.from(text, "latin1")]);
  }
}

/** A file of trees, open for reading. */
export class TreeFile {
  /** Where small reads go, and how much of it they take. */
  private array = Buffer.alloc(0);
  private used = 0;
  /** What was read last, where it stands in the file, and how much was asked for. */
  private window: Buffer = Buffer.alloc(0);
  private windowAt = 0;
  private ahead = 0;
  /** Where the entry ends that was read last. */
  private lastEnd = 0;
  private names: Names | null = null;

  private constructor(
    private readonly file: number,
    private readonly index: Buffer,
  ) {}

  /** Opens a file; null when it is not there or damaged. */
  static open(path: string): TreeFile | null {
    const opened = openIndex(path, magic, entrySize);
    if (opened === null) return null;
    const trees = new TreeFile(opened.file, opened.entries);
    const names = trees.data(trees.find(Buffer.from(namesKey, "latin1")));
    if (names === null) return null;
    trees.names = new Names(names);
    return trees;
  }

  /** Number of entries. */
  get count(): number {
    return this.index.length / entrySize;
  }

  /** Numbers of the entries in the order they stand in the file. */
  inOrder(): number[] {
    const at = (number: number): number => this.index.readUInt32LE(number * entrySize + keySize);
    return Array.from({ length: this.count }, (_, i) => i).sort((a, b) => at(a) - at(b));
  }

  /** Number of names that trees have. */
  get nameCount(): number {
    return this.names!.count;
  }

  /** A name that trees have. */
  name(number: number): string {
    return this.names!.name(number);
  }

  /** The number of the entry with a key; -1 when there is none. */
  find(key: Uint8Array): number {
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
  private compare(number: number, key: Uint8Array): number {
    const at = number * entrySize;
    for (let i = 0; i < keySize; i++) {
      const order = this.index[at + i]! - key[i]!;
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

  /** So many bytes of the file; null when it has not as many. */
  private part(at: number, size: number): Buffer | null {
    const isNext = at >= this.lastEnd && at < this.lastEnd + gap;
    this.lastEnd = at + size;
    const within = at - this.windowAt;
    if (within >= 0 && within + size <= this.window.length)
      return this.window.subarray(within, within + size);
    this.ahead = isNext ? Math.min(Math.max(2 * this.ahead, firstAhead), mostAhead) : 0;
    const array = this.take(Math.max(size, this.ahead));
    const read = readSync(this.file, array, 0, array.length, at);
    this.window = array.subarray(0, read);
    this.windowAt = at;
    return read < size ? null : array.subarray(0, size);
  }

  /** The bytes of an entry; null when there is none or it is damaged. */
  private data(number: number): Buffer | null {
    if (number < 0) return null;
    const { index } = this;
    const at = number * entrySize;
    const size = this.headSize(number) + index.readUInt32LE(at + keySize + 8);
    const data = this.part(index.readUInt32LE(at + keySize), size);
    if (data === null) return null;
    const check = sha1(data);
    for (let i = 0; i < checkSize; i++) {
      if (index[at + entrySize - checkSize + i] !== check.charCodeAt(i)) return null;
    }
    return data;
  }

  /** How many bytes of an entry stand before its texts. */
  private headSize(number: number): number {
    return this.index.readUInt32LE(number * entrySize + keySize + 4);
  }

  /** The tree of an entry; null when its bytes are damaged. */
  read(number: number): KeptTree | null {
    const data = this.data(number);
    if (data === null) return null;
    const input = new ByteReader(data, 0);
    const names = new Int32Array(input.number());
    for (let i = 0; i < names.length; i++) names[i] = input.number();
    const size = this.headSize(number);
    const texts = size === data.length ? "" : data.toString("latin1", size);
    return { names, bytes: data.subarray(input.at, size), texts };
  }

  /** An entry as {@link fileOf} takes it; null when it is none of a tree or damaged. */
  entry(number: number): Entry | null {
    const at = number * entrySize;
    const key = this.index.toString("latin1", at, at + keySize);
    const tree = key === namesKey ? null : this.read(number);
    if (tree === null) return null;
    const { bytes, texts } = tree;
    return { key, names: Array.from(tree.names, (name) => this.name(name)), bytes, texts };
  }
}

/** Numbers as {@link TreeFile.read} reads them. */
function numberBytes(numbers: readonly number[]): Uint8Array {
  const out = new ByteWriter();
  for (const number of numbers) out.number(number);
  return out.done();
}

/** The bytes of a file of trees, which stand in it in the order given. */
export function fileOf(entries: readonly Entry[]): Buffer {
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    let number = numbers.get(name);
    if (number === undefined) numbers.set(name, (number = numbers.size));
    return number;
  };
  const heads = entries.map(({ names }) => numberBytes([names.length, ...names.map(numberOf)]));
  const names = Names.bytes(numbers.keys(), numbers.size);
  const indexSize = (entries.length + 1) * entrySize;
  let size = dataStart + indexSize + names.length;
  entries.forEach(({ bytes, texts }, i) => (size += heads[i]!.length + bytes.length + texts.length));

  const file = Buffer.allocUnsafeSlow(size);
  const rows: Buffer[] = [];
  let offset = dataStart + indexSize;
  const put = (key: string, head: Uint8Array, bytes: Uint8Array, texts: string): void => {
    const headSize = head.length + bytes.length;
    file.set(head, offset);
    file.set(bytes, offset + head.length);
    file.write(texts, offset + headSize, "latin1");
    const data = file.subarray(offset, offset + headSize + texts.length);
    const row = Buffer.alloc(entrySize);
    row.write(key, "latin1");
    row.writeUInt32LE(offset, keySize);
    row.writeUInt32LE(headSize, keySize + 4);
    row.writeUInt32LE(texts.length, keySize + 8);
    row.write(sha1(data).slice(0, checkSize), entrySize - checkSize, "latin1");
    rows.push(row);
    offset += data.length;
  };
  put(namesKey, names, new Uint8Array(0), "");
  entries.forEach(({ key, bytes, texts }, i) => put(key, heads[i]!, bytes, texts));
  rows.sort((a, b) => Buffer.compare(a, b));
  file.set(indexBytes(magic, Buffer.concat(rows), entrySize));
  return file;
}
