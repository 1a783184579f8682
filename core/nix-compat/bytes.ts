/** Byte strings (one char per byte, 0–255) and byte arrays. */

/** The bytes of a byte string. */
export function toBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Chars per call of `String.fromCharCode`, well below every engine's limit on arguments. */
const chunkSize = 8192;

/** The byte string of some bytes. */
export function fromBytes(bytes: Uint8Array): string {
  if (bytes.length <= chunkSize) return String.fromCharCode.apply(null, bytes as unknown as number[]);
  let text = "";
  for (let i = 0; i < bytes.length; i += chunkSize) {
    text += String.fromCharCode.apply(null, bytes.subarray(i, i + chunkSize) as unknown as number[]);
  }
  return text;
}
