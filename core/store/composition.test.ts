import { IDBFactory } from "fake-indexeddb";
import { describe, expect, test } from "vitest";
import {
  emptyDigest,
  fixedChunker,
  IdbStore,
  importTree,
  Metrics,
  treeItem,
  type DirectoryNode,
  type Fetch,
  type MemoryTree,
} from "../castore/index.ts";
import { formatSecretKey, parseStorePath, secretKeyOfSeed, verifyNarInfo } from "../nix-compat/index.ts";
import {
  CachedPathInfos,
  composeStores,
  IdbPathInfos,
  LruPathInfos,
  MemoryPathInfos,
  narInfoOf,
  parseComposition,
  PriorityPathInfos,
  type CompositionHost,
  type PathInfo,
  type PathInfoService,
} from "./index.ts";

const nothing: Fetch = async () => ({
  status: 404,
  headers: { get: () => null },
  arrayBuffer: async () => new ArrayBuffer(0),
  body: null,
});
const host = (more: Partial<CompositionHost> = {}): CompositionHost => {
  let time = 0;
  return { fetch: nothing, metrics: new Metrics(() => (time += 5)), ...more };
};
const memory = { type: "memory" };
const plain = {
  blobservices: { root: memory },
  directoryservices: { root: memory },
  pathinfoservices: { root: memory },
};
const infoOf = (digit: string): PathInfo => ({
  storePath: parseStorePath(`/nix/store/${digit.repeat(32)}-x`),
  node: { kind: "file", digest: emptyDigest, size: 0, executable: false },
  references: [],
  narSize: 112,
  narSha256: new Uint8Array(32),
  signatures: [],
  deriver: null,
  contentAddress: null,
});

const toml = `
[blobservices.root]
type = "combined"
near = "here"
far = "there"
fill = true
[blobservices.here]
type = "memory"
[blobservices.there]
type = "http"
url = "https://host/store"

[directoryservices.root]
type = "cache"
near = "a"
far = "b"
[directoryservices.a]
type = "memory"
[directoryservices.b]
type = "http"
url = "https://host/store"

[pathinfoservices.root]
type = "priority"
services = ["signed", "nixos"]
[pathinfoservices.signed]
type = "keyfile-signing"
inner = "quick"
keyfile = "/key"
[pathinfoservices.quick]
type = "cache"
near = "lru"
far = "kept"
write_through = true
[pathinfoservices.lru]
type = "lru"
capacity = 2
[pathinfoservices.kept]
type = "memory"
[pathinfoservices.nixos]
type = "nix"
base_url = "https://cache.nixos.org"
public_keys = ["cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY="]
`;

test("services by name, counted by name", async () => {
  const key = secretKeyOfSeed("me-1", new Uint8Array(32).fill(1));
  const metrics = new Metrics(() => 0);
  const found = composeStores(
    parseComposition(toml),
    host({ metrics, readFile: (path) => (path === "/key" ? formatSecretKey(key) : "") }),
  );
  const digest = await found.blobs.put(Uint8Array.of(1, 2, 3));
  expect(await found.blobs.read(digest)).toEqual(Uint8Array.of(1, 2, 3));
  expect(await found.blobs.has(emptyDigest)).toBe(true);
  const signed = await found.pathInfos.put(infoOf("0"));
  const narInfo = narInfoOf(signed, { url: "x", compression: null, fileHash: null, fileSize: null });
  expect(verifyNarInfo(narInfo, [{ name: "me-1", key: key.publicKey }])).toEqual({
    status: "ok",
    key: "me-1",
  });
  expect(await found.pathInfos.get("0".repeat(32))).toEqual(signed);
  expect(await found.pathInfos.get("1".repeat(32))).toBeNull();
  const counts = Object.fromEntries(metrics.all().map(({ name, ...rest }) => [name, rest]));
  expect(counts["blobservices.here"]).toMatchObject({ hits: 2, bytesRead: 3, bytesWritten: 3 });
  expect(counts["pathinfoservices.nixos"]).toMatchObject({ requests: 1, misses: 1 });
  expect(counts["pathinfoservices.kept"]).toMatchObject({ requests: 2, misses: 1 });
  const listed = [];
  for await (const info of found.pathInfos.list()) listed.push(info.storePath.hash);
  expect(listed).toEqual(["0".repeat(32)]);
});

test("JSON, Tvix's names, and IndexedDB", async () => {
  const indexedDb = await IdbStore.open({
    factory: new IDBFactory(),
    chunker: fixedChunker(1000),
    clock: () => 0,
  });
  const idb = { type: "indexeddb" };
  const config = JSON.stringify({
    blobservices: { default: { type: "combined", local: "x", remote: "x" }, x: idb },
    directoryservices: { default: idb },
    pathinfoservices: { default: idb },
  });
  const found = composeStores(parseComposition(config), host({ indexedDb }));
  const tree: MemoryTree = { kind: "directory", entries: new Map([["a", { kind: "symlink", target: "b" }]]) };
  const root = (await importTree(found, treeItem(tree))) as DirectoryNode;
  const info = { ...infoOf("2"), node: root };
  await found.pathInfos.put(info);
  await indexedDb.collectGarbage();
  expect(await found.directories.get(root.digest)).not.toBeNull();
  expect(await found.pathInfos.get("2".repeat(32))).toEqual(info);
  await new IdbPathInfos(indexedDb).delete("2".repeat(32));
  await indexedDb.collectGarbage();
  expect(await found.directories.get(root.digest)).toBeNull();
  indexedDb.close();
});

describe("what is wrong is told with its place", () => {
  const of = (more: Record<string, unknown>): unknown => ({ ...plain, ...more });
  test.each<[unknown, RegExp]>([
    [[], /the configuration is not a table/],
    [{}, /has no 'blobservices'/],
    [of({ x: {} }), /configuration.x: this is no key here/],
    [of({ blobservices: {} }), /blobservices has no 'root'/],
    [of({ blobservices: { root: 1 } }), /blobservices.root is not a table/],
    [of({ blobservices: { root: {} } }), /blobservices.root.type: this is missing/],
    [of({ blobservices: { root: { type: "redb" } } }), /blobservices.root.type: 'redb' is none of memory/],
    [
      of({ blobservices: { root: { type: "memory", url: "" } } }),
      /blobservices.root.url: this is no key here/,
    ],
    [of({ blobservices: { root: { type: "http", url: "ftp://x" } } }), /'ftp:\/\/x' is no URL/],
    [
      of({ blobservices: { root: { type: "combined", near: "a", far: "b" } } }),
      /root.near refers to 'a', but blobservices has only root/,
    ],
    [
      of({
        blobservices: {
          root: memory,
          a: { type: "combined", near: "b", far: "root" },
          b: { type: "combined", near: "a", far: "root" },
        },
      }),
      /blobservices.a → blobservices.b → blobservices.a/,
    ],
    [of({ blobservices: { root: { type: "indexeddb" } } }), /there is no IndexedDB here/],
    [of({ pathinfoservices: { root: { type: "lru", capacity: 0 } } }), /capacity 0/],
    [of({ pathinfoservices: { root: { type: "priority", services: [] } } }), /root.services: is empty/],
    [
      of({ pathinfoservices: { root: { type: "nix", base_url: "https://x", public_keys: ["x"] } } }),
      /root.public_keys: public key must be/,
    ],
    [
      of({ pathinfoservices: { root: { type: "keyfile-signing", inner: "m", keyfile: "/k" }, m: memory } }),
      /root.keyfile: there are no files/,
    ],
  ])("%j", (config, message) => {
    expect(() => composeStores(config, host())).toThrow(message);
  });

  test("text that is neither TOML nor JSON", () => {
    expect(() => parseComposition("[a\nb")).toThrow(/can't be read/);
    expect(() => parseComposition("{,}")).toThrow(/can't be read/);
  });
});

test("the least recently used is forgotten", async () => {
  const lru = new LruPathInfos(2);
  await lru.put(infoOf("0"));
  await lru.put(infoOf("1"));
  await lru.get("0".repeat(32));
  await lru.put(infoOf("2"));
  expect(await lru.get("1".repeat(32))).toBeNull();
  expect(await lru.get("0".repeat(32))).not.toBeNull();
});

test("a cache takes over what is found afar; one that fails does not stop the others", async () => {
  const [near, far] = [new MemoryPathInfos(), new MemoryPathInfos()];
  await far.put(infoOf("0"));
  const cached = new CachedPathInfos(near, far, false);
  expect(await cached.get("0".repeat(32))).not.toBeNull();
  expect(await near.get("0".repeat(32))).not.toBeNull();
  await cached.put(infoOf("1"));
  expect(await far.get("1".repeat(32))).toBeNull();
  const broken: PathInfoService = {
    get: () => Promise.reject(new Error("down")),
    put: () => Promise.reject(new Error("down")),
    list: () => near.list(),
  };
  const several = new PriorityPathInfos([broken, near]);
  expect(await several.get("0".repeat(32))).not.toBeNull();
  await expect(several.get("9".repeat(32))).rejects.toThrow("down");
});
