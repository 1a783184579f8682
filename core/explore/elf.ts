/** ELF files: headers, and what the dynamic linker is told (System V ABI, "Object Files"). Damaged ones give warnings. */
import { fromBytes } from "../nix-compat/index.ts";
import { fileTypes, machines, named, sectionTypes, segmentTypes } from "./elf-names.ts";
import { readableText } from "./readable-text.ts";

/** An ELF file, for people. Offsets and sizes are in bytes, addresses in hex. */
export interface ElfFile {
  /** As `ELF64, little-endian`. */
  format: string;
  type: string;
  machine: string;
  entry: string;
  interpreter: string | null;
  soname: string | null;
  needed: string[];
  rpath: string[];
  runpath: string[];
  sections: { name: string; type: string; address: string; offset: number; size: number }[];
  segments: { type: string; offset: number; size: number; address: string; flags: string }[];
  /** What is odd about it. */
  warnings: string[];
}

/** Reads bytes `from` … `to` of the file, which are within it. */
export type ReadBytes = (from: number, to: number) => Promise<Uint8Array>;

/** Headers, and entries of the dynamic section, that are read at most. */
const mostHeaders = 100_000;
const mostDynamic = 100_000;
/** Bytes of a table of strings that are read at most. */
const mostStrings = 32 << 20;
const mostInterpreter = 4096;

/** @returns null for files that are no ELF */
export async function readElf(read: ReadBytes, size: number): Promise<ElfFile | null> {
  const ident = await read(0, Math.min(16, size));
  if (fromBytes(ident.subarray(0, 4)) !== "\x7fELF") return null;
  return new ElfReader(read, size, ident).file();
}

interface Section {
  nameAt: number;
  type: number;
  address: bigint;
  offset: number;
  size: number;
  link: number;
  info: number;
}

interface Segment {
  type: number;
  flags: number;
  offset: number;
  size: number;
  address: bigint;
}

/** Numbers that a 32-bit file has in 4 bytes, and a 64-bit file in 8. */
class Fields {
  private readonly view: DataView;

  constructor(
    bytes: Uint8Array,
    private readonly wide: boolean,
    private readonly little: boolean,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  half(at: number): number {
    return this.view.getUint16(at, this.little);
  }

  word(at: number): number {
    return this.view.getUint32(at, this.little);
  }

  address(at: number): bigint {
    return this.wide ? this.view.getBigUint64(at, this.little) : BigInt(this.word(at));
  }

  /** Beyond 2^53 it is surely beyond the file. */
  number(at: number): number {
    return Number(this.address(at));
  }
}

class ElfReader {
  private readonly warnings: string[] = [];
  private readonly wide: boolean;
  private readonly little: boolean;

  constructor(
    private readonly read: ReadBytes,
    private readonly size: number,
    ident: Uint8Array,
  ) {
    this.wide = ident[4] === 2;
    this.little = ident[5] !== 2;
    if (ident[4] !== 1 && ident[4] !== 2)
      this.warnings.push(`the class is ${ident[4] ?? "missing"}, neither 32 nor 64 bits`);
    if (ident[5] !== 1 && ident[5] !== 2)
      this.warnings.push(`the byte order ${ident[5] ?? "is missing"} is unknown`);
  }

  async file(): Promise<ElfFile> {
    const { wide, little, warnings } = this;
    const format = `ELF${wide ? 64 : 32}, ${little ? "little" : "big"}-endian`;
    const header = await this.fields(0, wide ? 64 : 52, "the header");
    if (header === null) return { ...nothing, format, warnings };
    const at = <T>(narrow: T, other: T): T => (wide ? other : narrow);
    const sectionAt = header.number(at(32, 40));
    const first = sectionAt === 0 ? null : await this.section(sectionAt);
    const sectionCount = header.half(at(48, 60)) || (first?.size ?? 0);
    const segmentCount = header.half(at(44, 56));
    const namesIndex = header.half(at(50, 62));
    const sections = await this.headers(sectionAt, sectionCount, at(40, 64), "section", (fields, i) =>
      sectionOf(fields, i, wide),
    );
    const segments = await this.headers(
      header.number(at(28, 32)),
      // A number that does not fit stands in the first section.
      segmentCount === 0xffff ? (first?.info ?? 0) : segmentCount,
      at(32, 56),
      "program",
      (fields, i) => segmentOf(fields, i, wide),
    );
    const names = sections[namesIndex === 0xffff ? (first?.link ?? 0) : namesIndex];
    const strings =
      names === undefined || sections.length === 0
        ? null
        : await this.strings(names.offset, names.size, "section names");
    return {
      format,
      type: named(fileTypes, header.half(16)),
      machine: named(machines, header.half(18)),
      entry: hex(header.address(24)),
      interpreter: await this.interpreter(segments),
      ...(await this.dynamic(segments, sections)),
      sections: sections.map(({ nameAt, type, address, offset, size }) => ({
        name: strings === null ? "" : stringAt(strings, nameAt),
        type: named(sectionTypes, type),
        address: hex(address),
        offset,
        size,
      })),
      segments: segments.map(({ type, offset, size, address, flags }) => ({
        type: named(segmentTypes, type),
        offset,
        size,
        address: hex(address),
        flags: `${flags & 4 ? "r" : "-"}${flags & 2 ? "w" : "-"}${flags & 1 ? "x" : "-"}`,
      })),
      warnings,
    };
  }

  /** Bytes of the file; null, with a warning, where they are not all there. */
  private async bytes(from: number, length: number, what: string): Promise<Uint8Array | null> {
    if (from + length <= this.size && from >= 0) return this.read(from, from + length);
    this.warnings.push(`${what} should be at byte ${from}, but the file has ${this.size} bytes`);
    return null;
  }

  private async fields(from: number, length: number, what: string): Promise<Fields | null> {
    const bytes = await this.bytes(from, length, what);
    return bytes && new Fields(bytes, this.wide, this.little);
  }

  private async section(at: number): Promise<Section | null> {
    const size = this.wide ? 64 : 40;
    if (at + size > this.size) return null;
    const fields = await this.fields(at, size, "the first section");
    return fields && sectionOf(fields, 0, this.wide);
  }

  private async headers<T>(
    at: number,
    count: number,
    size: number,
    what: string,
    make: (fields: Fields, at: number) => T,
  ): Promise<T[]> {
    if (at === 0 || count === 0) return [];
    if (count > mostHeaders) {
      this.warnings.push(`there are ${count} ${what} headers, of which none is read`);
      return [];
    }
    const fields = await this.fields(at, count * size, `the ${count} ${what} headers`);
    return fields === null ? [] : Array.from({ length: count }, (_, i) => make(fields, i * size));
  }

  private async strings(offset: number, size: number, what: string): Promise<Uint8Array | null> {
    if (size > mostStrings) {
      this.warnings.push(`the ${what} have ${size} bytes: only the first ${mostStrings} are read`);
    }
    return this.bytes(offset, Math.min(size, mostStrings), `the ${what}`);
  }

  private async interpreter(segments: readonly Segment[]): Promise<string | null> {
    const found = segments.find(({ type }) => type === 3);
    if (found === undefined) return null;
    const bytes = await this.bytes(found.offset, Math.min(found.size, mostInterpreter), "the interpreter");
    return bytes && stringAt(bytes, 0);
  }

  /** What the dynamic linker is told. */
  private async dynamic(segments: readonly Segment[], sections: readonly Section[]): Promise<Dynamic> {
    const result: Dynamic = { soname: null, needed: [], rpath: [], runpath: [] };
    const place = segments.find(({ type }) => type === 2) ?? sections.find(({ type }) => type === 6);
    if (place === undefined) return result;
    const entry = this.wide ? 16 : 8;
    const count = Math.min(Math.floor(place.size / entry), mostDynamic);
    const fields = await this.fields(place.offset, count * entry, "the dynamic section");
    if (fields === null) return result;
    const entries: { tag: bigint; value: bigint }[] = [];
    for (let i = 0; i < count; i++) {
      const tag = fields.address(i * entry);
      if (tag === 0n) break;
      entries.push({ tag, value: fields.address(i * entry + entry / 2) });
    }
    const strings = await this.dynamicStrings(entries, segments, sections);
    if (strings === null) return result;
    for (const { tag, value } of entries) {
      const text = (): string => stringAt(strings, Number(value));
      if (tag === 1n) result.needed.push(text());
      else if (tag === 14n) result.soname = text();
      else if (tag === 15n) result.rpath.push(...pathsIn(text()));
      else if (tag === 29n) result.runpath.push(...pathsIn(text()));
    }
    return result;
  }

  private async dynamicStrings(
    entries: readonly { tag: bigint; value: bigint }[],
    segments: readonly Segment[],
    sections: readonly Section[],
  ): Promise<Uint8Array | null> {
    const address = entries.find(({ tag }) => tag === 5n)?.value;
    const size = Number(entries.find(({ tag }) => tag === 10n)?.value ?? 0n);
    if (address !== undefined) {
      const load = segments.find(
        (it) => it.type === 1 && address >= it.address && address < it.address + BigInt(it.size),
      );
      if (load !== undefined)
        return this.strings(load.offset + Number(address - load.address), size, "dynamic strings");
    }
    const section = sections.find(({ type }) => type === 6);
    const linked = section === undefined ? undefined : sections[section.link];
    if (linked !== undefined) return this.strings(linked.offset, linked.size, "dynamic strings");
    if (entries.length > 0) this.warnings.push("the names of libraries can't be found");
    return null;
  }
}

interface Dynamic {
  soname: string | null;
  needed: string[];
  rpath: string[];
  runpath: string[];
}

const nothing = {
  type: "unknown",
  machine: "unknown",
  entry: "0x0",
  interpreter: null,
  soname: null,
  needed: [],
  rpath: [],
  runpath: [],
  sections: [],
  segments: [],
};

function sectionOf(fields: Fields, at: number, wide: boolean): Section {
  return {
    nameAt: fields.word(at),
    type: fields.word(at + 4),
    address: fields.address(at + (wide ? 16 : 12)),
    offset: fields.number(at + (wide ? 24 : 16)),
    size: fields.number(at + (wide ? 32 : 20)),
    link: fields.word(at + (wide ? 40 : 24)),
    info: fields.word(at + (wide ? 44 : 28)),
  };
}

function segmentOf(fields: Fields, at: number, wide: boolean): Segment {
  return {
    type: fields.word(at),
    flags: fields.word(at + (wide ? 4 : 24)),
    offset: fields.number(at + (wide ? 8 : 4)),
    address: fields.address(at + (wide ? 16 : 8)),
    size: fields.number(at + (wide ? 32 : 16)),
  };
}

/** The string at a place, up to its zero byte. */
function stringAt(strings: Uint8Array, at: number): string {
  if (at >= strings.length) return "";
  const end = strings.indexOf(0, at);
  return readableText(fromBytes(strings.subarray(at, end < 0 ? strings.length : end)));
}

function pathsIn(text: string): string[] {
  return text.split(":").filter((path) => path !== "");
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
