/** Bytes with what they mean: the model of annotated hex. */

/** A stretch of bytes that means one thing. */
export interface BytesMark {
  /** Offset of the first byte, in the whole that is looked at. */
  offset: number;
  bytes: Uint8Array;
  /** Bytes of the stretch in all; more than {@link bytes} where only its start is here. */
  length: number;
  /** What they are: `length`, `field 1, bytes`. */
  label: string;
  /** What they say, for people; empty where the label says all. */
  value: string;
  /** Colours: numbers and lengths, texts and contents, padding, tags. */
  kind: "length" | "text" | "padding" | "tag" | "content";
}

/** Bytes of a line of hex. */
export const lineBytes = 16;

export interface HexLine {
  offset: number;
  /** Two digits for each byte, a wider gap after eight. */
  hex: string;
  /** Printable ASCII, other bytes as `·`. */
  text: string;
}

/** Lines of hex; each begins at a multiple of `width` bytes from the first. */
export function hexLines(bytes: Uint8Array, offset: number, width = lineBytes): HexLine[] {
  const lines: HexLine[] = [];
  for (let at = 0; at < bytes.length; at += width) {
    const part = bytes.subarray(at, at + width);
    let hex = "";
    let text = "";
    for (let i = 0; i < part.length; i++) {
      const byte = part[i]!;
      if (i > 0) hex += i % 8 === 0 ? "  " : " ";
      hex += byte.toString(16).padStart(2, "0");
      text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
    }
    lines.push({ offset: offset + at, hex, text });
  }
  return lines;
}

/** An offset as it is shown: `0x001f40`, at least `digits` of them. */
export function hexOffset(offset: number, digits = 6): string {
  return `0x${offset.toString(16).padStart(digits, "0")}`;
}

/** A byte string for people: what is no UTF-8 as `\xNN`, controls too. */
export function readable(raw: string): string {
  let text: string;
  try {
    const bytes = Uint8Array.from(raw, (char) => char.charCodeAt(0));
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8: each byte beyond ASCII is told as it is.
    text = raw.replace(/[\x80-\xff]/g, escapeChar);
  }
  // oxlint-disable-next-line no-control-regex -- controls are what is told otherwise
  return text.replace(/[\x00-\x1f\x7f]/g, escapeChar);
}

function escapeChar(char: string): string {
  return `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
