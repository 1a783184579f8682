import { describe, expect, test } from "vitest";
import {
  CastoreError,
  contentChunker,
  emptyDigest,
  importTree,
  MemoryBlobs,
  MemoryDirectories,
  MemoryObjects,
  ObjectBlobs,
  ObjectDirectories,
  storedFrame,
  treeItem,
  type Fetch,
  type MemoryTree,
  type Stores,
} from "../castore/index.ts";
import { origin, testBridge, type TestBridge } from "./bridge/testing/bridge.ts";
import { bringTree, calculateNar, castoreSource, NixCache } from "./index.ts";

const objectStores = (): Stores => {
  const store = new MemoryObjects();
  const writing = { store, compress: storedFrame, chunker: contentChunker() };
  return { blobs: new ObjectBlobs(store, writing), directories: new ObjectDirectories(store, writing) };
};
const memoryStores = (): Stores => ({ blobs: new MemoryBlobs(), directories: new MemoryDirectories() });

/** Bytes that are different everywhere. */
function noise(size: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: size }, () => (state = (state * 1_103_515_245 + 12_345) >>> 0) >>> 24);
}

const file = (content: Uint8Array): MemoryTree => ({ kind: "file", content, executable: false });
const tree = (large: Uint8Array): MemoryTree => ({
  kind: "directory",
  entries: new Map<string, MemoryTree>([
    ["empty", file(new Uint8Array(0))],
    ["large", file(large)],
    ["link", { kind: "symlink", target: "large" }],
    ["sub", { kind: "directory", entries: new Map([["small", file(Uint8Array.of(1, 2, 3))]]) }],
  ]),
});

/** A client of a bridge, what it asks for noted. */
function clientOf(
  bridge: TestBridge,
  change: (path: string, answer: Response) => Promise<Response> | Response = (_, a) => a,
) {
  const asked: string[] = [];
  const fetch = (async (url: string, init: RequestInit) => {
    const path = url.slice(origin.length);
    asked.push(path);
    return change(path, await bridge.ask(path, init));
  }) as unknown as Fetch;
  return { asked, fetch };
}

describe("only what is missing is fetched", () => {
  test.each([
    ["in chunks", objectStores],
    ["whole", memoryStores],
  ])("of blobs that the bridge has %s", async (_, stores) => {
    const bridge = testBridge({ stores: stores() });
    const old = noise(2_000_000, 1);
    const newer = old.slice();
    newer.set(noise(1000, 2), 900_000);
    const infos = [await bridge.add("a", tree(old)), await bridge.add("a", tree(newer))];
    const target = objectStores();
    const counts: number[] = [];
    for (const info of infos) {
      const { asked, fetch } = clientOf(bridge);
      const castore = castoreSource(`${origin}/castore-objects`, fetch);
      const failures: unknown[] = [];
      const cache = new NixCache({
        url: origin,
        fetch,
        stores: target,
        trustedKeys: null,
        castore,
        onFallback: (__, error) => failures.push(error),
      });
      expect(await cache.get(info.storePath.hash)).toEqual(info);
      expect(failures).toEqual([]);
      expect(asked.some((path) => path.startsWith("/nar/"))).toBe(false);
      expect(await calculateNar(target, info.node)).toEqual({
        narSize: info.narSize,
        narSha256: info.narSha256,
      });
      counts.push(asked.filter((path) => path.includes("/chunks/")).length);
    }
    if (stores === objectStores) expect(counts[1]).toBeLessThan(counts[0]! / 2);
    else expect(counts).toEqual([2, 1]);
  });
});

/** 16 MiB of zeros in a few hundred bytes: one block after the other that repeats a byte. */
function bomb(states: boolean): Uint8Array {
  const size = 16 << 20;
  const head = [0x28, 0xb5, 0x2f, 0xfd, ...(states ? [0xa0, 0, 0, 0, 1] : [0, 0x38])];
  const blocks = size >> 17;
  const header = (last: boolean): number[] => {
    const word = ((1 << 17) << 3) | 2 | (last ? 1 : 0);
    return [word & 255, (word >> 8) & 255, word >> 16, 0];
  };
  return Uint8Array.from([
    ...head,
    ...Array.from({ length: blocks }, (_, i) => header(i === blocks - 1)).flat(),
  ]);
}

function endless(): Response {
  const piece = new Uint8Array(1 << 16);
  const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(piece) });
  return new Response(body as never);
}

describe("whatever goes wrong with objects, the NAR is fetched", () => {
  const gone = (): Response => new Response("gone", { status: 404 });
  test.each<[string, (path: string, answer: Response) => Promise<Response> | Response]>([
    ["they are not there", (path, answer) => (path.includes("objects") ? gone() : answer)],
    ["a chunk is not there", (path, answer) => (path.includes("/chunks/") ? gone() : answer)],
    [
      "the host fails",
      (path, answer) => (path.includes("/blobs/") ? new Response("", { status: 500 }) : answer),
    ],
    [
      "a chunk is another one",
      (path, answer) =>
        path.includes("/chunks/") ? new Response(storedFrame(Uint8Array.of(9)) as BodyInit) : answer,
    ],
    [
      "the directories unpack to much more than the NAR, and say so",
      (path, answer) => (path.includes("/dirs/") ? new Response(bomb(true) as BodyInit) : answer),
    ],
    [
      "the directories unpack to much more than the NAR, and don't say so",
      (path, answer) => (path.includes("/dirs/") ? new Response(bomb(false) as BodyInit) : answer),
    ],
    [
      "a second bomb follows",
      (path, answer) =>
        path.includes("/dirs/")
          ? new Response(new Blob([storedFrame(new Uint8Array(0)), bomb(false)] as BlobPart[]))
          : answer,
    ],
    [
      "a chunk unpacks to much more than the NAR",
      (path, answer) => (path.includes("/chunks/") ? new Response(bomb(false) as BodyInit) : answer),
    ],
    [
      "a list of chunks has no end",
      (path, answer) => (path.includes("/blobs/") && answer.body !== null ? endless() : answer),
    ],
    [
      "the narinfo names another node",
      async (path, answer) =>
        path.endsWith(".narinfo")
          ? new Response((await answer.text()).replace(/castore\/.*\?/, "castore/GgYKABIDYS9i?"))
          : answer,
    ],
    [
      "the narinfo names no node",
      async (path, answer) =>
        path.endsWith(".narinfo")
          ? new Response((await answer.text()).replace(/castore\/.*\?/, "castore/AAAA?"))
          : answer,
    ],
  ])("%s", async (_, change) => {
    const bridge = testBridge({ stores: objectStores() });
    const info = await bridge.add("a", tree(noise(300_000, 1)));
    let narUrl = "";
    const { asked, fetch } = clientOf(bridge, async (path, answer) => {
      if (!path.startsWith("/nar/")) return change(path, answer);
      // The bridge of this test does not know what the changed narinfo names.
      const original = await (await bridge.ask(`/${info.storePath.hash}.narinfo`)).text();
      narUrl = /URL: (.*)/.exec(original)![1]!;
      return bridge.ask(`/${narUrl}`);
    });
    const failures: unknown[] = [];
    const target = memoryStores();
    const cache = new NixCache({
      url: origin,
      fetch,
      stores: target,
      trustedKeys: null,
      castore: castoreSource(`${origin}/castore-objects`, fetch),
      onFallback: (__, error) => failures.push(error),
    });
    expect(await cache.get(info.storePath.hash)).toEqual(info);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toBeInstanceOf(CastoreError);
    expect(asked.filter((path) => path.startsWith("/nar/"))).toHaveLength(1);
    expect(await calculateNar(target, info.node)).toEqual({
      narSize: info.narSize,
      narSha256: info.narSha256,
    });
  });
});

test("nothing is left of a tree whose NAR is another one", async () => {
  const bridge = testBridge({ stores: objectStores() });
  const info = await bridge.add("a", tree(noise(1000, 1)));
  const other = await importTree(bridge.stores, treeItem(tree(noise(1000, 2))));
  const { fetch } = clientOf(bridge);
  const target = memoryStores();
  const from = castoreSource(`${origin}/castore-objects`, fetch)(info.narSize);
  await expect(bringTree(from, target, other, info)).rejects.toThrow(/the NAR has the SHA-256/);
  expect(await target.directories.get(other.kind === "directory" ? other.digest : emptyDigest)).toBeNull();
});
