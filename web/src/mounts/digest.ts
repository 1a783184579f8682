/** Digests of trees as the page shows them. */
import type { RootDigest } from "../../../workers/index.ts";

/** The start and the end of a digest, enough to tell trees apart; the whole is on hover. */
export function shortDigest(root: RootDigest): string {
  const bare = root.replace(/^blake3-/, "").replace(/=+$/, "");
  return bare.length <= 14 ? `blake3-${bare}` : `blake3-${bare.slice(0, 8)}…${bare.slice(-4)}`;
}
