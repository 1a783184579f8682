/**
 * Seals: what this user's programs have checked once need not be hashed again. A seal is a code that only the holder of
 * a key can make (GMAC: AES-256-GCM that encrypts nothing) over an object's bytes and its name; making and checking it
 * takes a fifth of the time that BLAKE3 takes. The key is no part of the store: what comes with a copied one is worth
 * nothing elsewhere, and then content is hashed as ever.
 */
import { createCipheriv, randomBytes, timingSafeEqual } from "node:crypto";

const nonceSize = 12;
const tagSize = 16;

/** What stands before a seal in a list of chunks: field 15 of its message, of bytes. Readers skip fields they don't know. */
const listHeader = Uint8Array.of(0x7a, nonceSize + tagSize);

/** What stands before a seal after a frame of zstd: the header of a skippable frame (RFC 8878, 3.1.2). */
const frameHeader = Uint8Array.of(0x5e, 0x2a, 0x4d, 0x18, nonceSize + tagSize, 0, 0, 0);

/** Objects below this size are hashed as fast. */
const sealFrom = 4096;

/** Makes and checks seals with one key, of 32 bytes. */
export class Seals {
  constructor(private readonly key: Uint8Array) {}

  /** An object with a seal at its end, if it is worth one. @param name - as of objects: it tells the digest */
  sealed(name: string, bytes: Uint8Array): Uint8Array {
    if (bytes.length < sealFrom && !isList(name)) return bytes;
    const header = headerFor(name);
    const whole = new Uint8Array(bytes.length + header.length + nonceSize + tagSize);
    whole.set(bytes);
    whole.set(header, bytes.length);
    // Two objects must never have the same.
    const nonce = randomBytes(nonceSize);
    whole.set(nonce, bytes.length + header.length);
    whole.set(this.tag(name, bytes, nonce), whole.length - tagSize);
    return whole;
  }

  /** The object without its seal, if it has one that is right; null: it is to be checked in another way. */
  open(name: string, bytes: Uint8Array): Uint8Array | null {
    const header = headerFor(name);
    const end = bytes.length - header.length - nonceSize - tagSize;
    if (end < 0 || !header.every((byte, i) => bytes[end + i] === byte)) return null;
    const nonceAt = end + header.length;
    const object = bytes.subarray(0, end);
    const tag = this.tag(name, object, bytes.subarray(nonceAt, nonceAt + nonceSize));
    return timingSafeEqual(tag, bytes.subarray(nonceAt + nonceSize)) ? object : null;
  }

  private tag(name: string, object: Uint8Array, nonce: Uint8Array): Uint8Array {
    const cipher = createCipheriv("aes-256-gcm", this.key, nonce);
    cipher.setAAD(object);
    cipher.update(name, "latin1");
    cipher.final();
    return cipher.getAuthTag();
  }
}

function isList(name: string): boolean {
  return name.startsWith("blobs/");
}

function headerFor(name: string): Uint8Array {
  return isList(name) ? listHeader : frameHeader;
}
