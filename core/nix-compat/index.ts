/** The door of `nix-compat`: Nix's formats and rules. */
export { fromBytes, toBytes } from "./bytes.ts";
export { fromBase16, fromBase64, toBase16, toBase64 } from "./encodings.ts";
export { digestSizes, hashAlgorithms, hashBytes, hashText, isHashAlgorithm, ready } from "./hash.ts";
export type { HashAlgorithm } from "./hash.ts";
export {
  formatHash,
  HashError,
  hashFormats,
  parseAlgorithm,
  parseHash,
  parseHashFormat,
} from "./hash-text.ts";
export type { Hash, HashFormat } from "./hash-text.ts";
export { fromNixBase32, nixBase32Digits, nixBase32Length, toNixBase32 } from "./nixbase32.ts";
