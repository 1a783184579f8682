import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { MemoryTree } from "../../core/castore/index.ts";
import { hashBytes, secretKeyOfSeed, toBase16, writeNarInfo } from "../../core/nix-compat/index.ts";
import { origin, testBridge } from "../../core/store/bridge/testing/bridge.ts";
import { TestBrowser } from "../store/testing.ts";
import type { TabStore } from "../store/tab-store.ts";
import { gzipped } from "./compressed.testing.ts";
import { Explorer } from "./explorer.ts";
import {
  failureOf,
  key,
  narInfoOf,
  narOf,
  opening,
  publicText,
  silent,
  textOf,
  tree,
  valueOf,
} from "./explorer.testing.ts";

let browser: TestBrowser;
let tab: TabStore;
let explorer: Explorer;
beforeEach(() => {
  browser = new TestBrowser();
  tab = browser.open();
  explorer = new Explorer(tab);
});
afterEach(() => browser.close());

const storeDir = "/nix/store";
const sha256 = (bytes: Uint8Array): string => toBase16(hashBytes("sha256", bytes));
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A binary cache behind `fetch`. */
function cacheWith(files: Record<string, Uint8Array | string | TypeError>): {
  explorer: Explorer;
  asked: string[];
} {
  const asked: string[] = [];
  const fetching = new Explorer(tab, (url) => {
    asked.push(url);
    const file = files[url.replace("https://cache.example/", "")];
    if (file instanceof TypeError) return Promise.reject(file);
    if (file === undefined) return Promise.resolve(new Response(null, { status: 404 }));
    return Promise.resolve(new Response(typeof file === "string" ? file : new Uint8Array(file)));
  });
  return { explorer: fetching, asked };
}

it("fetches store paths from caches, checked", async () => {
  const nar = await narOf(tree);
  const narInfo = await narInfoOf("hello", nar, "nar/x.nar.gz");
  const path = narInfo.storePath;
  const packed = gzipped(nar);
  const hash = path.slice(storeDir.length + 1).slice(0, 32);
  const files = { [`${hash}.narinfo`]: writeNarInfo(narInfo), "nar/x.nar.gz": packed };
  const trusting = { url: "https://cache.example", trustedKeys: [publicText(key)] };
  const other = {
    url: "https://cache.example",
    trustedKeys: [publicText(secretKeyOfSeed("other", new Uint8Array(32)))],
  };
  const cache = cacheWith(files);

  const refused = failureOf(await opening(cache.explorer, { type: "text", text: path }, [other]));
  expect(refused).toMatchObject({
    kind: "corrupt",
    message: expect.stringContaining("signed by test-1, whom nobody trusts"),
  });
  expect(failureOf(await opening(cache.explorer, { type: "text", text: path }))).toMatchObject({
    kind: "missing",
    message: expect.stringContaining("no binary cache"),
  });

  const opened = valueOf(
    await opening(cache.explorer, { type: "text", text: `${path}/bin/hello` }, [trusting]),
  );
  expect(opened).toEqual({
    subject: { type: "path", path, from: "https://cache.example" },
    name: path,
    time: expect.any(Number),
    warnings: [],
    origin: { format: "NAR, gzip", size: packed.length, sha256: sha256(packed) },
  });
  const root = valueOf(await cache.explorer.root(opened.subject));
  expect(valueOf(await cache.explorer.children(root.node, 0, 5)).total).toBe(2);
  // It is here now.
  const before = cache.asked.length;
  valueOf(await opening(cache.explorer, { type: "subject", subject: { type: "path", path, from: null } }));
  expect(cache.asked).toHaveLength(before);
  valueOf(await explorer.forget(opened.subject));

  const byUrl = valueOf(await opening(cache.explorer, { type: "url", url: `https://cache.example/${hash}` }));
  expect(byUrl).toMatchObject({ subject: { path }, warnings: [expect.stringContaining("no key")] });
});

it("a cache whose NAR is damaged does not keep the next one from being asked", async () => {
  const nar = await narOf(tree);
  const narInfo = await narInfoOf("hello", nar, "nar/x.nar.gz");
  const path = narInfo.storePath;
  const name = `${path.slice(storeDir.length + 1).slice(0, 32)}.narinfo`;
  const packed = gzipped(nar);
  const bad = { url: "https://cache.example", trustedKeys: [] };
  const good = { url: "https://other.example", trustedKeys: [] };
  const { explorer: asking } = cacheWith({
    [name]: writeNarInfo(narInfo),
    "nar/x.nar.gz": packed.subarray(0, packed.length - 20),
    [`${good.url}/${name}`]: writeNarInfo(narInfo),
    [`${good.url}/nar/x.nar.gz`]: packed,
  });
  expect(failureOf(await opening(asking, { type: "text", text: path }, [bad]))).toMatchObject({
    kind: "corrupt",
    message: expect.stringContaining("ends in the middle"),
  });
  expect(valueOf(await opening(asking, { type: "text", text: path }, [bad, good]))).toMatchObject({
    subject: { path, from: good.url },
  });
});

it("fetches from our own bridges what is missing, and else the NAR", async () => {
  const bridge = testBridge();
  const item: MemoryTree = {
    kind: "directory",
    entries: new Map([["a", { kind: "file", content: bytesOf("text"), executable: false }]]),
  };
  const { storePath } = await bridge.add("hello", item);
  const path = `${storeDir}/${storePath.hash}-${storePath.name}`;
  for (const [objects, format] of [
    [true, "castore objects"],
    [false, "NAR"],
  ] as const) {
    const asking = new Explorer(tab, (url, init) =>
      url.includes("/castore-objects/") && !objects
        ? Promise.resolve(new Response(null, { status: 404 }))
        : bridge.ask(url.slice(origin.length), init as RequestInit),
    );
    const caches = [{ url: `${origin}/`, trustedKeys: [] }];
    const opened = valueOf(await opening(asking, { type: "text", text: path }, caches));
    expect(opened).toMatchObject({ subject: { type: "path", path }, origin: { format } });
    const root = valueOf(await asking.root(opened.subject));
    const file = valueOf(await asking.at(root.node, "a"));
    expect(textOf(await asking.read(file.node, 0, 9))).toBe("text");
    valueOf(await asking.forget(opened.subject));
    valueOf(await tab.collectGarbage("gc", silent));
  }
});

it("says what is wrong with caches and hosts", async () => {
  const path = `${storeDir}/${"0".repeat(32)}-x`;
  const { explorer: lost } = cacheWith({ [`${"0".repeat(32)}.narinfo`]: new TypeError("Failed to fetch") });
  const cache = { url: "https://cache.example/", trustedKeys: [] };
  expect(failureOf(await opening(lost, { type: "text", text: path }, [cache]))).toMatchObject({
    kind: "network",
    message: expect.stringContaining("download it and drop it here"),
  });
  const elsewhere = { url: "https://none.example", trustedKeys: [] };
  expect(
    failureOf(await opening(lost, { type: "text", text: path.replace("0", "1") }, [cache, elsewhere])),
  ).toMatchObject({
    kind: "missing",
    message: expect.stringContaining("https://none.example does not have it"),
  });
  const { explorer: urls } = cacheWith({ "x.nar": new TypeError("Failed to fetch") });
  expect(failureOf(await opening(urls, { type: "url", url: "https://cache.example/x.nar" }))).toMatchObject({
    kind: "network",
  });
  expect(failureOf(await opening(urls, { type: "url", url: "https://cache.example/y.nar" }))).toMatchObject({
    message: expect.stringContaining("404"),
  });
});
