import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { collect, streamOfBytes, streamOfGenerator } from "../streams.ts";
import { bzip2Pieces } from "./bzip2-encoder.ts";
import { decompressed } from "./decompress.ts";
import { codesOf, lengthsOf } from "./huffman-lengths.ts";
import { sortRotations } from "./rotations.ts";
import { noise, repetitive } from "./testing/contents.ts";

const hasBzip2 = spawnSync("bzip2", ["--version"], { input: "" }).status === 0;

async function same(content: Uint8Array): Promise<Uint8Array> {
  const packed = await collect(streamOfGenerator(bzip2Pieces(streamOfBytes(content))));
  expect(Buffer.compare(decompressed(packed, "bzip2", content.length), content)).toBe(0);
  return packed;
}

test("what was packed comes out again", async () => {
  await fc.assert(
    fc.asyncProperty(repetitive, async (content) => void (await same(content))),
    { numRuns: 150 },
  );
});

test.each([0, 1, 4, 5, 254, 255, 256, 259, 260, 99_980, 99_981, 99_982, 300_000])(
  "%d bytes",
  async (size) => {
    await same(noise(size, 5));
    await same(new Uint8Array(size));
    await same(Uint8Array.from({ length: size }, (_, i) => (i % 7 < 5 ? 65 : 66)));
  },
);

test.skipIf(!hasBzip2)("bzip2 reads it", async () => {
  const text = new TextEncoder().encode(
    JSON.stringify(Array.from({ length: 60_000 }, (_, i) => (i * i) % 9973)),
  );
  for (const content of [text, noise(250_000, 3), new Uint8Array(0), new Uint8Array(500_000)]) {
    const packed = await same(content);
    const { status, stdout } = spawnSync("bzip2", ["-dc"], { input: packed, maxBuffer: 2 ** 24 });
    expect([status, Buffer.compare(stdout, content)]).toEqual([0, 0]);
  }
  expect((await same(text)).length).toBeLessThan(text.length / 2);
});

test("rotations are in order", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { minLength: 1, maxLength: 40 }), (list) => {
      const bytes = Uint8Array.from(list);
      const at = (start: number): string => [...bytes.subarray(start), ...bytes.subarray(0, start)].join();
      const sorted = [...sortRotations(bytes)];
      expect(sorted.map(at)).toEqual(sorted.map(at).sort());
      expect([...sorted].sort((a, b) => a - b)).toEqual(list.map((_, i) => i));
    }),
  );
});

test("codes are complete and not too long", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.nat(3),
          fc.nat(100_000),
          fc.nat(30).map((bits) => 2 ** bits),
        ),
        { minLength: 2, maxLength: 258 },
      ),
      (frequencies) => {
        const lengths = lengthsOf(frequencies, 17);
        expect(Math.max(...lengths)).toBeLessThanOrEqual(17);
        expect(lengths.reduce((sum, length) => sum + 2 ** -length, 0)).toBe(1);
        const texts = codesOf(lengths).map((code, i) => code.toString(2).padStart(lengths[i]!, "0"));
        expect(texts.some((one, i) => texts.some((other, j) => i !== j && other.startsWith(one)))).toBe(
          false,
        );
      },
    ),
    { numRuns: 40 },
  );
});
