/** Node's hash functions, loaded when the first of them is needed: that takes a fifth of a short program's start. */
import type * as Crypto from "node:crypto";

let crypto: typeof Crypto | null = null;

/** `createHash` of `node:crypto`. */
export function createHash(algorithm: string): Crypto.Hash {
  return (crypto ??= process.getBuiltinModule("node:crypto")).createHash(algorithm);
}
