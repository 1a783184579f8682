/** Storing what an export stream (`nix-store --export`) holds. */
import { type ImportOptions, piecesOf, type Stores } from "../castore/index.ts";
import { type ExportedObject, ExportReader, type NarHandler } from "../nix-compat/index.ts";
import { type IngestedNar, ingestNar } from "../store/index.ts";

/** A store object of a stream, its content stored. */
export interface IngestedObject {
  object: ExportedObject;
  nar: IngestedNar;
}

/** Bytes parsed at once. */
const sliceSize = 64 << 10;

type Event =
  { kind: "begin" } | { kind: "bytes"; bytes: Uint8Array } | { kind: "finish"; object: ExportedObject };

/**
 * Stores each object's content as it comes, in constant memory.
 * @throws ExportError with the offset for what is no export stream; what storing fails with
 */
export async function* ingestExport(
  stores: Stores,
  stream: ReadableStream<Uint8Array>,
  options: ImportOptions = {},
): AsyncGenerator<IngestedObject, void> {
  const events: Event[] = [];
  const reader = new ExportReader({
    begin: () => {
      events.push({ kind: "begin" });
      return silent;
    },
    narBytes: (bytes) => void events.push({ kind: "bytes", bytes: new Uint8Array(bytes) }),
    finish: (object) => void events.push({ kind: "finish", object }),
  });
  let nar: OpenNar | null = null;
  try {
    for await (const piece of piecesOf(stream, options.signal)) {
      for (let at = 0; at < piece.length; at += sliceSize) {
        reader.push(piece.subarray(at, at + sliceSize));
        for (const event of events.splice(0)) {
          if (event.kind === "begin") nar = new OpenNar(stores, options);
          else if (event.kind === "bytes") await nar!.write(event.bytes);
          else {
            const ended: IngestedNar = await nar!.end();
            nar = null;
            yield { object: event.object, nar: ended };
          }
        }
      }
    }
    reader.end();
  } finally {
    await nar?.abort();
  }
}

/** The reader checks each NAR; storing it is for {@link ingestNar}, which reads it once more. */
const silent: NarHandler = {
  directory: () => undefined,
  entry: () => undefined,
  endDirectory: () => undefined,
  file: () => undefined,
  data: () => undefined,
  endFile: () => undefined,
  symlink: () => undefined,
};

/** A NAR whose bytes are still coming: handed over one piece at a time, so that nothing piles up. */
class OpenNar {
  private controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  private wanted: (() => void) | null = null;
  private readonly stored: Promise<IngestedNar>;
  private ended = false;

  constructor(stores: Stores, options: ImportOptions) {
    const stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => void (this.controller = controller),
        pull: () => this.wake(),
      },
      { highWaterMark: 1 },
    );
    this.stored = ingestNar(stores, stream, options);
    // Whoever waits for room is woken when storing has failed, and finds out why.
    this.stored.then(
      () => this.stop(),
      () => this.stop(),
    );
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.ended) return void (await this.stored);
    this.controller!.enqueue(bytes);
    while (!this.ended && (this.controller!.desiredSize ?? 0) <= 0) {
      await new Promise<void>((resolve) => (this.wanted = resolve));
    }
  }

  async end(): Promise<IngestedNar> {
    if (!this.ended) this.controller!.close();
    return this.stored;
  }

  async abort(): Promise<void> {
    if (!this.ended) this.controller!.error(new Error("the stream was cut off"));
    await this.stored.catch(() => undefined);
  }

  private stop(): void {
    this.ended = true;
    this.wake();
  }

  private wake(): void {
    this.wanted?.();
    this.wanted = null;
  }
}
