/** The door of `nix-compat`: Nix's formats and rules. */
export { fromBytes, toBytes } from "./bytes.ts";
export { fromBase16, fromBase64, toBase16, toBase64 } from "./encodings.ts";
export {
  createHasher,
  createHostHasher,
  digestSizes,
  hashAlgorithms,
  hashBytes,
  hashText,
  hashTextBase16,
  hashTextsBase16,
  isHashAlgorithm,
  ready,
  useHashEngine,
} from "./hash.ts";
export type { HashAlgorithm, HashEngine, Hasher } from "./hash.ts";
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
export * from "./derivation/index.ts";
export * from "./store-path.ts";
export * from "./nar/index.ts";
export * from "./narinfo/index.ts";
export * from "./export/index.ts";
export * from "./ed25519.ts";
export * from "./flake-ref/index.ts";
export * from "./derivation-diff/index.ts";
export * from "./conf/index.ts";
export * from "./log/index.ts";
export * from "./nix-http.ts";
export * from "./path-info.ts";
export * as daemon from "./daemon/index.ts";
