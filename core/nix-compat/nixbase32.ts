/** Nix's base 32: its own alphabet, least significant digit last, no padding. */

/** Digits by value: no `e`, `o`, `t`, `u`. */
export const nixBase32Digits = "0123456789abcdfghijklmnpqrsvwxyz";

const values = new Int8Array(256).fill(-1);
for (let i = 0; i < 32; i++) values[nixBase32Digits.charCodeAt(i)] = i;

/** Digits needed for `size` bytes. */
export function nixBase32Length(size: number): number {
  return Math.ceil((size * 8) / 5);
}

/** Where digits are gathered: most texts are of one length. */
let codes: number[] = [];

/** The bytes as nixbase32 text: the bytes taken as a little-endian number, most significant digit first. */
export function toNixBase32(bytes: Uint8Array): string {
  const length = nixBase32Length(bytes.length);
  if (codes.length !== length) codes = new Array<number>(length);
  for (let i = 0, n = length - 1; n >= 0; i++, n--) {
    const byte = (n * 5) >> 3;
    const shift = (n * 5) & 7;
    const high = byte + 1 < bytes.length ? bytes[byte + 1]! : 0;
    const bits = (bytes[byte]! >> shift) | (high << (8 - shift));
    codes[i] = nixBase32Digits.charCodeAt(bits & 31);
  }
  return String.fromCharCode.apply(null, codes);
}

/** Bytes of nixbase32 text of any whole length; null when a digit is foreign or bits are left over. */
export function fromNixBase32(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  for (let n = 0; n < text.length; n++) {
    const digit = values[text.charCodeAt(text.length - 1 - n) & 255]!;
    if (digit < 0) return null;
    const byte = (n * 5) >> 3;
    const shift = (n * 5) & 7;
    const low = digit << shift;
    const high = digit >> (8 - shift);
    if (byte < bytes.length) bytes[byte]! |= low & 255;
    else if ((low & 255) !== 0) return null;
    if (byte + 1 < bytes.length) bytes[byte + 1]! |= high;
    else if (high !== 0) return null;
  }
  return bytes;
}
