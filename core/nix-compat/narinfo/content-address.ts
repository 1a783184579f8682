/** How narinfos write what a store object's content was hashed to: `text:sha256:…`, `fixed:[r:]algorithm:…`. */
import { formatHash, HashError, parseAlgorithm, parseHash, type Hash } from "../hash-text.ts";

/** The hash of a store object's content: of a text with references, of a plain file, or of the object's NAR. */
export interface NarInfoContentAddress extends Hash {
  method: "text" | "flat" | "nar";
}

/** Reads a content address. @throws HashError */
export function parseContentAddress(text: string): NarInfoContentAddress {
  const [, prefix, algorithmName, digits] = /^(text:|fixed:r:|fixed:)([^:]*):(.*)$/.exec(text) ?? [];
  if (prefix === undefined || algorithmName === undefined || digits === undefined) {
    throw new HashError(`'${text}' is no content address: it must begin with 'text:' or 'fixed:'`);
  }
  const algorithm = parseAlgorithm(algorithmName);
  const method = prefix === "text:" ? "text" : prefix === "fixed:" ? "flat" : "nar";
  if (method === "text" && algorithm !== "sha256") {
    throw new HashError(`content address '${text}': texts are hashed by sha256`);
  }
  if (/[:-]/.test(digits)) throw new HashError(`content address '${text}' names two algorithms`);
  return { method, ...parseHash(digits, algorithm) };
}

/** Writes a content address. */
export function formatContentAddress(address: NarInfoContentAddress): string {
  const prefix = { text: "text:", flat: "fixed:", nar: "fixed:r:" }[address.method];
  return `${prefix}${address.algorithm}:${formatHash(address, "nix32")}`;
}
