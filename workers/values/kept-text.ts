/** Long texts, read part by part. */
import type { TextPart } from "../values-protocol.ts";
import { fromBytes } from "../text.ts";

/** Bytes between two marks; decoding starts at one. */
const step = 1 << 14;

/** A place known both in bytes and in UTF-16 units. */
interface Mark {
  byte: number;
  unit: number;
}

/**
 * A byte string, decoded for display as {@link fromBytes} does, but only what is asked for. Memory: the byte string
 * itself, and a few bytes for every 16 KiB of it.
 */
export class KeptText {
  /** At the start and about every {@link step} bytes; null when all is ASCII: bytes are units then. */
  private readonly marks: Mark[] | null;
  /** UTF-16 units of the whole. */
  readonly total: number;

  constructor(private readonly bytes: string) {
    const { marks, total } = survey(bytes);
    this.marks = marks;
    this.total = total;
  }

  /** The text between two UTF-16 offsets; one that points into a surrogate pair is taken for that before it. */
  part(from: number, to: number): TextPart {
    const start = Math.min(Math.max(0, Math.floor(from)), this.total);
    const end = Math.min(Math.max(start, Number.isFinite(to) ? Math.floor(to) : this.total), this.total);
    return { text: start === end ? "" : this.decoded(start, end), total: this.total };
  }

  private decoded(from: number, to: number): string {
    const { bytes, marks } = this;
    if (marks === null) return bytes.slice(from, to);
    const first = marks[lastAtMost(marks, from)]!;
    // One unit more, to see whether a pair would be cut.
    const last = marks[lastAtMost(marks, to) + 1];
    const text = fromBytes(bytes.slice(first.byte, last?.byte));
    return text.slice(uncut(text, from - first.unit), uncut(text, to - first.unit));
  }
}

/** The offset, or the one before it if that is in the middle of a pair. */
function uncut(text: string, offset: number): number {
  return (text.charCodeAt(offset) & 0xfc00) === 0xdc00 && (text.charCodeAt(offset - 1) & 0xfc00) === 0xd800
    ? offset - 1
    : offset;
}

/** Index of the last mark that is not behind a unit. */
function lastAtMost(marks: readonly Mark[], unit: number): number {
  let low = 0;
  let high = marks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (marks[middle]!.unit <= unit) low = middle;
    else high = middle - 1;
  }
  return low;
}

function survey(bytes: string): { marks: Mark[] | null; total: number } {
  if (isAscii(bytes)) return { marks: null, total: bytes.length };
  const marks: Mark[] = [];
  let unit = 0;
  for (let byte = 0; byte < bytes.length;) {
    marks.push({ byte, unit });
    const end = characterStart(bytes, byte + step);
    unit += fromBytes(bytes.slice(byte, end)).length;
    byte = end;
  }
  return { marks, total: unit };
}

/** An offset at most three before the given one, so that no well-formed UTF-8 sequence is cut. */
export function characterStart(bytes: string, offset: number): number {
  if (offset >= bytes.length) return bytes.length;
  for (let back = 0; back <= 3; back++) {
    // A sequence has one to three continuation bytes; more of them belong to none.
    if ((bytes.charCodeAt(offset - back) & 0xc0) !== 0x80) return offset - back;
  }
  return offset;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
