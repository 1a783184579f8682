/** zstd in WebAssembly, loaded once. */
import type * as Zstd from "@bokuweb/zstd-wasm";
import type { Compress, Decompress } from "../core/castore/index.ts";

/** zstd's level unless told: Tvix's too. */
const usualLevel = 3;

/** What the package unpacks with. */
let context: number | null = null;
let loading: Promise<typeof Zstd> | null = null;

/** A second `init` would give the package another memory than the one that functions it has called already work on. */
function load(): Promise<typeof Zstd> {
  loading ??= import("@bokuweb/zstd-wasm").then(async (zstd) => {
    await zstd.init();
    return zstd;
  });
  return loading;
}

/** Loads what packs. @param level - of zstd: below zero, too */
export async function zstdCompressor(level = usualLevel): Promise<Compress> {
  const { compress } = await load();
  return (content) => compress(content, level);
}

/** Loads what unpacks: three times as fast as what core has. */
export async function zstdDecompressor(): Promise<Decompress> {
  const { createDCtx, decompressUsingDict } = await load();
  // One for all: making one takes longer than unpacking a small file.
  context ??= createDCtx();
  const none = new Uint8Array(0);
  return (packed, size) => decompressUsingDict(context!, packed, none, { defaultHeapSize: size });
}
