import { IDBFactory } from "fake-indexeddb";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import {
  collect,
  CastoreError,
  Directory,
  digestOf,
  fixedChunker,
  IdbStore,
  importTree,
  MemoryBlobs,
  MemoryDirectories,
  outboardOf,
  readTree,
  streamOfBytes,
  treeItem,
  type DatabaseFactory,
  type Digest,
  type MemoryTree,
  type Node,
} from "../index.ts";
import { anyTree } from "../testing/trees.ts";
import { Crash, type CrashPlan } from "./testing/crash.ts";

const chunker = fixedChunker(5000);
let now = 1_000_000;
const opened: IdbStore[] = [];
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});

async function open(factory: DatabaseFactory): Promise<IdbStore> {
  const store = await IdbStore.open({ factory, chunker, clock: () => now });
  opened.push(store);
  return store;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const noise = (size: number, seed = 1): Uint8Array =>
  new Uint8Array(size).map((_, i) => (Math.imul(i + seed, 2654435761) >>> 13) & 0xff);
const file = (content: Uint8Array): MemoryTree => ({ kind: "file", content, executable: false });
const directory = (entries: Record<string, MemoryTree>): MemoryTree => ({
  kind: "directory",
  entries: new Map(Object.entries(entries)),
});

test("random trees come back, also after opening anew", async () => {
  await fc.assert(
    fc.asyncProperty(anyTree, async (tree) => {
      const factory = new IDBFactory();
      const store = await open(factory);
      const session = await store.openSession();
      const root = await importTree(store, treeItem(tree));
      expect(await readTree(store, root)).toEqual(tree);
      await session.close();
      store.close();
      const again = await open(factory);
      expect(await readTree(again, root)).toEqual(tree);
      expect(await again.verify()).toMatchObject({ damages: [] });
    }),
    { numRuns: 30 },
  );
});

test("blobs of all sizes, whole and in ranges", async () => {
  const store = await open(new IDBFactory());
  await fc.assert(
    fc.asyncProperty(
      fc.nat(30_000),
      fc.nat(30_000),
      fc.nat(30_000),
      fc.boolean(),
      async (size, a, b, streamed) => {
        const content = noise(size, a);
        let digest: Digest;
        if (streamed) {
          const writer = store.blobs.openWrite();
          for (let at = 0; at < size; at += 777) await writer.write(content.subarray(at, at + 777));
          digest = await writer.close();
        } else {
          digest = await store.blobs.put(content);
        }
        expect(digest).toBe(digestOf(content));
        expect(await store.blobs.has(digest)).toBe(true);
        expect(Buffer.compare((await store.blobs.read(digest))!, content)).toBe(0);
        const start = Math.min(a, b, size);
        const end = Math.max(a, b);
        const part = await collect((await store.blobs.openRead(digest, { range: { start, end } }))!);
        expect(Buffer.compare(part, content.subarray(start, end))).toBe(0);
        const chunks = (await store.blobs.chunks(digest))!;
        if (size > 5000) expect(chunks.reduce((sum, chunk) => sum + chunk.size, 0)).toBe(size);
        else expect(chunks).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
  const absent = digestOf(bytesOf("absent"));
  expect(await store.blobs.read(absent)).toBeNull();
  expect(await store.blobs.openRead(absent)).toBeNull();
  expect(await store.blobs.chunks(absent)).toBeNull();
  expect(store.blobs.missing([absent, absent])).toEqual([absent]);
  await expect(store.blobs.read(digestOf(noise(0)), { limit: 0 })).resolves.toHaveLength(0);
  const large = await store.blobs.put(noise(9000, 3));
  await expect(store.blobs.read(large, { limit: 8999 })).rejects.toThrow(/more than the 8999/);
});

test("large blobs keep what proves any part of them", async () => {
  const store = await open(new IDBFactory());
  const content = noise(60_000);
  const writer = store.blobs.openWrite();
  for (let at = 0; at < content.length; at += 999) await writer.write(content.subarray(at, at + 999));
  const digest = await writer.close();
  await store.flush();
  expect(await store.blobs.outboard(digest)).toEqual(outboardOf(content).outboard);
  const again = await open(new IDBFactory());
  expect(await again.blobs.put(content)).toBe(digest);
  await again.flush();
  expect(await again.blobs.outboard(digest)).toEqual(outboardOf(content).outboard);
  expect(await again.blobs.outboard(await again.blobs.put(noise(10)))).toBeNull();
});

test("few records for many blobs; what is there is not stored again", async () => {
  const factory = new IDBFactory();
  const store = await open(factory);
  const tree = directory(
    Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`f${i}`, file(bytesOf(`${i}`))])),
  );
  const counts = { files: 0, fresh: 0 };
  const onStored = (_: number, isNew: boolean): void => {
    counts.files++;
    if (isNew) counts.fresh++;
  };
  const root = await importTree(store, treeItem(tree), { onStored });
  expect(counts).toEqual({ files: 3000, fresh: 3000 });
  const before = await store.usage();
  expect(before.packs).toBeLessThanOrEqual(2);
  expect(before.objects).toBe(3001);
  const other = await open(factory);
  expect(await importTree(other, treeItem(tree), { onStored })).toEqual(root);
  expect(counts).toEqual({ files: 6000, fresh: 3000 });
  await other.flush();
  expect(await other.usage()).toEqual(before);
  await store.blobs.prefetch([digestOf(bytesOf("1")), digestOf(bytesOf("absent"))]);
});

test("packs of any fill come back whole", async () => {
  const factory = new IDBFactory();
  const store = await IdbStore.open({ factory, chunker: fixedChunker(1 << 20), clock: () => now });
  const sizes = [
    ...Array.from({ length: 250 }, (_, i) => 4000 + i),
    520_000,
    524_288,
    700_000,
    10,
    300_000,
    300_000,
  ];
  const contents = sizes.map((size, i) => noise(size, i * 7919));
  const digests = await Promise.all(contents.map((content) => store.blobs.put(content)));
  await store.flush();
  expect(await store.usage()).toMatchObject({
    objects: sizes.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
  });
  store.close();
  const again = await open(factory);
  // What is read is checked against its digest.
  for (const [i, digest] of digests.entries())
    expect((await again.blobs.read(digest))?.length).toBe(sizes[i]);
  expect(await again.verify()).toMatchObject({ damages: [] });
});

test("another tab's writes are seen after a refresh, and packs that were moved are found", async () => {
  const factory = new IDBFactory();
  const [one, two] = [await open(factory), await open(factory)];
  const keep = await one.blobs.put(noise(100, 1));
  await one.blobs.put(noise(4000, 2));
  await one.flush();
  expect(await two.blobs.has(keep)).toBe(false);
  await two.packs.refresh();
  expect(await two.blobs.has(keep)).toBe(true);
  await one.pin({
    name: "a",
    kind: "mount",
    node: { kind: "file", digest: keep, size: 100, executable: false },
  });
  const report = await one.collectGarbage();
  expect(report).toMatchObject({ kept: 1, removed: 1, bytesBefore: 4100, bytesAfter: 100 });
  expect(await two.blobs.read(keep)).toEqual(noise(100, 1));
});

test("what another tab collected meanwhile is not there, which is no damage", async () => {
  const factory = new IDBFactory();
  const writer = await open(factory);
  const session = await writer.openSession();
  const digest = await writer.blobs.put(bytesOf("garbage"));
  await session.close();
  const reader = await open(factory);
  await writer.collectGarbage({ alone: true });
  expect(await reader.blobs.read(digest)).toBeNull();
});

test("a directory is not stored before what is in it", async () => {
  const store = await open(new IDBFactory());
  const inner = Directory.of([{ name: "x", node: { kind: "symlink", target: "y" } }]);
  const outer = Directory.of([{ name: "in", node: inner.node() }]);
  await expect(store.directories.put(outer)).rejects.toThrow(/must be stored before/);
  await store.directories.put(inner);
  await store.directories.put(outer);
  const closure = [];
  for await (const found of store.directories.getRecursive(outer.digest)) closure.push(found.digest);
  expect(closure).toEqual([outer.digest, inner.digest]);
  await expect(
    store.pin({
      name: "p",
      kind: "mount",
      node: { kind: "directory", digest: digestOf(bytesOf("?")), size: 1 },
    }),
  ).rejects.toThrow(/'p' is to keep is not in the store/);
});

describe("garbage", () => {
  test("what is pinned stays, with all below it; the rest goes", async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, anyTree, async (kept, dropped) => {
        const factory = new IDBFactory();
        const store = await open(factory);
        const session = await store.openSession();
        const root = await importTree(store, treeItem(kept));
        const other = await importTree(store, treeItem(dropped));
        await store.pin({ name: "kept", kind: "mount", node: root });
        await store.pin({ name: "other", kind: "mount", node: other });
        await session.close();
        await store.unpin("other");
        await store.collectGarbage();
        expect(await readTree(store, root)).toEqual(kept);
        expect(await store.verify()).toMatchObject({ damages: [] });
        await store.unpin("kept");
        await store.collectGarbage();
        expect(await store.usage()).toMatchObject({ objects: 0, packs: 0, bytes: 0, largeBlobs: 0 });
        store.close();
      }),
      { numRuns: 20 },
    );
  });

  test("an import that runs meanwhile loses nothing, though it meets what is to be removed", async () => {
    for (let round = 0; round < 10; round++) {
      const store = await open(new IDBFactory());
      const shared = Object.fromEntries(
        Array.from({ length: 20 }, (_, i) => [`s${i}`, file(noise(6000 + i, i))]),
      );
      // Garbage that the import will want again.
      const first = await store.openSession();
      await importTree(store, treeItem(directory({ old: directory(shared) })));
      await first.abort();
      const tree = directory({ old: directory(shared), fresh: file(noise(100, round)) });
      const session = await store.openSession();
      const importing = (async (): Promise<Node> => {
        for (let i = 0; i < round; i++) await new Promise((resolve) => setTimeout(resolve, 0));
        return importTree(store, treeItem(tree));
      })();
      await Promise.all([importing, store.collectGarbage()]);
      const root = await importing;
      await store.pin({ name: "it", kind: "mount", node: root });
      await session.close();
      expect(await readTree(store, root)).toEqual(tree);
      await store.collectGarbage();
      expect(await readTree(store, root)).toEqual(tree);
      expect(await store.verify()).toMatchObject({ damages: [], pins: [] });
    }
  });

  test("an import in another tab is waited for, unless it is long dead", async () => {
    const factory = new IDBFactory();
    const [one, two] = [await open(factory), await open(factory)];
    await one.openSession();
    await expect(two.collectGarbage()).rejects.toThrow(/an import runs in another tab/);
    now += 200_000;
    await one.renewLeases();
    await expect(two.collectGarbage()).rejects.toThrow(/an import runs in another tab/);
    now += 200_000;
    await expect(two.collectGarbage()).resolves.toMatchObject({ removed: 0 });
  });
});

test("no room for a session: nothing stays open", async () => {
  const crash = new Crash(new IDBFactory(), 0, "quota");
  const store = await open(crash.factory);
  await expect(store.openSession()).rejects.toMatchObject({ kind: "quota" });
  crash.lift();
  await store.blobs.put(noise(100));
  expect(await store.collectGarbage()).toMatchObject({ removed: 1 });
});

test("putting renews the lease", async () => {
  const factory = new IDBFactory();
  const [one, two] = [await open(factory), await open(factory)];
  const session = await one.openSession();
  for (let i = 0; i < 4; i++) {
    now += 60_000;
    for (let k = 0; k < 20; k++) await one.blobs.put(noise(100, 20 * i + k));
    await one.flush();
  }
  await expect(two.collectGarbage()).rejects.toThrow(/an import runs in another tab/);
  await session.close();
});

test("whoever holds a lock need not wait for the dead", async () => {
  const factory = new IDBFactory();
  const [dead, store] = [await open(factory), await open(factory)];
  await dead.openSession();
  await dead.blobs.put(noise(100));
  await dead.flush();
  await store.packs.refresh();
  expect(await store.collectGarbage({ alone: true })).toMatchObject({ removed: 1 });
});

test("verifying and collecting wait for each other", async () => {
  const store = await open(new IDBFactory());
  const session = await store.openSession();
  const tree = directory(
    Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}`, file(noise(4000, i))])),
  );
  const root = await importTree(store, treeItem(tree));
  await importTree(store, treeItem(directory({ x: file(noise(300_000, 7)) })));
  await store.pin({ name: "it", kind: "mount", node: root });
  await session.close();
  const [collected, ...reports] = await Promise.all([
    store.collectGarbage(),
    store.verify(),
    store.collectGarbage(),
    store.verify(),
  ]);
  expect(collected.removed).toBeGreaterThan(0);
  const objects = collected.kept;
  expect(reports).toMatchObject([{ objects, damages: [] }, { removed: 0 }, { objects, damages: [] }]);
  expect(await readTree(store, root)).toEqual(tree);
});

test("two who write without a lock do not overwrite each other's packs", async () => {
  const factory = new IDBFactory();
  const [one, two] = [await open(factory), await open(factory)];
  for (let i = 0; i < 3; i++) {
    for (const [store, seed] of [
      [one, i],
      [two, i + 10],
    ] as const) {
      await store.blobs.put(noise(500, seed));
      await store.flush();
    }
  }
  const third = await open(factory);
  for (const seed of [0, 1, 2, 10, 11, 12]) {
    expect(await third.blobs.read(digestOf(noise(500, seed)))).toEqual(noise(500, seed));
  }
  expect(await third.usage()).toMatchObject({ objects: 6, packs: 6 });
});

describe("killed at every transaction", () => {
  const tree = directory({
    a: directory({ big: file(noise(40_000, 1)), small: file(bytesOf("small")) }),
    b: directory(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${i}`, file(noise(4000, i))]))),
    link: { kind: "symlink", target: "a" },
  });

  /** All a store goes through: import, pin, another import, dropping the first, collecting. */
  async function life(factory: DatabaseFactory): Promise<void> {
    const store = await open(factory);
    const session = await store.openSession();
    const first = await importTree(store, treeItem(directory({ x: file(noise(3000, 9)), y: tree })));
    await store.flush();
    await store.pin({ name: "first", kind: "mount", node: first });
    await session.close();
    const next = await store.openSession();
    const root = await importTree(store, treeItem(tree));
    await store.pin({ name: "second", kind: "mount", node: root });
    await next.close();
    await store.unpin("first");
    await store.collectGarbage();
  }

  test.each<CrashPlan>(["abort", "commit"])("%s", async (plan) => {
    for (let at = 0; ; at++) {
      const factory = new IDBFactory();
      const crash = new Crash(factory, at, plan);
      const done = await life(crash.factory).then(
        () => true,
        () => false,
      );
      crash.kill();
      const store = await open(factory);
      expect(await store.verify()).toMatchObject({ damages: [], pins: [] });
      for (const { node } of await store.pins()) await readTree(store, node);
      // Whatever is left over does no harm: the same life goes well.
      now += 200_000;
      await life(factory);
      const again = await open(factory);
      expect(await again.verify()).toMatchObject({ damages: [], pins: [] });
      expect((await again.pins()).map(({ name }) => name)).toEqual(["second"]);
      expect(await readTree(again, (await again.pins())[0]!.node)).toEqual(tree);
      if (done && crash.seen < at) break;
      expect(at).toBeLessThan(60);
    }
  });
});

test("no room: a clear error, nothing visible, and it goes on when there is room", async () => {
  const factory = new IDBFactory();
  const crash = new Crash(factory, 1, "quota");
  const store = await open(crash.factory);
  const session = await store.openSession();
  const done = importTree(store, treeItem(directory({ d: directory({ f: file(noise(1000)) }) })));
  await expect(done).rejects.toThrow(/no room left/);
  await expect(done).rejects.toMatchObject({ kind: "quota" });
  await expect(session.close()).rejects.toBeInstanceOf(CastoreError);
  crash.lift();
  expect(await store.usage()).toMatchObject({ objects: 0, packs: 0 });
  expect(await store.verify()).toMatchObject({ damages: [] });
  expect(await store.collectGarbage()).toMatchObject({ kept: 0 });
  const again = await store.openSession();
  const root = await importTree(store, treeItem(directory({ f: file(noise(1000)) })));
  await again.close();
  expect(await readTree(store, root)).toEqual(directory({ f: file(noise(1000)) }));
});

describe("verifying", () => {
  const tree = directory({
    d: directory({ f: file(noise(100, 1)), big: file(noise(12_000, 2)) }),
    g: file(noise(50, 3)),
  });

  /** A store with a pinned tree, whose packs were changed behind its back. */
  async function damagedStore(
    spoil: (packs: Uint8Array[]) => void,
  ): Promise<{ store: IdbStore; root: Node }> {
    const factory = new IDBFactory();
    const store = await open(factory);
    const root = await importTree(store, treeItem(tree));
    await store.pin({ name: "it", kind: "mount", node: root });
    await store.pin({ name: "fine", kind: "mount", node: { kind: "symlink", target: "x" } });
    store.close();
    await Crash.changePacks(factory, spoil);
    return { store: await open(factory), root };
  }

  test.each([0, 60, 4000, 12_160, 12_300])("a byte changed at %i is found, named and mended", async (at) => {
    const { store, root } = await damagedStore(
      ([pack]) => void (pack![Math.min(at, pack!.length - 1)]! ^= 1),
    );
    await expect(readTree(store, root)).rejects.toMatchObject({ kind: "corrupt" });
    const report = await store.verify();
    expect(report.pins).toEqual(["it"]);
    expect(report.damages.length).toBeGreaterThan(0);
    const source = { blobs: new MemoryBlobs(), directories: new MemoryDirectories() };
    await importTree(source, treeItem(tree));
    const mended = await store.verify({ repairFrom: source });
    expect(mended.damages.every(({ repaired }) => repaired)).toBe(true);
    expect(mended.pins).toEqual([]);
    expect(await readTree(store, root)).toEqual(tree);
    expect(await store.verify()).toMatchObject({ damages: [], pins: [] });
  });

  test("a pack that is gone", async () => {
    const { store, root } = await damagedStore((packs) => void packs.splice(0));
    await expect(readTree(store, root)).rejects.toMatchObject({ kind: "corrupt" });
    const { damages } = await store.verify();
    expect(damages[0]).toMatchObject({ problem: "its pack is missing", repaired: false });
    const source = { blobs: new MemoryBlobs(), directories: new MemoryDirectories() };
    await importTree(source, treeItem(tree));
    const cutOff = new MemoryBlobs();
    cutOff.openRead = async () =>
      new ReadableStream({ pull: (controller) => controller.error(new CastoreError("corrupt", "cut off")) });
    const tried = await store.verify({ repairFrom: { ...source, blobs: cutOff } });
    expect(tried.damages.some(({ repaired }) => repaired)).toBe(true);
    expect(tried.damages.some(({ kind, repaired }) => kind === "blob" && repaired)).toBe(false);
    await store.verify({ repairFrom: source });
    expect(await readTree(store, root)).toEqual(tree);
  });
});

test("a database of a later version is left alone", async () => {
  const factory = new IDBFactory();
  await new Promise((resolve) => {
    const request = factory.open("castore", 99);
    request.onsuccess = () => {
      request.result.close();
      resolve(null);
    };
  });
  await expect(open(factory)).rejects.toThrow(/written by a newer version/);
});

test("cancelling a stream of a large blob", async () => {
  const store = await open(new IDBFactory());
  const digest = await store.blobs.put(noise(50_000));
  const control = new AbortController();
  const stream = (await store.blobs.openRead(digest, { signal: control.signal }))!;
  const reader = stream.getReader();
  await reader.read();
  control.abort(new Error("enough"));
  await expect(reader.read()).rejects.toThrow("enough");
  expect(await collect(streamOfBytes(noise(3)))).toEqual(noise(3));
});
