/** Reading zip archives, by their central directory: stored and deflated entries, zip64, Unix modes. */
import { fromBytes } from "../../../nix-compat/index.ts";
import { TreeBuilder, type Unpacked } from "./builder.ts";
import { crc32 } from "./crc.ts";
import { ArchiveError, type UnpackLimits } from "./error.ts";
import { inflate } from "./inflate.ts";
import { Output } from "./output.ts";

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

class Unzip {
  private readonly view: DataView;
  private readonly builder: TreeBuilder;
  private budget: number;

  constructor(
    private readonly bytes: Uint8Array,
    limits: UnpackLimits,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.builder = new TreeBuilder(limits);
    this.budget = limits.bytes;
  }

  private fail(what: string, at: number): never {
    throw new ArchiveError(`zip archive at byte ${at}: ${what}`);
  }

  private need(at: number, count: number): void {
    if (!(at >= 0 && at + count <= this.bytes.length)) this.fail("the file ends in the middle", at);
  }

  private uint16(at: number): number {
    return this.view.getUint16(at, true);
  }

  private uint32(at: number): number {
    return this.view.getUint32(at, true);
  }

  private uint64(at: number): number {
    return this.uint32(at) + this.uint32(at + 4) * 2 ** 32;
  }

  run(): Unpacked {
    const directory = this.directory();
    let { at } = directory;
    for (let i = 0; i < directory.count; i++) {
      this.need(at, 46);
      if (this.uint32(at) !== 0x02014b50) this.fail("no entry of the directory", at);
      const nameSize = this.uint16(at + 28);
      const extraSize = this.uint16(at + 30);
      const next = at + 46 + nameSize + extraSize + this.uint16(at + 32);
      this.need(at, next - at);
      this.add(this.entry(at, nameSize, extraSize));
      at = next;
    }
    return this.builder.result();
  }

  /** Where the central directory begins, and how many entries it has. */
  private directory(): { at: number; count: number } {
    const { bytes } = this;
    let end = bytes.length - 22;
    for (const first = Math.max(0, end - 0xffff); end >= first; end--) {
      if (bytes[end] === 0x50 && this.uint32(end) === 0x06054b50) break;
    }
    if (end < 0 || this.uint32(end) !== 0x06054b50) this.fail("it has no directory at its end", bytes.length);
    const count = this.uint16(end + 10);
    const at = this.uint32(end + 16);
    if (count !== 0xffff && at !== 0xffffffff) return { at, count };
    const locator = end - 20;
    if (locator < 0 || this.uint32(locator) !== 0x07064b50) return { at, count };
    const large = this.uint64(locator + 8);
    this.need(large, 56);
    if (this.uint32(large) !== 0x06064b50) this.fail("no zip64 directory", large);
    return { at: this.uint64(large + 48), count: this.uint64(large + 32) };
  }

  private entry(at: number, nameSize: number, extraSize: number): Entry {
    const system = this.bytes[at + 5]!;
    const external = this.uint32(at + 38);
    const entry: Entry = {
      name: fromBytes(this.bytes.subarray(at + 46, at + 46 + nameSize)),
      flags: this.uint16(at + 8),
      method: this.uint16(at + 10),
      crc: this.uint32(at + 16),
      packed: this.uint32(at + 20),
      size: this.uint32(at + 24),
      at: this.uint32(at + 42),
      // 3: Unix, 19: macOS.
      mode: system === 3 || system === 19 ? external >>> 16 : 0,
      modified: this.dosTime(this.uint16(at + 14), this.uint16(at + 12)),
    };
    this.extraFields(entry, at + 46 + nameSize, at + 46 + nameSize + extraSize);
    return entry;
  }

  private extraFields(entry: Entry, start: number, end: number): void {
    for (let at = start; at + 4 <= end;) {
      const id = this.uint16(at);
      const size = this.uint16(at + 2);
      let field = at + 4;
      at = field + size;
      if (at > end) this.fail("an extra field that is too long", field);
      if (id === 0x5455 && size >= 5 && (this.bytes[field]! & 1) !== 0) {
        entry.modified = this.view.getInt32(field + 1, true);
      } else if (id === 0x0001) {
        for (const key of ["size", "packed", "at"] as const) {
          if (entry[key] !== 0xffffffff) continue;
          if (field + 8 > at) this.fail("a zip64 field that is too short", field);
          entry[key] = this.uint64(field);
          field += 8;
        }
      }
    }
  }

  /** The time of MS-DOS, which knows no zone, as UTC. */
  private dosTime(date: number, time: number): number {
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

  private add(entry: Entry): void {
    const { name, mode, modified } = entry;
    const type = mode & 0o170000;
    if (name.endsWith("/") || type === 0o040000) return this.builder.directory(name, modified);
    const bytes = this.content(entry);
    if (type === 0o120000) {
      const target = fromBytes(bytes);
      if (target === "" || target.includes("\0")) {
        throw new ArchiveError(`entry '${name}' is a symbolic link without a target`);
      }
      return this.builder.add(name, { kind: "symlink", target }, modified);
    }
    if (type !== 0 && type !== 0o100000) {
      throw new ArchiveError(`entry '${name}' is neither a file nor a directory nor a link`);
    }
    this.builder.add(name, { kind: "regular", bytes, executable: (mode & 0o100) !== 0 }, modified);
  }

  private content({ name, flags, method, crc, packed, size, at }: Entry): Uint8Array {
    if ((flags & 0x2041) !== 0) throw new ArchiveError(`entry '${name}' is encrypted`);
    this.need(at, 30);
    if (this.uint32(at) !== 0x04034b50) this.fail(`no header of entry '${name}'`, at);
    const start = at + 30 + this.uint16(at + 26) + this.uint16(at + 28);
    this.need(start, packed);
    if (size > this.budget) throw new ArchiveError(`entry '${name}' makes the archive larger than allowed`);
    this.budget -= size;
    let bytes: Uint8Array;
    if (method === 0) bytes = this.bytes.subarray(start, start + packed);
    else if (method === 8) {
      const out = new Output(size, size);
      inflate(this.bytes, start, start + packed, out);
      bytes = out.result();
    } else
      throw new ArchiveError(`entry '${name}' is compressed by method ${method}, which is not supported`);
    if (bytes.length !== size || crc32(bytes) !== crc) {
      throw new ArchiveError(`entry '${name}' does not match its size and check sum`);
    }
    return bytes;
  }
}

/** Reads a zip archive. @throws ArchiveError */
export function unzip(bytes: Uint8Array, limits: UnpackLimits): Unpacked {
  return new Unzip(bytes, limits).run();
}
