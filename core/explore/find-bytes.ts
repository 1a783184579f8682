/** Finding a text in bytes that come piece by piece: Boyer, Moore and Horspool's search. */

/** Places after which a file is not searched on. */
export const mostPlaces = 1000;

/** Where a text was found in a file. */
export interface FoundPlaces {
  /** Of the first place, in bytes. */
  offset: number;
  /** Bytes of the first place. */
  length: number;
  /** Line feeds before the first place. */
  linesBefore: number;
  /** Places that don't overlap; {@link mostPlaces} at most. */
  count: number;
}

interface Needle {
  bytes: Uint8Array;
  /** How far to go on, by the last byte looked at. */
  shift: Int32Array;
}

/** A text to look for. */
export class Needles {
  readonly longest: number;
  private readonly needles: readonly Needle[];
  /** What each byte counts as; null where each is itself. */
  private readonly fold: Uint8Array | null;

  /**
   * @param text - looked for as UTF-8; not empty
   * @param caseSensitive - else ASCII letters are the same in either case; others are where the text is all upper or all
   *   lower case
   */
  constructor(text: string, caseSensitive: boolean) {
    this.fold = caseSensitive ? null : asciiFold;
    const texts = caseSensitive ? [text] : [text, text.toLowerCase(), text.toUpperCase()];
    const needles = new Map<string, Needle>();
    for (const each of texts) {
      const bytes = new TextEncoder().encode(each);
      if (this.fold !== null) for (let i = 0; i < bytes.length; i++) bytes[i] = this.fold[bytes[i]!]!;
      needles.set(bytes.join(), { bytes, shift: shiftsOf(bytes) });
    }
    this.needles = [...needles.values()];
    this.longest = Math.max(...this.needles.map(({ bytes }) => bytes.length));
  }

  /** The first place at or after `from`; null when there is none. */
  find(hay: Uint8Array, from: number): { at: number; length: number } | null {
    let best: { at: number; length: number } | null = null;
    for (const { bytes, shift } of this.needles) {
      const end = best === null ? hay.length : Math.min(hay.length, best.at + bytes.length - 1);
      const at = find(hay, bytes, shift, this.fold, from, end);
      if (at >= 0) best = { at, length: bytes.length };
    }
    return best;
  }
}

const asciiFold = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 65 && byte <= 90 ? byte + 32 : byte,
);

function shiftsOf(needle: Uint8Array): Int32Array {
  const shifts = new Int32Array(256).fill(needle.length);
  for (let i = 0; i < needle.length - 1; i++) shifts[needle[i]!] = needle.length - 1 - i;
  return shifts;
}

function find(
  hay: Uint8Array,
  needle: Uint8Array,
  shift: Int32Array,
  fold: Uint8Array | null,
  from: number,
  end: number,
): number {
  const last = needle.length - 1;
  const wanted = needle[last]!;
  if (fold === null) {
    for (let at = from; at + last < end;) {
      const byte = hay[at + last]!;
      if (byte === wanted) {
        let i = 0;
        while (i < last && hay[at + i] === needle[i]) i++;
        if (i === last) return at;
      }
      at += shift[byte]!;
    }
    return -1;
  }
  for (let at = from; at + last < end;) {
    const byte = fold[hay[at + last]!]!;
    if (byte === wanted) {
      let i = 0;
      while (i < last && fold[hay[at + i]!] === needle[i]) i++;
      if (i === last) return at;
    }
    at += shift[byte]!;
  }
  return -1;
}

/** Searches one file, also across the borders of its pieces. */
export class FileSearch {
  private tail: Uint8Array = new Uint8Array(0);
  /** Where the tail begins in the file. */
  private start = 0;
  /** Where the next place may begin. */
  private free = 0;
  private lines = 0;
  private found: FoundPlaces | null = null;

  constructor(private readonly needles: Needles) {}

  /** Takes the next piece; false when no more is needed. */
  push(piece: Uint8Array): boolean {
    let hay = piece;
    if (this.tail.length > 0) {
      hay = new Uint8Array(this.tail.length + piece.length);
      hay.set(this.tail);
      hay.set(piece, this.tail.length);
    }
    for (;;) {
      const place = this.needles.find(hay, Math.max(0, this.free - this.start));
      if (place === null) break;
      const offset = this.start + place.at;
      if (this.found === null) {
        const linesBefore = this.lines + lineFeeds(hay, place.at);
        this.found = { offset, length: place.length, linesBefore, count: 1 };
      } else if (++this.found.count >= mostPlaces) return false;
      this.free = offset + place.length;
    }
    const keep = Math.min(hay.length, this.needles.longest - 1);
    const gone = hay.length - keep;
    if (this.found === null) this.lines += lineFeeds(hay, gone);
    this.tail = hay.slice(gone);
    this.start += gone;
    return true;
  }

  /** What was found; null when nothing was. */
  result(): FoundPlaces | null {
    return this.found;
  }
}

function lineFeeds(bytes: Uint8Array, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0 && at < end; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}
