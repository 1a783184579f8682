/**
 * Protobuf as the store's messages use it: canonical proto3, and nothing else accepted. Fields stand in
 * ascending order, defaults are left out, unknown fields are refused. What a message decodes to is encoded
 * again and must give the same bytes, so one value has one encoding and one digest.
 */
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { CastoreError } from "./errors.ts";

/** Reads the fields of one message, strictly. Every method throws CastoreError (`invalid`) naming the message. */
export class MessageReader {
  private readonly reader: BinaryReader;
  private field = 0;
  private wireType = WireType.Varint;

  /** @param what - the message's name in errors */
  constructor(
    bytes: Uint8Array,
    private readonly what: string,
  ) {
    this.reader = new BinaryReader(bytes);
  }

  /** Goes to the next field; its number, 0 at the end. Its value must be read before the next call. */
  next(): number {
    if (this.reader.pos >= this.reader.len) return 0;
    const [field, wireType] = this.guard(() => this.reader.tag());
    if (field < this.field) throw this.fault(`field ${field} comes after field ${this.field}`);
    this.field = field;
    this.wireType = wireType;
    return field;
  }

  /** As {@link next}, for a field that may be there once only. */
  unique(seen: Set<number>): number {
    const field = this.next();
    if (field !== 0 && seen.has(field)) throw this.fault(`field ${field} is there twice`);
    seen.add(field);
    return field;
  }

  /** The field's value as bytes: a view of the message. */
  bytes(): Uint8Array {
    this.expect(WireType.LengthDelimited);
    return this.guard(() => this.reader.bytes());
  }

  /** The field's value as an unsigned number; beyond 2^53 - 1 it is refused. */
  unsigned(): number {
    this.expect(WireType.Varint);
    const value = Number(this.guard(() => this.reader.uint64()));
    this.inBounds();
    if (value > Number.MAX_SAFE_INTEGER) throw this.fault(`field ${this.field} is larger than 2^53 - 1`);
    return value;
  }

  /** The field's value as a truth value. */
  flag(): boolean {
    return this.unsigned() !== 0;
  }

  /** The error for a field that the message does not have. */
  unknown(): CastoreError {
    return this.fault(`field ${this.field} is unknown`);
  }

  /** An error about the message. */
  fault(problem: string, cause?: unknown): CastoreError {
    return new CastoreError("invalid", `${this.what}: ${problem}`, { cause });
  }

  private expect(wireType: WireType): void {
    if (this.wireType !== wireType) {
      throw this.fault(`field ${this.field} has the wrong wire type ${this.wireType}`);
    }
  }

  private inBounds(): void {
    if (this.reader.pos > this.reader.len) throw this.fault("the message is cut off");
  }

  private guard<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      const cut = error instanceof RangeError;
      throw this.fault(cut ? "the message is cut off" : (error as Error).message, error);
    }
  }
}

/** A writer whose message is finished: its buffer, which has grown, serves the next. */
let idleWriter: BinaryWriter | null = null;

/** Writes the fields of one message; call in ascending order of fields. Defaults (empty, 0, false) are left out. */
export class MessageWriter {
  private readonly writer: BinaryWriter;

  constructor() {
    this.writer = idleWriter ?? new BinaryWriter();
    idleWriter = null;
  }

  /** Bytes; nothing is written when there are none. */
  bytes(field: number, value: Uint8Array): this {
    if (value.length > 0) this.writer.tag(field, WireType.LengthDelimited).bytes(value);
    return this;
  }

  /** One item of a repeated field of bytes: written though it may be empty. */
  item(field: number, value: Uint8Array): this {
    this.writer.tag(field, WireType.LengthDelimited).bytes(value);
    return this;
  }

  /** A whole number from 0 to 2^53 - 1. */
  unsigned(field: number, value: number): this {
    if (value === 0) return this;
    this.writer.tag(field, WireType.Varint);
    // Both write the same; the one for small numbers does without big ones.
    if (value < 2 ** 32) this.writer.uint32(value);
    else this.writer.uint64(BigInt(value));
    return this;
  }

  flag(field: number, value: boolean): this {
    if (value) this.writer.tag(field, WireType.Varint).bool(true);
    return this;
  }

  /** A message inside this one: written though it may be empty. */
  message(field: number, fill: (inner: this) => void): this {
    this.writer.tag(field, WireType.LengthDelimited).fork();
    fill(this);
    this.writer.join();
    return this;
  }

  /** The bytes written; ends the writer. */
  finish(): Uint8Array {
    const bytes = this.writer.finish();
    idleWriter = this.writer;
    return bytes;
  }
}

/** @throws CastoreError (`invalid`) when a message was not in the one encoding its value has */
export function checkCanonical(what: string, given: Uint8Array, encoded: Uint8Array): void {
  if (!bytesEqual(given, encoded)) {
    throw new CastoreError("invalid", `${what}: the encoding is not canonical`);
  }
}

/** Whether two byte arrays hold the same bytes. */
export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
