import fc from "fast-check";
import { expect, test } from "vitest";
import { type CacheFile, formatCachePath, parseCachePath } from "./nix-http.ts";
import { toNixBase32 } from "./nixbase32.ts";

const hash = "0".repeat(32);

test.each([
  "",
  "/nix-cache-info",
  `${hash}.narinfo/`,
  `${hash}0.narinfo`,
  `${hash.slice(1)}e.narinfo`,
  `${hash}.nar`,
  `nar/${hash}.nar`,
  `nar/${"0".repeat(52)}.tar`,
  `nar/${"0".repeat(52)}.nar.`,
  `nar/${"0".repeat(52)}.nar.xz/..`,
  `nar/${"z".repeat(52)}.nar.xz`,
  `${"0".repeat(52)}.nar.xz`,
])("no file of a cache: %j", (path) => {
  expect(parseCachePath(path)).toBe(null);
});

test("paths read back", () => {
  const hashPart = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(toNixBase32);
  const file: fc.Arbitrary<CacheFile> = fc.oneof(
    fc.constant({ kind: "info" as const }),
    fc.record({ kind: fc.constantFrom("narinfo" as const, "listing" as const), hashPart }),
    fc.record({
      kind: fc.constant("nar" as const),
      digest: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      compression: fc.constantFrom("", "xz", "zst", "bz2", "gzip"),
    }),
  );
  fc.assert(
    fc.property(file, (file) => {
      expect(parseCachePath(formatCachePath(file))).toEqual(file);
    }),
  );
  expect(formatCachePath({ kind: "nar", digest: new Uint8Array(32), compression: "xz" })).toBe(
    `nar/${"0".repeat(52)}.nar.xz`,
  );
});
