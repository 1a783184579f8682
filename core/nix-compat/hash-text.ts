/** Hashes as people write them: base 16, nixbase32, base 64, `algorithm:…` and SRI (`algorithm-base64`). */
import { fromBase16, fromBase64, toBase16, toBase64 } from "./encodings.ts";
import { digestSizes, isHashAlgorithm, type HashAlgorithm } from "./hash.ts";
import { fromNixBase32, nixBase32Length, toNixBase32 } from "./nixbase32.ts";

/** A digest and what made it. */
export interface Hash {
  algorithm: HashAlgorithm;
  digest: Uint8Array;
}

export const hashFormats = ["base16", "nix32", "base64", "sri"] as const;
export type HashFormat = (typeof hashFormats)[number];

/** A hash text that can't be read; the message is Nix's. */
export class HashError extends Error {}

/** The algorithm of this name. @throws HashError */
export function parseAlgorithm(name: string): HashAlgorithm {
  if (isHashAlgorithm(name)) return name;
  throw new HashError(
    `unknown hash algorithm '${name}', expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'`,
  );
}

/** The format of this name; `base32` is an old name of `nix32`. @throws HashError */
export function parseHashFormat(name: string): HashFormat {
  if (name === "base32") return "nix32";
  if ((hashFormats as readonly string[]).includes(name)) return name as HashFormat;
  throw new HashError(`unknown hash format '${name}', expect 'base16', 'nix32', 'base64', or 'sri'`);
}

/**
 * Reads a hash in any spelling.
 * @param known - the algorithm if known from elsewhere; a prefix must then name the same one.
 * @throws HashError
 */
export function parseHash(text: string, known: HashAlgorithm | null): Hash {
  let rest = text;
  let named: HashAlgorithm | null = null;
  let sri = false;
  const colon = text.indexOf(":");
  const dash = colon < 0 ? text.indexOf("-") : -1;
  const separator = Math.max(colon, dash);
  if (separator >= 0) {
    named = parseAlgorithm(text.slice(0, separator));
    rest = text.slice(separator + 1);
    sri = dash >= 0;
  }
  const algorithm = named ?? known;
  if (algorithm === null) {
    throw new HashError(
      `hash '${text}' does not include a type, nor is the type otherwise known from context`,
    );
  }
  if (named !== null && known !== null && named !== known) {
    throw new HashError(`hash '${text}' should have type '${known}'`);
  }
  return { algorithm, digest: decode(rest, algorithm, sri) };
}

function decode(text: string, algorithm: HashAlgorithm, sri: boolean): Uint8Array {
  const size = digestSizes[algorithm];
  if (!sri && text.length === 2 * size) {
    const digest = fromBase16(text);
    if (digest === null) throw new HashError(`invalid base-16 hash '${text}'`);
    return digest;
  }
  if (!sri && text.length === nixBase32Length(size)) {
    const digest = fromNixBase32(text);
    if (digest === null) throw new HashError(`invalid base-32 hash '${text}'`);
    return digest;
  }
  if (sri || text.length === 4 * Math.ceil(size / 3)) {
    let digest: Uint8Array;
    try {
      digest = fromBase64(text);
    } catch (error) {
      throw new HashError((error as Error).message);
    }
    if (digest.length !== size) throw new HashError(`invalid ${sri ? "SRI" : "base-64"} hash '${text}'`);
    return digest;
  }
  throw new HashError(`hash '${text}' has wrong length for hash algorithm '${algorithm}'`);
}

/** Writes a hash; only `sri` names the algorithm. */
export function formatHash(hash: Hash, format: HashFormat): string {
  switch (format) {
    case "base16":
      return toBase16(hash.digest);
    case "nix32":
      return toNixBase32(hash.digest);
    case "base64":
      return toBase64(hash.digest);
    case "sri":
      return `${hash.algorithm}-${toBase64(hash.digest)}`;
  }
}
