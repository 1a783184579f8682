/** What matching yields, and what it asks for. */

/** Called every few thousand steps; may throw to stop. */
export type Poll = () => void;

/**
 * Bounds of a match: `2 * g` and `2 * g + 1` are beginning and end of group `g` (0: the whole match);
 * -1 for groups that took no part.
 */
export type Bounds = readonly number[];

/** The matches in a subject. */
export interface Matches {
  /** The first match that begins at or after `from`. */
  search(from: number): Bounds | null;
  /** The first match after another; after an empty one, a longer one at the same place is tried first. */
  after(previous: Bounds): Bounds | null;
}
