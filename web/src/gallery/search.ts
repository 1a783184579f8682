/** Finding examples by words. */
import type { Entry } from "./types.ts";

/** The entries that hold all words of a query, in their order: in title, group, level, or what they teach. */
export function searchEntries<T extends Entry>(entries: readonly T[], query: string): T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    const { id, title, group, level, teaches } = entry;
    const text = [id, title, group, level, teaches].join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
