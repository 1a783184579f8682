/** Reading tar archives: ustar, pax and GNU's long names. */
import { fromBytes } from "../../../nix-compat/index.ts";
import { TreeBuilder, type Unpacked } from "./builder.ts";
import { ArchiveError, type UnpackLimits } from "./error.ts";

const blockSize = 512;

/** A field up to its first zero byte. */
function textField(bytes: Uint8Array, start: number, size: number): string {
  const zero = bytes.indexOf(0, start);
  return fromBytes(bytes.subarray(start, zero < 0 || zero > start + size ? start + size : zero));
}

/** A field that is a number, in octal digits or (GNU) in base 256; null when it is neither. */
function numberField(bytes: Uint8Array, start: number, size: number): number | null {
  const first = bytes[start]!;
  if ((first & 0x80) !== 0) {
    let value = (first & 0x40) !== 0 ? (first & 0x7f) - 0x80 : first & 0x3f;
    for (let i = 1; i < size; i++) value = value * 256 + bytes[start + i]!;
    return value;
  }
  const digits = textField(bytes, start, size).trim();
  if (digits === "") return 0;
  return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : null;
}

/** Whether a block's check sum is right, as unsigned or (old programs) signed bytes. */
export function isTarHeader(bytes: Uint8Array, at: number): boolean {
  if (at + blockSize > bytes.length) return false;
  let unsigned = 0;
  let signed = 0;
  for (let i = 0; i < blockSize; i++) {
    const byte = i >= 148 && i < 156 ? 0x20 : bytes[at + i]!;
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  const sum = numberField(bytes, at + 148, 8);
  return sum === unsigned || sum === signed;
}

function isZero(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < blockSize; i++) if (bytes[at + i] !== 0) return false;
  return true;
}

/** What pax headers and GNU's long names say of the next entry. */
interface Extra {
  path?: string;
  linkpath?: string;
  size?: number;
  mtime?: number;
}

class Untar {
  private at = 0;
  private extra: Extra = {};
  private readonly globals: Extra = {};
  private readonly builder: TreeBuilder;

  constructor(
    private readonly bytes: Uint8Array,
    limits: UnpackLimits,
  ) {
    this.builder = new TreeBuilder(limits);
  }

  private fail(what: string, at = this.at): never {
    throw new ArchiveError(`tar archive at byte ${at}: ${what}`);
  }

  run(): Unpacked {
    const { bytes } = this;
    while (this.at < bytes.length) {
      if (this.at + blockSize > bytes.length) this.fail("the file ends in the middle of a header");
      if (isZero(bytes, this.at)) break;
      this.entry();
    }
    return this.builder.result();
  }

  private content(size: number): Uint8Array {
    const start = this.at + blockSize;
    if (size < 0 || start + size > this.bytes.length) this.fail("the file ends in the middle of an entry");
    this.at = start + Math.ceil(size / blockSize) * blockSize;
    return this.bytes.subarray(start, start + size);
  }

  private field(start: number, size: number, what: string): number {
    return numberField(this.bytes, this.at + start, size) ?? this.fail(`${what} is not a number`);
  }

  private entry(): void {
    const { bytes, at } = this;
    if (!isTarHeader(bytes, at)) this.fail("the check sum of a header does not match");
    const type = String.fromCharCode(bytes[at + 156]!);
    const ownSize = this.field(124, 12, "the size");
    switch (type) {
      case "x":
      case "X":
        return this.pax(this.content(ownSize), this.extra, at);
      case "g":
        return this.pax(this.content(ownSize), this.globals, at);
      case "L":
        this.extra.path = fromBytes(this.content(ownSize)).replace(/\0.*$/s, "");
        return;
      case "K":
        this.extra.linkpath = fromBytes(this.content(ownSize)).replace(/\0.*$/s, "");
        return;
      case "V":
        this.content(ownSize);
        return;
    }
    const extra = { ...this.globals, ...this.extra };
    this.extra = {};
    const name = extra.path ?? this.ownName();
    const target = extra.linkpath ?? textField(bytes, at + 157, 100);
    const modified = extra.mtime ?? this.field(136, 12, "the time");
    const mode = this.field(100, 8, "the mode");
    const size = extra.size ?? ownSize;
    this.add(type, name, target, modified, mode, size);
  }

  private ownName(): string {
    const { bytes, at } = this;
    const name = textField(bytes, at, 100);
    // Only POSIX archives have a prefix; GNU keeps times in its place.
    if (fromBytes(bytes.subarray(at + 257, at + 263)) !== "ustar\0") return name;
    const prefix = textField(bytes, at + 345, 155);
    return prefix === "" ? name : `${prefix}/${name}`;
  }

  private add(
    type: string,
    name: string,
    target: string,
    modified: number,
    mode: number,
    size: number,
  ): void {
    const { builder } = this;
    switch (type) {
      case "0":
      case "\0":
      case "7": {
        // Before POSIX, a directory was a file whose name ends in a slash.
        if (type === "\0" && name.endsWith("/")) {
          this.content(0);
          return builder.directory(name, modified);
        }
        const executable = (mode & 0o100) !== 0;
        return builder.add(name, { kind: "regular", bytes: this.content(size), executable }, modified);
      }
      case "1": {
        this.content(size);
        const node = builder.existing(target, name);
        if (node.kind === "directory") {
          throw new ArchiveError(`entry '${name}' is a hard link to '${target}', which is a directory`);
        }
        return builder.add(name, node, null);
      }
      case "2":
        this.content(0);
        if (target === "" || target.includes("\0")) {
          throw new ArchiveError(`entry '${name}' is a symbolic link without a target`);
        }
        return builder.add(name, { kind: "symlink", target }, modified);
      case "5":
        this.content(0);
        return builder.directory(name, modified);
    }
    const kinds: Record<string, string> = {
      "3": "a character device",
      "4": "a block device",
      "6": "a named pipe",
      S: "a sparse file",
      D: "a directory listing of an incremental dump",
      M: "a part of a file on several volumes",
    };
    throw new ArchiveError(
      `entry '${name}' is ${kinds[type] ?? `of the unknown type '${type}'`}, which is not supported`,
    );
  }

  /** Reads pax records, `length key=value\n`. */
  private pax(bytes: Uint8Array, into: Extra, header: number): void {
    for (let at = 0; at < bytes.length;) {
      const space = bytes.indexOf(0x20, at);
      const digits = space < 0 || space - at > 10 ? "" : fromBytes(bytes.subarray(at, space));
      const end = at + Number(digits);
      if (!/^[0-9]+$/.test(digits) || end <= space || end > bytes.length || bytes[end - 1] !== 0x0a) {
        this.fail("a pax record that can't be read", header);
      }
      const record = fromBytes(bytes.subarray(space + 1, end - 1));
      const equals = record.indexOf("=");
      if (equals < 0) this.fail("a pax record without '='", header);
      this.paxRecord(record.slice(0, equals), record.slice(equals + 1), into, header);
      at = end;
    }
  }

  private paxRecord(key: string, value: string, into: Extra, header: number): void {
    const number = (): number => {
      if (!/^-?[0-9]+(\.[0-9]*)?$/.test(value)) this.fail(`the pax record '${key}' is not a number`, header);
      return Math.floor(Number(value));
    };
    if (key.startsWith("GNU.sparse.")) this.fail("sparse files are not supported", header);
    if (key === "path") into.path = value;
    else if (key === "linkpath") into.linkpath = value;
    else if (key === "size") into.size = number();
    else if (key === "mtime") into.mtime = number();
  }
}

/** Reads a tar archive. @throws ArchiveError */
export function untar(bytes: Uint8Array, limits: UnpackLimits): Unpacked {
  return new Untar(bytes, limits).run();
}
