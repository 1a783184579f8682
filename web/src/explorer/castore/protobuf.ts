/**
 * Canonical `castore.v1` messages taken apart, byte by byte: what each tag, length and value is. The schema is in
 * core/castore/directory-encoding.ts. It reads what is there and never throws: what it can't read is said to be odd.
 */
import { fromBytes } from "../../../../core/nix-compat/index.ts";
import { readable, type BytesMark } from "../table/marked-bytes.ts";

export type EntryKind = "directory" | "file" | "symlink";

/** An entry of an encoded directory, or a node by itself. */
export interface EncodedEntry {
  /** Of its first byte, the tag, in the message. */
  offset: number;
  /** Bytes, tag and length included. */
  length: number;
  kind: EntryKind;
  /** Byte string. */
  name: string;
  size: number;
  /** Where its digest's 32 bytes are; null for links. */
  digestAt: number | null;
  executable: boolean;
}

interface Field {
  number: number;
  wireType: number;
  /** Offsets of the tag, of a length (same as `value` where there is none), of the value, and after it. */
  tag: number;
  lengthAt: number;
  value: number;
  end: number;
  /** Of numbers; the length of bytes. */
  number64: number;
}

const kinds: Record<number, EntryKind> = { 1: "directory", 2: "file", 3: "symlink" };

const fieldNames: Record<EntryKind, Record<number, string>> = {
  directory: { 1: "name", 2: "digest", 3: "size" },
  file: { 1: "name", 2: "digest", 3: "size", 4: "executable" },
  symlink: { 1: "name", 2: "target" },
};

const wireTypes: Record<number, string> = {
  0: "varint",
  1: "64 bits",
  2: "length-delimited",
  5: "32 bits",
};

/** The entries of an encoded `Directory` (or the one of an `Entry`), in its order; ends at what can't be read. */
export function encodedEntries(bytes: Uint8Array): EncodedEntry[] {
  const entries: EncodedEntry[] = [];
  for (const field of fieldsOf(bytes, 0, bytes.length)) {
    const kind = kinds[field.number];
    if (kind === undefined || field.wireType !== 2) return entries;
    const entry: EncodedEntry = {
      offset: field.tag,
      length: field.end - field.tag,
      kind,
      name: "",
      size: 0,
      digestAt: null,
      executable: false,
    };
    for (const inner of fieldsOf(bytes, field.value, field.end)) {
      if (inner.number === 1) entry.name = fromBytes(bytes.subarray(inner.value, inner.end));
      if (inner.number === 3 && kind !== "symlink") entry.size = inner.number64;
      if (inner.number === 2 && kind !== "symlink") entry.digestAt = inner.value;
      if (inner.number === 4 && kind === "file") entry.executable = inner.number64 === 1;
      if (inner.number === 2 && kind === "symlink") entry.size = inner.end - inner.value;
    }
    entries.push(entry);
  }
  return entries;
}

/** The marks of a message's bytes from `from` to `to`, which must be where entries begin and end. */
export function annotate(bytes: Uint8Array, from = 0, to = bytes.length): BytesMark[] {
  const marks: BytesMark[] = [];
  const slice = (start: number, end: number): Uint8Array => bytes.subarray(start, end);
  const mark = (start: number, end: number, kind: BytesMark["kind"], label: string, value = ""): void => {
    if (end > start) {
      marks.push({ offset: start, bytes: slice(start, end), length: end - start, label, value, kind });
    }
  };
  const heads = (field: Field, name: string): void => {
    mark(
      field.tag,
      field.lengthAt,
      "tag",
      `tag: field ${field.number}, ${wireTypes[field.wireType] ?? `wire type ${field.wireType}`}`,
      name,
    );
    mark(field.lengthAt, field.value, "length", "length", String(field.number64));
  };
  let end = from;
  for (const field of fieldsOf(bytes, from, to)) {
    const kind = kinds[field.number];
    heads(field, kind ?? "unknown");
    end = field.end;
    if (kind === undefined || field.wireType !== 2) {
      mark(field.value, field.end, "content", "a field that castore does not have");
      continue;
    }
    let inside = field.value;
    for (const inner of fieldsOf(bytes, field.value, field.end)) {
      const name = fieldNames[kind][inner.number] ?? "unknown";
      heads(inner, name);
      const value = valueWords(name, slice(inner.value, inner.end), inner.number64);
      mark(inner.value, inner.end, inner.wireType === 0 ? "length" : "text", name, value);
      inside = inner.end;
    }
    mark(inside, field.end, "content", "bytes that are no field");
  }
  mark(end, to, "content", "bytes that are no field");
  return marks;
}

function valueWords(name: string, bytes: Uint8Array, number: number): string {
  if (name === "size") return String(number);
  if (name === "executable") return number === 1 ? "true" : String(number);
  return name === "digest" ? "BLAKE3" : readable(fromBytes(bytes));
}

/** Fields from `at` to `end`; stops before one that is cut off. */
function* fieldsOf(bytes: Uint8Array, at: number, end: number): Generator<Field> {
  while (at < end) {
    const tag = varint(bytes, at, end);
    if (tag === null) return;
    const number = Math.floor(tag.value / 8);
    const wireType = tag.value % 8;
    const base = { number, wireType, tag: at, lengthAt: tag.end };
    const first = wireType === 0 || wireType === 2 ? varint(bytes, tag.end, end) : null;
    if (wireType === 0) {
      if (first === null) return;
      yield { ...base, value: tag.end, end: first.end, number64: first.value };
      at = first.end;
    } else if (wireType === 2) {
      if (first === null || first.end + first.value > end) return;
      at = first.end + first.value;
      yield { ...base, value: first.end, end: at, number64: first.value };
    } else {
      const size = { 1: 8, 5: 4 }[wireType];
      if (size === undefined || tag.end + size > end) return;
      at = tag.end + size;
      yield { ...base, value: tag.end, end: at, number64: 0 };
    }
  }
}

function varint(bytes: Uint8Array, at: number, end: number): { value: number; end: number } | null {
  let value = 0;
  let factor = 1;
  for (let i = at; i < end && i < at + 10; i++) {
    const byte = bytes[i]!;
    value += (byte & 127) * factor;
    if (byte < 128) return { value, end: i + 1 };
    factor *= 128;
  }
  return null;
}
