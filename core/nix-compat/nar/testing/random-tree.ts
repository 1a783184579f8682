/** Random trees of files, for tests. */
import type { Tree } from "./tree.ts";

/** Numbers from 0 (included) to 1 (excluded). */
export type RandomSource = () => number;

/** Random numbers that a seed repeats. (The generator is "mulberry32".) */
export function seeded(seed: number): RandomSource {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function below(random: RandomSource, end: number): number {
  return Math.floor(random() * end);
}

/** Some bytes, each any but zero: plain letters mostly, or all kinds. */
function text(random: RandomSource, length: number): string {
  const odd = random() < 0.5;
  let result = "";
  for (let i = 0; i < length; i++) {
    result += String.fromCharCode(odd ? 1 + below(random, 255) : 97 + below(random, 26));
  }
  return result;
}

function length(random: RandomSource, most: number): number {
  return random() < 0.05 ? 1 + below(random, most) : 1 + below(random, 12);
}

/** A name an entry can have, also on disk. */
function randomName(random: RandomSource): string {
  const pick = random();
  if (pick < 0.05)
    return [".a", "...", " ", "é", "a.b", "A", "\n", "-", "\xff", "__proto__"][below(random, 10)]!;
  const name = text(random, length(random, 255)).replaceAll("/", "_");
  return name === "." || name === ".." ? `${name}x.` : name;
}

/** Contents: often empty or near a multiple of 8, at times some pages. */
function randomContents(random: RandomSource): Uint8Array {
  const pick = random();
  const size =
    pick < 0.15
      ? 0
      : pick < 0.8
        ? below(random, 40)
        : pick < 0.97
          ? below(random, 5000)
          : below(random, 100_000);
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = below(random, 256);
  return bytes;
}

/** A tree with directories nested up to `depth` levels deep; the root may be a file or a link too. */
export function randomTree(random: RandomSource, depth = 3, root = true): Tree {
  const pick = random();
  if (depth > 0 && pick < (root ? 0.9 : 0.3)) {
    const entries = new Map<string, Tree>();
    const count = random() < 0.1 ? 0 : below(random, 9);
    for (let i = 0; i < count; i++) entries.set(randomName(random), randomTree(random, depth - 1, false));
    return { type: "directory", entries };
  }
  if (random() < 0.2) return { type: "symlink", target: text(random, length(random, 1000)) };
  return { type: "regular", executable: random() < 0.3, contents: randomContents(random) };
}
