import { execFileSync } from "node:child_process";
import { compress as zstd, init } from "@bokuweb/zstd-wasm";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import {
  CachedDirectories,
  collect,
  CombinedBlobs,
  contentChunker,
  digestOf,
  fixedChunker,
  HttpSource,
  importTree,
  MemoryBlobs,
  MemoryDirectories,
  MemoryObjects,
  measuredBlobs,
  Metrics,
  ObjectBlobs,
  ObjectDirectories,
  objectName,
  kernelsReady,
  PublishedTree,
  publishTree,
  readTree,
  treeItem,
  type DirectoryNode,
  type Fetch,
  type MemoryTree,
  type Stores,
} from "../index.ts";
import { anyTree } from "../testing/trees.ts";

beforeAll(async () => {
  await init();
  await kernelsReady();
});

const compress = (content: Uint8Array): Uint8Array => zstd(new Uint8Array(content), 3);
const chunker = fixedChunker(3000);
const noise = (size: number, seed = 1): Uint8Array =>
  new Uint8Array(size).map((_, i) => (Math.imul(i + seed, 2654435761) >>> 13) & 0xff);
const file = (content: Uint8Array): MemoryTree => ({ kind: "file", content, executable: false });
const directory = (entries: Record<string, MemoryTree>): MemoryTree => ({
  kind: "directory",
  entries: new Map(Object.entries(entries)),
});
const memory = (): Stores => ({ blobs: new MemoryBlobs(), directories: new MemoryDirectories() });

/** A static host, counting what it is asked. */
function host(
  objects: MemoryObjects,
  options: { ranges?: boolean } = {},
): { fetch: Fetch; bytes: number; requests: number } {
  const counts = { requests: 0, bytes: 0 };
  const fetch: Fetch = async (url, init) => {
    counts.requests++;
    const name = url.replace("https://host/tree/", "");
    const found = objects.files.get(name);
    const range = /^bytes=(\d+)-(\d+)$/.exec(init.headers?.["range"] ?? "");
    const ranged = range !== null && options.ranges !== false;
    const body =
      found === undefined
        ? new Uint8Array(0)
        : ranged
          ? found.slice(Number(range[1]), Number(range[2]) + 1)
          : found.slice();
    counts.bytes += body.length;
    return {
      status: found === undefined ? 404 : ranged ? 206 : 200,
      headers: { get: (key) => (key === "content-length" ? String(body.length) : null) },
      arrayBuffer: async () => body.buffer as ArrayBuffer,
      body: null,
    };
  };
  return Object.assign(counts, { fetch });
}

const writable = (objects: MemoryObjects): Stores => ({
  blobs: new ObjectBlobs(objects, { store: objects, compress, chunker }),
  directories: new ObjectDirectories(objects, { store: objects, compress }),
});

test("random trees come back through files, read anew and over HTTP", async () => {
  await fc.assert(
    fc.asyncProperty(anyTree, async (tree) => {
      const objects = new MemoryObjects();
      const root = await importTree(writable(objects), treeItem(tree));
      const source = new HttpSource("https://host/tree", host(objects).fetch);
      const read = { blobs: new ObjectBlobs(source), directories: new ObjectDirectories(source) };
      expect(await readTree(read, root)).toEqual(tree);
    }),
    { numRuns: 30 },
  );
});

test("the layout is Tvix's", async () => {
  const objects = new MemoryObjects();
  const { blobs } = writable(objects);
  const small = await blobs.put(noise(10));
  const large = await blobs.put(noise(7000));
  expect(objects.files.get(`blobs/b3/${small.slice(0, 4)}/${small}`)).toEqual(new Uint8Array(0));
  expect(objects.files.has(objectName("chunks", small))).toBe(true);
  expect((await blobs.chunks(large))!.map(({ size }) => size)).toEqual([3000, 3000, 1000]);
  // Each of the list's messages: field 2, then digest and size.
  const stat = objects.files.get(objectName("blobs", large))!;
  expect(stat.subarray(0, 4)).toEqual(Uint8Array.of(0x12, 37, 0x0a, 32));
  expect(await blobs.chunks(small)).toEqual([]);
  expect(await blobs.chunks(digestOf(noise(11)))).toBeNull();
  expect(await collect((await blobs.openRead(large, { range: { start: 2999, end: 6001 } }))!)).toEqual(
    noise(7000).subarray(2999, 6001),
  );
  const packed = objects.files.get(objectName("chunks", small))!;
  expect(new Uint8Array(execFileSync("zstd", ["-dc"], { input: packed }))).toEqual(noise(10));
});

test("who gives up a closure does not keep the others from getting it", async () => {
  const objects = new MemoryObjects();
  const root = await importTree(writable(objects), treeItem(directory({ a: file(noise(5)) })));
  if (root.kind !== "directory") throw new Error("it is a directory");
  const slow = {
    has: (name: string) => objects.has(name),
    get: async (name: string, { signal }: { signal?: AbortSignal | undefined } = {}) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      signal?.throwIfAborted();
      return objects.get(name);
    },
  };
  const directories = new ObjectDirectories(slow);
  const giving = new AbortController();
  const first = directories.get(root.digest, { signal: giving.signal });
  const second = directories.get(root.digest);
  giving.abort(new Error("gone"));
  await expect(first).rejects.toThrow("gone");
  expect((await second)?.digest).toBe(root.digest);
});

test("damage is found before anyone sees it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const objects = new MemoryObjects();
      const content = noise(7000, at);
      const digest = await writable(objects).blobs.put(content);
      const name = [...objects.files.keys()].filter((key) => key.startsWith("chunks/"))[at % 3]!;
      const bytes = objects.files.get(name)!;
      bytes[at % bytes.length]! ^= flip;
      const read = new ObjectBlobs(objects).read(digest).then(
        (found) => Buffer.compare(found!, content) === 0,
        (error: { kind?: string }) => error.kind === "corrupt",
      );
      expect(await read).toBe(true);
    }),
    { numRuns: 100 },
  );
});

/** The root of what is read: comparing large trees byte by byte takes too long. */
const rootOf = async (stores: Stores, root: DirectoryNode): Promise<unknown> =>
  importTree(memory(), treeItem(await readTree(stores, root)));

describe("a published tree", () => {
  const tree = directory({
    "default.nix": file(new TextEncoder().encode("import ./lib")),
    lib: directory(
      Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`${i}.nix`, file(noise(500 + i, i))])),
    ),
    pictures: directory(
      Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${i}`, file(noise(20_000, i + 1000))])),
    ),
    large: file(noise(1_500_000, 7)),
    same: file(noise(500, 0)),
    empty: file(new Uint8Array(0)),
  });

  async function published(first: string[] = []): Promise<{ objects: MemoryObjects; root: DirectoryNode }> {
    const stores = memory();
    const root = (await importTree(stores, treeItem(tree))) as DirectoryNode;
    const objects = new MemoryObjects();
    const manifest = await publishTree(stores, root, objects, { compress, chunker: contentChunker(), first });
    expect(manifest.files).toBe(452);
    return { objects, root };
  }

  test("all of it, also from a host without ranges", async () => {
    const { objects, root } = await published();
    for (const ranges of [true, false]) {
      const server = host(objects, { ranges });
      const source = new HttpSource("https://host/tree/", server.fetch);
      const found = await PublishedTree.open(source, { expected: root.digest });
      expect(found.root).toEqual(root);
      expect(await rootOf({ blobs: found, directories: found.directories }, found.root)).toEqual(root);
      const all = [...objects.files.values()].reduce((sum, { length }) => sum + length, 0);
      expect(server.bytes).toBeLessThan(1.1 * all);
    }
  });

  test("little is brought for little, neighbours in one request", async () => {
    const { objects } = await published(["default.nix", "lib/399.nix"]);
    const server = host(objects);
    const found = await PublishedTree.open(new HttpSource("https://host/tree", server.fetch));
    expect(server.requests).toBe(3);
    const before = server.bytes;
    expect(await found.read(digestOf(new TextEncoder().encode("import ./lib")))).toHaveLength(12);
    expect(await found.read(digestOf(noise(899, 399)))).toHaveLength(899);
    expect(server.requests).toBe(4);
    expect(server.bytes - before).toBeLessThan(70_000);
    const nix = found.packedFiles((path) => path.endsWith(".nix"));
    const seen = new Set<string>();
    await found.prefetch(nix, { each: (digest) => void seen.add(digest) });
    expect(server.requests).toBe(5);
    for (const digest of nix) await found.read(digest);
    expect(server.requests).toBe(5);
    expect(seen.size).toBeGreaterThan(250);
  });

  test("several at once, kept in a near store", async () => {
    const { objects, root } = await published();
    const server = host(objects);
    const far = await PublishedTree.open(new HttpSource("https://host/tree", server.fetch));
    const near = memory();
    const metrics = new Metrics(() => server.requests);
    const blobs = new CombinedBlobs(
      measuredBlobs("near", near.blobs, metrics),
      measuredBlobs("far", far, metrics),
      {
        fill: true,
      },
    );
    const directories = new CachedDirectories(near.directories, far.directories);
    const [one, two] = await Promise.all([1, 2].map(() => rootOf({ blobs, directories }, root)));
    expect([one, two]).toEqual([root, root]);
    const requests = server.requests;
    expect(await rootOf(near, root)).toEqual(root);
    expect(server.requests).toBe(requests);
    const [nearCounts, farCounts] = metrics.all();
    expect(nearCounts).toMatchObject({ name: "near", errors: 0 });
    expect(farCounts!.hits).toBeGreaterThan(450);
    expect(farCounts!.bytesRead).toBeGreaterThan(1_500_000);
    expect(farCounts!.milliseconds).toBeGreaterThan(0);
  });

  test("another tree than expected, and damage, are refused", async () => {
    const { objects } = await published();
    const open = (): Promise<PublishedTree> =>
      PublishedTree.open(new HttpSource("https://host/tree", host(objects).fetch));
    const wrong = PublishedTree.open(objects, { expected: digestOf(noise(1)) });
    await expect(wrong).rejects.toThrow(/what is published is blake3-/);
    for (const [name, bytes] of objects.files) {
      const good = bytes.slice();
      if (name.startsWith("chunks/") || name.startsWith("blobs/")) continue;
      bytes[bytes.length >> 1]! ^= 1;
      const all = open().then(async (found) =>
        readTree({ blobs: found, directories: found.directories }, found.root),
      );
      await expect(all).rejects.toThrow(
        /damaged|not as it must be|no digest|not canonical|missing|not asked for|has the size|wrong/,
      );
      bytes.set(good);
    }
    objects.files.delete("castore.json");
    await expect(open()).rejects.toThrow(/there is no published tree/);
  });
});
