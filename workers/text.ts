/**
 * Between the editor's UTF-16 text and the evaluator's byte strings (UTF-8, one char per byte).
 */

/** Encodes text as UTF-8, one char per byte. Lone surrogates become U+FFFD, as in TextEncoder. */
export function toBytes(text: string): string {
  if (isAscii(text)) return text;
  const bytes = new TextEncoder().encode(text);
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(i, i + 8192)));
  }
  return parts.join("");
}

/** Decodes UTF-8 for display; bytes that are none are shown as `\xHH`. */
export function fromBytes(bytes: string): string {
  if (isAscii(bytes)) return bytes;
  let out = "";
  let plain = 0;
  for (let i = 0; i < bytes.length;) {
    const first = bytes.charCodeAt(i);
    if (first < 0x80) {
      i++;
      continue;
    }
    out += bytes.slice(plain, i);
    const length = sequenceLength(bytes, i);
    if (length === 0) {
      out += `\\x${first.toString(16).padStart(2, "0")}`;
      i++;
    } else {
      out += String.fromCodePoint(codePoint(bytes, i, length));
      i += length;
    }
    plain = i;
  }
  return out + bytes.slice(plain);
}

/** Translates offsets in the UTF-8 form of a text to offsets in the text itself. */
export class ByteOffsets {
  /** Byte offset at every {@link step}th UTF-16 unit (of the character it falls in); null when all is ASCII. */
  private readonly marks: Uint32Array | null;

  constructor(private readonly text: string) {
    this.marks = isAscii(text) ? null : marksOf(text);
  }

  /** The UTF-16 offset of a byte offset; of the character's start when it points into one. */
  toText(byteOffset: number): number {
    if (this.marks === null) return Math.min(Math.max(byteOffset, 0), this.text.length);
    let low = 0;
    let high = this.marks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.marks[middle]! <= byteOffset) low = middle;
      else high = middle - 1;
    }
    let bytes = this.marks[low]!;
    let offset = alignToCharacter(this.text, low * step);
    while (offset < this.text.length) {
      const width = utf8Width(this.text, offset);
      if (bytes + width > byteOffset) break;
      bytes += width;
      offset += unitsAt(this.text, offset);
    }
    return offset;
  }
}

/** UTF-16 units between two marks. */
const step = 1024;

function marksOf(text: string): Uint32Array {
  const marks = new Uint32Array(Math.floor(text.length / step) + 1);
  let bytes = 0;
  for (let offset = 0; offset < text.length;) {
    const width = utf8Width(text, offset);
    const next = offset + unitsAt(text, offset);
    bytes += width;
    // A mark in the middle of a pair belongs to the character after it.
    const mark = Math.ceil((offset + 1) / step);
    if (mark * step <= next && mark < marks.length) marks[mark] = bytes;
    offset = next;
  }
  return marks;
}

/** The start of the first character at or after a mark. */
function alignToCharacter(text: string, offset: number): number {
  return offset > 0 && isPair(text, offset - 1) ? offset + 1 : offset;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** Whether a surrogate pair starts at an offset. */
function isPair(text: string, offset: number): boolean {
  const a = text.charCodeAt(offset);
  const b = text.charCodeAt(offset + 1);
  return a >= 0xd800 && a < 0xdc00 && b >= 0xdc00 && b < 0xe000;
}

function unitsAt(text: string, offset: number): 1 | 2 {
  return isPair(text, offset) ? 2 : 1;
}

function utf8Width(text: string, offset: number): number {
  const c = text.charCodeAt(offset);
  if (c < 0x80) return 1;
  if (c < 0x800) return 2;
  return isPair(text, offset) ? 4 : 3;
}

/** Bytes of the well-formed UTF-8 sequence at an offset; 0 when there is none (RFC 3629, table of section 4). */
function sequenceLength(bytes: string, i: number): number {
  const first = bytes.charCodeAt(i);
  const second = bytes.charCodeAt(i + 1);
  const continues = (offset: number): boolean => (bytes.charCodeAt(offset) & 0xc0) === 0x80;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return continues(i + 1) ? 2 : 0;
  if (first < 0xf0) {
    const low = first === 0xe0 ? 0xa0 : 0x80;
    const high = first === 0xed ? 0x9f : 0xbf;
    return second >= low && second <= high && continues(i + 2) ? 3 : 0;
  }
  const low = first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high && continues(i + 2) && continues(i + 3) ? 4 : 0;
}

function codePoint(bytes: string, i: number, length: number): number {
  let point = bytes.charCodeAt(i) & (length === 2 ? 0x1f : length === 3 ? 0x0f : 0x07);
  for (let k = 1; k < length; k++) point = (point << 6) | (bytes.charCodeAt(i + k) & 0x3f);
  return point;
}
