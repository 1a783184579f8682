/** Ed25519 signatures (RFC 8032), synchronous. The curve is from the package `@noble/ed25519`, the hash ours. */
import { getPublicKey, hashes, sign, verify } from "@noble/ed25519";
import { sha512 } from "./digest/sha512.ts";

// The copy is for the types: the package wants an array that isn't on shared memory.
hashes.sha512 = (message) => new Uint8Array(sha512(message));

/** Sizes in bytes. */
export const ed25519Sizes = { seed: 32, publicKey: 32, signature: 64 } as const;

function check(what: string, bytes: Uint8Array, size: number): void {
  if (bytes.length !== size) throw new RangeError(`${what} must have ${size} bytes, not ${bytes.length}`);
}

/** The public key (32 bytes) of a secret seed (32 bytes). @throws RangeError for another size */
export function ed25519PublicKey(seed: Uint8Array): Uint8Array {
  check("an Ed25519 seed", seed, ed25519Sizes.seed);
  return getPublicKey(seed);
}

/** The signature (64 bytes) of a message. @throws RangeError when the seed hasn't 32 bytes */
export function ed25519Sign(message: Uint8Array, seed: Uint8Array): Uint8Array {
  check("an Ed25519 seed", seed, ed25519Sizes.seed);
  return sign(message, seed);
}

/**
 * Whether a signature is that of a message by a key, strictly as libsodium (thus Nix) checks: points of small
 * order and encodings that aren't canonical are refused.
 */
export function ed25519Verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== ed25519Sizes.signature || publicKey.length !== ed25519Sizes.publicKey)
    return false;
  return verify(signature, message, publicKey, { zip215: false });
}
