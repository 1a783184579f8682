import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ed25519PublicKey, ed25519Sign, ed25519Verify } from "./ed25519.ts";
import { fromBase16, toBase16 } from "./encodings.ts";

const bytes = (hex: string): Uint8Array => fromBase16(hex)!;

describe("ed25519", () => {
  // RFC 8032, section 7.1: secret key, public key, message, signature.
  test.each([
    [
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
  ])("the vectors of RFC 8032: %s", (seed, publicKey, message, signature) => {
    expect(toBase16(ed25519PublicKey(bytes(seed)))).toBe(publicKey);
    expect(toBase16(ed25519Sign(bytes(message), bytes(seed)))).toBe(signature);
    expect(ed25519Verify(bytes(signature), bytes(message), bytes(publicKey))).toBe(true);
  });

  test("what was signed verifies, anything else doesn't", () => {
    const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(seed, fc.uint8Array(), fc.nat(63), fc.nat(7), (secret, message, at, bit) => {
        const key = ed25519PublicKey(secret);
        const signature = ed25519Sign(message, secret);
        expect(ed25519Verify(signature, message, key)).toBe(true);
        expect(ed25519Verify(signature, Uint8Array.of(...message, 0), key)).toBe(false);
        const bad = signature.slice();
        bad[at]! ^= 1 << bit;
        expect(ed25519Verify(bad, message, key)).toBe(false);
      }),
      { numRuns: 25 },
    );
  });

  test("wrong sizes and points of small order", () => {
    const key = ed25519PublicKey(new Uint8Array(32));
    expect(ed25519Verify(new Uint8Array(63), new Uint8Array(1), key)).toBe(false);
    expect(ed25519Verify(new Uint8Array(64), new Uint8Array(1), key.subarray(1))).toBe(false);
    const identity = Uint8Array.of(1, ...new Uint8Array(31));
    const signature = new Uint8Array(64);
    signature.set(identity);
    expect(ed25519Verify(signature, new Uint8Array(1), identity)).toBe(false);
    expect(() => ed25519Sign(new Uint8Array(1), new Uint8Array(31))).toThrow(RangeError);
  });
});
