/** Node's own hash functions, which use the processor's instructions for them. */
import { createHash } from "./crypto.ts";
import type { HashAlgorithm, HashEngine } from "../core/nix-compat/index.ts";

/** Whether Node has it: BLAKE3 came with a later version. */
const has = (algorithm: HashAlgorithm): boolean => algorithm !== "blake3";

export const nodeHashes: HashEngine = {
  hashText: (algorithm, text) =>
    has(algorithm) ? createHash(algorithm).update(text, "latin1").digest() : null,
  hashTextBase16: (algorithm, text) =>
    has(algorithm) ? createHash(algorithm).update(text, "latin1").digest("hex") : null,
  hashBytes: (algorithm, data) => (has(algorithm) ? createHash(algorithm).update(data).digest() : null),
  create(algorithm) {
    if (!has(algorithm)) return null;
    const hash = createHash(algorithm);
    return { update: (data) => void hash.update(data), digest: () => hash.digest() };
  },
};
