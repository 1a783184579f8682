import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fromBytes, hashAlgorithms, hashBytes, hashText, ready, toBase16, toBytes } from "../index.ts";

const hex = (algorithm: (typeof hashAlgorithms)[number], text: string): string =>
  toBase16(hashText(algorithm, text));

test("known digests", () => {
  expect(hex("md5", "")).toBe("d41d8cd98f00b204e9800998ecf8427e");
  expect(hex("sha1", "abc")).toBe("a9993e364706816aba3e25717850c26c9cd0d89d");
  expect(hex("sha256", "abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(hex("sha512", "")).toMatch(/^cf83e1357eefb8bd/);
  expect(hex("blake3", "")).toBe("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
});

const lengths = [
  0,
  1,
  3,
  55,
  56,
  57,
  63,
  64,
  65,
  111,
  112,
  113,
  119,
  127,
  128,
  129,
  1023,
  1024,
  1025,
  2048,
  2049,
  3073,
  5000,
  8193,
  31 * 1024 + 7,
];

test("MD5 and SHA agree with Node's at edge lengths", () => {
  for (const length of lengths) {
    const data = Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 255);
    for (const algorithm of ["md5", "sha1", "sha256", "sha512"] as const) {
      expect(toBase16(hashBytes(algorithm, data))).toBe(createHash(algorithm).update(data).digest("hex"));
    }
  }
});

test("the plain and the WebAssembly forms agree", async () => {
  const before = lengths.map((length) =>
    hashAlgorithms.map((algorithm) => toBase16(hashBytes(algorithm, new Uint8Array(length).fill(length)))),
  );
  await ready();
  const after = lengths.map((length) =>
    hashAlgorithms.map((algorithm) => toBase16(hashBytes(algorithm, new Uint8Array(length).fill(length)))),
  );
  expect(after).toEqual(before);
});

test("random data, against Node", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 700 }), (data) => {
      for (const algorithm of ["md5", "sha1", "sha256", "sha512"] as const) {
        expect(toBase16(hashBytes(algorithm, data))).toBe(createHash(algorithm).update(data).digest("hex"));
      }
      expect(toBytes(fromBytes(data))).toEqual(data);
    }),
  );
});
