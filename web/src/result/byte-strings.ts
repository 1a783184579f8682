/** Byte strings on the page: one char each byte, as derivations have them. */

/** The bytes of a byte string: one char each. */
export function bytesOf(latin1: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(latin1.length);
  for (let i = 0; i < latin1.length; i++) bytes[i] = latin1.charCodeAt(i);
  return bytes;
}

/** A byte string as text: UTF-8, anything else as U+FFFD. */
export function textOf(latin1: string): string {
  return new TextDecoder().decode(bytesOf(latin1));
}

/** Bytes as a byte string. */
export function byteString(bytes: Uint8Array): string {
  let text = "";
  // Engines take a limited number of arguments.
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return text;
}
