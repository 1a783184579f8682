/** Generated programs as trees, and making them smaller. */

/** A piece of a program: text with smaller pieces in it. */
export class Piece {
  constructor(readonly parts: readonly (string | Piece)[]) {}

  /** The program's text. */
  toString(): string {
    return this.parts.join("");
  }
}

/** A text as a piece whose parts are its words and signs. */
export function pieceOfText(text: string): Piece {
  return new Piece(text.match(/[A-Za-z_][\w'-]*|\d+|\s+|[^]/g) ?? []);
}

/** What any piece may become. */
const simplest: readonly Piece[] = ["1", "{ }", "[ ]", '""', "true", "null", "(x: x)"].map(
  (text) => new Piece([text]),
);

/** All programs that are one step smaller, most promising first. */
function* smaller(piece: Piece): Generator<Piece> {
  // Any part of it in its place.
  for (const part of piece.parts) if (part instanceof Piece) yield part;
  for (const candidate of simplest) if (`${candidate}`.length < `${piece}`.length) yield candidate;
  // Without some of its parts.
  const count = piece.parts.length;
  for (let size = count >> 1; size >= 1; size >>= 1) {
    for (let i = 0; i + size <= count; i += size) {
      yield new Piece([...piece.parts.slice(0, i), ...piece.parts.slice(i + size)]);
    }
  }
  for (const [i, part] of piece.parts.entries()) {
    if (!(part instanceof Piece)) continue;
    for (const candidate of smaller(part)) {
      yield new Piece([...piece.parts.slice(0, i), candidate, ...piece.parts.slice(i + 1)]);
    }
  }
}

/**
 * The smallest program found that still has a property.
 * @param has - whether a program has it
 * @param attempts - how many programs to try at most
 */
export async function shrink(
  piece: Piece,
  has: (text: string) => boolean | Promise<boolean>,
  attempts = 400,
): Promise<string> {
  let best = piece;
  let left = attempts;
  const seen = new Set<string>();
  for (let improved = true; improved && left > 0;) {
    improved = false;
    for (const candidate of smaller(best)) {
      const text = `${candidate}`;
      if (text.length >= `${best}`.length || seen.has(text)) continue;
      seen.add(text);
      if (left-- <= 0) break;
      if (await has(text)) {
        best = candidate;
        improved = true;
        break;
      }
    }
  }
  return `${best}`;
}
