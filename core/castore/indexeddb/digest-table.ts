/** Where objects are: a table by digest that takes 50 bytes an object and is filled in bulk. */
import { digestFromBytes, digestSize, writeDigest, type Digest } from "../digest.ts";

/** What an object is. A directory and a blob may have the same digest. */
export const objectKinds = { blob: 0, directory: 1 } as const;
export type ObjectKind = (typeof objectKinds)[keyof typeof objectKinds];

/** A place in a pack. */
export interface Place {
  readonly pack: number;
  readonly offset: number;
  readonly length: number;
}

/** An object of a pack. */
export interface PackEntry {
  readonly digest: Digest;
  readonly kind: ObjectKind;
  readonly offset: number;
  readonly length: number;
}

/** Bytes of an object in an index: digest, kind, offset and length (4 each, little-endian). */
export const entrySize = digestSize + 12;

/** Writes the entries of an index. */
export function encodeIndex(entries: readonly PackEntry[]): Uint8Array {
  const bytes = new Uint8Array(entries.length * entrySize);
  const view = new DataView(bytes.buffer);
  entries.forEach(({ digest, kind, offset, length }, i) => {
    const at = i * entrySize;
    writeDigest(digest, bytes, at);
    view.setUint32(at + digestSize, kind, true);
    view.setUint32(at + digestSize + 4, offset, true);
    view.setUint32(at + digestSize + 8, length, true);
  });
  return bytes;
}

/** Reads the entries of an index. */
export function decodeIndex(bytes: Uint8Array): PackEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: PackEntry[] = [];
  for (let at = 0; at + entrySize <= bytes.length; at += entrySize) {
    entries.push({
      digest: digestFromBytes(bytes.subarray(at, at + digestSize)),
      kind: view.getUint32(at + digestSize, true) as ObjectKind,
      offset: view.getUint32(at + digestSize + 4, true),
      length: view.getUint32(at + digestSize + 8, true),
    });
  }
  return entries;
}

/** Places by digest and kind; the first place of an object counts. */
export class DigestTable {
  /** Numbers of records plus 1 by hash; 0: free. */
  private slots = new Int32Array(1024);
  private records = new Uint8Array(512 * recordSize);
  private view = new DataView(this.records.buffer);
  private used = 0;
  /** What is looked for: made once, as there are millions of look-ups. */
  private readonly key = new Uint8Array(entrySize);

  /** Objects in the table. */
  get size(): number {
    return this.used;
  }

  /** Adds a pack's objects, as its index holds them. */
  addPack(pack: number, entries: Uint8Array): void {
    for (let at = 0; at + entrySize <= entries.length; at += entrySize) this.add(pack, entries, at);
  }

  private add(pack: number, entries: Uint8Array, at: number): void {
    const slot = this.find(entries, at);
    if (this.slots[slot] !== 0) return;
    if ((this.used + 1) * recordSize > this.records.length) this.growRecords();
    const to = this.used * recordSize;
    this.records.set(entries.subarray(at, at + entrySize), to);
    this.view.setUint32(to + entrySize, pack, true);
    this.slots[slot] = ++this.used;
    if (this.used * 2 > this.slots.length) this.growSlots();
  }

  /** Where an object is; null when it is not there. */
  get(digest: Digest, kind: ObjectKind): Place | null {
    const { key } = this;
    writeDigest(digest, key, 0);
    key[digestSize] = kind;
    const slot = this.slots[this.find(key, 0)]!;
    if (slot === 0) return null;
    const at = (slot - 1) * recordSize;
    return {
      pack: this.view.getUint32(at + entrySize, true),
      offset: this.view.getUint32(at + digestSize + 4, true),
      length: this.view.getUint32(at + digestSize + 8, true),
    };
  }

  /** The slot of an object, or the free one where it belongs. */
  private find(bytes: Uint8Array, at: number): number {
    const mask = this.slots.length - 1;
    const kind = bytes[at + digestSize]!;
    // Digests are random: their first bytes are as good a hash as any.
    let slot = (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) & mask;
    for (; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const from = (this.slots[slot]! - 1) * recordSize;
      if (this.records[from + digestSize] !== kind) continue;
      let i = 0;
      while (i < digestSize && this.records[from + i] === bytes[at + i]) i++;
      if (i === digestSize) break;
    }
    return slot;
  }

  private growRecords(): void {
    const larger = new Uint8Array(this.records.length * 2);
    larger.set(this.records);
    this.records = larger;
    this.view = new DataView(larger.buffer);
  }

  private growSlots(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    for (let i = 0; i < this.used; i++) this.slots[this.find(this.records, i * recordSize)] = i + 1;
  }
}

/** An index's entry and its pack. */
const recordSize = entrySize + 4;
