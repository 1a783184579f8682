/** Names that were perhaps meant, chosen and worded as Nix does (libutil/suggestions.cc). */

/** Edits that make one name of another; more are another name. */
const mostEdits = 2;
const mostNames = 5;

/** Those of `names` nearest to `wanted`, best first, equals by name. All are byte strings. */
export function suggestionsFor(wanted: string, names: Iterable<string>): string[] {
  const near: { name: string; edits: number }[] = [];
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) > mostEdits) continue;
    const edits = distance(wanted, name);
    if (edits <= mostEdits) near.push({ name, edits });
  }
  near.sort((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1));
  return near.slice(0, mostNames).map(({ name }) => name);
}

/** `Did you mean a?`, `Did you mean one of a, b or c?`; empty when there is nothing to suggest. */
export function didYouMean(names: readonly string[]): string {
  if (names.length === 0) return "";
  if (names.length === 1) return `Did you mean ${names[0]!}?`;
  return `Did you mean one of ${names.slice(0, -1).join(", ")} or ${names.at(-1)!}?`;
}

/** Levenshtein's distance: insertions, deletions and replacements of bytes. */
function distance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = before[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(replaced, before[j]! + 1, row[j - 1]! + 1);
    }
    before = row;
  }
  return before[b.length]!;
}
