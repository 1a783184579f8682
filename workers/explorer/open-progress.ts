/** Telling the page how far opening something is, not too often. */
import type { OpenProgress } from "../explorer-protocol.ts";

/** Milliseconds between two reports at least. */
const reportEvery = 100;

export class OpenTicker {
  private readonly at: OpenProgress = { phase: "reading", read: 0, total: null, files: 0 };
  private last = -Infinity;

  constructor(private readonly report: (progress: OpenProgress) => void) {}

  /** What begins now. */
  phase(phase: OpenProgress["phase"], total: number | null = this.at.total): void {
    if (phase !== this.at.phase || total !== this.at.total) this.last = -Infinity;
    this.at.phase = phase;
    this.at.total = total;
    this.tell();
  }

  read(bytes: number): void {
    this.at.read += bytes;
    this.tell();
  }

  readonly stored = (): void => {
    this.at.files++;
    this.tell();
  };

  private tell(): void {
    const now = performance.now();
    if (now - this.last < reportEvery) return;
    this.last = now;
    this.report({ ...this.at });
  }
}
