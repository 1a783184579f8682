/** Bytes to be looked at as text, each in its place. */

/** A byte string as ASCII: what is no printable character as `\xNN`; line ends stay. */
export function visibleBytes(bytes: string): string {
  // oxlint-disable-next-line no-control-regex -- controls are what is told otherwise
  return bytes.replace(/[^\n\x20-\x7e]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
