/** Store paths in texts: where they are, and how they are shown where room is short. */

/** A piece of a text; `path` is the store path that it is, null for the text between. */
export interface StorePiece {
  text: string;
  path: string | null;
}

/** `/nix/store/`, 32 nixbase32 digits, a name (Nix manual, "Store Path"); what lies below the path is no part of it. */
const storePath = /\/nix\/store\/[0-9a-df-np-sv-z]{32}-[A-Za-z0-9+\-._?=]+/g;

/** Cuts a text into store paths and what is between them. */
export function splitAtStorePaths(text: string): StorePiece[] {
  const pieces: StorePiece[] = [];
  let from = 0;
  for (const { 0: path, index } of text.matchAll(storePath)) {
    if (index > from) pieces.push({ text: text.slice(from, index), path: null });
    pieces.push({ text: path, path });
    from = index + path.length;
  }
  if (from < text.length || pieces.length === 0) pieces.push({ text: text.slice(from), path: null });
  return pieces;
}

/** Digits of the hash that stay in sight. */
const keptDigits = 6;

/** Characters of a name that stay in sight: longer ones lose their middle. */
const longestName = 48;

/** A store path with most of its hash left out: `/nix/store/6xg259…-hello-2.12`. Other texts stay as they are. */
export function shortenStorePath(path: string): string {
  const slash = path.lastIndexOf("/") + 1;
  const base = path.slice(slash);
  if (!/^[0-9a-z]{32}-/.test(base)) return path;
  const name = base.slice(33);
  return `${path.slice(0, slash)}${base.slice(0, keptDigits)}…-${shortenMiddle(name, longestName)}`;
}

/** A text of at most `most` characters, its middle left out where it is longer. */
export function shortenMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return `${text.slice(0, most - 1 - tail)}…${text.slice(text.length - tail)}`;
}

/** The name part of a store path; the text itself where it is none. */
export function storePathName(path: string): string {
  return /^.*\/[0-9a-z]{32}-(.+)$/.exec(path)?.[1] ?? path;
}
