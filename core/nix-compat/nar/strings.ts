/**
 * The strings NARs and export streams are made of: the length as 64-bit little-endian number, the bytes, zeros
 * up to the next multiple of 8.
 */

/** Bytes of padding after `length` bytes. */
export function paddingOf(length: number): number {
  return -length & 7;
}

/** Bytes a string takes, all in all. */
export function paddedSize(length: number): number {
  return 8 + length + paddingOf(length);
}

/** Writes a number below 2^53 as 8 bytes. */
export function putNumber(target: Uint8Array, at: number, value: number): void {
  let low = value >>> 0;
  let high = (value - low) / 2 ** 32;
  for (let i = 0; i < 4; i++) {
    target[at + i] = low & 255;
    target[at + 4 + i] = high & 255;
    low >>>= 8;
    high >>>= 8;
  }
}

/** Reads 8 bytes as a number; -1 when it isn't below 2^53. */
export function getNumber(source: Uint8Array, at: number): number {
  const high = word(source, at + 4);
  return high >= 2 ** 21 ? -1 : high * 2 ** 32 + word(source, at);
}

function word(source: Uint8Array, at: number): number {
  return (source[at]! | (source[at + 1]! << 8) | (source[at + 2]! << 16) | (source[at + 3]! << 24)) >>> 0;
}

/** Writes a whole string; returns where it ends. */
export function putString(target: Uint8Array, at: number, text: string): number {
  const length = text.length;
  putNumber(target, at, length);
  let end = at + 8;
  for (let i = 0; i < length; i++) target[end++] = text.charCodeAt(i);
  for (let i = paddingOf(length); i > 0; i--) target[end++] = 0;
  return end;
}

/** Some strings, one after the other. */
export function strings(...texts: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(texts.reduce((size, text) => size + paddedSize(text.length), 0));
  let at = 0;
  for (const text of texts) at = putString(bytes, at, text);
  return bytes;
}

/** Whether a text has chars that are no bytes. */
export function hasWideChars(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- all bytes are what is asked for
  return /[^\x00-\xff]/.test(text);
}
