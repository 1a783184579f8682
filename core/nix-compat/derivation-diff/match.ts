/** Which inputs of two derivations are the same thing at different times. */
import { hashPartLength } from "../store-path.ts";

/** The name in a store path: without the hash, and without `.drv`. */
export function nameOf(path: string): string {
  const base = path.slice(path.lastIndexOf("/") + 1);
  return (base[hashPartLength] === "-" ? base.slice(hashPartLength + 1) : base).replace(/\.drv$/, "");
}

/** A name up to its version: `hello` of `hello-2.10`. */
function packageOf(name: string): string {
  const version = /-(?=[^A-Za-z])/.exec(name);
  return version === null ? name : name.slice(0, version.index);
}

/** How different two things are; 0: not at all. */
export type Distance = (from: string, to: string) => number;

/** More pairs of one name are not compared; they are taken in their order. */
const maxCandidates = 10_000;

/** What belongs together, and what is on one side only. */
export interface Matches {
  pairs: [from: string, to: string][];
  removed: string[];
  added: string[];
}

/** The words of a name, without versions: `firefox`, `esr` and `unwrapped` of `firefox-esr-unwrapped-68.1`. */
function wordsOf(name: string): Set<string> {
  return new Set(name.split("-").filter((word) => /^[A-Za-z]/.test(word)));
}

/** Whether a name of two words or more is the other one with more words in it: `a-b` and `a-x-b`. */
function areVariants(one: string, other: string): boolean {
  const [fewer, more] = [wordsOf(nameOf(one)), wordsOf(nameOf(other))].sort((a, b) => a.size - b.size);
  return fewer!.size > 1 && [...fewer!].every((word) => more!.has(word));
}

/** Pairs what is left where one name is a variant of the other, and of no more than one. */
function matchVariants(matches: Matches): void {
  const { removed, added } = matches;
  // Names that have nothing to do with each other may be many.
  if (removed.length * added.length > maxCandidates) return;
  const found: Pair[] = [];
  for (const path of removed) {
    const variants = added.filter((other) => areVariants(path, other));
    const [only] = variants;
    if (only === undefined || variants.length > 1) continue;
    if (removed.filter((other) => areVariants(other, only)).length === 1) found.push([path, only]);
  }
  matches.pairs.push(...found);
  matches.removed = removed.filter((path) => !found.some(([from]) => from === path));
  matches.added = added.filter((path) => !found.some(([, to]) => to === path));
}

/**
 * Matches paths by their names, then by their names without versions where these are unique, then where a name has
 * some more words than another, as `firefox-unwrapped` and `firefox-esr-unwrapped`. What is on both sides is left out.
 * @param distance - how different two paths of one name are, to tell among several which belong together
 */
export function matchPaths(from: Iterable<string>, to: Iterable<string>, distance: Distance): Matches {
  const [before, after] = [new Set(from), new Set(to)];
  const removed = [...before].filter((path) => !after.has(path));
  const added = [...after].filter((path) => !before.has(path));
  const result: Matches = { pairs: [], removed, added };
  matchBy(result, nameOf, (ours, theirs) => pairAll(ours, theirs, distance));
  matchBy(
    result,
    (path) => packageOf(nameOf(path)),
    (ours, theirs) => (ours.length === 1 && theirs.length === 1 ? [[ours[0]!, theirs[0]!]] : []),
  );
  matchVariants(result);
  return result;
}

type Pair = [from: string, to: string];

/** Moves what belongs together into the pairs. */
function matchBy(
  matches: Matches,
  keyOf: (path: string) => string,
  pair: (from: string[], to: string[]) => Pair[],
): void {
  const [ours, theirs] = [groupBy(matches.removed, keyOf), groupBy(matches.added, keyOf)];
  for (const [key, some] of ours) {
    const found = pair(some, theirs.get(key) ?? []);
    matches.pairs.push(...found);
    matches.removed = matches.removed.filter((path) => !found.some(([from]) => from === path));
    matches.added = matches.added.filter((path) => !found.some(([, to]) => to === path));
  }
}

function groupBy(paths: readonly string[], keyOf: (path: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const key = keyOf(path);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [path]);
    else group.push(path);
  }
  return groups;
}

/** Pairs paths of one name: the most similar ones first. */
function pairAll(from: string[], to: string[], distance: Distance): Pair[] {
  if (from.length * to.length > maxCandidates || (from.length === 1 && to.length === 1)) {
    return from.slice(0, to.length).map((one, i) => [one, to[i]!]);
  }
  const candidates = from.flatMap((one) =>
    to.map((other) => ({ pair: [one, other] as Pair, far: distance(one, other) })),
  );
  candidates.sort((a, b) => a.far - b.far);
  const taken = new Set<string>();
  return candidates.flatMap(({ pair }) => {
    if (pair.some((path) => taken.has(path))) return [];
    for (const path of pair) taken.add(path);
    return [pair];
  });
}
