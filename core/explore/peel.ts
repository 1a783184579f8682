/** Taking compression off what comes as a stream, as often as it is there. */
import {
  ArchiveError,
  type Compression,
  compressionOf,
  concatenate,
  type Decoder,
  decoderFor,
  piecesOf,
  rest,
  StepDecoder,
} from "../castore/index.ts";

/** Bytes by which every kind of file can be told. */
export const headSize = 1024;

/** Compressed files in compressed files beyond this many are only traps. */
const maxLayers = 4;

/** Bytes handed to a decompressor at a time. */
const minSlice = 1 << 9;
const maxSlice = 1 << 14;
const muchFromSlice = 1 << 22;

/** Bytes after which others have their turn. */
const restEvery = 1 << 20;

/** More came out than may: a decompression bomb, or a file too large for this store. */
export class TooLargeError extends Error {
  /** @param limit - bytes that were allowed */
  constructor(readonly limit: number) {
    super(`it unpacks to more than ${limit} bytes, which is all there is room for`);
    this.name = "TooLargeError";
  }
}

/** A file without its compression. */
export interface Peeled {
  /** What was taken off, the outermost first. */
  layers: Compression[];
  /** The first {@link headSize} bytes of the content, or all if there are fewer. */
  head: Uint8Array;
  /** All of the content, {@link head} included. Leaving it early cancels the source. */
  pieces: AsyncGenerator<Uint8Array, void>;
}

/**
 * Finds out what a stream is compressed by, by its bytes, and takes it off.
 * @param limit - bytes that may come out of any layer
 * @throws ArchiveError for damaged compression, TooLargeError beyond the limit; also while reading on
 */
export async function peel(
  source: ReadableStream<Uint8Array>,
  limit: number,
  signal?: AbortSignal,
): Promise<Peeled> {
  const layers: Compression[] = [];
  let pieces: AsyncGenerator<Uint8Array, void> = limited(piecesOf(source, signal), limit, signal);
  while (true) {
    const begun = await begin(pieces);
    const compression = layers.length < maxLayers ? realCompression(begun.head) : null;
    if (compression === null) return { layers, ...begun };
    layers.push(compression);
    pieces = limited(unpacked(begun.pieces, compression, limit), limit, signal);
  }
}

/** As {@link compressionOf}, but that a text with `BZh` in front of it is not taken for bzip2. */
function realCompression(head: Uint8Array): Compression | null {
  const found = compressionOf(head);
  if (found !== "bzip2") return found;
  // After the block size comes the number of a block (pi), or of the end (the square root of pi).
  const marks = ["314159265359", "177245385090"];
  const hex = Array.from(head.subarray(4, 10), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return head[3]! >= 0x31 && head[3]! <= 0x39 && marks.includes(hex) ? found : null;
}

/** Reads the head, and gives back everything. */
async function begin(
  pieces: AsyncGenerator<Uint8Array, void>,
): Promise<{ head: Uint8Array; pieces: AsyncGenerator<Uint8Array, void> }> {
  const held: Uint8Array[] = [];
  let size = 0;
  while (size < headSize) {
    const step = await pieces.next();
    if (step.done === true) break;
    held.push(step.value);
    size += step.value.length;
  }
  const head = concatenate(held).slice(0, headSize);
  return { head, pieces: again(held, pieces) };
}

async function* again(
  held: Uint8Array[],
  pieces: AsyncGenerator<Uint8Array, void>,
): AsyncGenerator<Uint8Array, void> {
  try {
    for (let piece = held.shift(); piece !== undefined; piece = held.shift()) yield piece;
    yield* pieces;
  } finally {
    await pieces.return();
  }
}

async function* unpacked(
  pieces: AsyncGenerator<Uint8Array, void>,
  compression: Compression,
  limit: number,
): AsyncGenerator<Uint8Array, void> {
  const out = new Unpacked(limit);
  // The limit is watched over here, where it is told apart from damage.
  const decoder = decoderFor(compression, (bytes) => out.add(bytes), Number.MAX_SAFE_INTEGER);
  for await (const piece of pieces) {
    for (let at = 0, size = out.nextSlice(); at < piece.length; at += size, size = out.nextSlice()) {
      for (const _ of steps(decoder, piece.subarray(at, at + size))) yield* out.take();
    }
  }
  if (decoder instanceof StepDecoder) {
    decoder.finish();
    while (decoder.advance()) yield* out.take();
    decoder.close();
  } else decoder.end();
  yield* out.take();
}

/** Feeds a decompressor; stops whenever much may have come out. */
function* steps(decoder: Decoder, slice: Uint8Array): Generator<void, void> {
  if (decoder instanceof StepDecoder) {
    decoder.feed(slice);
    while (decoder.advance()) yield;
    decoder.settle();
  } else decoder.push(slice);
  yield;
}

/** What came out of a decompressor. */
class Unpacked {
  private ready: Uint8Array[] = [];
  private size = 0;
  private before = 0;
  private slice = minSlice;

  constructor(private readonly limit: number) {}

  add(bytes: Uint8Array): void {
    this.size += bytes.length;
    // Thrown later: decompressors take what is thrown here for damage.
    if (this.size <= this.limit) this.ready.push(new Uint8Array(bytes));
  }

  take(): Uint8Array[] {
    if (this.size > this.limit) throw new TooLargeError(this.limit);
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  /** Bytes to feed next: few while much comes of them, as all that comes of one slice is in memory. */
  nextSlice(): number {
    const came = this.size - this.before;
    this.before = this.size;
    this.slice =
      came > muchFromSlice ? Math.max(minSlice, this.slice >> 2) : Math.min(maxSlice, this.slice * 2);
    return this.slice;
  }
}

/** Counts what passes, and lets others have their turn now and then. */
async function* limited(
  pieces: AsyncGenerator<Uint8Array, void>,
  limit: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  let total = 0;
  let rested = 0;
  for await (const piece of pieces) {
    total += piece.length;
    if (total > limit) throw new TooLargeError(limit);
    if (total - rested >= restEvery) {
      rested = total;
      await rest();
      signal?.throwIfAborted();
    }
    yield piece;
  }
}

/**
 * All of some pieces, where there is no more than that.
 * @throws ArchiveError naming what it is, for more
 */
export async function gather(
  pieces: AsyncIterable<Uint8Array>,
  limit: number,
  what: string,
): Promise<Uint8Array> {
  const held: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > limit) throw new ArchiveError(`${what} with more than ${limit} bytes`);
    held.push(piece);
  }
  return concatenate(held);
}
