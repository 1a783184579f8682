import { spawnSync } from "node:child_process";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collect, streamOfBytes, streamOfGenerator } from "../streams.ts";
import { decompress, decompressed } from "./decompress.ts";
import { storedGzipPieces } from "./gzip-stored.ts";
import { noise, repetitive } from "./testing/contents.ts";
import { xzPieces } from "./xz-encoder.ts";

const pack = (content: Uint8Array): Promise<Uint8Array> =>
  collect(streamOfGenerator(xzPieces(streamOfBytes(content))));
const hasXz = spawnSync("xz", ["--version"]).status === 0;

async function same(content: Uint8Array): Promise<Uint8Array> {
  const packed = await pack(content);
  expect(Buffer.compare(decompressed(packed, "xz", content.length), content)).toBe(0);
  return packed;
}

test("what was packed comes out again", async () => {
  await fc.assert(
    fc.asyncProperty(repetitive, async (content) => void (await same(content))),
    { numRuns: 200 },
  );
});

describe("at all sizes", () => {
  test.each([0, 1, 3, 65_535, 65_536, 65_537, 262_144, 262_145, 600_000])(
    "noise of %d bytes",
    async (size) => {
      const packed = await same(noise(size, 7));
      expect(packed.length).toBeLessThan(size + 200 + size / 1000);
    },
  );

  test.each([1, 262_144, 1_000_000])("%d zeros", async (size) => {
    expect((await same(new Uint8Array(size))).length).toBeLessThan(100 + size / 500);
  });

  test("noise and text by turns", async () => {
    const text = new TextEncoder().encode("the quick brown fox jumps over the lazy dog; ".repeat(3000));
    const mixed = new Uint8Array(800_000);
    for (let at = 0; at < mixed.length; at += 100_000) {
      mixed.set(at % 200_000 === 0 ? noise(100_000, at + 1) : text.subarray(0, 100_000), at);
    }
    expect((await same(mixed)).length).toBeLessThan(420_000);
  });
});

test("as it is, as xz and as gzip", async () => {
  for (const size of [0, 1, 65_535, 65_536, 262_144, 600_001]) {
    const content = noise(size, size + 1);
    for (const generator of [
      xzPieces(streamOfBytes(content), "stored"),
      storedGzipPieces(streamOfBytes(content)),
    ]) {
      const packed = await collect(streamOfGenerator(generator));
      expect(packed.length).toBeLessThan(size + 100 + size / 1000);
      expect(Buffer.compare(decompress(packed), content)).toBe(0);
    }
    const gzip = await collect(streamOfGenerator(storedGzipPieces(streamOfBytes(content))));
    expect(Buffer.compare(gunzipSync(gzip), content)).toBe(0);
  }
});

test.skipIf(!hasXz)("xz reads it", async () => {
  const text = new TextEncoder().encode(
    JSON.stringify(Array.from({ length: 60_000 }, (_, i) => (i * i) % 9973)),
  );
  const stored = (content: Uint8Array): Promise<Uint8Array> =>
    collect(streamOfGenerator(xzPieces(streamOfBytes(content), "stored")));
  for (const [content, how] of [
    [text, pack],
    [text, stored],
    [noise(300_000, 3), pack],
    [new Uint8Array(0), pack],
    [new Uint8Array(500_000), pack],
  ] as const) {
    const packed = await how(content);
    const { status, stdout } = spawnSync("xz", ["-dc"], { input: packed, maxBuffer: 2 ** 24 });
    expect([status, Buffer.compare(stdout, content)]).toEqual([0, 0]);
  }
});
