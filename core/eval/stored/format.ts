/**
 * Checked syntax trees as bytes: what a file's text was parsed and analysed to, for the next evaluator that meets
 * the same text. Only what is evaluated is ever made into nodes again.
 *
 *     tree   = nodes… lines root:varint(offset) lines:varint(offset) size:byte(of the two offsets)
 *     lines  = count:varint { length:varint }   of all lines but the last
 *     node   = kind:byte start:varint length:varint fields…, children before their parents
 *     text   = at:varint length:varint          a stretch of the texts
 *
 * A child is the distance back to its first byte; numbers are unsigned LEB128. Nothing refers to the file's own text,
 * so that it need not be read: only who shows a line of it wants it.
 */

/** Grows with every change of the format or of what parser and analysis make of a text. */
export const formatVersion = 4;

/** Trees nested deeper are not stored: writing them goes down the JavaScript stack. */
export const maxStoredHeight = 400;

/** A file's tree, without the names it speaks of by number. */
export interface StoredNodes {
  /** Nodes and lines. */
  bytes: Uint8Array;
  /** What strings, paths and the like say, a byte string. */
  texts: string;
}

/** A file's tree. */
export interface StoredTree extends StoredNodes {
  /** Names by number, as the syntax tree numbers them. */
  names: readonly string[];
}

/** Bytes that grow. */
export class ByteWriter {
  private bytes = new Uint8Array(4096);
  length = 0;

  byte(value: number): void {
    if (this.length === this.bytes.length) {
      const larger = new Uint8Array(2 * this.length);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[this.length++] = value;
  }

  /** An unsigned number up to 2^53. */
  number(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  /** The bytes so far. */
  done(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }
}

/** Reads what {@link ByteWriter} wrote. */
export class ByteReader {
  constructor(
    readonly bytes: Uint8Array,
    public at: number,
  ) {}

  byte(): number {
    return this.bytes[this.at++]!;
  }

  number(): number {
    const { bytes } = this;
    let byte = bytes[this.at++]!;
    if (byte < 128) return byte;
    let value = byte & 127;
    let unit = 128;
    do {
      byte = bytes[this.at++]!;
      value += (byte & 127) * unit;
      unit *= 128;
    } while (byte >= 128);
    return value;
  }
}
