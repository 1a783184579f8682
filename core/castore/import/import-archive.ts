/** Importing archives: tar and NAR, compressed or not, from a stream; zip from where any part can be read. */
import { LayeredReader, archiveKind, tarReaderFor } from "../archive/unpack.ts";
import { ArchiveError } from "../archive/error.ts";
import { ZipReader } from "../archive/unzip.ts";
import { rest } from "../rest.ts";
import { concatenate, piecesOf } from "../streams.ts";
import type { Stores } from "../tree-writer.ts";
import { EntryImporter } from "./entry-importer.ts";
import { isNar, NarEntries } from "./nar-entries.ts";
import { ProgressMeter, type Imported, type ImportSourceOptions } from "./progress.ts";

/** A file somewhere: a `Blob` of the browser, or a file on disk. */
export interface ArchiveSource {
  /** Bytes; null when it is not known, and then only {@link stream} is used. */
  readonly size: number | null;
  /** All of it from the start; asked for once. */
  stream(): ReadableStream<Uint8Array>;
  /** A part: exactly the bytes from `start` to before `end`, which are within the size. */
  read(start: number, end: number): Promise<Uint8Array>;
}

export interface ImportArchiveOptions extends ImportSourceOptions {
  /** Whether a directory that is all alone at the top is taken off, as Nix does; yes unless given. */
  readonly takeOffTop?: boolean | undefined;
}

const defaultMaxBytes = 2 ** 40;
const defaultMaxEntries = 2_000_000;

/** Bytes of files after which others have their turn: some ms. */
const restEvery = 1 << 20;

/** Bytes of zip archives read at once. */
const zipBlock = 1 << 22;

/**
 * Stores what an archive holds: tar or NAR (plain, gzip, xz, bzip2 or zstd, told by their bytes), or zip. Memory is
 * constant but for the names. Nothing is visible under the root's digest before all of it is stored.
 * @throws ArchiveError for what no honest archive holds: with the entry's name or the offset; CastoreError for names
 *   that no tree may have; the signal's reason
 */
export async function importArchive(
  stores: Stores,
  source: ArchiveSource,
  options: ImportArchiveOptions = {},
): Promise<Imported> {
  const meter = new ProgressMeter(options);
  const limits = {
    bytes: options.maxBytes ?? defaultMaxBytes,
    entries: options.maxEntries ?? defaultMaxEntries,
  };
  const importer = await EntryImporter.open(stores, meter.storing, limits);
  try {
    let isNamed = true;
    if (source.size !== null && archiveKind(await source.read(0, Math.min(4, source.size))) === "zip") {
      await readZip(
        source,
        source.size,
        new ZipReader(source.size, importer, limits),
        importer,
        meter,
        options,
      );
    } else {
      const reader = new LayeredReader((head) => {
        if (!isNar(head)) return tarReaderFor(head, importer);
        isNamed = false;
        return new NarEntries(importer);
      }, limits.bytes);
      await readStream(source.stream(), reader, importer, meter, options);
    }
    const takeOff = !isNamed ? "always" : options.takeOffTop === false ? "never" : "directory";
    const { root, top } = await importer.finish(takeOff);
    return { root, top: isNamed ? top : null, warnings: [], ...meter.finish() };
  } catch (error) {
    await importer.abort();
    throw error;
  }
}

async function readStream(
  stream: ReadableStream<Uint8Array>,
  reader: LayeredReader,
  importer: EntryImporter,
  meter: ProgressMeter,
  { signal }: ImportArchiveOptions,
): Promise<void> {
  let rested = 0;
  const work = async (steps: Generator<void, void>): Promise<void> => {
    for (const _ of steps) {
      const storing = importer.drain();
      if (storing !== null) await storing;
      if (importer.total - rested < restEvery) continue;
      // A stream's piece may hold many MB: the database's answers, and whoever reads meanwhile, wait for less.
      rested = importer.total;
      await rest();
      signal?.throwIfAborted();
    }
  };
  for await (const piece of piecesOf(stream, signal)) {
    meter.read(piece.length);
    await work(reader.pushing(piece));
  }
  await work(reader.ending());
}

async function readZip(
  source: ArchiveSource,
  size: number,
  zip: ZipReader,
  importer: EntryImporter,
  meter: ProgressMeter,
  { signal }: ImportArchiveOptions,
): Promise<void> {
  // Entries stand one after the other, mostly: a large block answers many requests.
  let block: Uint8Array = new Uint8Array(0);
  let blockStart = 0;
  const bytesAt = async (start: number, end: number): Promise<Uint8Array> => {
    if (start < blockStart || end > blockStart + block.length) {
      signal?.throwIfAborted();
      block = await source.read(start, Math.min(size, Math.max(end, start + zipBlock)));
      blockStart = start;
    }
    return block.subarray(start - blockStart, end - blockStart);
  };
  const reading = zip.run();
  for (let step = reading.next(); step.done !== true;) {
    const { start, end } = step.value;
    const bytes = await bytesAt(start, end);
    if (bytes.length !== end - start)
      throw new ArchiveError("the zip archive became shorter while it was read");
    meter.read(bytes.length);
    step = reading.next(bytes);
    const storing = importer.drain();
    if (storing !== null) await storing;
  }
}

/** A source for what only comes as a stream. A zip archive is then gathered in memory first. */
export async function sourceOfStream(
  stream: ReadableStream<Uint8Array>,
  maxZip: number = 1 << 30,
): Promise<ArchiveSource> {
  const pieces = piecesOf(stream);
  const first = await pieces.next();
  const head = first.done === true ? new Uint8Array(0) : first.value;
  if (archiveKind(head) !== "zip") {
    let begun = false;
    const again = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const step = begun ? await pieces.next() : first;
          begun = true;
          if (step.done === true) controller.close();
          else controller.enqueue(step.value);
        },
        cancel: () => pieces.return().then(() => {}),
      },
      { highWaterMark: 0 },
    );
    return {
      size: null,
      stream: () => again,
      read: () => Promise.reject(new Error("this source has no size")),
    };
  }
  const all = [head];
  let size = head.length;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > maxZip) throw new ArchiveError(`a zip archive from a stream may have ${maxZip} bytes at most`);
    all.push(piece);
  }
  return sourceOfBytes(concatenate(all));
}

/** A source of bytes at hand. */
export function sourceOfBytes(bytes: Uint8Array): ArchiveSource {
  return {
    size: bytes.length,
    stream: () => {
      let at = 0;
      return new ReadableStream<Uint8Array>({
        pull(controller) {
          if (at < bytes.length) controller.enqueue(bytes.subarray(at, (at += 1 << 18)));
          if (at >= bytes.length) controller.close();
        },
      });
    },
    read: async (start, end) => bytes.subarray(start, end),
  };
}
