/** Reading tar archives: ustar, pax and GNU's long names. */
import { fromBytes } from "../../nix-compat/index.ts";
import { ArchiveError } from "./error.ts";
import type { ArchiveHandler, ArchiveReader } from "./handler.ts";

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

/** Longest header of the kinds that hold texts: names and pax records. */
const maxText = 1 << 20;

/** Reads a tar archive that comes in chunks of any size; what is in it goes to a handler. */
export class TarReader implements ArchiveReader {
  private state: "header" | "text" | "content" | "skip" | "end" = "header";
  /** The header or text that is gathered. */
  private gathered = new Uint8Array(blockSize);
  private used = 0;
  /** Bytes of content, and of all until the next header, still to come. */
  private left = 0;
  private padding = 0;
  private offset = 0;
  /** Of the header read last. */
  private headerAt = 0;
  private textType = "";
  private extra: Extra = {};
  private readonly globals: Extra = {};

  constructor(private readonly handler: ArchiveHandler) {}

  private fail(what: string, at = this.headerAt): never {
    throw new ArchiveError(`tar archive at byte ${at}: ${what}`);
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && this.state !== "end";) {
      const count = this.take(chunk, at);
      at += count;
      this.offset += count;
      if (this.state === "header" && this.used === blockSize) this.header();
      else if (this.state === "text" && this.left === 0) this.endText();
    }
  }

  end(): void {
    if (this.state === "header" && this.used > 0)
      this.fail("the file ends in the middle of a header", this.offset);
    if (this.state !== "header" && this.state !== "end") this.fail("the file ends in the middle of an entry");
  }

  /** Takes some bytes of a chunk; how many. */
  private take(chunk: Uint8Array, at: number): number {
    const wanted =
      this.state === "header" ? blockSize - this.used : this.state === "skip" ? this.padding : this.left;
    const count = Math.min(wanted, chunk.length - at);
    switch (this.state) {
      case "header":
      case "text":
        this.gathered.set(chunk.subarray(at, at + count), this.used);
        this.used += count;
        if (this.state === "text") this.left -= count;
        break;
      case "content":
        this.handler.data(chunk.subarray(at, at + count));
        this.left -= count;
        if (this.left === 0) this.endContent();
        break;
      default:
        this.padding -= count;
        if (this.padding === 0) this.state = "header";
    }
    return count;
  }

  private endContent(): void {
    this.handler.endFile();
    this.state = this.padding === 0 ? "header" : "skip";
  }

  /** The next bytes are skipped. */
  private skip(size: number): void {
    this.padding = Math.ceil(size / blockSize) * blockSize;
    this.state = this.padding === 0 ? "header" : "skip";
  }

  private field(start: number, size: number, what: string): number {
    return numberField(this.gathered, start, size) ?? this.fail(`${what} is not a number`);
  }

  private size(size: number): number {
    return size >= 0 ? size : this.fail("the size is negative");
  }

  private header(): void {
    const bytes = this.gathered;
    this.used = 0;
    this.headerAt = this.offset - blockSize;
    if (isZero(bytes, 0)) {
      this.state = "end";
      return;
    }
    if (!isTarHeader(bytes, 0)) this.fail("the check sum of a header does not match");
    const type = String.fromCharCode(bytes[156]!);
    const ownSize = this.size(this.field(124, 12, "the size"));
    if ("xXgLK".includes(type)) return this.beginText(type, ownSize);
    if (type === "V") return this.skip(ownSize);
    const extra = { ...this.globals, ...this.extra };
    this.extra = {};
    const name = extra.path ?? this.ownName();
    const target = extra.linkpath ?? textField(bytes, 157, 100);
    const modified = extra.mtime ?? this.field(136, 12, "the time");
    const mode = this.field(100, 8, "the mode");
    this.entry(type, name, target, modified, mode, this.size(extra.size ?? ownSize));
  }

  private beginText(type: string, size: number): void {
    if (size > maxText) this.fail(`a header of ${size} bytes, ${maxText} are allowed`);
    this.textType = type;
    this.gathered = new Uint8Array(Math.max(size, blockSize));
    this.left = size;
    this.padding = (blockSize - (size % blockSize)) % blockSize;
    this.state = "text";
    if (size === 0) this.endText();
  }

  private endText(): void {
    const text = this.gathered.subarray(0, this.used);
    const { textType: type } = this;
    this.used = 0;
    this.gathered = new Uint8Array(blockSize);
    this.state = this.padding === 0 ? "header" : "skip";
    if (type === "L") this.extra.path = fromBytes(text).replace(/\0.*$/s, "");
    else if (type === "K") this.extra.linkpath = fromBytes(text).replace(/\0.*$/s, "");
    else this.pax(text, type === "g" ? this.globals : this.extra);
  }

  private ownName(): string {
    const bytes = this.gathered;
    const name = textField(bytes, 0, 100);
    // Only POSIX archives have a prefix; GNU keeps times in its place.
    if (fromBytes(bytes.subarray(257, 263)) !== "ustar\0") return name;
    const prefix = textField(bytes, 345, 155);
    return prefix === "" ? name : `${prefix}/${name}`;
  }

  private entry(
    type: string,
    name: string,
    target: string,
    modified: number,
    mode: number,
    size: number,
  ): void {
    const { handler } = this;
    switch (type) {
      case "0":
      case "\0":
      case "7":
        // Before POSIX, a directory was a file whose name ends in a slash.
        if (type === "\0" && name.endsWith("/")) return handler.directory(name, modified);
        handler.file({ path: name, size, executable: (mode & 0o100) !== 0, modified });
        this.left = size;
        this.padding = (blockSize - (size % blockSize)) % blockSize;
        if (size === 0) this.endContent();
        else this.state = "content";
        return;
      case "1":
        handler.hardLink(name, target);
        return this.skip(size);
      case "2":
        if (target === "" || target.includes("\0")) {
          throw new ArchiveError(`entry '${name}' is a symbolic link without a target`);
        }
        return handler.symlink(name, target, modified);
      case "5":
        return handler.directory(name, modified);
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
  private pax(bytes: Uint8Array, into: Extra): void {
    for (let at = 0; at < bytes.length;) {
      const space = bytes.indexOf(0x20, at);
      const digits = space < 0 || space - at > 10 ? "" : fromBytes(bytes.subarray(at, space));
      const end = at + Number(digits);
      if (!/^[0-9]+$/.test(digits) || end <= space || end > bytes.length || bytes[end - 1] !== 0x0a) {
        this.fail("a pax record that can't be read");
      }
      const record = fromBytes(bytes.subarray(space + 1, end - 1));
      const equals = record.indexOf("=");
      if (equals < 0) this.fail("a pax record without '='");
      this.paxRecord(record.slice(0, equals), record.slice(equals + 1), into);
      at = end;
    }
  }

  private paxRecord(key: string, value: string, into: Extra): void {
    const number = (): number => {
      if (!/^-?[0-9]+(\.[0-9]*)?$/.test(value)) this.fail(`the pax record '${key}' is not a number`);
      return Math.floor(Number(value));
    };
    if (key.startsWith("GNU.sparse.")) this.fail("sparse files are not supported");
    if (key === "path") into.path = value;
    else if (key === "linkpath") into.linkpath = value;
    else if (key === "size") into.size = number();
    else if (key === "mtime") into.mtime = number();
  }
}
