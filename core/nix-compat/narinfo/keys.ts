/** Signing keys and signatures as Nix writes them: `name:base64`. */
import { ed25519PublicKey, ed25519Sign, ed25519Sizes, ed25519Verify } from "../ed25519.ts";
import { fromBase64, toBase64 } from "../encodings.ts";

/** A key or signature that can't be read. */
export class SigningKeyError extends Error {}

/** A public key; keys and signatures belong together by name. */
export interface PublicKey {
  name: string;
  /** 32 bytes. */
  key: Uint8Array;
}

/** A secret key. */
export interface SecretKey {
  name: string;
  /** 32 bytes. */
  seed: Uint8Array;
  /** 32 bytes, what the seed leads to. */
  publicKey: Uint8Array;
}

export interface Signature {
  /** The name of the key that made it. */
  name: string;
  /** 64 bytes. */
  signature: Uint8Array;
}

/** Splits `name:base64`. Nix takes any name; spaces and control characters would break narinfos. */
function parse(what: string, text: string, size: number): { name: string; bytes: Uint8Array } {
  const colon = text.indexOf(":");
  const name = text.slice(0, Math.max(colon, 0));
  // oxlint-disable-next-line no-control-regex -- controls are what is refused
  if (name === "" || /[\x00-\x20\x7f]/.test(name)) {
    throw new SigningKeyError(`${what} must be written NAME:BASE64`);
  }
  let bytes: Uint8Array;
  try {
    bytes = fromBase64(text.slice(colon + 1));
  } catch (error) {
    throw new SigningKeyError(`${what} '${name}': ${(error as Error).message}`);
  }
  if (bytes.length !== size) {
    throw new SigningKeyError(`${what} '${name}' has ${bytes.length} bytes, ${size} are needed`);
  }
  return { name, bytes };
}

/** Reads a public key. @throws SigningKeyError */
export function parsePublicKey(text: string): PublicKey {
  const { name, bytes } = parse("public key", text, ed25519Sizes.publicKey);
  return { name, key: bytes };
}

/** Reads a secret key: 64 bytes, the seed and the public key. @throws SigningKeyError also when those don't match */
export function parseSecretKey(text: string): SecretKey {
  const { name, bytes } = parse("secret key", text, ed25519Sizes.seed + ed25519Sizes.publicKey);
  const key = secretKeyOfSeed(name, bytes.slice(0, ed25519Sizes.seed));
  if (key.publicKey.some((byte, i) => byte !== bytes[ed25519Sizes.seed + i])) {
    throw new SigningKeyError(`secret key '${name}': its public half doesn't belong to its secret half`);
  }
  return key;
}

/** Reads a signature. @throws SigningKeyError */
export function parseSignature(text: string): Signature {
  const { name, bytes } = parse("signature", text, ed25519Sizes.signature);
  return { name, signature: bytes };
}

/** The key of a name and 32 secret random bytes. @throws RangeError for another number of bytes */
export function secretKeyOfSeed(name: string, seed: Uint8Array): SecretKey {
  return { name, seed, publicKey: ed25519PublicKey(seed) };
}

export function formatPublicKey({ name, key }: PublicKey): string {
  return `${name}:${toBase64(key)}`;
}

export function formatSecretKey({ name, seed, publicKey }: SecretKey): string {
  const bytes = new Uint8Array(seed.length + publicKey.length);
  bytes.set(seed);
  bytes.set(publicKey, seed.length);
  return `${name}:${toBase64(bytes)}`;
}

export function formatSignature({ name, signature }: Signature): string {
  return `${name}:${toBase64(signature)}`;
}

/** Signs a message. */
export function signWith(key: SecretKey, message: Uint8Array): Signature {
  return { name: key.name, signature: ed25519Sign(message, key.seed) };
}

/** Whether a signature is of this message and by this key; names must be equal too. */
export function isSignedBy(key: PublicKey, { name, signature }: Signature, message: Uint8Array): boolean {
  return name === key.name && ed25519Verify(signature, message, key.key);
}
