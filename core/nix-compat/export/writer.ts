/** Writes export streams. */
import { strings, putNumber } from "../nar/strings.ts";
import type { NarSink } from "../nar/index.ts";
import { defaultStoreDir, parseStorePath, StorePathError } from "../store-path.ts";
import { ExportError, exportMagic, type ExportedObject } from "./format.ts";

function numbers(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  values.forEach((value, i) => putNumber(bytes, 8 * i, value));
  return bytes;
}

/**
 * A state machine without I/O:
 *
 *     const stream = new ExportWriter(sink);
 *     dumpNar(source, path, stream.begin());
 *     stream.finish({ path, references, deriver });
 *     stream.end();
 *
 * Objects have to come after those they refer to: `nix-store --import` wants it so.
 * All methods throw {@link ExportError}.
 */
export class ExportWriter {
  private inObject = false;
  private ended = false;
  private written = 0;

  constructor(
    private readonly sink: NarSink,
    private readonly storeDir: string = defaultStoreDir,
  ) {}

  /** Begins a store object; returns where its NAR goes. */
  begin(): NarSink {
    if (this.inObject) this.fail("an object where the one before is unfinished");
    this.inObject = true;
    this.put(numbers(1));
    return this.nar;
  }

  /** Ends a store object: its NAR is complete. */
  finish({ path, references, deriver }: ExportedObject): void {
    if (!this.inObject) this.fail("the end of an object where none was begun");
    const sorted = [...new Set(references)].sort();
    for (const each of deriver === null ? [path, ...sorted] : [path, ...sorted, deriver]) this.check(each);
    this.inObject = false;
    this.put(numbers(exportMagic));
    this.put(strings(path));
    this.put(numbers(sorted.length));
    this.put(strings(...sorted, deriver ?? ""));
    this.put(numbers(0));
  }

  /** Ends the stream; returns its size in bytes. */
  end(): number {
    if (this.inObject) this.fail("the end where an object is unfinished");
    this.put(numbers(0));
    this.ended = true;
    return this.written;
  }

  private readonly nar: NarSink = (chunk, given) => {
    if (!this.inObject) this.fail("a NAR where no object was begun");
    this.put(chunk, given);
  };

  private put(bytes: Uint8Array, given?: boolean): void {
    if (this.ended) this.fail("something after the end");
    this.written += bytes.length;
    if (bytes.length > 0) this.sink(bytes, given);
  }

  private check(path: string): void {
    try {
      parseStorePath(path, this.storeDir);
    } catch (error) {
      if (error instanceof StorePathError) this.fail(error.message);
      throw error;
    }
  }

  private fail(reason: string): never {
    throw new ExportError(reason, this.written);
  }
}
