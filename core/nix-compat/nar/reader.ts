/** Reads NARs (Nix archives; Nix manual, "Nix Archive (NAR) format"), strictly: one tree has one NAR. */
import { fromBytes } from "../bytes.ts";
import { NarError } from "./error.ts";
import { maxNameLength, maxTargetLength, nameFault, orderFault, quoted, targetFault } from "./names.ts";
import { Pieces } from "./pieces.ts";
import { getNumber, paddingOf, strings } from "./strings.ts";

/** Is told what a NAR holds, in its order. Names and targets are byte strings. */
export interface NarHandler {
  /** A directory begins. */
  directory(): void;
  /** An entry of the innermost open directory; its node follows. */
  entry(name: string): void;
  /** The innermost open directory is complete. */
  endDirectory(): void;
  /**
   * A file begins; `size` bytes of data follow.
   * @param offset - where its contents start, in bytes from the NAR's start
   */
  file(size: number, executable: boolean, offset: number): void;
  /** Some bytes of the open file: part of the pushed chunk, not a copy. */
  data(bytes: Uint8Array): void;
  /** The open file is complete. */
  endFile(): void;
  symlink(target: string): void;
}

/** What to do with bytes after the archive: an error, or leave them to the caller. */
export type NarTrailing = "refuse" | "leave";

// What is read next: the length of a string, its bytes, the contents of a file, the zeros after them.
const atLength = 0;
const atString = 1;
const atData = 2;
const atPadding = 3;
const atEnd = 4;

// Which string is read. Those before `kind` are one certain word.
const openRoot = 0;
const openNode = 1;
const typeWord = 2;
const contentsWord = 3;
const targetWord = 4;
const closeNode = 5;
const openEntry = 6;
const nameWord = 7;
const nodeWord = 8;
const closeEntry = 9;
const kind = 10;
const executableOrContents = 11;
const emptyMark = 12;
const contents = 13;
const target = 14;
const entryOrClose = 15;
const name = 16;

const words = ["nix-archive-1", "(", "type", "contents", "target", ")", "(", "name", "node", ")"] as const;
const wordBytes = words.map((word) => strings(word));
const longestWord = 16;

const described: Record<number, string> = {
  [kind]: "'regular', 'directory' or 'symlink'",
  [executableOrContents]: "'executable' or 'contents'",
  [emptyMark]: "the empty string after 'executable'",
  [entryOrClose]: "'entry' or ')'",
};

/**
 * A state machine without I/O: chunks of any size are pushed, the handler is called. Memory is constant but for
 * the names of the open directories. After an error the reader repeats it for whatever is pushed.
 */
export class NarReader {
  private readonly pieces = new Pieces();
  private phase = atLength;
  private expected = openRoot;
  /** Of the string or file that is read. */
  private length = 0;
  private left = 0;
  private executable = false;
  /** The last entry's name in each open directory; "" before the first. */
  private readonly names: string[] = [];
  private failure: NarError | null = null;

  constructor(
    private readonly handler: NarHandler,
    private readonly trailing: NarTrailing = "refuse",
  ) {}

  /** Whether the archive is complete. */
  get done(): boolean {
    return this.phase === atEnd;
  }

  /** Bytes of the archive read so far. */
  get size(): number {
    return this.pieces.taken;
  }

  /**
   * Reads a chunk; it must not change during the call.
   * @returns how many of its bytes belong to the archive: all, unless it is complete
   * @throws NarError
   */
  push(chunk: Uint8Array): number {
    if (this.failure !== null) throw this.failure;
    this.pieces.feed(chunk);
    this.run();
    if (this.phase === atEnd && this.trailing === "refuse" && this.pieces.available > 0) {
      this.fail(this.pieces.taken, "bytes after the end of the archive");
    }
    return this.pieces.takenOfChunk;
  }

  /** Says that nothing follows. @throws NarError when the archive isn't complete */
  end(): void {
    if (this.failure !== null) throw this.failure;
    if (this.phase !== atEnd) this.fail(this.pieces.taken, "unexpected end");
  }

  private run(): void {
    const { pieces } = this;
    for (;;) {
      switch (this.phase) {
        case atLength:
          if (!pieces.take(8)) return;
          this.startString(getNumber(pieces.bytes, pieces.at));
          break;
        case atString: {
          const { length } = this;
          const size = length + paddingOf(length);
          if (!pieces.take(size)) return;
          this.checkZeros(length, size);
          this.phase = atLength;
          this.string(pieces.bytes, pieces.at, length);
          break;
        }
        case atData: {
          const part = pieces.takeSome(this.left);
          if (part.length === 0) return;
          this.left -= part.length;
          this.handler.data(part);
          if (this.left > 0) return;
          if (paddingOf(this.length) > 0) this.phase = atPadding;
          else this.endFile();
          break;
        }
        case atPadding: {
          const size = paddingOf(this.length);
          if (!pieces.take(size)) return;
          this.checkZeros(0, size);
          this.endFile();
          break;
        }
        default:
          return;
      }
    }
  }

  private fail(offset: number, reason: string): never {
    this.failure = new NarError(reason, offset);
    throw this.failure;
  }

  /** Checks that the last piece is zero in a range. */
  private checkZeros(from: number, to: number): void {
    const { bytes, at } = this.pieces;
    for (let i = from; i < to; i++) {
      if (bytes[at + i] !== 0) this.fail(this.pieces.taken - to + i, "padding that isn't zero");
    }
  }

  /** A string's length was read. */
  private startString(length: number): void {
    const { expected } = this;
    const offset = this.pieces.taken - 8;
    if (expected === contents) {
      if (length < 0) this.fail(offset, "a file of 2^53 bytes or more");
      this.startFile(length);
      return;
    }
    const most = expected === name ? maxNameLength : expected === target ? maxTargetLength : longestWord;
    if (length < 0 || length > most) {
      const size = length < 0 ? "2^53 or more" : String(length);
      if (expected === name) this.fail(offset, `entry name of ${size} bytes, ${most} are allowed`);
      if (expected === target) this.fail(offset, `link target of ${size} bytes, ${most} are allowed`);
      this.fail(offset, `expected ${this.wanted()}, found a string of ${size} bytes`);
    }
    this.length = length;
    if (length > 0) this.phase = atString;
    else this.string(this.pieces.bytes, this.pieces.at, 0);
  }

  private wanted(): string {
    return described[this.expected] ?? `'${words[this.expected]}'`;
  }

  /** A whole string was read. */
  private string(bytes: Uint8Array, at: number, length: number): void {
    const { expected } = this;
    if (expected < kind) {
      if (!this.isWord(expected, bytes, at, length)) this.unexpected(bytes, at, length);
      this.afterWord(expected);
      return;
    }
    switch (expected) {
      case kind:
        this.startNode(fromBytes(bytes.subarray(at, at + length)));
        break;
      case executableOrContents:
        if (this.isWord(contentsWord, bytes, at, length)) {
          this.executable = false;
          this.expected = contents;
        } else if (fromBytes(bytes.subarray(at, at + length)) === "executable") {
          this.executable = true;
          this.expected = emptyMark;
        } else {
          this.unexpected(bytes, at, length);
        }
        break;
      case emptyMark:
        if (length > 0) this.unexpected(bytes, at, length);
        this.expected = contentsWord;
        break;
      case entryOrClose:
        if (this.isWord(closeNode, bytes, at, length)) {
          this.names.pop();
          this.handler.endDirectory();
          this.endNode();
        } else if (fromBytes(bytes.subarray(at, at + length)) === "entry") {
          this.expected = openEntry;
        } else {
          this.unexpected(bytes, at, length);
        }
        break;
      case name:
        this.startEntry(fromBytes(bytes.subarray(at, at + length)));
        break;
      case target: {
        const text = fromBytes(bytes.subarray(at, at + length));
        const fault = targetFault(text);
        if (fault !== null) this.fail(this.stringStart(length), fault);
        this.handler.symlink(text);
        this.expected = closeNode;
        break;
      }
    }
  }

  private isWord(word: number, bytes: Uint8Array, at: number, length: number): boolean {
    const wanted = wordBytes[word]!;
    if (wanted[0] !== length) return false;
    for (let i = 0; i < length; i++) if (bytes[at + i] !== wanted[8 + i]) return false;
    return true;
  }

  /** Where the string starts that was just read: at its length. */
  private stringStart(length: number): number {
    return this.pieces.taken - 8 - length - paddingOf(length);
  }

  private unexpected(bytes: Uint8Array, at: number, length: number): never {
    const found = quoted(fromBytes(bytes.subarray(at, at + length)));
    return this.fail(this.stringStart(length), `expected ${this.wanted()}, found ${found}`);
  }

  private afterWord(word: number): void {
    switch (word) {
      case contentsWord:
        this.expected = contents;
        break;
      case targetWord:
        this.expected = target;
        break;
      case typeWord:
        this.expected = kind;
        break;
      case closeNode:
        this.endNode();
        break;
      case nameWord:
        this.expected = name;
        break;
      case nodeWord:
        this.expected = openNode;
        break;
      case closeEntry:
        this.expected = entryOrClose;
        break;
      default:
        this.expected = word + 1;
    }
  }

  private startNode(type: string): void {
    switch (type) {
      case "regular":
        this.expected = executableOrContents;
        break;
      case "symlink":
        this.expected = targetWord;
        break;
      case "directory":
        this.names.push("");
        this.handler.directory();
        this.expected = entryOrClose;
        break;
      default:
        this.fail(this.stringStart(type.length), `expected ${this.wanted()}, found ${quoted(type)}`);
    }
  }

  private startEntry(text: string): void {
    const last = this.names.length - 1;
    const previous = this.names[last]!;
    const fault = nameFault(text) ?? (text <= previous ? orderFault(text, previous) : null);
    if (fault !== null) this.fail(this.stringStart(text.length), fault);
    this.names[last] = text;
    this.handler.entry(text);
    this.expected = nodeWord;
  }

  private startFile(size: number): void {
    this.length = size;
    this.left = size;
    this.handler.file(size, this.executable, this.pieces.taken);
    if (size === 0) this.endFile();
    else this.phase = atData;
  }

  private endFile(): void {
    this.phase = atLength;
    this.expected = closeNode;
    this.handler.endFile();
  }

  /** A node's `)` was read. */
  private endNode(): void {
    if (this.names.length > 0) this.expected = closeEntry;
    else this.phase = atEnd;
  }
}
