/** Which snapshots of a workspace are kept: all recent ones, of older ones fewer and fewer. */

/** What thinning looks at. */
export interface Dated {
  /** Milliseconds since 1970; differs for each. */
  readonly time: number;
  /** One with a message was asked for: it goes only when there are too many of those. */
  readonly message: string | null;
}

/** Snapshots kept of one workspace at most. */
export const maxSnapshots = 200;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Up to an age, one in so many milliseconds is kept, the last; 0: all. */
type Rule = readonly { readonly upTo: number; readonly one: number }[];

const old: Rule = [
  { upTo: 30 * day, one: hour },
  { upTo: Infinity, one: day },
];

/** From the mildest on; the first that leaves few enough is followed. */
const rules: readonly Rule[] = [
  [{ upTo: day, one: 0 }, ...old],
  [{ upTo: hour, one: 0 }, { upTo: day, one: minute }, ...old],
  [{ upTo: 10 * minute, one: 0 }, { upTo: hour, one: minute }, { upTo: day, one: 10 * minute }, ...old],
];

/**
 * The snapshots to keep, in the order given.
 * @param snapshots - of one workspace, oldest first
 * @param now - milliseconds since 1970
 */
export function thinHistory<T extends Dated>(
  snapshots: readonly T[],
  now: number,
  max: number = maxSnapshots,
): T[] {
  let kept: T[] = [...snapshots];
  for (const rule of rules) {
    kept = follow(rule, snapshots, now);
    if (kept.length <= max) return kept;
  }
  // Of those nobody asked for the oldest go first.
  let excess = kept.length - max;
  kept = kept.filter(({ message }, at) => message !== null || at === kept.length - 1 || excess-- <= 0);
  return kept.slice(-max);
}

function follow<T extends Dated>(rule: Rule, snapshots: readonly T[], now: number): T[] {
  return snapshots.filter(({ time, message }, at) => {
    const next = snapshots[at + 1];
    // The newest is what the next one is compared with.
    if (next === undefined || message !== null) return true;
    const { one } = rule.find(({ upTo }) => now - time <= upTo)!;
    return one === 0 || Math.floor(time / one) !== Math.floor(next.time / one);
  });
}
