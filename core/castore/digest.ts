/** The digests that name blobs and directories: BLAKE3, 32 bytes. */
import { fromBase64, toBase64 } from "../nix-compat/index.ts";
import { CastoreError, quoteBytes } from "./errors.ts";
import { blake3 } from "./kernels/index.ts";

declare const brand: unique symbol;

/**
 * A BLAKE3 digest as 64 lower-case hex digits: a plain string at run time, so that it is a cheap key of maps
 * and databases, survives cloning between workers and reads well in messages.
 */
export type Digest = string & { readonly [brand]: "blake3" };

/** Bytes of a digest. */
export const digestSize = 32;

/** Char codes of the hex digits. */
const hexCodes = new TextEncoder().encode("0123456789abcdef");
const codes: number[] = new Array<number>(2 * digestSize).fill(0);

/** The digest of these 32 bytes. @throws CastoreError (`invalid`) for another length */
export function digestFromBytes(bytes: Uint8Array): Digest {
  if (bytes.length !== digestSize) {
    throw new CastoreError("invalid", `a BLAKE3 digest has ${digestSize} bytes, not ${bytes.length}`);
  }
  for (let i = 0; i < digestSize; i++) {
    const byte = bytes[i]!;
    codes[2 * i] = hexCodes[byte >>> 4]!;
    codes[2 * i + 1] = hexCodes[byte & 15]!;
  }
  // Made at once: a string of many parts would have to be joined when it first becomes a key.
  return String.fromCharCode.apply(null, codes) as Digest;
}

/** The 32 bytes of a digest. */
export function digestToBytes(digest: Digest): Uint8Array {
  const bytes = new Uint8Array(digestSize);
  writeDigest(digest, bytes, 0);
  return bytes;
}

/** Values of the hex digits by their char codes. */
const hexValues = new Uint8Array(128);
hexCodes.forEach((code, value) => (hexValues[code] = value));

/** Writes the 32 bytes of a digest at a place. */
export function writeDigest(digest: Digest, into: Uint8Array, at: number): void {
  for (let i = 0; i < digestSize; i++) {
    into[at + i] = (hexValues[digest.charCodeAt(2 * i)]! << 4) | hexValues[digest.charCodeAt(2 * i + 1)]!;
  }
}

/** The digest of 64 hex digits in either case. @throws CastoreError (`invalid`) */
export function digestFromHex(text: string): Digest {
  if (!/^[0-9a-fA-F]{64}$/.test(text)) {
    throw new CastoreError("invalid", `${quoteBytes(text)} is no BLAKE3 digest in hex`);
  }
  return text.toLowerCase() as Digest;
}

/**
 * Reads a digest as Tvix (`b3:…`) and Snix (`blake3-…`) write it: padded standard base 64 of the 32 bytes.
 * @throws CastoreError (`invalid`) for anything else, bits left over included
 */
export function parseDigest(text: string): Digest {
  const base64 = /^(?:b3:|blake3-)([A-Za-z0-9+/]{43}=)$/.exec(text)?.[1];
  const bytes = base64 === undefined ? null : fromBase64(base64);
  if (bytes === null || toBase64(bytes) !== base64) {
    throw new CastoreError(
      "invalid",
      `${quoteBytes(text)} is no digest: it must be 'blake3-' or 'b3:' and 32 bytes in base 64`,
    );
  }
  return digestFromBytes(bytes);
}

/** The digest as Snix writes it: `blake3-` and padded base 64 (also valid as an SRI hash). */
export function formatDigest(digest: Digest): string {
  return `blake3-${toBase64(digestToBytes(digest))}`;
}

/** The digest of some bytes, hashed in one piece. @throws KernelError where WebAssembly can't run */
export function digestOf(data: Uint8Array): Digest {
  return digestFromBytes(blake3(data));
}

/** The digest of nothing: of the empty blob, and of the empty directory, whose encoding is empty. */
export const emptyDigest = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262" as Digest;
