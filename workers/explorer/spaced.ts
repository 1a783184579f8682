/** Telling the page something, not too often. */

/** Milliseconds between two reports at least. */
const every = 100;

export class Spaced<T> {
  private last = -Infinity;

  constructor(private readonly report: (value: T) => void) {}

  /** Tells it, unless something was told just before. */
  tell(value: T): void {
    const now = performance.now();
    if (now - this.last < every) return;
    this.last = now;
    this.report(value);
  }
}
