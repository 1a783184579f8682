/** Nodes as nar-bridge writes them in URLs: `Entry` (castore.v1) in base64url without padding. */
import { fromBase64, toBase16, toBase64 } from "../../../../core/nix-compat/index.ts";
import type { NodeRef } from "../../../../workers/index.ts";

/** The bytes of a node. */
export function nodeBytes(node: NodeRef): Uint8Array {
  return fromBase64(node.replaceAll("-", "+").replaceAll("_", "/"));
}

/** Where our nar-bridge, as others, serves the NAR of a node, relative to its root. */
export function narUrl(node: NodeRef, narSize: number): string {
  return `nar/snix-castore/${node}?narsize=${narSize}`;
}

/** A digest of castore in each spelling that is in use. */
export interface DigestSpellings {
  /** Nix's and Snix's: `blake3-` and padded base 64. */
  sri: string;
  /** Tvix's. */
  b3: string;
  hex: string;
}

/** Reads what the store worker gives: `blake3-` and base 64. */
export function spellDigest(digest: string): DigestSpellings {
  const bytes = fromBase64(digest.replace(/^(?:blake3-|b3:)/, ""));
  const base64 = toBase64(bytes);
  return { sri: `blake3-${base64}`, b3: `b3:${base64}`, hex: toBase16(bytes) };
}
