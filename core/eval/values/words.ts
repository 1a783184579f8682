/** Strings with spaces between, as lists become strings. */

/** Lists that are worth being remembered: longer ones may hold much. */
const shortest = 16;
const longest = 256;
/** Chars of a text that is worth being remembered. */
const largest = 1 << 14;

/** The last list of each length, modulo the number of places. */
const places = 16;
const last = new Array<{ words: readonly string[]; text: string } | null>(places).fill(null);

/**
 * Strings joined with spaces. A long list that is joined once is joined time and again as a rule, such as the
 * variables that fetchers let through: then the text is the same string.
 * @param words - not to be changed afterwards
 */
export function joinWords(words: readonly string[]): string {
  const { length } = words;
  if (length < shortest || length > longest) return words.join(" ");
  const known = last[length % places]!;
  if (known !== null && isSame(known.words, words)) return known.text;
  const text = words.join(" ");
  if (text.length <= largest) last[length % places] = { words, text };
  return text;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
