import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import {
  bytesEqual,
  collect,
  descendTo,
  emptyDigest,
  importTree,
  MemoryBlobs,
  MemoryDirectories,
  parsePath,
  piecesOf,
  readTree,
  streamOfBytes,
  streamOfGenerator,
  treeItem,
  type MemoryTree,
  type Node,
  type Stores,
} from "../castore/index.ts";
import { anyTree } from "../castore/testing/trees.ts";
import { hashBytes, toNixBase32 } from "../nix-compat/index.ts";
import { NarError } from "../nix-compat/index.ts";
import { CachedNarCalculation, calculateNar, calculationOver, ingestNar, renderNar } from "./index.ts";

const newStores = (): Stores => ({ blobs: new MemoryBlobs(), directories: new MemoryDirectories() });
const hasNix = spawnSync("nix-hash", ["--version"]).status === 0;
const directory = (entries: Record<string, MemoryTree>): MemoryTree => ({
  kind: "directory",
  entries: new Map(Object.entries(entries)),
});
const file = (content: Uint8Array, executable = false): MemoryTree => ({ kind: "file", content, executable });

/** Small files, one that is streamed, one whose blob is written in pieces. */
const sample = directory({
  large: file(new Uint8Array(3_000_001).fill(3), true),
  link: { kind: "symlink", target: "large" },
  middle: file(new Uint8Array(300_000).fill(2)),
  small: directory({ a: file(Uint8Array.of(1, 2, 3)), empty: file(new Uint8Array(0)), none: directory({}) }),
});

test("random trees: NAR, its summary, and back", async () => {
  await fc.assert(
    fc.asyncProperty(anyTree, fc.integer({ min: 1, max: 5000 }), async (tree, pieceSize) => {
      const stores = newStores();
      const root = await importTree(stores, treeItem(tree));
      const nar = await collect(renderNar(stores, root));
      const summary = await calculateNar(stores, root);
      expect(summary).toEqual({ narSize: nar.length, narSha256: hashBytes("sha256", nar) });
      const others = newStores();
      expect(await ingestNar(others, inPieces(nar, pieceSize), { expected: summary })).toEqual({
        node: root,
        ...summary,
      });
      expect(await readTree(others, root)).toEqual(tree);
    }),
    { numRuns: 60 },
  );
});

function inPieces(bytes: Uint8Array, size: number): ReadableStream<Uint8Array> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
  }
  return streamOfGenerator(pieces());
}

test("large files go through in pieces", async () => {
  const stores = newStores();
  const root = await importTree(stores, treeItem(sample));
  const pieces: Uint8Array[] = [];
  const others = newStores();
  async function* watched() {
    for await (const piece of piecesOf(renderNar(stores, root))) {
      pieces.push(piece);
      yield piece;
    }
  }
  const ingested = await ingestNar(others, streamOfGenerator(watched()));
  expect(ingested.node).toEqual(root);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(300_000);
  const large = await descendTo(others.directories, root, parsePath("large"));
  const content = large?.kind === "file" ? await others.blobs.read(large.digest) : null;
  expect(content !== null && bytesEqual(content, new Uint8Array(3_000_001).fill(3))).toBe(true);
});

test("a NAR is only read as fast as it is taken, and no further than that", async () => {
  const entries = Object.fromEntries(
    Array.from({ length: 2000 }, (_, i) => [`f${i}`, file(new Uint8Array(10_000).fill(i))]),
  );
  const stores = newStores();
  const root = await importTree(stores, treeItem(directory(entries)));
  let reads = 0;
  const read = stores.blobs.read.bind(stores.blobs);
  stores.blobs.read = (digest, options) => (reads++, read(digest, options));
  const reader = renderNar(stores, root).getReader();
  expect(reads).toBe(0);
  for (let i = 0; i < 5; i++) await reader.read();
  // What was taken, and what is read ahead.
  expect(reads).toBeLessThan((5 * 131_072) / 10_000 + 80);
  await reader.cancel();
  const before = reads;
  await new Promise((done) => setTimeout(done, 20));
  expect(reads).toBe(before);
});

describe("what can't be rendered", () => {
  test("trees with parts missing or of another size", async () => {
    const stores = newStores();
    const root = await importTree(
      stores,
      treeItem(directory({ a: directory({ b: file(Uint8Array.of(1)) }) })),
    );
    const without = (part: Partial<Stores>) => calculateNar({ ...stores, ...part }, root);
    await expect(without({ blobs: new MemoryBlobs() })).rejects.toThrow(
      /blob blake3-.* needed for 'a\/b', is missing/,
    );
    await expect(without({ directories: new MemoryDirectories() })).rejects.toMatchObject({
      kind: "missing",
    });
    const digest = await stores.blobs.put(new Uint8Array(400_000));
    for (const size of [0, 399_999, 400_001]) {
      const node: Node = { kind: "file", digest, size, executable: false };
      await expect(calculateNar(stores, node)).rejects.toMatchObject({ kind: "corrupt" });
      await expect(calculateNar(stores, node)).rejects.toThrow(
        /has 400000 bytes( instead of|, more than the)/,
      );
    }
  });

  test("cancelled ones", async () => {
    const stores = newStores();
    const root = await importTree(stores, treeItem(sample));
    const abort = new AbortController();
    abort.abort(new Error("enough"));
    await expect(collect(renderNar(stores, root, { signal: abort.signal }))).rejects.toThrow("enough");
    await expect(ingestNar(stores, renderNar(stores, root), { signal: abort.signal })).rejects.toThrow(
      "enough",
    );
  });
});

describe("what is not stored", () => {
  test("NARs that are cut off, changed or not the expected ones", async () => {
    const stores = newStores();
    const root = await importTree(stores, treeItem(sample));
    const nar = await collect(renderNar(stores, root));
    const { narSize, narSha256 } = await calculateNar(stores, root);
    const refused = async (bytes: Uint8Array, error: object, expected = { narSize, narSha256 }) => {
      const target = newStores();
      await expect(ingestNar(target, streamOfBytes(bytes), { expected })).rejects.toMatchObject(error);
      expect(await target.directories.get(root.kind === "directory" ? root.digest : emptyDigest)).toBeNull();
    };
    await refused(nar.subarray(0, -8), { name: "NarError" });
    await refused(nar.subarray(0, 2_000_000), { name: "NarError" });
    await refused(Uint8Array.from([...nar.subarray(0, 500), 1]), { name: "NarError" });
    const changed = nar.slice();
    changed[1_000_000]! ^= 1;
    await refused(changed, { kind: "corrupt" });
    await refused(nar, { kind: "corrupt" }, { narSize: narSize + 1, narSha256 });
    await expect(ingestNar(newStores(), streamOfBytes(new Uint8Array(40)))).rejects.toBeInstanceOf(NarError);
  });
});

test("each NAR is calculated once", async () => {
  const stores = newStores();
  const root = await importTree(stores, treeItem(sample));
  let calls = 0;
  const over = calculationOver(stores);
  const cached = new CachedNarCalculation(
    { calculate: (node, options) => (calls++, over.calculate(node, options)) },
    1,
  );
  const [a, b] = await Promise.all([cached.calculate(root), cached.calculate(root)]);
  expect(a).toBe(b);
  expect(await cached.calculate(root)).toBe(a);
  expect(calls).toBe(1);
  await cached.calculate({ kind: "symlink", target: "x" });
  await cached.calculate(root);
  expect(calls).toBe(3);
  const missing: Node = { kind: "file", digest: "0".repeat(64) as never, size: 1, executable: false };
  await expect(cached.calculate(missing)).rejects.toMatchObject({ kind: "missing" });
  await expect(cached.calculate(missing)).rejects.toMatchObject({ kind: "missing" });
});

describe.skipIf(!hasNix)("like Nix", () => {
  const scratch = mkdtempSync(join(tmpdir(), "castore-nar-"));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

  function write(path: Buffer, tree: MemoryTree): void {
    if (tree.kind === "symlink") symlinkSync(latin1(tree.target), path);
    else if (tree.kind === "file") {
      writeFileSync(path, tree.content);
      chmodSync(path, tree.executable ? 0o755 : 0o644);
    } else {
      mkdirSync(path);
      for (const [name, child] of tree.entries) write(Buffer.concat([path, latin1(`/${name}`)]), child);
    }
  }

  test("hashes of random trees equal nix-hash's", async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyTree, { minLength: 1, maxLength: 12 }), async (trees) => {
        const paths = trees.map((tree) => {
          const path = join(scratch, String(count++));
          write(Buffer.from(path), tree);
          return path;
        });
        const printed = execFileSync("nix-hash", ["--type", "sha256", "--base32", ...paths], {
          encoding: "utf8",
        });
        const ours: string[] = [];
        for (const tree of trees) {
          const stores = newStores();
          const root = await importTree(stores, treeItem(tree));
          ours.push(toNixBase32((await calculateNar(stores, root)).narSha256));
        }
        expect(ours).toEqual(printed.trim().split("\n"));
      }),
      { numRuns: 15 },
    );
  });
});
