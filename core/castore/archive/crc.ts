/** Check sums of compressed files: CRC-32 (IEEE) and CRC-64 (ECMA-182), both reflected, as they go along. */

/** Four tables, so that four bytes are taken at a time. */
const tables32 = /* @__PURE__ */ makeTables32();

function makeTables32(): Int32Array {
  const tables = new Int32Array(1024);
  for (let i = 0; i < 256; i++) {
    let c = i;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    tables[i] = c;
  }
  for (let i = 256; i < 1024; i++) {
    const c = tables[i - 256]!;
    tables[i] = tables[c & 0xff]! ^ (c >>> 8);
  }
  return tables;
}

/** A running CRC-32. */
export class Crc32 {
  private state = -1;

  update(bytes: Uint8Array, start = 0, end = bytes.length): this {
    const t = tables32;
    let c = this.state;
    let i = start;
    for (const last = end - 3; i < last; i += 4) {
      c ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
      c = t[768 + (c & 0xff)]! ^ t[512 + ((c >>> 8) & 0xff)]! ^ t[256 + ((c >>> 16) & 0xff)]! ^ t[c >>> 24]!;
    }
    for (; i < end; i++) c = t[(c ^ bytes[i]!) & 0xff]! ^ (c >>> 8);
    this.state = c;
    return this;
  }

  /** The check sum of all so far, unsigned. */
  get value(): number {
    return ~this.state >>> 0;
  }
}

/** CRC-32 of a part of some bytes, unsigned. */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length): number {
  return new Crc32().update(bytes, start, end).value;
}

/** The table of CRC-64 in halves of 32 bits. */
let table64: { high: Int32Array; low: Int32Array } | null = null;

function makeTable64(): { high: Int32Array; low: Int32Array } {
  const high = new Int32Array(256);
  const low = new Int32Array(256);
  for (let i = 0; i < 256; i++) {
    let h = 0;
    let l = i;
    for (let k = 0; k < 8; k++) {
      const odd = l & 1;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (odd === 1) {
        h ^= 0xc96c5795;
        l ^= 0xd7870f42;
      }
    }
    high[i] = h;
    low[i] = l;
  }
  return { high, low };
}

/** A running CRC-64. */
export class Crc64 {
  private stateHigh = -1;
  private stateLow = -1;

  update(bytes: Uint8Array): this {
    const table = (table64 ??= makeTable64());
    let h = this.stateHigh;
    let l = this.stateLow;
    for (let i = 0; i < bytes.length; i++) {
      const index = (l ^ bytes[i]!) & 0xff;
      l = ((l >>> 8) | (h << 24)) ^ table.low[index]!;
      h = (h >>> 8) ^ table.high[index]!;
    }
    this.stateHigh = h;
    this.stateLow = l;
    return this;
  }

  /** The check sum of all so far, its upper half, unsigned. */
  get high(): number {
    return ~this.stateHigh >>> 0;
  }

  /** Its lower half. */
  get low(): number {
    return ~this.stateLow >>> 0;
  }
}
