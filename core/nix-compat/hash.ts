/**
 * The hash functions Nix knows. Small inputs are hashed here in plain TypeScript, which is there at once;
 * after {@link ready} large ones go through WebAssembly. A host that has faster ones hands them in.
 */
import type { IHasher } from "hash-wasm";
import { blake3 } from "./digest/blake3.ts";
import { md5 } from "./digest/md5.ts";
import { sha1 } from "./digest/sha1.ts";
import { Sha256, sha256 } from "./digest/sha256.ts";
import { sha512 } from "./digest/sha512.ts";
import { fromBytes, toBytes } from "./bytes.ts";
import { toBase16 } from "./encodings.ts";

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

/** A digest in the making. */
export interface Hasher {
  update(data: Uint8Array): void;
  /** The digest of all that was put in; call it once, at the end. */
  digest(): Uint8Array;
}

/** Hash functions of the host, such as Node's. */
export interface HashEngine {
  /** The digest of a byte string, as one; null for an algorithm it does not have. */
  hashText(algorithm: HashAlgorithm, text: string): string | null;
  /** The digest of byte strings, one after the other, in base 16; null like above. */
  hashTextsBase16(algorithm: HashAlgorithm, texts: readonly string[]): string | null;
  hashBytes(algorithm: HashAlgorithm, data: Uint8Array): Uint8Array | null;
  /** A digest to be made in pieces; null for an algorithm it does not have. */
  create(algorithm: HashAlgorithm): Hasher | null;
}

let engine: HashEngine | null = null;

/** Takes the host's hash functions from now on, where it has them. */
export function useHashEngine(host: HashEngine): void {
  engine = host;
}

/** A digest of the host's, to be made in pieces; null where it has none. */
export function createHostHasher(algorithm: HashAlgorithm): Hasher | null {
  return engine?.create(algorithm) ?? null;
}

/** The digest of some bytes. */
export function hashBytes(algorithm: HashAlgorithm, data: Uint8Array): Uint8Array {
  if (engine !== null) {
    const digest = engine.hashBytes(algorithm, data);
    if (digest !== null) return digest;
  }
  if (fast !== null && data.length >= fastFrom) {
    return fast[algorithm].init().update(data).digest("binary");
  }
  return plain[algorithm](data);
}

/** The digest of a byte string. */
export function hashText(algorithm: HashAlgorithm, text: string): Uint8Array {
  const digest = engine?.hashText(algorithm, text) ?? null;
  return digest === null ? hashBytes(algorithm, toBytes(text)) : toBytes(digest);
}

/** The digest of a byte string, as a byte string itself. */
export function digestText(algorithm: HashAlgorithm, text: string): string {
  return engine?.hashText(algorithm, text) ?? fromBytes(hashBytes(algorithm, toBytes(text)));
}

/** The digest of byte strings, one after the other, in base 16. */
export function hashTextsBase16(algorithm: HashAlgorithm, texts: readonly string[]): string {
  return engine?.hashTextsBase16(algorithm, texts) ?? toBase16(hashBytes(algorithm, toBytes(texts.join(""))));
}

/** The digest of a byte string in base 16. */
export function hashTextBase16(algorithm: HashAlgorithm, text: string): string {
  return hashTextsBase16(algorithm, [text]);
}

/** A hasher that keeps all it is given, for algorithms that have no other way here. */
class Collecting implements Hasher {
  private readonly chunks: Uint8Array[] = [];
  private length = 0;
  constructor(private readonly algorithm: HashAlgorithm) {}

  update(data: Uint8Array): void {
    // `slice` of a Node buffer would be a view.
    this.chunks.push(new Uint8Array(data));
    this.length += data.length;
  }

  digest(): Uint8Array {
    const all = new Uint8Array(this.length);
    let at = 0;
    for (const chunk of this.chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return hashBytes(this.algorithm, all);
  }
}

/**
 * A digest to be made in pieces. SHA-256 takes constant memory; the others do so where the host has them,
 * and keep their input otherwise.
 */
export function createHasher(algorithm: HashAlgorithm): Hasher {
  return engine?.create(algorithm) ?? (algorithm === "sha256" ? new Sha256() : new Collecting(algorithm));
}

/** Whether a name is that of a hash algorithm. */
export function isHashAlgorithm(name: string): name is HashAlgorithm {
  return (hashAlgorithms as readonly string[]).includes(name);
}
