/** BLAKE3's tree over some bytes (BLAKE3 paper, section 2; bao). */

/** Bytes of a leaf; BLAKE3 calls it a chunk, castore means something else by that. */
export const leafBytes = 1024;

export interface BlakeTree {
  leaves: number;
  /** Levels above the leaves. */
  height: number;
  parents: number;
  /** Bytes of an outboard that proves every leaf: 64 for each parent. */
  outboard: number;
  /** Bytes that prove one leaf: 64 for each parent above it, at most. */
  proof: number;
}

export function blakeTree(size: number): BlakeTree {
  const leaves = Math.max(1, Math.ceil(size / leafBytes));
  const height = Math.ceil(Math.log2(leaves));
  const parents = leaves - 1;
  return { leaves, height, parents, outboard: 64 * parents, proof: 64 * height };
}
