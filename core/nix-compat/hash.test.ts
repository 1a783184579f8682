import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createHasher,
  digestSizes,
  hashAlgorithms,
  hashBytes,
  hashText,
  isHashAlgorithm,
  ready,
} from "./index.ts";

/** Those that Node has too. */
const shared = ["md5", "sha1", "sha256", "sha512"] as const;

describe.each(["before", "after"])("%s WebAssembly is there", (when) => {
  test.each(shared)("%s is Node's", async (algorithm) => {
    if (when === "after") await ready();
    // Lengths around the block sizes, and beyond the size from which WebAssembly is used.
    const lengths = [0, 1, 54, 55, 56, 57, 63, 64, 65, 111, 112, 113, 127, 128, 129, 1023, 1024, 5000];
    for (const length of lengths) {
      const data = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 255);
      const wanted = new Uint8Array(createHash(algorithm).update(data).digest());
      expect(hashBytes(algorithm, data)).toEqual(wanted);
      expect(hashText(algorithm, Buffer.from(data).toString("latin1"))).toEqual(wanted);
    }
  });

  test("in pieces or whole", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...hashAlgorithms),
        fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 10 }),
        (algorithm, pieces) => {
          const hasher = createHasher(algorithm);
          for (const piece of pieces) {
            const lent = piece.slice();
            hasher.update(lent);
            // Who gave it may use it again.
            lent.fill(0);
          }
          const whole = new Uint8Array(Buffer.concat(pieces));
          expect(hasher.digest()).toEqual(hashBytes(algorithm, whole));
          expect(hashBytes(algorithm, whole)).toHaveLength(digestSizes[algorithm]);
        },
      ),
      { numRuns: 50 },
    );
  });
});

test("names", () => {
  for (const algorithm of hashAlgorithms) expect(isHashAlgorithm(algorithm)).toBe(true);
  for (const other of ["", "SHA256", "sha-256", "constructor", "toString"])
    expect(isHashAlgorithm(other)).toBe(false);
});
