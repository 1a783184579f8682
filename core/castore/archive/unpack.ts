/** Unpacking archives of any kind Nix takes, told apart by their first bytes: at once, or from a stream. */
import { compressionOf, decoderFor, decompress, startsWith, type Decompressors } from "./decompress.ts";
import { StepDecoder, type Decoder } from "./decoder.ts";
import { ArchiveError, type UnpackLimits } from "./error.ts";
import type { ArchiveHandler, ArchiveReader } from "./handler.ts";
import { isTarHeader, TarReader } from "./untar.ts";
import { ZipReader } from "./unzip.ts";

/** Compressed files in compressed files beyond this many are no archive. */
const maxLayers = 4;

/** Bytes by which every kind of file can be told. */
const headSize = 1024;

/** Bytes handed down at a time: so are a chunk's. */
const sliceSize = 1 << 14;

const unknownFormat = "failed to open archive: Unrecognized archive format";

/**
 * Unpacks a tar archive, compressed or not, or a zip archive in memory.
 * @throws ArchiveError, and what the handler throws
 */
export function unpackInto(
  file: Uint8Array,
  handler: ArchiveHandler,
  decompressors: Decompressors,
  limits: UnpackLimits,
): void {
  let bytes = file;
  for (let layer = 0; layer < maxLayers && compressionOf(bytes) !== null; layer++) {
    bytes = decompress(bytes, decompressors, limits.bytes);
  }
  switch (archiveKind(bytes)) {
    case "zip": {
      const reading = new ZipReader(bytes.length, handler, limits).run();
      for (let step = reading.next(); step.done !== true;) {
        step = reading.next(bytes.subarray(step.value.start, step.value.end));
      }
      return;
    }
    case "tar": {
      const reader = new TarReader(handler);
      reader.push(bytes);
      reader.end();
      return;
    }
    case null:
      throw new ArchiveError(unknownFormat);
  }
}

/** What a file that begins with these bytes is, when it isn't compressed. */
export function archiveKind(head: Uint8Array): "tar" | "zip" | null {
  if (startsWith(head, [0x50, 0x4b, 3, 4]) || startsWith(head, [0x50, 0x4b, 5, 6])) return "zip";
  if (isTarHeader(head, 0)) return "tar";
  return head.length >= headSize && head.subarray(0, 512).every((byte) => byte === 0) ? "tar" : null;
}

/** Bytes after decompression for each byte before it: more than deflate can do. */
const maxRatio = 1100;

/** How much may come of very little. */
const ratioFree = 1 << 26;

/**
 * Unpacks what comes in chunks, compressed any number of times, up to a format that the caller knows: memory is
 * constant.
 */
export class LayeredReader implements ArchiveReader {
  private readonly head = new Uint8Array(headSize);
  private used = 0;
  private next: Decoder | ArchiveReader | null = null;
  private inner: LayeredReader | null = null;
  private total = 0;

  /**
   * @param open - the reader of what is inside, by its first bytes: up to 1,024
   * @param limit - bytes that any layer may unpack to
   * @param outside - bytes that came in from outside: what layers in layers hold must be in proportion
   * @throws ArchiveError
   */
  constructor(
    private readonly open: (head: Uint8Array) => ArchiveReader,
    private readonly limit: number,
    private readonly layers = maxLayers,
    private readonly outside: (() => number) | null = null,
  ) {}

  push(chunk: Uint8Array): void {
    for (const _ of this.pushing(chunk));
  }

  end(): void {
    for (const _ of this.ending());
  }

  /** As {@link push}, stopping whenever some MB may have been handed on. */
  *pushing(chunk: Uint8Array): Generator<void, void> {
    this.total += chunk.length;
    this.checkSize();
    let rest = chunk;
    if (this.next === null) {
      const count = Math.min(headSize - this.used, chunk.length);
      this.head.set(chunk.subarray(0, count), this.used);
      this.used += count;
      if (this.used < headSize) return;
      yield* this.begin();
      rest = chunk.subarray(count);
    }
    for (let at = 0; at < rest.length; at += sliceSize) yield* this.hand(rest.subarray(at, at + sliceSize));
  }

  /** As {@link end}, stopping in the same way. */
  *ending(): Generator<void, void> {
    if (this.next === null) yield* this.begin();
    const { next } = this;
    if (next instanceof StepDecoder) {
      next.finish();
      while (next.advance()) yield;
      next.close();
    } else {
      next!.end();
    }
    if (this.inner !== null) yield* this.inner.ending();
  }

  private *hand(slice: Uint8Array): Generator<void, void> {
    const { next } = this;
    if (next instanceof StepDecoder) {
      next.feed(slice);
      while (next.advance()) yield;
      next.settle();
    } else {
      next!.push(slice);
    }
    yield;
  }

  private checkSize(): void {
    if (this.total > this.limit) throw new ArchiveError(`it unpacks to more than ${this.limit} bytes`);
    // One layer may hold much in little: there each step is taken up before the next.
    if (this.outside === null || this.layers > maxLayers - 2) return;
    if (this.total > ratioFree + maxRatio * this.outside()) {
      throw new ArchiveError(`it unpacks to more than ${maxRatio} times its size, which only traps do`);
    }
  }

  /** Finds out what comes, and hands over what was held back. */
  private *begin(): Generator<void, void> {
    const head = this.head.subarray(0, this.used);
    const compression = this.layers > 0 ? compressionOf(head) : null;
    if (compression === null) {
      this.next = this.open(head);
    } else {
      const outside = this.outside ?? ((): number => this.total);
      const inner = new LayeredReader(this.open, this.limit, this.layers - 1, outside);
      this.inner = inner;
      this.next = decoderFor(compression, (bytes) => inner.push(bytes), this.limit);
    }
    yield* this.hand(head);
  }
}

/** The reader of a tar archive, by its first bytes. @throws ArchiveError when it is something else */
export function tarReaderFor(head: Uint8Array, handler: ArchiveHandler): ArchiveReader {
  if (archiveKind(head) !== "tar") throw new ArchiveError(unknownFormat);
  return new TarReader(handler);
}
