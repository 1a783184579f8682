import fc from "fast-check";
import { expect, test } from "vitest";
import {
  digestSizes,
  formatHash,
  fromBase16,
  fromBase64,
  fromNixBase32,
  hashAlgorithms,
  hashFormats,
  hashText,
  parseHash,
  parseHashFormat,
  toBase16,
  toBase64,
  toNixBase32,
} from "./index.ts";

const hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const hash = { algorithm: "sha256", digest: hashText("sha256", "abc") } as const;

test("known spellings of one hash", () => {
  expect(formatHash(hash, "base16")).toBe(hex);
  expect(formatHash(hash, "nix32")).toBe("1b8m03r63zqhnjf7l5wnldhh7c134ap5vpj0850ymkq1iyzicy5s");
  expect(formatHash(hash, "base64")).toBe("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  expect(formatHash(hash, "sri")).toBe("sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
});

test("every spelling reads back", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...hashAlgorithms),
      fc.uint8Array({ minLength: 64, maxLength: 64 }),
      (algorithm, bytes) => {
        const made = { algorithm, digest: bytes.slice(0, digestSizes[algorithm]) };
        for (const format of hashFormats) {
          expect(parseHash(formatHash(made, format), algorithm)).toEqual(made);
          if (format !== "sri")
            expect(parseHash(`${algorithm}:${formatHash(made, format)}`, null)).toEqual(made);
        }
      },
    ),
  );
});

test("encodings read back", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(fromBase16(toBase16(bytes))).toEqual(bytes);
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
      expect(fromNixBase32(toNixBase32(bytes))).toEqual(bytes);
    }),
  );
});

test("what is no base 16 is refused", () => {
  const text = fc.string({
    unit: fc.constantFrom("0", "9", "a", "f", "A", "F", "g", "G", "/", ":", "\u0130"),
    maxLength: 6,
  });
  fc.assert(
    fc.property(text, (digits) => {
      const isHex = digits.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(digits);
      expect(fromBase16(digits)).toEqual(isHex ? new Uint8Array(Buffer.from(digits, "hex")) : null);
    }),
  );
});

test("lenient base 64, upper-case base 16", () => {
  expect(fromBase64("ung\nWv4=garbage?")).toEqual(fromBase64("ungWv4"));
  expect(parseHash(hex.toUpperCase(), "sha256").digest).toEqual(hash.digest);
});

test.each([
  ["", "sha256", "hash '' has wrong length for hash algorithm 'sha256'"],
  ["sha256-", null, "invalid SRI hash ''"],
  ["sha256-" + hex, null, `invalid SRI hash '${hex}'`],
  ["sha1-x", "sha256", "hash 'sha1-x' should have type 'sha256'"],
  [hex, null, `hash '${hex}' does not include a type, nor is the type otherwise known from context`],
  ["g" + hex.slice(1), "sha256", `invalid base-16 hash 'g${hex.slice(1)}'`],
  ["z".repeat(52), "sha256", `invalid base-32 hash '${"z".repeat(52)}'`],
  ["*".repeat(44), "sha256", "invalid character in Base64 string: '*'"],
  [
    "SHA256:" + hex,
    null,
    "unknown hash algorithm 'SHA256', expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'",
  ],
] as const)("refuses %j", (text, known, message) => {
  expect(() => parseHash(text, known)).toThrow(message);
});

test("names of formats", () => {
  expect(parseHashFormat("base32")).toBe("nix32");
  expect(() => parseHashFormat("hex")).toThrow("unknown hash format 'hex'");
});
