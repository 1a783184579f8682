/** Reads export streams. */
import { fromBytes } from "../bytes.ts";
import { NarError, NarReader, type NarHandler, type NarTrailing } from "../nar/index.ts";
import { Pieces } from "../nar/pieces.ts";
import { getNumber, paddingOf } from "../nar/strings.ts";
import { defaultStoreDir, parseStorePath, StorePathError } from "../store-path.ts";
import { ExportError, exportMagic, type ExportedObject } from "./format.ts";

/** Is told what a stream holds, in its order. */
export interface ExportHandler {
  /** A store object begins; who is to be told what its NAR holds? */
  begin(): NarHandler;
  /** Some bytes of the NAR as they are (to hash them), after its handler was told: part of the pushed chunk. */
  narBytes(bytes: Uint8Array): void;
  /** The store object is complete. Only now it is known what it is called. */
  finish(object: ExportedObject, narSize: number): void;
}

/** Longest path taken, in bytes. */
const maxPath = 4096 - 8;

/** Most references taken: more than any store object has, few enough for memory. */
const maxReferences = 1_000_000;

// What is read next. First the numbers, then the strings.
const more = 0;
const magic = 1;
const referenceCount = 2;
const hasSignature = 3;
const path = 4;
const reference = 5;
const deriver = 6;
const signature = 7;
const nar = 8;
const end = 9;

/**
 * A state machine without I/O: chunks of any size are pushed, the handler is called. Memory is constant but for an
 * object's references and its NAR's nesting. After an error the reader repeats it for whatever is pushed.
 */
export class ExportReader {
  private readonly pieces = new Pieces();
  private expected = more;
  /** Of the string that is read; -1 while that isn't known yet. */
  private length = -1;
  private narReader: NarReader | null = null;
  private narStart = 0;
  private narSize = 0;
  private path = "";
  private references: string[] = [];
  private missing = 0;
  private deriver: string | null = null;
  private failure: ExportError | null = null;

  constructor(
    private readonly handler: ExportHandler,
    private readonly storeDir: string = defaultStoreDir,
    private readonly trailing: NarTrailing = "refuse",
  ) {}

  /** Whether the stream is complete. */
  get done(): boolean {
    return this.expected === end;
  }

  /**
   * Reads a chunk; it must not change during the call.
   * @returns how many of its bytes belong to the stream: all, unless it is complete
   * @throws ExportError, also for what is wrong in a NAR
   */
  push(chunk: Uint8Array): number {
    if (this.failure !== null) throw this.failure;
    this.pieces.feed(chunk);
    while (this.expected !== end && this.step());
    if (this.expected === end && this.trailing === "refuse" && this.pieces.available > 0) {
      this.fail("bytes after the end of the stream");
    }
    return this.pieces.takenOfChunk;
  }

  /** Says that nothing follows. @throws ExportError when the stream isn't complete */
  end(): void {
    if (this.failure !== null) throw this.failure;
    if (this.expected !== end) this.fail("unexpected end");
  }

  /** Reads one thing; false when there isn't enough input. */
  private step(): boolean {
    if (this.expected === nar) return this.readNar();
    const { pieces } = this;
    if (this.expected < path || this.length < 0) {
      if (!pieces.take(8)) return false;
      const value = getNumber(pieces.bytes, pieces.at);
      if (this.expected < path) this.number(value);
      else this.startString(value);
      return true;
    }
    const size = this.length + paddingOf(this.length);
    if (size > 0 && !pieces.take(size)) return false;
    const { bytes, at } = pieces;
    for (let i = this.length; i < size; i++) {
      if (bytes[at + i] !== 0) this.fail("padding that isn't zero", size - i);
    }
    const text = fromBytes(bytes.subarray(at, at + this.length));
    this.length = -1;
    this.string(text, size);
    return true;
  }

  /** Tells of what is wrong in the last `back` bytes taken. */
  private fail(reason: string, back = 0): never {
    this.failure = new ExportError(reason, this.pieces.taken - back);
    throw this.failure;
  }

  private startNar(): void {
    this.narReader = new NarReader(this.handler.begin(), "leave");
    this.narStart = this.pieces.taken;
    this.expected = nar;
  }

  private readNar(): boolean {
    const { narReader, pieces } = this;
    const { rest } = pieces;
    if (narReader === null || rest.length === 0) return false;
    let used: number;
    try {
      used = narReader.push(rest);
    } catch (error) {
      if (!(error instanceof NarError)) throw error;
      this.failure = new ExportError(error.reason, this.narStart + error.offset);
      throw this.failure;
    }
    pieces.skip(used);
    this.handler.narBytes(used === rest.length ? rest : rest.subarray(0, used));
    if (narReader.done) {
      this.narSize = narReader.size;
      this.narReader = null;
      this.expected = magic;
    }
    return true;
  }

  private number(value: number): void {
    switch (this.expected) {
      case more:
        if (value === 1) this.startNar();
        else if (value === 0) this.expected = end;
        else this.fail("expected 1 before a store object or 0 at the end", 8);
        break;
      case magic:
        if (value !== exportMagic) this.fail("the magic number after a NAR is wrong", 8);
        this.expected = path;
        break;
      case referenceCount:
        if (value < 0 || value > maxReferences) this.fail(`more than ${maxReferences} references`, 8);
        this.references = [];
        this.missing = value;
        this.expected = value > 0 ? reference : deriver;
        break;
      case hasSignature:
        if (value === 1) this.expected = signature;
        else if (value === 0) this.finish();
        else this.fail("expected 0, or 1 before a signature", 8);
        break;
    }
  }

  private startString(length: number): void {
    if (length < 0 || length > maxPath) this.fail(`a string of more than ${maxPath} bytes`, 8);
    this.length = length;
  }

  private string(text: string, size: number): void {
    switch (this.expected) {
      case path:
        this.path = this.checked(text, size);
        this.expected = referenceCount;
        break;
      case reference:
        this.references.push(this.checked(text, size));
        if (--this.missing === 0) this.expected = deriver;
        break;
      case deriver:
        this.deriver = text === "" ? null : this.checked(text, size);
        this.expected = hasSignature;
        break;
      case signature:
        this.finish();
        break;
    }
  }

  private checked(text: string, size: number): string {
    try {
      parseStorePath(text, this.storeDir);
      return text;
    } catch (error) {
      if (error instanceof StorePathError) this.fail(error.message, size + 8);
      throw error;
    }
  }

  private finish(): void {
    const { references, deriver: from } = this;
    this.expected = more;
    this.handler.finish({ path: this.path, references, deriver: from }, this.narSize);
  }
}
