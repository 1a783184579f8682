/** Telling the page how far an import is, not too often. */
import type { ImportProgress } from "../../core/castore/index.ts";
import type { ImportState } from "../store-protocol.ts";

/** Milliseconds between two reports at least. */
const reportEvery = 100;

export class ProgressTicker {
  private readonly since = performance.now();
  private last = -Infinity;
  private total: number | null = null;
  private at: ImportProgress = { bytesRead: 0, files: 0, bytes: 0, newFiles: 0, newBytes: 0 };

  constructor(private readonly tell: (state: ImportState) => void) {
    this.send("reading");
  }

  /** How many bytes the source has. */
  setTotal(bytes: number): void {
    this.total = bytes;
  }

  report(progress: ImportProgress): void {
    this.at = progress;
    if (performance.now() - this.last >= reportEvery) this.send("reading");
  }

  /** All of the source has been read. */
  finish(): void {
    this.send("finishing");
  }

  private send(phase: ImportState["phase"]): void {
    this.last = performance.now();
    const { bytesRead, ...counts } = this.at;
    const elapsed = this.last - this.since;
    this.tell({ phase, read: bytesRead, total: this.total, ...counts, elapsed });
  }
}
