/** UTF-8 in byte strings. */

/** Continuation bytes after a lead byte; 0 for ASCII, -1 for bytes that can't lead. */
function following(lead: number): number {
  if (lead < 0x80) return 0;
  if (lead < 0xc2) return -1;
  if (lead < 0xe0) return 1;
  if (lead < 0xf0) return 2;
  return lead < 0xf5 ? 3 : -1;
}

/** Whether `byte` may stand first after `lead`: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
function maySecond(lead: number, byte: number): boolean {
  switch (lead) {
    case 0xe0:
      return byte >= 0xa0 && byte <= 0xbf;
    case 0xed:
      return byte >= 0x80 && byte <= 0x9f;
    case 0xf0:
      return byte >= 0x90 && byte <= 0xbf;
    case 0xf4:
      return byte >= 0x80 && byte <= 0x8f;
    default:
      return byte >= 0x80 && byte <= 0xbf;
  }
}

/** Index after the character at `i`, or `~index` of the first byte that spoils it (possibly the end of the text). */
export function utf8Next(text: string, i: number): number {
  const lead = text.charCodeAt(i);
  const count = following(lead);
  if (count < 0) return ~i;
  for (let k = 1; k <= count; k++) {
    const byte = text.charCodeAt(i + k);
    const fits = k === 1 ? maySecond(lead, byte) : byte >= 0x80 && byte <= 0xbf;
    if (!fits) return ~(i + k);
  }
  return i + count + 1;
}

/** Index of the first byte that makes a text no UTF-8 (its length if it ends too early); -1 for UTF-8. */
export function utf8Fault(text: string): number {
  if (!/[\x80-\xff]/.test(text)) return -1;
  for (let i = 0; i < text.length;) {
    const next = utf8Next(text, i);
    if (next < 0) return ~next;
    i = next;
  }
  return -1;
}

/** The UTF-8 bytes of a code point, as a byte string. */
export function utf8Bytes(code: number): string {
  if (code < 0x80) return String.fromCharCode(code);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 63));
  if (code < 0x10000) {
    return String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return String.fromCharCode(
    0xf0 | (code >> 18),
    0x80 | ((code >> 12) & 63),
    0x80 | ((code >> 6) & 63),
    0x80 | (code & 63),
  );
}
