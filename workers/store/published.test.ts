import "fake-indexeddb/auto";
import { compress, init } from "@bokuweb/zstd-wasm";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import {
  contentChunker,
  digestOf,
  kernelsReady,
  MemoryBlobs,
  MemoryDirectories,
  MemoryObjects,
  importTree,
  parseDigest,
  publishTree,
  treeItem,
  type DirectoryNode,
} from "../../core/castore/index.ts";
import { decodeObjects } from "./object-list.ts";
import { damageObject, tarOf, TestBrowser } from "./testing.ts";

beforeAll(async () => {
  await init();
  await kernelsReady();
});

let browser: TestBrowser;
beforeEach(() => void (browser = new TestBrowser()));
afterEach(async () => {
  await browser.close();
  vi.unstubAllGlobals();
});

const near = new TextEncoder().encode("near");
const far = new Uint8Array(200_000).map((_, i) => Math.imul(i, 2654435761) >>> 13);

/** Publishes a tree of two files at `https://host/tree/`; counts requests, and answers none while `offline`. */
async function host(): Promise<{ requests: number; offline: boolean }> {
  const stores = { blobs: new MemoryBlobs(), directories: new MemoryDirectories() };
  const file = (content: Uint8Array) => ({ kind: "file", content, executable: false }) as const;
  const entries = new Map([
    ["a.nix", file(near)],
    ["b", file(far)],
  ]);
  const root = (await importTree(stores, treeItem({ kind: "directory", entries }))) as DirectoryNode;
  const objects = new MemoryObjects();
  await publishTree(stores, root, objects, {
    compress: (content) => compress(new Uint8Array(content), 3),
    chunker: contentChunker(),
  });
  const state = { requests: 0, offline: false };
  vi.stubGlobal("fetch", async (url: string, init: { headers?: Record<string, string> }) => {
    state.requests++;
    if (state.offline) throw new TypeError("Failed to fetch");
    const found = objects.files.get(url.replace("https://host/tree/", ""));
    const range = /^bytes=(\d+)-(\d+)$/.exec(init.headers?.["range"] ?? "");
    if (found === undefined) return new Response(null, { status: 404 });
    if (range === null) return new Response(found.slice());
    return new Response(found.slice(Number(range[1]), Number(range[2]) + 1), { status: 206 });
  });
  return state;
}

it("files of a published tree come when they are read, and are kept", async () => {
  const state = await host();
  const tab = browser.open();
  const url = "https://host/tree/";
  const imported = await tab.import("1", { type: "published", url }, () => undefined);
  if (imported.type !== "ok") throw new Error(JSON.stringify(imported));
  expect(imported.value).toMatchObject({ url, files: 2 });
  // castore.json, the list, the directories: which need not be fetched twice.
  expect(state.requests).toBe(3);
  const again = await browser.open().import("1", { type: "published", url }, () => undefined);
  expect([again, state.requests]).toEqual([imported, 5]);
  const root = parseDigest(imported.value.root);
  const wanted = [digestOf(near)];
  const read = async (digests: string[]) =>
    new Map(decodeObjects(await tab.reads.answer({ op: "blobs", root, wanted: digests, neighbours: [] })));
  expect((await read(wanted)).get(wanted[0]!)).toEqual(near);
  expect(state.requests).toBe(6);
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(await tab.verify("v", () => undefined)).toMatchObject({ type: "ok", value: { damaged: [] } });

  state.offline = true;
  const { requests } = state;
  const later = browser.open();
  const bytes = await later.reads.answer({ op: "blobs", root, wanted, neighbours: [digestOf(far)] });
  expect([...decodeObjects(bytes)].map(([, content]) => content)).toContainEqual(near);
  expect(state.requests).toBe(requests);
});

it("a host that is not there is a failure that says so", async () => {
  const state = await host();
  state.offline = true;
  const tab = browser.open();
  for (const type of ["published", "url"] as const) {
    const answer = await tab.import("1", { type, url: "https://host/tree/" }, () => undefined);
    expect(answer).toMatchObject({ type: "failed", failure: { kind: "network" } });
  }
  expect((await tab.state()).trees).toEqual([]);
});

it("what is damaged is brought from where the same files are published, and only that", async () => {
  const state = await host();
  const tab = browser.open();
  const source = {
    type: "archive",
    file: tarOf({ "t/a.nix": "near", "t/other": "else" }),
    name: "t.tar",
  } as const;
  const imported = await tab.import("1", source, () => undefined);
  if (imported.type !== "ok") throw new Error(JSON.stringify(imported));
  await damageObject(await tab.store(), "near");
  await damageObject(await tab.store(), "else");
  const from = { type: "published", url: "https://host/tree/" } as const;
  const phases = new Set<string>();
  const repaired = await tab.repair("2", from, ({ phase }) => void phases.add(phase));
  expect(repaired).toMatchObject({
    type: "ok",
    value: { repaired: 1, damaged: [{ places: [{ root: imported.value.root, path: "other" }] }] },
  });
  expect([...phases]).toEqual(["checking"]);
  expect((await tab.storage()).type === "ok" && (await tab.state()).trees).toHaveLength(1);

  state.offline = true;
  const offline = await tab.repair("3", from, () => undefined);
  expect(offline).toMatchObject({ type: "failed", failure: { kind: "network" } });
  const again = await tab.repair("4", source, () => undefined);
  expect(again).toMatchObject({ type: "ok", value: { repaired: 1, damaged: [] } });
});

it("a published tree's file that is damaged comes anew when it is read; that it is missing is no damage", async () => {
  await host();
  const tab = browser.open();
  const imported = await tab.import("1", { type: "published", url: "https://host/tree/" }, () => undefined);
  if (imported.type !== "ok") throw new Error(JSON.stringify(imported));
  const root = parseDigest(imported.value.root);
  const read = () => tab.reads.answer({ op: "blobs", root, wanted: [digestOf(near)], neighbours: [] });
  await read();
  await tab.published.settle();
  await damageObject(await tab.store(), "near");
  const verify = async () => {
    const report = await tab.verify("2", () => undefined);
    return report.type === "ok" ? report.value.damaged.flatMap(({ places }) => places) : report;
  };
  expect(await verify()).toEqual([{ root: imported.value.root, path: "a.nix" }]);
  expect(await verify()).toEqual([]);
  expect([...decodeObjects(await read())]).toEqual([[digestOf(near), near]]);
});
