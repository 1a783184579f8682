import "fake-indexeddb/auto";
import { compress, init } from "@bokuweb/zstd-wasm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { contentChunker, type DirectoryNode, MemoryObjects, publishTree } from "../../core/castore/index.ts";
import { hasNix, NixSandbox } from "../../core/nix-compat/testing/nix.ts";
import { encodePathInfo, IdbPathInfos } from "../../core/store/index.ts";
import { writeFileSync } from "node:fs";
import { TestBrowser } from "../store/testing.ts";
import type { TabStore } from "../store/tab-store.ts";
import { Explorer } from "./explorer.ts";
import {
  exportOf,
  failureOf,
  narOf,
  openBytes,
  openText,
  silent,
  storedTree,
  textOf,
  valueOf,
} from "./explorer.testing.ts";
import { serveWriter } from "../bridge/serve-writer.ts";
import type { WriterReply, WriterRequest } from "../bridge/writer-protocol.ts";
import { OpenedThings } from "./opened-things.ts";

let browser: TestBrowser;
let tab: TabStore;
let explorer: Explorer;
beforeAll(() => init());
beforeEach(() => {
  browser = new TestBrowser();
  tab = browser.open();
  explorer = new Explorer(tab);
});
afterEach(async () => {
  await browser.close();
  vi.unstubAllGlobals();
});

const storeDir = "/nix/store";
const path = (digit: string, name: string): string => `${storeDir}/${digit.repeat(32)}-${name}`;

it("a file that claims a path does not replace what the store has", async () => {
  const built = path("1", "built");
  await openBytes(explorer, exportOf([{ path: built, nar: await narOf("one") }]), "first");
  const other = exportOf([{ path: built, nar: await narOf("other") }]);
  const opened = await openBytes(explorer, other, "second");
  expect(opened.warnings.join()).toContain(`another content of ${built} and keeps it`);
  const { node } = valueOf(await explorer.root({ type: "path", path: built, from: null }));
  expect(textOf(await explorer.read(node, 0, 10))).toBe("one");
  valueOf(await explorer.forget(opened.subject));
  expect(valueOf(await explorer.pathInfo(built))).toBeNull();
  await openBytes(explorer, other, "second");
  expect(valueOf(await explorer.pathInfo(built))).not.toBeNull();
});

it("what a tab kept that died before it could remember it is garbage", async () => {
  const opened = await openBytes(explorer, await narOf({ data: "x".repeat(100_000) }), "x.nar");
  for (const { key } of await tab.records.opened()) await tab.records.deleteOpened(key);
  valueOf(await tab.collectGarbage("gc", silent));
  expect(await (await tab.store()).pins()).toEqual([]);
  expect(failureOf(await explorer.root(opened.subject))).toMatchObject({ kind: "missing" });
});

it("what was opened is no garbage", async () => {
  await openBytes(explorer, await narOf({ data: "x".repeat(100_000) }), "x.nar");
  await openBytes(
    explorer,
    exportOf([{ path: path("1", "a"), nar: await narOf("y".repeat(50_000)) }]),
    "export",
  );
  const { garbage, stored } = valueOf(await tab.storage());
  expect(stored).toBeGreaterThan(150_000);
  expect(garbage).toBe(0);
  expect(valueOf(await tab.collectGarbage("gc", silent)).freed).toBe(0);
  expect(valueOf(await tab.verify("v", silent)).damaged).toEqual([]);
});

it("paths that several things brought go with the last of them", async () => {
  const [a, b] = [path("1", "a"), path("2", "b")];
  const nar = await narOf("x");
  const one = await openBytes(
    explorer,
    exportOf([
      { path: a, nar },
      { path: b, nar },
    ]),
    "both",
  );
  const two = await openBytes(explorer, exportOf([{ path: a, nar }]), "one");
  valueOf(await explorer.forget(one.subject));
  expect([valueOf(await explorer.pathInfo(a)), valueOf(await explorer.pathInfo(b))]).toMatchObject([
    { path: a },
    null,
  ]);
  valueOf(await explorer.forget(two.subject));
  expect(valueOf(await explorer.pathInfo(a))).toBeNull();
  expect(valueOf(await explorer.paths(0, 10, "")).total).toBe(0);
});

it("a path that somebody uploaded since stays when what had brought it is forgotten", async () => {
  const [a, b] = [path("1", "a"), path("2", "b")];
  const nar = await narOf("x");
  const opened = await openBytes(
    explorer,
    exportOf([
      { path: a, nar },
      { path: b, nar },
    ]),
    "both",
  );
  const channel = new MessageChannel();
  serveWriter(channel.port1, tab, null, null);
  const info = (await new IdbPathInfos(await tab.store()).get("1".repeat(32)))!;
  const answered = new Promise<WriterReply>((resolve) => {
    channel.port2.onmessage = ({ data }: MessageEvent<WriterReply>) => {
      if (data.type !== "ready") resolve(data);
    };
  });
  channel.port2.postMessage({ type: "info", info: encodePathInfo(info) } satisfies WriterRequest);
  expect(await answered).toMatchObject({ type: "info-stored" });
  channel.port2.close();
  valueOf(await explorer.forget(opened.subject));
  expect([valueOf(await explorer.pathInfo(a)), valueOf(await explorer.pathInfo(b))]).toMatchObject([
    { path: a },
    null,
  ]);
});

it("what is opened again while it is forgotten elsewhere keeps all or nothing", async () => {
  const things = new OpenedThings(tab);
  const opened = await openBytes(explorer, await narOf("x"), "x.nar");
  const [record] = await tab.records.opened();
  await tab.records.putOpened({ ...record!, brought: [path("1", "a")] });
  await Promise.all([things.touch({ ...opened, time: 5 }), things.touch({ ...opened, time: 6 })]);
  expect(await tab.records.opened()).toMatchObject([{ opened: { time: 6 }, brought: [path("1", "a")] }]);
  await Promise.all([things.forget(opened.subject), things.touch({ ...opened, time: 7 })]);
  await things.touch({ ...opened, time: 8 });
  expect(await things.list()).toEqual([]);
});

it("remembers no more than some number of things, and of evaluated derivations", async () => {
  const things = new OpenedThings(tab, { opened: 3, evaluated: 4 });
  const infos = async (): Promise<IdbPathInfos> => new IdbPathInfos(await tab.store());
  const { node } = await storedTree("x");
  for (let i = 0; i < 6; i++) {
    const paths = [path(String(i), "x"), path(String(i), "y").replace("0", "1")];
    await things.storing(new AbortController().signal, async (store) => {
      await store.blobs.put(new TextEncoder().encode("x"));
      const [storePath] = paths.map((it) => ({ hash: it.slice(11, 43), name: it.slice(44) }));
      await (
        await infos()
      ).put({
        storePath: storePath!,
        node,
        references: [],
        narSize: 120,
        narSha256: new Uint8Array(32),
        signatures: [],
        deriver: null,
        contentAddress: null,
      });
      await things.noteEvaluated(store, paths);
    });
  }
  const left: string[] = [];
  for await (const { storePath } of (await infos()).list()) left.push(storePath.hash[0]!);
  expect(left.sort()).toEqual(["4", "5"]);
  expect(await things.list()).toEqual([]);
  for (const name of ["a", "b", "c", "d"]) {
    const opened = await openBytes(explorer, name, name);
    await things.storing(new AbortController().signal, (store) => things.remember(store, opened));
  }
  expect((await things.list()).map(({ name }) => name)).toEqual(["d", "c", "b"]);
});

it("looks into published trees: what is not here is brought", async () => {
  const { stores, node } = await storedTree({ lib: { "a.nix": "near" }, data: "far ".repeat(60_000) });
  const objects = new MemoryObjects();
  await publishTree(stores, node as DirectoryNode, objects, {
    compress: (content) => compress(new Uint8Array(content), 3),
    chunker: contentChunker(),
  });
  let offline = false;
  vi.stubGlobal("fetch", async (url: string, { headers }: { headers?: Record<string, string> }) => {
    if (offline) throw new TypeError("Failed to fetch");
    const found = objects.files.get(url.replace("https://host/tree/", ""));
    const range = /^bytes=(\d+)-(\d+)$/.exec(headers?.["range"] ?? "");
    if (found === undefined) return new Response(null, { status: 404 });
    if (range === null) return new Response(found.slice());
    return new Response(found.slice(Number(range[1]), Number(range[2]) + 1), { status: 206 });
  });
  const tree = valueOf(await tab.import("1", { type: "published", url: "https://host/tree/" }, silent));
  const opened = await openText(explorer, tree.root);
  expect(opened).toMatchObject({ subject: { type: "node", name: "https://host/tree/" } });
  const root = valueOf(await explorer.root(opened.subject));
  const file = valueOf(await explorer.at(root.node, "lib/a.nix"));
  offline = true;
  expect(failureOf(await explorer.read(file.node, 0, 10))).toMatchObject({ kind: "network" });
  offline = false;
  expect(textOf(await explorer.read(file.node, 0, 10))).toBe("near");
  const data = valueOf(await explorer.at(root.node, "data"));
  expect(textOf(await explorer.read(data.node, 4, 8))).toBe("far ");
  const blob = valueOf(await explorer.blob("j", data.node, silent));
  expect(blob.chunks.reduce((sum, { size }) => sum + size, 0)).toBe(240_000);
  const query = { name: "", content: "NEAR", caseSensitive: false };
  expect(valueOf(await explorer.search("j", root.node, query, 10, silent)).hits).toMatchObject([
    { path: "lib/a.nix" },
  ]);
  const nar = valueOf(await explorer.download("j", root.node, "nar", silent));
  expect(nar.size).toBe(valueOf(await explorer.measure("j", root.node, silent)).narSize);
});

describe.skipIf(!hasNix)("against the real Nix", () => {
  let nix: NixSandbox;
  beforeAll(() => void (nix = new NixSandbox()));
  afterAll(() => nix.remove());

  it("opens what nix-store --export writes, with the hashes that Nix knows", async () => {
    const text =
      'derivation { name = "x"; system = builtins.currentSystem; builder = "/bin/sh"; src = builtins.toFile "s" "s"; outputs = [ "out" "dev" ]; }';
    writeFileSync(`${nix.folder}/x.nix`, text);
    const drv = nix.run("nix-instantiate", [`${nix.folder}/x.nix`]).trim();
    const closure = nix.run("nix-store", ["-qR", drv]).trim().split("\n");
    const stream = new Uint8Array(nix.runBytes("nix-store", ["--export", ...closure]));
    const opened = await openBytes(explorer, stream, "export");
    expect(opened).toMatchObject({ subject: { type: "paths", paths: closure }, warnings: [] });
    for (const each of closure) {
      const info = valueOf(await explorer.pathInfo(each))!;
      expect(`sha256:${info.narSha256}`).toBe(
        nix
          .run("nix-store", ["-q", "--hash", each])
          .trim()
          .replace(/^sha256:.*/, () => {
            const hex = nix.run("nix-hash", [
              "--to-base16",
              "--type",
              "sha256",
              nix.run("nix-store", ["-q", "--hash", each]).trim().slice(7),
            ]);
            return `sha256:${hex.trim()}`;
          }),
      );
      expect(info.references).toEqual(
        nix
          .run("nix-store", ["-q", "--references", each])
          .trim()
          .split("\n")
          .filter((it) => it !== ""),
      );
    }
    const explained = valueOf(await explorer.explain("j", drv));
    const outputs = nix.run("nix-store", ["-q", "--outputs", drv]).trim().split("\n");
    expect(explained.map((it) => it.path).sort()).toEqual([...outputs, drv].sort());
  });
});
