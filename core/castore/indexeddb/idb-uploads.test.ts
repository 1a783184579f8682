import { IDBFactory } from "fake-indexeddb";
import { afterEach, expect, test } from "vitest";
import {
  encodeNode,
  IdbStore,
  importTree,
  readTree,
  treeItem,
  type MemoryTree,
  type Node,
} from "../index.ts";

const day = 86_400_000;
let now = 1_000_000;
const opened: IdbStore[] = [];
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});

async function open(factory: IDBFactory): Promise<IdbStore> {
  const store = await IdbStore.open({ factory: factory as never, clock: () => now });
  opened.push(store);
  return store;
}

const tree: MemoryTree = {
  kind: "file",
  content: new TextEncoder().encode("what was uploaded"),
  executable: false,
};

async function upload(store: IdbStore): Promise<Node> {
  const session = await store.openSession();
  const node = await importTree(store, treeItem(tree));
  await store.uploads.put("ab".repeat(32), { node, narSize: 128 }, day);
  await session.close();
  return node;
}

test("an upload survives a restart, and keeps its content until its time is over", async () => {
  const factory = new IDBFactory();
  const node = await upload(await open(factory));
  opened[0]!.close();

  const store = await open(factory);
  expect(await store.uploads.get("ab".repeat(32))).toEqual({ node, narSize: 128 });
  expect(await store.uploads.get("cd".repeat(32))).toBeNull();
  now += day - 1;
  expect(await store.collectGarbage()).toMatchObject({ kept: 1, removed: 0 });
  expect(await readTree(store, node)).toEqual(tree);
  expect(await store.uploads.roots()).toEqual([node]);

  now += 1;
  expect(await store.uploads.roots()).toEqual([]);
  expect(await store.uploads.get("ab".repeat(32))).toBeNull();
  expect(await store.collectGarbage()).toMatchObject({ kept: 0, removed: 1 });
});

test("what got a path info meanwhile stays", async () => {
  const store = await open(new IDBFactory());
  const node = await upload(store);
  await store.infos.put("path", new Uint8Array([1]), node);
  now += 2 * day;
  expect(await store.collectGarbage()).toMatchObject({ kept: 1, removed: 0 });
});

test("an older page that lets go late: nothing of the opening that gave up stays open", async () => {
  const factory = new IDBFactory();
  const older = factory.open("castore", 1);
  await new Promise((resolve, reject) => {
    older.onupgradeneeded = () => {
      older.result.createObjectStore("packs", { autoIncrement: true });
      for (const name of ["index", "lists", "pins", "infos", "leases"]) older.result.createObjectStore(name);
    };
    older.onerror = () => reject(older.error!);
    older.onsuccess = resolve;
  });
  await expect(open(factory)).rejects.toThrow("in use by an older page");
  older.result.close();
  (await open(factory)).close();
  // Nobody is left who would have to close it.
  await new Promise((resolve, reject) => {
    const removing = factory.deleteDatabase("castore");
    removing.onsuccess = resolve;
    removing.onblocked = () => reject(new Error("somebody has it open"));
  });
});

test("a database of the first version gets room for uploads, and keeps what it holds", async () => {
  const factory = new IDBFactory();
  const request = factory.open("castore", 1);
  await new Promise((resolve, reject) => {
    request.onupgradeneeded = () => {
      request.result.createObjectStore("packs", { autoIncrement: true });
      for (const name of ["index", "lists", "pins", "infos", "leases"])
        request.result.createObjectStore(name);
    };
    request.onerror = () => reject(request.error!);
    request.onsuccess = resolve;
  });
  const writing = request.result.transaction("pins", "readwrite");
  writing
    .objectStore("pins")
    .put({ kind: "tree", node: encodeNode({ kind: "symlink", target: "x" }) }, "old");
  await new Promise((resolve) => (writing.oncomplete = resolve));
  request.result.close();

  const store = await open(factory);
  expect(await store.pins()).toEqual([{ name: "old", kind: "tree", node: { kind: "symlink", target: "x" } }]);
  const node = await upload(store);
  expect(await store.uploads.get("ab".repeat(32))).toEqual({ node, narSize: 128 });
});
