/** Base 16, base 64 and Nix's own base 32 (`nixbase32`). */

const hexDigits = "0123456789abcdef";

/** Lower-case hex. */
export function toBase16(bytes: Uint8Array): string {
  // All chars at once: a text that grows by one char at a time is a chain of pieces for the engine.
  const codes = new Array<number>(2 * bytes.length);
  for (let i = 0; i < bytes.length; i++) {
    codes[2 * i] = hexDigits.charCodeAt(bytes[i]! >> 4);
    codes[2 * i + 1] = hexDigits.charCodeAt(bytes[i]! & 15);
  }
  return String.fromCharCode.apply(null, codes);
}

/** The value of each char code in an alphabet, -1 for others. */
function valuesOf(digits: string): Int8Array {
  const values = new Int8Array(256).fill(-1);
  for (let i = 0; i < digits.length; i++) values[digits.charCodeAt(i)] = i;
  return values;
}

const base16Values = valuesOf("0123456789abcdef");
for (let i = 10; i < 16; i++) base16Values["A".charCodeAt(0) + i - 10] = i;

/** Bytes of hex text in either case; null when it is none. */
export function fromBase16(text: string): Uint8Array | null {
  if (text.length % 2 !== 0) return null;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const high = base16Values[text.charCodeAt(2 * i)] ?? -1;
    const low = base16Values[text.charCodeAt(2 * i + 1)] ?? -1;
    if (high < 0 || low < 0) return null;
    bytes[i] = (high << 4) | low;
  }
  return bytes;
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const base64Values = valuesOf(base64Digits);

/** Standard base 64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += base64Digits[group >> 18]! + base64Digits[(group >> 12) & 63]!;
    text += left > 1 ? base64Digits[(group >> 6) & 63]! : "=";
    text += left > 2 ? base64Digits[group & 63]! : "=";
  }
  return text;
}

/**
 * Decodes base 64 as leniently as Nix: line feeds are skipped, everything from the first `=` on is
 * ignored, left-over bits are dropped.
 * @throws Error naming the first char outside the alphabet.
 */
export function fromBase64(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 61) break;
    if (code === 10) continue;
    const value = base64Values[code & 255]!;
    if (value < 0) throw new Error(`invalid character in Base64 string: '${text[i]}'`);
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 255);
    }
  }
  return Uint8Array.from(bytes);
}
