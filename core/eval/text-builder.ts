/** Long texts put together from many small pieces, without leaving a tree of them to the garbage collector. */

/** Chars joined at a time: small enough for a collector's nursery. */
const chunkSize = 1 << 14;

export class TextBuilder {
  private readonly chunks: string[] = [];
  private tail = "";
  private before = 0;

  /** Appends a text. */
  add(text: string): void {
    this.tail += text;
    if (this.tail.length >= chunkSize) this.cut();
  }

  /** Chars so far. */
  get length(): number {
    return this.before + this.tail.length;
  }

  /** The whole text. */
  get text(): string {
    return this.chunks.join("") + this.tail;
  }

  private cut(): void {
    // Looking at a char makes engines copy the pieces into one flat string.
    this.tail.charCodeAt(0);
    this.chunks.push(this.tail);
    this.before += this.tail.length;
    this.tail = "";
  }
}
