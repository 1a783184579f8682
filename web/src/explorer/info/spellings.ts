/** A hash in every spelling that Nix knows. */
import { formatHash, fromBase16, type HashAlgorithm } from "../../../../core/nix-compat/index.ts";

export interface Spelling {
  name: string;
  text: string;
  /** Who writes it so. */
  note: string;
}

/** @param hex - the digest in base 16 @throws Error for other texts */
export function spellings(algorithm: HashAlgorithm, hex: string): Spelling[] {
  const digest = fromBase16(hex);
  if (digest === null) throw new Error(`'${hex}' is no digest in base 16`);
  const hash = { algorithm, digest };
  return [
    { name: "SRI", text: formatHash(hash, "sri"), note: "flake.lock, nix hash" },
    { name: "Nix base 32", text: `${algorithm}:${formatHash(hash, "nix32")}`, note: "narinfo" },
    { name: "Hex", text: formatHash(hash, "base16"), note: "sha256sum, derivations" },
    { name: "Base 64", text: formatHash(hash, "base64"), note: "" },
  ];
}
