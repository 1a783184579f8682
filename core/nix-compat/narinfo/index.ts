/** Narinfos, and the keys that sign them. */
export { formatContentAddress, parseContentAddress } from "./content-address.ts";
export type { NarInfoContentAddress } from "./content-address.ts";
export {
  formatPublicKey,
  formatSecretKey,
  formatSignature,
  isSignedBy,
  parsePublicKey,
  parseSecretKey,
  parseSignature,
  secretKeyOfSeed,
  SigningKeyError,
  signWith,
} from "./keys.ts";
export type { PublicKey, SecretKey, Signature } from "./keys.ts";
export { narInfoFingerprint, NarInfoError, noQuirks, signNarInfo, verifyNarInfo } from "./narinfo.ts";
export type { NarInfo, NarInfoQuirks, NarInfoVerdict } from "./narinfo.ts";
export { parseNarInfo, parseNarInfos, splitNarInfos } from "./parse.ts";
export type { NarInfoRecord } from "./parse.ts";
export { writeNarInfo } from "./write.ts";
