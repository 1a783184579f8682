/** Check sums of compressed files: CRC-32 (IEEE) and CRC-64 (ECMA-182), both reflected. */

const table32 = new Int32Array(256);
for (let i = 0; i < 256; i++) {
  let c = i;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  table32[i] = c;
}

/** CRC-32 of a part of some bytes, unsigned. */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let c = -1;
  for (let i = start; i < end; i++) c = table32[(c ^ bytes[i]!) & 0xff]! ^ (c >>> 8);
  return ~c >>> 0;
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

/** CRC-64 of a part of some bytes, as two unsigned halves. */
export function crc64(bytes: Uint8Array, start: number, end: number): { high: number; low: number } {
  const table = (table64 ??= makeTable64());
  let h = -1;
  let l = -1;
  for (let i = start; i < end; i++) {
    const index = (l ^ bytes[i]!) & 0xff;
    l = ((l >>> 8) | (h << 24)) ^ table.low[index]!;
    h = (h >>> 8) ^ table.high[index]!;
  }
  return { high: ~h >>> 0, low: ~l >>> 0 };
}
