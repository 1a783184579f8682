/** Where a problem is marked. */
import type { Text } from "@codemirror/state";

/** A range within the text; an empty one takes a character of its line, so that there is something to see. */
export function visibleRange(doc: Text, range: { from: number; to: number }): { from: number; to: number } {
  const from = Math.min(range.from, doc.length);
  const to = Math.min(range.to, doc.length);
  if (to > from) return { from, to };
  const line = doc.lineAt(from);
  return from < line.to ? { from, to: from + 1 } : { from: Math.max(line.from, from - 1), to: from };
}
