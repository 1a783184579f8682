/** Texts that are too long to be shown whole: in parts that begin and end with lines. */
import type { FileBytes } from "./file-bytes.ts";

/** Bytes of a text that is shown whole. */
export const wholeSize = 4 * 2 ** 20;
/** Bytes of a part of a longer one. */
const partSize = 2 ** 20;
/** Bytes in which the end of a line is looked for at the border of a part. */
const borderSize = 65_536;

/** Parts of a text of so many bytes. */
export function partsOf(size: number): number {
  return size <= wholeSize ? 1 : Math.ceil(size / partSize);
}

/** The part that an offset is in. */
export function partOfOffset(offset: number, size: number): number {
  return size <= wholeSize ? 0 : Math.min(partsOf(size) - 1, Math.floor(offset / partSize));
}

/** A part of a text. */
export interface TextPart {
  text: string;
  /** Where it begins, in bytes from the beginning of the file. */
  offset: number;
  /** The line of this part, from 1, that a byte of the file is in. */
  lineOf: (offset: number) => number;
}

/**
 * A part: from the first line that begins in it to the end of the last one. Null once it is not wanted any more.
 * @throws ReadFailure
 */
export async function textPart(
  bytes: FileBytes,
  part: number,
  told: (read: number) => void,
  isWanted: () => boolean,
): Promise<TextPart | null> {
  const parts = partsOf(bytes.size);
  const [from, to] =
    parts === 1 ? [0, bytes.size] : [part * partSize, Math.min(bytes.size, (part + 1) * partSize)];
  // The byte before says whether a line begins here.
  const before = Math.max(0, from - 1);
  const found = await bytes.stretch(before, to, told, isWanted);
  if (found === null) return null;
  const border = to < bytes.size ? await bytes.range(to, to + borderSize) : new Uint8Array();
  if (!isWanted()) return null;
  const first = from === 0 ? 0 : lineAfter(found, Math.min(borderSize, found.length));
  const tail = found.at(-1) === lineFeed ? 0 : lineAfter(border, border.length);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const text =
    decoder.decode(found.subarray(first), { stream: true }) + decoder.decode(border.subarray(0, tail));
  const lineOf = (offset: number): number => {
    let line = 1;
    for (let at = first, to = Math.min(found.length, offset - before); at < to; at++) {
      if (found[at] === lineFeed) line++;
    }
    return line;
  };
  return { text, offset: before + first, lineOf };
}

const lineFeed = 10;

/** Where a line begins after the first line feed; where there is none, at a character. */
function lineAfter(bytes: Uint8Array, limit: number): number {
  const at = bytes.subarray(0, limit).indexOf(lineFeed);
  if (at >= 0) return at + 1;
  let start = 0;
  // The later bytes of a character are 10xxxxxx.
  while (start < bytes.length && (bytes[start]! & 0xc0) === 0x80) start++;
  return start;
}
