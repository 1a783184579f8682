/** Cuts bytes at hand into chunks by their content. */
import { kernel, pieceSize } from "../kernels/index.ts";
import { CutFinder } from "./cut-finder.ts";
import { castoreChunkSizes, cutRules, type ChunkSizes } from "./parameters.ts";

/**
 * FastCDC v2020 for those who keep the bytes of a chunk anyway. `cut` takes `maxSize` bytes or more, or all that
 * are left, and tells how many of them the first chunk has. For streams there is `StreamChunker`, and with the
 * digests of all chunks `BlobChunker`, which looks at each byte in one pass.
 * @throws RangeError for sizes out of FastCDC's bounds
 */
export function contentChunker(sizes: ChunkSizes = castoreChunkSizes): {
  readonly maxSize: number;
  readonly cut: (bytes: Uint8Array) => number;
} {
  const rules = cutRules(sizes);
  const shared = kernel();
  return {
    maxSize: sizes.max,
    cut(bytes) {
      const finder = new CutFinder(shared, rules);
      const end = Math.min(bytes.length, sizes.max);
      // What is before the smallest size is not looked at.
      let used = end <= sizes.min ? end : finder.skip();
      while (used < end) {
        const part = bytes.subarray(used, Math.min(end, used + pieceSize));
        shared.bytes.set(part, shared.piece);
        used += finder.use(shared.piece, part.length);
        if (finder.isCut) return used;
        // A last byte without a partner belongs to the chunk.
        if (end - used < 2) break;
      }
      return end;
    },
  };
}
