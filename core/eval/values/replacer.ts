/** Finding the patterns of `replaceStrings` in a text. */

/** A search for several patterns at once: at each place the first in order that matches. */
export class Replacer {
  /** Patterns by their first byte, in order; null where none begins so. */
  private readonly byFirst: (number[] | null)[] = new Array<number[] | null>(256).fill(null);
  /** Index of the first empty pattern, which matches everywhere; -1 when there is none. */
  readonly empty: number;

  constructor(readonly patterns: readonly string[]) {
    this.empty = patterns.indexOf("");
    for (let i = 0; i < patterns.length; i++) {
      const pattern = patterns[i]!;
      // What comes after an empty pattern is never reached.
      if (pattern === "") break;
      const first = pattern.charCodeAt(0);
      (this.byFirst[first] ??= []).push(i);
    }
  }

  /** The first place from `start` on where a non-empty pattern may match; the text's length when there is none. */
  seek(text: string, start: number): number {
    if (this.patterns.length === 1 && this.empty < 0) {
      const i = text.indexOf(this.patterns[0]!, start);
      return i < 0 ? text.length : i;
    }
    const { byFirst } = this;
    let i = start;
    while (i < text.length && byFirst[text.charCodeAt(i)] === null) i++;
    return i;
  }

  /** Index of the pattern that matches at this place, or -1. */
  match(text: string, at: number): number {
    const candidates = at < text.length ? this.byFirst[text.charCodeAt(at)]! : null;
    if (candidates !== null) {
      for (let i = 0; i < candidates.length; i++) {
        const index = candidates[i]!;
        const pattern = this.patterns[index]!;
        if (pattern.length === 1 || text.startsWith(pattern, at)) return index;
      }
    }
    return this.empty;
  }
}
