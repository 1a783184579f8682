/** Generated store paths that refer to each other, as a stream for `nix-store --import`. */
import { closeSync, openSync, writeSync } from "node:fs";
import { defaultStoreDir, ExportWriter, NarWriter } from "../../core/nix-compat/index.ts";
import { randomTree, seeded, type RandomSource } from "../../core/nix-compat/nar/testing/random-tree.ts";
import { TreeSource } from "../../core/nix-compat/nar/testing/tree.ts";
import { dumpNar } from "../../core/nix-compat/nar/index.ts";

export interface MadePathsOptions {
  readonly count: number;
  readonly seed: number;
  /** Bytes of large files, each in a path of its own. */
  readonly large: readonly number[];
}

const digits = "0123456789abcdfghijklmnpqrsvwxyz";
/** Names that store paths may have though they look odd. */
const oddNames = [
  "a+b",
  "_",
  "x.drv-not",
  "with=equals",
  "question?mark",
  "-dash",
  "UPPER",
  "dots..in..it",
  "n".repeat(200),
];

/**
 * Writes the stream to a file. Random trees (any bytes in names, executables, links, empty files), some files of many
 * pages, and those asked for; each path refers to up to five before it, some to themselves, and the last to all.
 * @returns the paths, dependencies first
 */
export function writeMadePaths(file: string, { count, seed, large }: MadePathsOptions): string[] {
  const random = seeded(seed);
  const paths: string[] = [];
  const out = openSync(file, "w");
  try {
    const stream = new ExportWriter((chunk) => writeAll(out, chunk));
    for (let i = 0; i < count; i++) {
      const path = `${defaultStoreDir}/${madeHash(random)}-${nameOf(i)}`;
      const sink = stream.begin();
      const size = large[i];
      if (size !== undefined) largeFile(new NarWriter(sink), size, random);
      else if (random() < 0.1) largeFile(new NarWriter(sink), Math.floor(random() ** 3 * 2e6), random);
      else dumpNar(new TreeSource(randomTree(random)), "/", sink);
      const references = i === count - 1 ? [...paths] : some(paths, random);
      if (random() < 0.2) references.push(path);
      stream.finish({ path, references, deriver: null });
      paths.push(path);
    }
    stream.end();
  } finally {
    closeSync(out);
  }
  return paths;
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

function madeHash(random: RandomSource): string {
  return Array.from({ length: 32 }, () => digits[Math.floor(random() * 32)]!).join("");
}

function nameOf(i: number): string {
  return i % 10 === 3 ? oddNames[Math.floor(i / 10) % oddNames.length]! : `made-${i}`;
}

function some(paths: readonly string[], random: RandomSource): string[] {
  if (paths.length === 0) return [];
  return Array.from({ length: Math.floor(random() * 6) }, () => paths[Math.floor(random() * paths.length)]!);
}

/** A directory with one file, half of which can be compressed. */
function largeFile(nar: NarWriter, size: number, random: RandomSource): void {
  nar.startDirectory();
  nar.entry("large");
  nar.file(size, random() < 0.5);
  const block = new Uint8Array(1 << 16);
  for (let left = size; left > 0; left -= block.length) {
    for (let i = 0; i < block.length / 2; i++) block[i] = Math.floor(random() * 256);
    nar.write(block.slice(0, Math.min(left, block.length)));
  }
  nar.endDirectory();
  nar.end();
}
