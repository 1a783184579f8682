/** The bytes of a NAR's segment, each string taken apart: its length, itself, its padding (NAR format, Nix manual). */
import { toBytes } from "../../../../core/nix-compat/index.ts";
import type { NarSegment } from "../../../../workers/index.ts";
import { readable, type BytesMark } from "../table/marked-bytes.ts";

/** Strings are padded with zeros to a multiple of this. */
const unit = 8;

/** Bytes of a length. */
const lengthBytes = 8;

/** What the structure's strings mean. */
const meanings: Record<string, string> = {
  "nix-archive-1": "magic: every NAR begins with it",
  "(": "a node or an entry opens",
  ")": "it closes",
  type: "its type follows",
  regular: "a file",
  directory: "a directory",
  symlink: "a symbolic link",
  executable: "the file is executable; an empty string follows",
  contents: "the file's content follows",
  entry: "an entry of the directory follows",
  name: "its name follows",
  node: "what it is follows",
  target: "what the link names follows",
};

/** Whether a string's meaning depends on what comes before: names, targets, the empty one of `executable`. */
const beforeFree = new Set(["name", "target", "executable"]);

export interface SegmentBytes {
  marks: BytesMark[];
  /** Where the content's bytes are to be put in, once they are read; null where there are none. */
  content: { offset: number; size: number } | null;
}

/**
 * Takes a segment apart.
 * @param size - of the file that the segment is of, or leads to; 0 where there is none
 */
export function bytesOfSegment(segment: NarSegment, size: number): SegmentBytes {
  const { what, offset, length } = segment;
  if (what === "padding") return { marks: [padding(offset, length)], content: null };
  if (what === "contents") return contentsOf(offset, length, size);
  const marks: BytesMark[] = [];
  let at = offset;
  let before = "";
  for (const text of segment.strings) {
    marks.push(...stringMarks(at, text, beforeFree.has(before) ? freeWord(before) : meanings[text]));
    at += lengthBytes + padded(text.length);
    // What stands in a name's place is no keyword.
    before = beforeFree.has(before) ? "" : text;
  }
  if (offset + length - at === lengthBytes) marks.push(lengthMark(at, size, "length of the content"));
  return { marks, content: null };
}

/** The contents with their length before and their padding after, as far as those belong to the segment. */
function contentsOf(offset: number, length: number, size: number): SegmentBytes {
  const marks: BytesMark[] = [];
  let at = offset;
  if (length - size >= lengthBytes) {
    marks.push(lengthMark(at, size, "length of the content"));
    at += lengthBytes;
  }
  const end = at + size;
  const rest = offset + length - end;
  return { marks: rest > 0 ? [...marks, padding(end, rest)] : marks, content: { offset: at, size } };
}

/**
 * A segment's marks with some bytes of its content in their place.
 * @param start - of the bytes, in the content
 */
export function withContent({ marks, content }: SegmentBytes, bytes: Uint8Array, start = 0): BytesMark[] {
  if (content === null) return marks;
  const mark: BytesMark = {
    offset: content.offset + start,
    bytes,
    length: content.size - start,
    label: start === 0 ? "content" : `content, from its byte ${start} on`,
    value: "",
    kind: "content",
  };
  return [...marks, mark].sort((a, b) => a.offset - b.offset);
}

function freeWord(before: string): string {
  if (before === "executable") return "empty, after “executable”";
  return before === "name" ? "the name" : "the target";
}

function stringMarks(at: number, text: string, meaning: string | undefined): BytesMark[] {
  const marks = [lengthMark(at, text.length, "length")];
  const start = at + lengthBytes;
  if (text.length > 0) {
    marks.push({
      offset: start,
      bytes: toBytes(text),
      length: text.length,
      label: meaning ?? "string",
      value: readable(text),
      kind: "text",
    });
  } else marks[0] = { ...marks[0]!, label: meaning ?? "length" };
  const rest = padded(text.length) - text.length;
  if (rest > 0) marks.push(padding(start + text.length, rest));
  return marks;
}

function lengthMark(offset: number, value: number, label: string): BytesMark {
  const bytes = new Uint8Array(lengthBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return { offset, bytes, length: lengthBytes, label, value: String(value), kind: "length" };
}

function padding(offset: number, length: number): BytesMark {
  return { offset, bytes: new Uint8Array(length), length, label: "padding", value: "", kind: "padding" };
}

function padded(length: number): number {
  return Math.ceil(length / unit) * unit;
}
