/** Reading zip archives, by their central directory: stored and deflated entries, zip64, Unix modes. */
import { fromBytes } from "../../nix-compat/index.ts";
import { Crc32 } from "./crc.ts";
import { ArchiveError, type UnpackLimits } from "./error.ts";
import type { ArchiveHandler } from "./handler.ts";
import { Inflate, inflateHistory } from "./inflate.ts";
import { Input } from "./input.ts";
import { Window } from "./window.ts";

/** Asks for bytes of the archive, from `start` to before `end`; answered with exactly those. */
export interface ZipRequest {
  readonly start: number;
  readonly end: number;
}

/** Reads an archive by asking for its parts: whoever drives it does the I/O. */
export type ZipReading<T> = Generator<ZipRequest, T, Uint8Array>;

/** An entry of the central directory. */
interface Entry {
  name: string;
  flags: number;
  method: number;
  crc: number;
  packed: number;
  size: number;
  /** Offset of the local header. */
  at: number;
  /** Unix mode; 0 when not known. */
  mode: number;
  modified: number;
}

/** Bytes of content asked for at a time. */
const pieceSize = 1 << 18;

/** Longest end record: with the longest comment. */
const maxEndRecord = 22 + 0xffff;

/** Largest central directory: a million entries. */
const maxDirectory = 1 << 28;

/** Reads whole archives for a handler. @throws ArchiveError */
export class ZipReader {
  private budget: number;

  /** @param size - of the archive, in bytes */
  constructor(
    private readonly size: number,
    private readonly handler: ArchiveHandler,
    limits: UnpackLimits,
  ) {
    this.budget = limits.bytes;
  }

  private fail(what: string, at: number): never {
    throw new ArchiveError(`zip archive at byte ${at}: ${what}`);
  }

  /** Asks for bytes; a view of them. */
  private *part(start: number, size: number): ZipReading<Part> {
    if (!(start >= 0 && start + size <= this.size)) this.fail("the file ends in the middle", start);
    return new Part(yield { start, end: start + size });
  }

  *run(): ZipReading<void> {
    const { start, size, count } = yield* this.directory();
    if (size > maxDirectory) this.fail(`a directory of ${size} bytes`, start);
    const part = yield* this.part(start, size);
    let at = 0;
    for (let i = 0; i < count; i++) {
      if (at + 46 > size || part.uint32(at) !== 0x02014b50)
        this.fail("no entry of the directory", start + at);
      const nameSize = part.uint16(at + 28);
      const extraSize = part.uint16(at + 30);
      const next = at + 46 + nameSize + extraSize + part.uint16(at + 32);
      if (next > size) this.fail("the directory ends in the middle", start + at);
      yield* this.add(this.entry(part, at, nameSize, extraSize, start));
      at = next;
    }
  }

  /** Where the central directory is, and how many entries it has. */
  private *directory(): ZipReading<{ start: number; size: number; count: number }> {
    const tailStart = Math.max(0, this.size - maxEndRecord);
    const tail = yield* this.part(tailStart, this.size - tailStart);
    let end = tail.bytes.length - 22;
    while (end >= 0 && !(tail.bytes[end] === 0x50 && tail.uint32(end) === 0x06054b50)) end--;
    if (end < 0) this.fail("it has no directory at its end", this.size);
    const count = tail.uint16(end + 10);
    const size = tail.uint32(end + 12);
    const start = tail.uint32(end + 16);
    const plain = { start, size, count };
    if (count !== 0xffff && start !== 0xffffffff && size !== 0xffffffff) return plain;
    const locator = end - 20;
    if (locator < 0 || tail.uint32(locator) !== 0x07064b50) return plain;
    const at = tail.uint64(locator + 8);
    const large = yield* this.part(at, 56);
    if (large.uint32(0) !== 0x06064b50) this.fail("no zip64 directory", at);
    return { start: large.uint64(48), size: large.uint64(40), count: large.uint64(32) };
  }

  private entry(part: Part, at: number, nameSize: number, extraSize: number, start: number): Entry {
    const system = part.bytes[at + 5]!;
    const external = part.uint32(at + 38);
    const entry: Entry = {
      name: fromBytes(part.bytes.subarray(at + 46, at + 46 + nameSize)),
      flags: part.uint16(at + 8),
      method: part.uint16(at + 10),
      crc: part.uint32(at + 16),
      packed: part.uint32(at + 20),
      size: part.uint32(at + 24),
      at: part.uint32(at + 42),
      // 3: Unix, 19: macOS.
      mode: system === 3 || system === 19 ? external >>> 16 : 0,
      modified: dosTime(part.uint16(at + 14), part.uint16(at + 12)),
    };
    this.extraFields(part, entry, at + 46 + nameSize, at + 46 + nameSize + extraSize, start);
    return entry;
  }

  private extraFields(part: Part, entry: Entry, first: number, end: number, start: number): void {
    for (let at = first; at + 4 <= end;) {
      const id = part.uint16(at);
      const size = part.uint16(at + 2);
      let field = at + 4;
      at = field + size;
      if (at > end) this.fail("an extra field that is too long", start + field);
      if (id === 0x5455 && size >= 5 && (part.bytes[field]! & 1) !== 0) {
        entry.modified = part.int32(field + 1);
      } else if (id === 0x0001) {
        for (const key of ["size", "packed", "at"] as const) {
          if (entry[key] !== 0xffffffff) continue;
          if (field + 8 > at) this.fail("a zip64 field that is too short", start + field);
          entry[key] = part.uint64(field);
          field += 8;
        }
      }
    }
  }

  private *add(entry: Entry): ZipReading<void> {
    const { name, mode, modified } = entry;
    const { handler } = this;
    const type = mode & 0o170000;
    if (name.endsWith("/") || type === 0o040000) return handler.directory(name, modified);
    if (type === 0o120000) {
      const pieces: string[] = [];
      if (entry.size > 4095)
        throw new ArchiveError(`entry '${name}' is a symbolic link with a target too long`);
      yield* this.content(entry, (bytes) => pieces.push(fromBytes(bytes)));
      const target = pieces.join("");
      if (target === "" || target.includes("\0")) {
        throw new ArchiveError(`entry '${name}' is a symbolic link without a target`);
      }
      return handler.symlink(name, target, modified);
    }
    if (type !== 0 && type !== 0o100000) {
      throw new ArchiveError(`entry '${name}' is neither a file nor a directory nor a link`);
    }
    handler.file({ path: name, size: entry.size, executable: (mode & 0o100) !== 0, modified });
    yield* this.content(entry, (bytes) => handler.data(bytes));
    handler.endFile();
  }

  /** Reads a content piece by piece, and checks it. */
  private *content(entry: Entry, sink: (bytes: Uint8Array) => void): ZipReading<void> {
    const { name, flags, method, packed, size, at } = entry;
    if ((flags & 0x2041) !== 0) throw new ArchiveError(`entry '${name}' is encrypted`);
    if (method !== 0 && method !== 8) {
      throw new ArchiveError(`entry '${name}' is compressed by method ${method}, which is not supported`);
    }
    if (size > this.budget) throw new ArchiveError(`entry '${name}' makes the archive larger than allowed`);
    this.budget -= size;
    const header = yield* this.part(at, 30);
    if (header.uint32(0) !== 0x04034b50) this.fail(`no header of entry '${name}'`, at);
    const start = at + 30 + header.uint16(26) + header.uint16(28);
    const crc = new Crc32();
    let total = 0;
    const checked = (bytes: Uint8Array): void => {
      total += bytes.length;
      if (total > size) throw mismatch(name);
      crc.update(bytes);
      sink(bytes);
    };
    const input = new Input();
    const window = new Window(checked, inflateHistory, size + 1);
    const inflate = method === 8 ? new Inflate(input, window) : null;
    for (let from = 0; from < packed; from += pieceSize) {
      const piece = yield* this.part(start + from, Math.min(pieceSize, packed - from));
      if (inflate === null) {
        checked(piece.bytes);
        continue;
      }
      input.feed(piece.bytes);
      input.final = from + pieceSize >= packed;
      inflate.run();
      window.flush();
      input.settle();
    }
    // Deflate data ends by itself: it may not, when there is none.
    const ended = inflate === null || (packed > 0 && inflate.run());
    if (!ended || total !== size || crc.value !== entry.crc) throw mismatch(name);
  }
}

function mismatch(name: string): ArchiveError {
  return new ArchiveError(`entry '${name}' does not match its size and check sum`);
}

/** Bytes of an archive, and numbers in them, the lowest byte first. */
class Part {
  private readonly view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint16(at: number): number {
    return this.view.getUint16(at, true);
  }

  uint32(at: number): number {
    return this.view.getUint32(at, true);
  }

  int32(at: number): number {
    return this.view.getInt32(at, true);
  }

  uint64(at: number): number {
    return this.uint32(at) + this.uint32(at + 4) * 2 ** 32;
  }
}

/** The time of MS-DOS, which knows no zone, as UTC: seconds since 1970. */
function dosTime(date: number, time: number): number {
  const at = Date.UTC(
    1980 + (date >> 9),
    ((date >> 5) & 15) - 1,
    date & 31,
    time >> 11,
    (time >> 5) & 63,
    (time & 31) * 2,
  );
  return Math.floor(at / 1000);
}
