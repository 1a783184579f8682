import { expect, test } from "vitest";
import { zstdCompressor, zstdDecompressor } from "./zstd.ts";

test("asking for it again and again gives what works on one memory", async () => {
  const random = (size: number): Uint8Array =>
    Uint8Array.from({ length: size }, (_, i) => Math.imul(i + size, 2654435761) >>> 24);
  for (let round = 0; round < 3; round++) {
    const [compress, decompress, other] = await Promise.all([
      zstdCompressor(),
      zstdDecompressor(),
      zstdCompressor(),
    ]);
    for (const size of [0, 1, 1000, 600_000]) {
      const content = random(size);
      expect(decompress(compress(content), size)).toEqual(content);
      expect(Buffer.compare(other(content), compress(content))).toBe(0);
    }
  }
});

test("damaged frames are refused, and those after them are not", async () => {
  const [compress, decompress] = await Promise.all([zstdCompressor(), zstdDecompressor()]);
  const content = new Uint8Array(100_000).map((_, i) => i % 7);
  const packed = compress(content);
  for (let cut = 1; cut < packed.length; cut++) {
    expect(() => decompress(packed.subarray(0, cut), content.length)).toThrow();
  }
  expect(decompress(packed, content.length)).toEqual(content);
});
