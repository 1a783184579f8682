import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { createCipheriv } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CastoreError, collect, digestOf, objectName, type Digest } from "../core/castore/index.ts";
import type { ChunkPlace } from "./chunk-jobs.ts";
import { ChunkPool } from "./chunk-pool.ts";
import { openFolderStore } from "./folder-store.ts";
import { sealKey } from "./seal-key.ts";

let folder = "";
let state: string | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tvix-pool-"));
  state = process.env["XDG_STATE_HOME"];
  process.env["XDG_STATE_HOME"] = join(folder, "state");
});
afterEach(() => {
  if (state === undefined) delete process.env["XDG_STATE_HOME"];
  else process.env["XDG_STATE_HOME"] = state;
  rmSync(folder, { recursive: true, force: true });
});

/** Bytes that don't get smaller, or, `text`, that do. */
function content(size: number, seed: number, text = false): Uint8Array {
  const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16, seed), Buffer.alloc(16));
  const noise = new Uint8Array(cipher.update(Buffer.alloc(size)));
  return text ? noise.map((byte) => 97 + (byte % 5)) : noise;
}

async function put(contents: readonly Uint8Array[], packing?: "plain" | "fast" | "small"): Promise<Digest[]> {
  const store = await openFolderStore(join(folder, "store"), "write", { packing });
  const digests: Digest[] = [];
  for (const one of contents) digests.push(await store.blobs.put(one));
  await store.close();
  return digests;
}

const chunkFile = (digest: Digest): string => join(folder, "store", objectName("chunks", digest));

let place: ChunkPlace;
function pool(options: ConstructorParameters<typeof ChunkPool>[0] = {}): ChunkPool {
  place = { folder: join(folder, "store"), sealKey: sealKey(false) };
  return new ChunkPool({ threads: 2, startAfter: 0, ...options });
}

/** Asks until threads have started. */
async function ready(chunks: ChunkPool, digest: Digest): Promise<Uint8Array | null> {
  for (;;) {
    const loading = chunks.load(place, digest, null);
    if (loading !== null) return loading;
    await new Promise((resolve) => void setTimeout(resolve, 5));
  }
}

test("contents come back in every packing, many at once", async () => {
  for (const packing of ["plain", "fast", "small"] as const) {
    const contents = [0, 1, 2, 3, 4, 5].flatMap((i) => [
      content(1 + 30_000 * i, 10 + i),
      content(1 + 20_000 * i, 20 + i, true),
    ]);
    const digests = await put(contents, packing);
    const chunks = pool();
    await ready(chunks, digests[0]!);
    const loaded = await Promise.all(
      [...digests, ...digests].map(async (digest) => chunks.load(place, digest, null)),
    );
    loaded.forEach((one, i) => expect(digestOf(one!)).toBe(digests[i % digests.length]));
    expect(chunks.size).toBe(2);
    await chunks.end();
    expect(chunks.size).toBe(0);
    rmSync(join(folder, "store"), { recursive: true });
  }
});

test("what is written is what zstd reads, sealed or not", async () => {
  for (const packing of ["plain", "fast", "small"] as const) {
    const data = content(100_000, 1, true);
    const [digest] = await put([data], packing);
    const file = chunkFile(digest!);
    const unpacked = execFileSync("zstd", ["-dc", file]);
    expect(digestOf(unpacked)).toBe(digest);
    rmSync(join(folder, "store"), { recursive: true });
  }
});

test("nothing but the content with the digest is handed on, whatever the file holds", async () => {
  const data = content(9000, 1, true);
  const [digest, other] = await put([data, content(9000, 2, true)]);
  const file = chunkFile(digest!);
  const good = readFileSync(file);
  const chunks = pool();
  await ready(chunks, digest!);
  const check = async (bytes: Uint8Array): Promise<void> => {
    writeFileSync(file, bytes);
    // A frame with another seal, or none, may still hold the content.
    const found = await chunks.load(place, digest!, null);
    if (found !== null) expect(digestOf(found)).toBe(digest);
  };
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const damaged = Uint8Array.from(good);
      damaged[at]! ^= change;
      await check(damaged);
      await check(good.subarray(0, at));
    }),
    { numRuns: 60 },
  );
  // Another's content, with its own right seal.
  await check(readFileSync(chunkFile(other!)));
  writeFileSync(file, good);
  expect(await chunks.load(place, digest!, data.length + 1)).toBeNull();
  expect(await chunks.load(place, digest!, null, data.length - 1)).toBeNull();
  expect(digestOf((await chunks.load(place, digest!, data.length))!)).toBe(digest);
  await chunks.end();
});

test("damage is noticed in first and later readings of a large blob, and its end is never reached", async () => {
  const data = content(12 << 20, 3);
  const [digest] = await put([data]);
  const store = await openFolderStore(join(folder, "store"), "read");
  const read = async (): Promise<Uint8Array> => collect((await store.blobs.openRead(digest!))!);
  for (let i = 0; i < 4; i++) expect(digestOf(await read())).toBe(digest);
  const chunks = (await store.blobs.chunks(digest!))!;
  const last = chunkFile(chunks.at(-1)!.digest);
  const good = readFileSync(last);
  const damaged = Uint8Array.from(good);
  damaged[1000]! ^= 1;
  writeFileSync(last, damaged);
  // The last may still be in memory: others take its place.
  for (const fresh of [false, true]) {
    const reader = fresh ? await openFolderStore(join(folder, "store"), "read") : store;
    const from = 0;
    const to = data.length - (2 << 20);
    await collect((await reader.blobs.openRead(digest!, { range: { start: from, end: to } }))!);
    const stream = (await reader.blobs.openRead(digest!))!;
    await expect(collect(stream)).rejects.toThrow(CastoreError);
    await reader.close();
  }
  writeFileSync(last, good);
  expect(digestOf(await read())).toBe(digest);
});

test("ranges, cancelling and giving up, with threads", async () => {
  const data = content(12 << 20, 4);
  const [digest] = await put([data]);
  const store = await openFolderStore(join(folder, "store"), "read");
  await collect((await store.blobs.openRead(digest!))!);
  await collect((await store.blobs.openRead(digest!))!);
  const ranges = [
    [0, 0],
    [0, 1],
    [5_000_000, 5_000_001],
    [1_000_000, 9_000_000],
    [data.length, data.length],
    [data.length - 1, data.length],
  ] as const;
  const read = await Promise.all(
    ranges.map(async ([start, end]) =>
      collect((await store.blobs.openRead(digest!, { range: { start, end } }))!),
    ),
  );
  read.forEach((part, i) => expect(Buffer.compare(part, data.subarray(...ranges[i]!))).toBe(0));
  for (let i = 0; i < 20; i++) {
    const reader = (await store.blobs.openRead(digest!))!.getReader();
    await reader.read();
    await reader.cancel();
  }
  const controller = new AbortController();
  const reader = (await store.blobs.openRead(digest!, { signal: controller.signal }))!.getReader();
  await reader.read();
  controller.abort(new Error("enough"));
  const rest = (async () => {
    while (!(await reader.read()).done);
  })();
  await expect(rest).rejects.toThrow("enough");
  expect(digestOf(await collect((await store.blobs.openRead(digest!))!))).toBe(digest);
  await store.close();
  expect(digestOf(await collect((await store.blobs.openRead(digest!))!))).toBe(digest);
});

test("threads that fail or can't start leave everything to this one", async () => {
  const [digest] = await put([content(1000, 5)]);
  const dying = pool({
    code: `const { parentPort } = require("worker_threads");
      parentPort.on("message", () => process.exit(1)); parentPort.postMessage("ready");`,
  });
  expect(await ready(dying, digest!)).toBeNull();
  const broken = pool({ code: `throw new Error("no");` });
  for (let i = 0; i < 50 && (i === 0 || broken.size > 0); i++) {
    expect(broken.load(place, digest!, null)).toBeNull();
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
  expect([broken.size, broken.load(place, digest!, null)]).toEqual([0, null]);
  const alone = pool({ threads: 0 });
  expect([alone.load(place, digest!, null), alone.size]).toEqual([null, 0]);
  await dying.end();
});

test("little reading starts no threads", async () => {
  const [digest] = await put([content(1000, 6)]);
  const chunks = pool({ startAfter: 1 << 20 });
  for (let i = 0; i < 10; i++) expect(chunks.load(place, digest!, 1000)).toBeNull();
  expect(chunks.size).toBe(0);
  expect(existsSync(join(folder, "state"))).toBe(true);
  expect(readdirSync(join(folder, "state/tvix-playground"))).toEqual(["seal-key"]);
});
