/**
 * The hash functions Nix knows. Small inputs are hashed here in plain TypeScript, which is there at once;
 * after {@link ready} large ones go through WebAssembly.
 */
import type { IHasher } from "hash-wasm";
import { blake3 } from "./digest/blake3.ts";
import { md5 } from "./digest/md5.ts";
import { sha1 } from "./digest/sha1.ts";
import { sha256 } from "./digest/sha256.ts";
import { sha512 } from "./digest/sha512.ts";
import { toBytes } from "./bytes.ts";

export const hashAlgorithms = ["blake3", "md5", "sha1", "sha256", "sha512"] as const;
export type HashAlgorithm = (typeof hashAlgorithms)[number];

/** Digest sizes in bytes. */
export const digestSizes: Record<HashAlgorithm, number> = {
  blake3: 32,
  md5: 16,
  sha1: 20,
  sha256: 32,
  sha512: 64,
};

const plain: Record<HashAlgorithm, (data: Uint8Array) => Uint8Array> = { blake3, md5, sha1, sha256, sha512 };

let fast: Record<HashAlgorithm, IHasher> | null = null;
let pending: Promise<void> | null = null;

/** Inputs from this size on are worth a call into WebAssembly. */
const fastFrom = 1024;

/**
 * Prepares the WebAssembly hashers (about 20 ms); resolves when they are in use. Nobody has to call it:
 * until it has resolved, hashing large inputs is slower, nothing else.
 */
export function ready(): Promise<void> {
  return (pending ??= load());
}

async function load(): Promise<void> {
  const { createBLAKE3, createMD5, createSHA1, createSHA256, createSHA512 } = await import("hash-wasm");
  const [blake3, md5, sha1, sha256, sha512] = await Promise.all([
    createBLAKE3(),
    createMD5(),
    createSHA1(),
    createSHA256(),
    createSHA512(),
  ]);
  fast = { blake3, md5, sha1, sha256, sha512 };
}

/** The digest of some bytes. */
export function hashBytes(algorithm: HashAlgorithm, data: Uint8Array): Uint8Array {
  if (fast !== null && data.length >= fastFrom) {
    return fast[algorithm].init().update(data).digest("binary");
  }
  return plain[algorithm](data);
}

/** The digest of a byte string. */
export function hashText(algorithm: HashAlgorithm, text: string): Uint8Array {
  return hashBytes(algorithm, toBytes(text));
}

/** Whether a name is that of a hash algorithm. */
export function isHashAlgorithm(name: string): name is HashAlgorithm {
  return (hashAlgorithms as readonly string[]).includes(name);
}
