import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hashAlgorithms } from "../core/nix-compat/index.ts";
import { nodeHashes } from "./node-hashes.ts";

const byteString = fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes).toString("latin1"));
const ascii = fc.string({ unit: "binary-ascii", maxLength: 2000 });
const texts = fc.array(fc.oneof(byteString, ascii), { maxLength: 5 });

/** The digest as Node makes it in pieces, a byte string. */
function wanted(algorithm: string, text: string): string {
  return createHash(algorithm).update(text, "latin1").digest().toString("latin1");
}

test.each(hashAlgorithms.filter((algorithm) => algorithm !== "blake3"))("%s of byte strings", (algorithm) => {
  fc.assert(
    fc.property(texts, (parts) => {
      const digest = wanted(algorithm, parts.join(""));
      expect(nodeHashes.hashText(algorithm, parts.join(""))).toBe(digest);
      expect(nodeHashes.hashTextsBase16(algorithm, parts)).toBe(
        Buffer.from(digest, "latin1").toString("hex"),
      );
    }),
  );
  // Larger than what is gathered in the array that is kept, and small again.
  for (const size of [1 << 17, (1 << 17) + 1, 1 << 20, 3]) {
    const large = "a\xe9".repeat(size).slice(0, size);
    expect(nodeHashes.hashText(algorithm, large)).toBe(wanted(algorithm, large));
    const hex = nodeHashes.hashTextsBase16(algorithm, [large, "\x80", large])!;
    expect(Buffer.from(hex, "hex").toString("latin1")).toBe(wanted(algorithm, `${large}\x80${large}`));
  }
});

test("BLAKE3 is left to others", () => {
  expect(nodeHashes.hashText("blake3", "")).toBeNull();
  expect(nodeHashes.hashTextsBase16("blake3", [])).toBeNull();
});
