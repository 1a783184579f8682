/**
 * The wire format of the daemon protocol: numbers of 8 bytes, little-endian, and strings padded to 8 bytes.
 * No I/O here: what has to be read is a generator that asks for bytes, driven by {@link WireMachine}.
 */
import { fromBytes, toBytes } from "../bytes.ts";

/** Bytes that break the protocol. */
export class WireError extends Error {
  constructor(
    message: string,
    /** Bytes taken from the stream before; undefined when nothing is read. */
    readonly offset?: number,
  ) {
    super(offset === undefined ? message : `${message} at byte ${offset}`);
  }
}

/**
 * A conversation, or one side's part of it: yields a number to get that many bytes, or bytes to send.
 * What it throws is a WireError; the machine adds the offset.
 */
export type Wire<T> = Generator<number | Uint8Array, T, Uint8Array>;

/** Longest string that is taken, in bytes. */
export const maxStringLength = 1 << 26;

/** Most items of a list that are taken. */
export const maxListLength = 1 << 20;

const empty = new Uint8Array(0);

/** Drives a {@link Wire}: bytes are pushed in as they come, what is to be sent comes out. */
export class WireMachine<T> {
  private readonly chunks: Uint8Array[] = [];
  private available = 0;
  private taken = 0;
  private needed = 0;
  private outgoing: Uint8Array[] = [];
  private outcome: { value: T } | null = null;

  constructor(private readonly program: Wire<T>) {
    this.step(empty);
  }

  /** Takes bytes from the other side. @throws WireError with the offset; the machine is of no use then */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.chunks.push(chunk);
    this.available += chunk.length;
    while (this.outcome === null && this.available >= this.needed) this.step(this.take(this.needed));
  }

  /** The other side has closed. @throws WireError when more had to come */
  end(): void {
    if (this.outcome !== null) return;
    throw new WireError("unexpected end of the stream", this.taken + this.available);
  }

  /** What is to be sent now, and only once. */
  output(): Uint8Array {
    const bytes = concat(this.outgoing);
    this.outgoing = [];
    return bytes;
  }

  /** Whether it has come to its end. */
  get done(): boolean {
    return this.outcome !== null;
  }

  /** What it came to. @throws WireError before the end */
  get result(): T {
    if (this.outcome === null) throw new WireError("not done yet");
    return this.outcome.value;
  }

  /** Bytes that were pushed but belong to what follows. */
  rest(): Uint8Array {
    return concat(this.chunks);
  }

  private step(bytes: Uint8Array): void {
    try {
      let given = bytes;
      for (;;) {
        const next = this.program.next(given);
        if (next.done === true) {
          this.outcome = { value: next.value };
          return;
        }
        if (typeof next.value === "number") {
          this.needed = next.value;
          return;
        }
        this.outgoing.push(next.value);
        given = empty;
      }
    } catch (error) {
      if (error instanceof WireError && error.offset === undefined) {
        throw new WireError(error.message, this.taken);
      }
      throw error;
    }
  }

  /** The next bytes in one piece. */
  private take(count: number): Uint8Array {
    if (count === 0) return empty;
    this.available -= count;
    this.taken += count;
    const first = this.chunks[0]!;
    if (first.length > count) {
      this.chunks[0] = first.subarray(count);
      return first.subarray(0, count);
    }
    const bytes = new Uint8Array(count);
    let at = 0;
    let used = 0;
    while (at < count) {
      const chunk = this.chunks[used]!;
      const part = chunk.subarray(0, count - at);
      bytes.set(part, at);
      at += part.length;
      if (part.length === chunk.length) used++;
      else this.chunks[used] = chunk.subarray(part.length);
    }
    this.chunks.splice(0, used);
    return bytes;
  }
}

/** Some byte arrays as one. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Any number of 64 bits. */
export function* readU64(): Wire<bigint> {
  const bytes = yield 8;
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
}

/** A number that fits. @throws WireError from 2^53 on */
export function* readNumber(): Wire<number> {
  const value = yield* readU64();
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new WireError(`number ${value} is too large`);
  return Number(value);
}

/** Anything but 0 is true, as Nix takes it. */
export function* readBool(): Wire<boolean> {
  return (yield* readU64()) !== 0n;
}

/** The bytes of a string. @throws WireError when too long, or padded with anything but zeros */
export function* readBytes(max = maxStringLength): Wire<Uint8Array> {
  const length = yield* readNumber();
  if (length > max) throw new WireError(`string of ${length} bytes is too long`);
  const padded = yield Math.ceil(length / 8) * 8;
  for (let i = length; i < padded.length; i++)
    if (padded[i] !== 0) throw new WireError("padding is not zero");
  return padded.slice(0, length);
}

/** A string as a byte string. */
export function* readString(max?: number): Wire<string> {
  return fromBytes(yield* readBytes(max));
}

/** As many items as the number before them says. */
export function* readList<T>(item: () => Wire<T>): Wire<T[]> {
  const count = yield* readNumber();
  if (count > maxListLength) throw new WireError(`list of ${count} items is too long`);
  const items: T[] = [];
  while (items.length < count) items.push(yield* item());
  return items;
}

/** A list of strings. */
export function readStrings(): Wire<string[]> {
  return readList(() => readString());
}

/** Collects what is to be sent. */
export class WireWriter {
  private parts: Uint8Array[] = [];

  /** @throws RangeError for what is no number of 64 bits */
  number(value: number | bigint): this {
    const wide = BigInt(value);
    if (wide < 0n || wide >= 1n << 64n) throw new RangeError(`${wide} is not a number of 64 bits`);
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, wide, true);
    this.parts.push(bytes);
    return this;
  }

  bool(value: boolean): this {
    return this.number(value ? 1 : 0);
  }

  bytes(value: Uint8Array): this {
    this.number(value.length);
    const padded = new Uint8Array(Math.ceil(value.length / 8) * 8);
    padded.set(value);
    this.parts.push(padded);
    return this;
  }

  /** A byte string. */
  string(value: string): this {
    return this.bytes(toBytes(value));
  }

  list<T>(items: readonly T[], item: (item: T) => void): this {
    this.number(items.length);
    for (const each of items) item(each);
    return this;
  }

  strings(values: readonly string[]): this {
    return this.list(values, (value) => this.string(value));
  }

  /** Bytes as they are. */
  raw(value: Uint8Array): this {
    this.parts.push(value);
    return this;
  }

  /** Everything since the last call. */
  take(): Uint8Array {
    const bytes = concat(this.parts);
    this.parts = [];
    return bytes;
  }
}
