/** Byte strings for people. */

const decoder = new TextDecoder();

/** The text of a byte string in UTF-8; what is none becomes U+FFFD. */
export function readableText(bytes: string): string {
  // oxlint-disable-next-line no-control-regex -- all of ASCII is meant
  if (/^[\x00-\x7f]*$/.test(bytes)) return bytes;
  const array = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) array[i] = bytes.charCodeAt(i);
  return decoder.decode(array);
}
