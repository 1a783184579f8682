import fc from "fast-check";
import { expect, test } from "vitest";
import {
  CastoreError,
  digestFromBytes,
  digestFromHex,
  digestOf,
  digestToBytes,
  emptyDigest,
  formatDigest,
  parseDigest,
} from "./index.ts";

const emptyHex = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";

test("the digest of nothing, in all spellings", () => {
  expect(emptyDigest).toBe(emptyHex);
  expect(digestOf(new Uint8Array(0))).toBe(emptyHex);
  expect(formatDigest(emptyDigest)).toBe("blake3-rxNJufX5oaagQE3qNtzJSZvLJcmtwRK3zJqTyuQfMmI=");
  expect(parseDigest("blake3-rxNJufX5oaagQE3qNtzJSZvLJcmtwRK3zJqTyuQfMmI=")).toBe(emptyHex);
  expect(parseDigest("b3:rxNJufX5oaagQE3qNtzJSZvLJcmtwRK3zJqTyuQfMmI=")).toBe(emptyHex);
  expect(digestFromHex(emptyHex.toUpperCase())).toBe(emptyHex);
});

test("every digest reads back", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      const digest = digestFromBytes(bytes);
      expect(digestToBytes(digest)).toEqual(bytes);
      expect(parseDigest(formatDigest(digest))).toBe(digest);
      expect(digestFromHex(digest)).toBe(digest);
    }),
  );
});

test("what is no digest is refused", () => {
  for (const text of [
    "",
    "blake3-",
    emptyHex,
    "sha256-rxNJufX5oaagQE3qNtzJSZvLJcmtwRK3zJqTyuQfMmI=",
    "b3:rxNJufX5oaagQE3qNtzJSZvLJcmtwRK3zJqTyuQfMmI",
    "b3:rxNJufX5oaagQE3qNtzJSZvLJcmtwRK3zJqTyuQfMmJ=",
    "b3:rxNJufX5oaagQE3qNtzJSZvLJcmtwRK3zJqTyuQfMm==",
    "b3:rxNJufX5oaagQE3qNtzJSZvLJcmtwRK3zJqTyuQfMmI=\n",
  ]) {
    expect(() => parseDigest(text), text).toThrow(CastoreError);
  }
  expect(() => digestFromHex(emptyHex.slice(1))).toThrow(CastoreError);
  expect(() => digestFromBytes(new Uint8Array(31))).toThrow(CastoreError);
});
