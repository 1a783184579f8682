/** What imports tell of themselves. */
import type { ImportOptions } from "../tree-writer.ts";
import type { Node } from "../node.ts";

/** How far an import has come. Numbers only grow. */
export interface ImportProgress {
  /** Bytes of the source read so far; of an archive as it is, compressed or not. */
  readonly bytesRead: number;
  /** Files stored so far, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Those of them that were not there before, as far as the store knows. */
  readonly newFiles: number;
  readonly newBytes: number;
}

export interface ImportSourceOptions extends ImportOptions {
  /** Called now and then, and at the end. */
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
  /** Bytes that an archive may unpack to; 2^40 unless given. */
  readonly maxBytes?: number | undefined;
  /** Files, directories and links that there may be; 2,000,000 unless given. */
  readonly maxEntries?: number | undefined;
}

/** What an import made. */
export interface Imported extends ImportProgress {
  readonly root: Node;
  /** The name of the only directory at the top, which was taken off; null when there was none. */
  readonly top: string | null;
  /** What the source could not tell, in words for people; the tree may not be what it was elsewhere. */
  readonly warnings: readonly string[];
}

/** Bytes between two reports. */
const reportEvery = 1 << 20;

/** Counts along an import. */
export class ProgressMeter {
  private progress = { bytesRead: 0, files: 0, bytes: 0, newFiles: 0, newBytes: 0 };
  private reported = 0;

  constructor(private readonly options: ImportSourceOptions) {}

  /** The options for a store, which then reports to this meter. */
  get storing(): ImportOptions {
    const { signal, sizeRule, onStored } = this.options;
    return {
      signal,
      sizeRule,
      onStored: (size, isNew) => {
        onStored?.(size, isNew);
        this.progress.files++;
        this.progress.bytes += size;
        if (!isNew) return;
        this.progress.newFiles++;
        this.progress.newBytes += size;
      },
    };
  }

  /** Bytes of the source were read. */
  read(count: number): void {
    this.progress.bytesRead += count;
    if (this.progress.bytesRead + this.progress.bytes - this.reported >= reportEvery) this.report();
  }

  /** The last report. */
  finish(): ImportProgress {
    this.report();
    return { ...this.progress };
  }

  private report(): void {
    this.reported = this.progress.bytesRead + this.progress.bytes;
    this.options.onProgress?.({ ...this.progress });
  }
}
