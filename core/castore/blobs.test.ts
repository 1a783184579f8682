import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bytesEqual,
  collect,
  digestOf,
  emptyDigest,
  MemoryBlobs,
  piecesOf,
  streamOfGenerator,
  VerifiedBlobs,
  type BlobService,
} from "./index.ts";

const content = Uint8Array.from({ length: 700_000 }, (_, i) => (i * i) >> 3);
const digest = digestOf(content);

/** (Comparing large arrays by `toEqual` takes seconds.) */
function expectBytes(found: Uint8Array | null, wanted: Uint8Array): void {
  expect(found !== null && bytesEqual(found, wanted)).toBe(true);
}

/** A service that says of everything that it is `bytes`, in pieces of some size. */
function saying(bytes: Uint8Array, pieceSize = 65_536): BlobService {
  const service = new MemoryBlobs();
  service.read = async () => bytes;
  service.openRead = async (_digest, options) => {
    expect(options?.range).toBeUndefined();
    async function* pieces() {
      for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize);
    }
    return streamOfGenerator(pieces());
  };
  return service;
}

describe.each([
  ["in memory", () => new MemoryBlobs()],
  ["verified", () => new VerifiedBlobs(new MemoryBlobs())],
])("blobs %s", (_, make) => {
  test("what was put comes back, in parts too", async () => {
    const blobs = make();
    expect(await blobs.has(digest)).toBe(false);
    expect(await blobs.read(digest)).toBeNull();
    expect(await blobs.openRead(digest)).toBeNull();
    expect(await blobs.chunks(digest)).toBeNull();
    expect(await blobs.put(content)).toBe(digest);
    expect(await blobs.has(digest)).toBe(true);
    expectBytes(await blobs.read(digest), content);
    expectBytes(await blobs.read(digest, { limit: content.length }), content);
    await expect(blobs.read(digest, { limit: 699_999 })).rejects.toMatchObject({ kind: "range" });
    expect(await blobs.chunks(digest)).toEqual([]);
    expectBytes(await collect((await blobs.openRead(digest))!), content);
    for (const [start, end] of [
      [0, 0],
      [5, 6],
      [262_143, 262_146],
      [699_999, 1e9],
      [700_000, Infinity],
    ] as const) {
      const stream = await blobs.openRead(digest, { range: { start, end } });
      expectBytes(await collect(stream!), content.subarray(start, end));
    }
  });

  test("the empty blob is always there", async () => {
    const blobs = make();
    expect(await blobs.has(emptyDigest)).toBe(true);
    expect(await collect((await blobs.openRead(emptyDigest))!)).toEqual(new Uint8Array(0));
    expect(await blobs.openWrite().close()).toBe(emptyDigest);
  });

  test("bad ranges are refused", async () => {
    const blobs = make();
    await blobs.put(content);
    const read = async (start: number, end: number) =>
      collect((await blobs.openRead(digest, { range: { start, end } }))!);
    for (const [start, end] of [
      [-1, 2],
      [2, 1],
      [0.5, 1],
      [NaN, 1],
      [700_001, 700_002],
    ] as const) {
      await expect(read(start, end)).rejects.toMatchObject({ kind: "range" });
    }
  });

  test("writing in pieces", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 6 }), async (pieces) => {
        const blobs = make();
        const writer = blobs.openWrite();
        const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
        for (const piece of pieces) {
          await writer.write(piece);
          piece.fill(0);
        }
        const written = await writer.close();
        expect(written).toBe(digestOf(whole));
        expectBytes(await blobs.read(written), whole);
      }),
      { numRuns: 30 },
    );
  });

  test("a writer that gave up leaves nothing, and takes nothing more", async () => {
    const blobs = make();
    const writer = blobs.openWrite();
    await writer.write(content);
    await writer.abort();
    expect(await blobs.has(digest)).toBe(false);
    await expect(writer.close()).rejects.toThrow("the blob's writer has ended");
  });

  test("cancelling", async () => {
    const blobs = make();
    await blobs.put(content);
    const abort = new AbortController();
    const stream = await blobs.openRead(digest, { signal: abort.signal });
    const writer = blobs.openWrite({ signal: abort.signal });
    abort.abort(new Error("enough"));
    await expect(collect(stream!)).rejects.toThrow("enough");
    await expect(writer.write(content)).rejects.toThrow("enough");
    await expect(blobs.read(digest, { signal: abort.signal })).rejects.toThrow("enough");
    const unread = await blobs.openRead(digest);
    await unread!.cancel();
  });
});

describe("verifying", () => {
  test("wrong content is refused before anyone sees it", async () => {
    const other = content.slice();
    other[650_000]! ^= 1;
    const blobs = new VerifiedBlobs(saying(other));
    await expect(blobs.read(digest)).rejects.toMatchObject({ kind: "corrupt" });
    const seen: Uint8Array[] = [];
    const run = async () => {
      for await (const piece of piecesOf((await blobs.openRead(digest))!)) seen.push(piece);
    };
    await expect(run()).rejects.toMatchObject({ kind: "corrupt" });
    expect(seen).toEqual([]);
  });

  test("content that is cut off, or goes on, is refused", async () => {
    for (const other of [content.subarray(0, -1), Uint8Array.from([...content, 0]), new Uint8Array(0)]) {
      const stream = await new VerifiedBlobs(saying(other)).openRead(digest);
      await expect(collect(stream!)).rejects.toMatchObject({ kind: "corrupt" });
    }
  });

  test("a range is checked by the whole blob", async () => {
    const other = content.slice();
    other[650_000]! ^= 1;
    const range = { start: 10, end: 20 };
    const bad = await new VerifiedBlobs(saying(other)).openRead(digest, { range });
    await expect(collect(bad!)).rejects.toMatchObject({ kind: "corrupt" });
    const good = await new VerifiedBlobs(saying(content, 7)).openRead(digest, { range });
    expectBytes(await collect(good!), content.subarray(10, 20));
  });

  test("a large stream flows, but ends well only when it was right", async () => {
    const large = new Uint8Array(4 << 20).fill(7);
    const right = digestOf(large);
    const stream = await new VerifiedBlobs(saying(large)).openRead(right);
    expectBytes(await collect(stream!), large);
    large[large.length - 1] = 8;
    let seen = 0;
    const run = async () => {
      for await (const piece of piecesOf((await new VerifiedBlobs(saying(large)).openRead(right))!)) {
        seen += piece.length;
      }
    };
    await expect(run()).rejects.toMatchObject({ kind: "corrupt" });
    expect(seen).toBe(large.length - 65_536);
  });
});

test("in memory, a part of something large does not keep all of that", async () => {
  const blobs = new MemoryBlobs();
  const part = new Uint8Array(1000).fill(7).subarray(10, 20);
  const kept = await blobs.read(await blobs.put(part));
  expect(kept).toEqual(part);
  expect(kept!.buffer.byteLength).toBe(10);
});
