import fc from "fast-check";
import { expect, test } from "vitest";
import { digestOf } from "../index.ts";
import { outboardOf } from "../bao/index.ts";
import { kernel } from "../kernels/index.ts";
import { streamOfBytes } from "../streams.ts";
import { vectorFile } from "../testing/vectors.ts";
import { cutSlowly } from "./definition.testing.ts";
import {
  BlobChunker,
  castoreChunkSizes,
  chunkBlob,
  contentChunker,
  StreamChunker,
  type ChunkSizes,
  type EndedChunk,
} from "./index.ts";

/** Pseudo-random bytes (xorshift). */
function noise(length: number, seed: number): Uint8Array {
  let state = (seed * 2654435761) | 1;
  return Uint8Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 255;
  });
}

/** The sizes of all chunks of bytes that come in pieces of these sizes, over and over. */
function cutInPieces(data: Uint8Array, sizes: ChunkSizes, pieces: readonly number[]): number[] {
  const chunker = new StreamChunker(sizes);
  const found: number[] = [];
  for (let at = 0, i = 0; at < data.length; i++) {
    const size = Math.max(1, pieces[i % pieces.length]!);
    found.push(...chunker.push(data.subarray(at, at + size)));
    at += size;
  }
  const last = chunker.finish();
  return last === 0 ? found : [...found, last];
}

/** The same of bytes at hand. */
function cutAtHand(data: Uint8Array, sizes: ChunkSizes): number[] {
  const { cut } = contentChunker(sizes);
  const found: number[] = [];
  for (let at = 0; at < data.length; at += found.at(-1)!) found.push(cut(data.subarray(at)));
  return found;
}

const wholePieces = [Number.MAX_SAFE_INTEGER];
const slowSizes = (data: Uint8Array, sizes: ChunkSizes): number[] =>
  cutSlowly(data, sizes).map((chunk) => chunk.size);

test("the gear table", () => {
  const { bytes, words, scan, piece, gearHash } = kernel();
  const gearOf = (byte: number): bigint => {
    words.fill(0, gearHash / 4, gearHash / 4 + 2);
    bytes.set([byte, 0, byte, 0], piece);
    scan(piece, piece + 2, (1n << 63n) - 1n);
    const after = new DataView(bytes.buffer).getBigUint64(gearHash, true);
    return BigInt.asUintN(64, after - 0x3b5d3c7d207e37dcn) >> 1n;
  };
  // As fastcdc-rs lists them, without the highest bit.
  expect([1, 2, 3].map((n) => gearOf(n).toString(16))).toEqual([
    "784d68ba91123086",
    "4d52880f882e7298",
    "6acf8e4e19fdcca7",
  ]);
});

test("zeros have no cut: the published vector", () => {
  const sizes = { min: 64, average: 256, max: 1024 };
  const zeros = new Uint8Array(10_240);
  expect(cutInPieces(zeros, sizes, wholePieces)).toEqual(Array.from({ length: 10 }, () => 1024));
  expect(new Set(cutSlowly(zeros, sizes).map((chunk) => chunk.hash))).toEqual(
    new Set([14169102344523991076n]),
  );
});

const picture = vectorFile("SekienAkashita.jpg");

test.skipIf(picture === null)("the published vectors of SekienAkashita.jpg (TVIX_VECTORS)", () => {
  for (const [min, average, max, chunks] of publishedCuts) {
    const sizes = { min, average, max };
    expect(cutInPieces(picture!, sizes, wholePieces)).toEqual(chunks.map(([size]) => size));
    expect(cutInPieces(picture!, sizes, [1000, 1, 77])).toEqual(chunks.map(([size]) => size));
    expect(cutSlowly(picture!, sizes)).toEqual(chunks.map(([size, hash]) => ({ size, hash })));
  }
});

/** Contents with repetitions, and with stretches that have no cut. */
const contents = fc
  .array(
    fc.record({
      seed: fc.nat(3),
      length: fc.nat(6000),
      times: fc.integer({ min: 1, max: 4 }),
      flat: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((parts) =>
    Uint8Array.from(
      parts.flatMap(({ seed, length, times, flat }) => {
        const part = flat ? new Uint8Array(length / 4) : noise(length, seed);
        return Array.from({ length: times }, () => [...part]).flat();
      }),
    ),
  );

const someSizes = fc
  .tuple(
    fc.integer({ min: 64, max: 1500 }),
    fc.integer({ min: 256, max: 5000 }),
    fc.integer({ min: 0, max: 9000 }),
  )
  .map(([min, average, more]) => {
    const smallest = Math.min(min, average);
    return { min: smallest, average, max: Math.max(1024, average) + more };
  });

test("the cuts of the definition, whatever pieces the bytes come in", () => {
  fc.assert(
    fc.property(
      contents,
      someSizes,
      fc.array(fc.nat(3000), { minLength: 1, maxLength: 5 }),
      (data, sizes, pieces) => {
        const wanted = slowSizes(data, sizes);
        expect(cutInPieces(data, sizes, wholePieces)).toEqual(wanted);
        expect(cutInPieces(data, sizes, pieces)).toEqual(wanted);
        expect(cutInPieces(data, sizes, [1])).toEqual(wanted);
        expect(cutAtHand(data, sizes)).toEqual(wanted);
      },
    ),
  );
});

test("the cuts of the definition with castore's sizes", () => {
  const data = noise(3_000_000, 7);
  const wanted = slowSizes(data, castoreChunkSizes);
  expect(wanted.length).toBeGreaterThan(8);
  for (const pieces of [wholePieces, [131_071], [131_072], [65_537, 1], [1_000_003, 131_073]]) {
    expect(cutInPieces(data, castoreChunkSizes, pieces)).toEqual(wanted);
  }
  expect(cutAtHand(data, castoreChunkSizes)).toEqual(wanted);
});

test("every length around the sizes", () => {
  for (const sizes of [
    { min: 64, average: 256, max: 1024 },
    { min: 65, average: 257, max: 1025 },
    { min: 256, average: 256, max: 1024 },
  ]) {
    const data = noise(2200, 5);
    data.fill(0, 0, 1100);
    for (let length = 0; length <= data.length; length++) {
      const part = data.subarray(0, length);
      expect(cutInPieces(part, sizes, [97, 1, 2]), `${length}`).toEqual(slowSizes(part, sizes));
    }
  }
});

test("a blob in chunks has the digests of its parts, in one pass", () => {
  fc.assert(
    fc.property(
      contents,
      someSizes,
      fc.array(fc.nat(9000), { minLength: 1, maxLength: 4 }),
      (data, sizes, pieces) => {
        const chunker = new BlobChunker({ sizes, content: true, outboard: true });
        const chunks: EndedChunk[] = [];
        for (let at = 0, i = 0; at < data.length; i++) {
          const size = Math.max(1, pieces[i % pieces.length]!);
          chunks.push(...chunker.push(data.subarray(at, at + size)));
          at += size;
          expect(chunker.size).toBe(Math.min(at, data.length));
        }
        const { last, blob } = chunker.finish();
        if (last !== null) chunks.push(last);
        expect(blob.size).toBe(data.length);
        expect({ digest: blob.digest, outboard: blob.outboard }).toEqual(outboardOf(data));
        let at = 0;
        const wanted = slowSizes(data, sizes).map((size) => data.slice(at, (at += size)));
        expect(chunks).toEqual(
          wanted.map((content) => ({ digest: digestOf(content), size: content.length, content })),
        );
        expect(blob.chunks).toEqual(
          wanted.map((content) => ({ digest: digestOf(content), size: content.length })),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test("chunks of streams", async () => {
  const data = noise(1_500_000, 11);
  const seen: EndedChunk[] = [];
  const blob = await chunkBlob(streamOfBytes(data), { onChunk: async (chunk) => void seen.push(chunk) });
  expect(blob.digest).toBe(digestOf(data));
  expect(blob.outboard).toEqual(outboardOf(data).outboard);
  expect(seen).toEqual(blob.chunks);
  expect(blob.chunks.map((chunk) => chunk.size)).toEqual(slowSizes(data, castoreChunkSizes));

  const small = await chunkBlob(streamOfBytes(data.subarray(0, 3000)), { outboard: false });
  expect(small).toEqual({ digest: digestOf(data.subarray(0, 3000)), size: 3000, chunks: small.chunks });
  expect(small.chunks).toEqual([{ digest: small.digest, size: 3000 }]);
  expect((await chunkBlob(streamOfBytes(new Uint8Array(0)))).chunks).toEqual([]);

  const full = new Error("no room");
  await expect(chunkBlob(streamOfBytes(data), { onChunk: () => Promise.reject(full) })).rejects.toBe(full);
  const ended = AbortSignal.abort(full);
  await expect(chunkBlob(streamOfBytes(data), { signal: ended })).rejects.toBe(full);
});

test("blobs that take turns don't disturb each other", () => {
  const blobs = [1, 2, 3].map((seed) => ({
    data: noise(700_000, seed),
    chunker: new BlobChunker({ content: true }),
  }));
  for (let at = 0; at < 700_000; at += 50_001) {
    for (const { data, chunker } of blobs) chunker.push(data.subarray(at, at + 50_001));
  }
  for (const { data, chunker } of blobs) expect(chunker.finish().blob.digest).toBe(digestOf(data));
});

test("sizes that FastCDC does not know", () => {
  for (const [min, average, max] of [
    [63, 256, 1024],
    [64, 255, 1024],
    [64, 256, 2 ** 24 + 1],
    [300, 256, 1024],
    [64, 1025, 1024],
    [64.5, 256, 1024],
  ] as const) {
    expect(() => new StreamChunker({ min, average, max }), `${min} ${average} ${max}`).toThrow(RangeError);
  }
});

/** From fastcdc-rs, src/v2020/mod.rs: sizes, and the chunks with their gear hashes. */
const publishedCuts: readonly (readonly [number, number, number, readonly (readonly [number, bigint])[]])[] =
  [
    [
      4096,
      16384,
      65535,
      [
        [21325, 17968276318003433923n],
        [17140, 8197189939299398838n],
        [28084, 13019990849178155730n],
        [18217, 4509236223063678303n],
        [24700, 2504464741100432583n],
      ],
    ],
    [
      8192,
      32768,
      131072,
      [
        [66549, 15733367461443853673n],
        [42917, 6321136627705800457n],
      ],
    ],
    [16384, 65536, 262144, [[109466, 2504464741100432583n]]],
  ];
