/** xz's filter for x86 code: targets of calls and jumps, absolute in the file, become relative again. */

const allowed = [true, true, true, false, true, false, false, false];
const bitNumbers = [0, 1, 2, 2, 3, 3, 3, 3];

const isHighByte = (byte: number): boolean => byte === 0 || byte === 0xff;

/** Undoes the filter in place; `bytes` is a whole block. */
export function unfilterX86(bytes: Uint8Array): void {
  let mask = 0;
  let previous = -5;
  const end = bytes.length - 5;
  for (let i = 0; i <= end;) {
    const opcode = bytes[i]!;
    if (opcode !== 0xe8 && opcode !== 0xe9) {
      i++;
      continue;
    }
    const offset = i - previous;
    previous = i;
    if (offset > 5) mask = 0;
    else for (let k = 0; k < offset; k++) mask = (mask & 0x77) << 1;
    const high = bytes[i + 4]!;
    if (isHighByte(high) && allowed[(mask >>> 1) & 7]! && mask >>> 1 < 0x10) {
      let source = bytes[i + 1]! | (bytes[i + 2]! << 8) | (bytes[i + 3]! << 16) | (high << 24);
      let target: number;
      for (;;) {
        target = (source - (i + 5)) | 0;
        if (mask === 0) break;
        const index = bitNumbers[mask >>> 1]!;
        if (!isHighByte((target >>> (24 - index * 8)) & 0xff)) break;
        source = target ^ ((1 << (32 - index * 8)) - 1);
      }
      bytes[i + 4] = ((target >>> 24) & 1) === 0 ? 0 : 0xff;
      bytes[i + 3] = target >>> 16;
      bytes[i + 2] = target >>> 8;
      bytes[i + 1] = target;
      i += 5;
      mask = 0;
    } else {
      i++;
      mask |= 1;
      if (isHighByte(high)) mask |= 0x10;
    }
  }
}
