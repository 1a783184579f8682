/** Finding a command by a few letters of its title. */

/** A place where letters of the query were found. */
export interface Match {
  score: number;
  /** Indices into the title, ascending. */
  at: number[];
}

/**
 * Whether the letters of a query occur in a title in their order; spaces of the query don't count. Starts of words
 * and runs of letters score higher, gaps lower; null when they don't occur.
 */
export function match(query: string, title: string): Match | null {
  const wanted = query.toLowerCase().replace(/\s+/g, "");
  if (wanted === "") return { score: 0, at: [] };
  const text = title.toLowerCase();
  // The best way to place the letters, letter by letter: `best[j]` ends with the letter at j.
  let best: (Match | null)[] = [];
  for (let i = 0; i < wanted.length; i++) {
    const next: (Match | null)[] = [];
    let before: Match | null = null;
    for (let j = 0; j < text.length; j++) {
      const run = i === 0 || j === 0 ? null : (best[j - 1] ?? null);
      if (text[j] === wanted[i]) {
        const start = j === 0 || /[^\p{L}\p{N}]/u.test(text[j - 1]!) ? 8 : 0;
        const single = i === 0 ? { score: start - Math.min(j, 10) * 0.1, at: [j] } : null;
        const joined = run === null ? null : { score: run.score + 12 + start, at: [...run.at, j] };
        const apart = before === null ? null : { score: before.score + start - 1, at: [...before.at, j] };
        next[j] = better(single, better(joined, apart));
      } else {
        next[j] = null;
      }
      before = better(before, run);
    }
    best = next;
  }
  return best.reduce(better, null);
}

function better(one: Match | null, other: Match | null): Match | null {
  if (one === null) return other;
  return other === null || one.score >= other.score ? one : other;
}
