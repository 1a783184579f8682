/** How a store in a folder packs its chunks. Reading takes them all; what is stored is the same. */
import { storedFrame, type Compress } from "../core/castore/index.ts";
import type { OptionSpec } from "./options.ts";
import { UsageError } from "./options.ts";
import { zstdCompressor } from "./zstd.ts";

/**
 * - `plain`: as they are, as files in /nix/store;
 * - `fast`: so that they are unpacked twice as fast as `small` ones, and only where that saves much;
 * - `small`: as Tvix packs them.
 */
export type ChunkPacking = "plain" | "fast" | "small";

const packings: readonly string[] = ["plain", "fast", "small"] satisfies ChunkPacking[];

/** zstd's levels: 3 is Tvix's; below zero literals are as they are. */
const levels = { fast: -1, small: 3 } as const;

/** The option `--chunks`. @param take - is told what was chosen */
export function packingOption(take: (packing: ChunkPacking) => void): Record<"--chunks", OptionSpec> {
  const run = (text: string | undefined): void => {
    if (!packings.includes(text!))
      throw new UsageError(`flag '--chunks' takes plain, fast or small, not '${text!}'`);
    take(text as ChunkPacking);
  };
  return { "--chunks": { values: 1, run } };
}

/** Share of its size that a `fast` chunk may have at most: unpacking programs takes longest, and saves least. */
const worthPacking = 0.6;

/** Loads what packs chunks: frames of zstd in any case. */
export async function chunkCompressor(packing: ChunkPacking): Promise<Compress> {
  if (packing === "plain") return storedFrame;
  const compress = await zstdCompressor(levels[packing]);
  if (packing === "small") return compress;
  return (content) => {
    const packed = compress(content);
    return packed.length <= worthPacking * content.length ? packed : storedFrame(content);
  };
}
