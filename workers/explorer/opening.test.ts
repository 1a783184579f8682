import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { digestOf, formatDigest } from "../../core/castore/index.ts";
import {
  type Derivation,
  finishDerivation,
  hashBytes,
  makeFixedOutputPath,
  makeTextPath,
  toBase16,
  writeNarInfo,
} from "../../core/nix-compat/index.ts";
import type { Opened } from "../explorer-protocol.ts";
import { tarOf, TestBrowser } from "../store/testing.ts";
import type { TabStore } from "../store/tab-store.ts";
import { bzip2Sync, gzipped } from "./compressed.testing.ts";
import { Explorer } from "./explorer.ts";
import {
  exportOf,
  failureOf,
  narInfoOf,
  narOf,
  openBytes,
  opening,
  openText,
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

const sha256 = (bytes: Uint8Array): string => toBase16(hashBytes("sha256", bytes));
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

async function rootOf(opened: Opened): Promise<string> {
  return valueOf(await explorer.root(opened.subject)).node;
}

it("opens a NAR and shows what is in it", async () => {
  const nar = await narOf(tree);
  const opened = await openBytes(explorer, nar, "hello.nar");
  expect(opened).toMatchObject({
    subject: { type: "node", name: "hello.nar" },
    warnings: [],
    origin: { format: "NAR", size: nar.length, sha256: sha256(nar) },
  });
  const root = valueOf(await explorer.root(opened.subject));
  expect(root).toMatchObject({ kind: "directory", name: "", raw: "" });
  const { total, entries } = valueOf(await explorer.children(root.node, 0, 10));
  expect(total).toBe(2);
  expect(entries).toMatchObject([
    { name: "bin", kind: "directory" },
    { name: "link", kind: "symlink", target: "bin/hello" },
  ]);
  const file = valueOf(await explorer.at(root.node, "bin/hello"));
  expect(file).toMatchObject({ kind: "file", executable: true, size: 10 });
  expect(textOf(await explorer.read(file.node, 2, 9))).toBe("/bin/sh");
  expect(valueOf(await explorer.opened())).toEqual([opened]);
  expect(failureOf(await explorer.at(root.node, "bin/none"))).toMatchObject({ kind: "missing" });
  expect(failureOf(await explorer.children(file.node, 0, 1))).toMatchObject({ kind: "invalid" });
});

it("takes off compression, whatever the file is called", async () => {
  const nar = await narOf(tree);
  const plain = await rootOf(await openBytes(explorer, nar, "a"));
  for (const [bytes, format] of [
    [gzipped(nar), "NAR, gzip"],
    [gzipped(gzipped(nar)), "NAR, gzip, gzip"],
    [bzip2Sync(nar), "NAR, bzip2"],
  ] as const) {
    if (bytes === null) continue;
    const opened = await openBytes(explorer, bytes, "no-name");
    expect(opened.origin).toEqual({ format, size: bytes.length, sha256: sha256(bytes) });
    expect(await rootOf(opened)).toBe(plain);
  }
  const damaged = gzipped(nar).slice(0, -9);
  const file = new Blob([new Uint8Array(damaged)]);
  const answer = await opening(explorer, { type: "file", file, name: "cut.nar.gz" });
  expect(failureOf(answer)).toMatchObject({
    kind: "invalid",
    message: expect.stringContaining("ends in the middle"),
  });
});

it("opens archives, and files that are nothing but files", async () => {
  const archive = new Uint8Array(await tarOf({ "top/a": "1", "top/b": "2" }).arrayBuffer());
  const opened = await openBytes(explorer, gzipped(archive), "top.tar.gz");
  expect(opened).toMatchObject({
    subject: { type: "node", name: "top.tar" },
    origin: { format: "tar, gzip" },
  });
  const { entries } = valueOf(await explorer.children(await rootOf(opened), 0, 10));
  expect(entries.map(({ name }) => name)).toEqual(["a", "b"]);
  for (const [text, name] of [
    ["BZhello", "notes.txt"],
    ["", "empty"],
    ["\x7fELF", "elf"],
    ["\x1f", "x"],
  ] as const) {
    const file = await openBytes(explorer, text, name);
    expect(file.subject).toMatchObject({ type: "node", name });
    expect(textOf(await explorer.read(await rootOf(file), 0, 100))).toBe(text);
  }
  expect(
    valueOf(await explorer.elf(await rootOf(await openBytes(explorer, "\x7fELF", "elf")))),
  ).toMatchObject({
    warnings: [expect.any(String), expect.any(String), expect.any(String)],
  });
});

const storeDir = "/nix/store";

function derivation(
  name: string,
  some: Partial<Derivation> = {},
): { path: string; text: string; drv: Derivation } {
  const drv: Derivation = {
    outputs: new Map([["out", { path: "", hashAlgo: "", hash: "" }]]),
    inputDrvs: new Map(),
    inputSrcs: [],
    system: "x86_64-linux",
    builder: "/bin/sh",
    args: ["-c", "true"],
    env: new Map([
      ["name", name],
      ["out", ""],
    ]),
    ...some,
  };
  const { drvPath, text } = finishDerivation(drv, name, () => "0".repeat(64), storeDir);
  return { path: drvPath, text, drv };
}

it("opens derivations: the text gives the path", async () => {
  const { path, text } = derivation("hello-1.0");
  const base = path.slice(storeDir.length + 1);
  const subject = { type: "path", path, from: null };
  for (const name of [base, "x.drv", "whatever"]) {
    expect(await openBytes(explorer, text, name)).toMatchObject({ subject, warnings: [] });
  }
  expect(await openText(explorer, `\n  ${text}\n`)).toMatchObject({ subject, warnings: [] });
  expect(valueOf(await explorer.derivation(path))).toBe(text);
  expect(valueOf(await explorer.pathInfo(path))).toMatchObject({
    path,
    ca: expect.stringMatching(/^text:sha256:/),
    references: [],
  });
  const other = `${"0".repeat(32)}-hello-1.0.drv`;
  const odd = await openBytes(explorer, text, other);
  expect(odd).toMatchObject({
    subject,
    warnings: [expect.stringContaining(`says /nix/store/${other}, but its content gives ${path}`)],
  });
  const nameless = derivation("x", { env: new Map([["out", ""]]) }).text;
  expect((await openBytes(explorer, nameless, "no name")).subject).toMatchObject({
    type: "document",
    kind: "derivation",
  });
  const broken = await openBytes(explorer, text.slice(0, -5), "broken.drv");
  expect(broken).toMatchObject({
    subject: { type: "node" },
    warnings: [expect.stringContaining("begins like a derivation")],
  });
});

it("puts a NAR and its narinfo together, whichever comes first", async () => {
  const nar = await narOf(tree);
  const narInfo = await narInfoOf("hello", nar, "nar/x.nar");
  const document = { type: "document", kind: "narinfo", name: "hello.narinfo" };
  const first = await openBytes(explorer, writeNarInfo(narInfo), "hello.narinfo");
  expect(first).toMatchObject({ subject: document, warnings: [] });
  expect(await openBytes(explorer, nar, "x.nar")).toMatchObject({
    subject: { type: "path", path: narInfo.storePath },
  });
  valueOf(await explorer.forget({ type: "path", path: narInfo.storePath, from: null }));
  valueOf(await explorer.forget(first.subject));
  expect(valueOf(await explorer.pathInfo(narInfo.storePath))).toBeNull();
  expect(valueOf(await explorer.opened())).toEqual([]);

  expect((await openBytes(explorer, nar, "x.nar")).subject.type).toBe("node");
  await openBytes(explorer, writeNarInfo(narInfo), "hello.narinfo");
  expect(valueOf(await explorer.pathInfo(narInfo.storePath))).toMatchObject({
    narSize: nar.length,
    signatures: [expect.stringMatching(/^test-1:/)],
  });
});

it("says when a NAR is not the one that a narinfo tells of", async () => {
  const narInfo = await narInfoOf("hello", await narOf(tree), "nar/x.nar.gz");
  await openBytes(explorer, writeNarInfo(narInfo), "hello.narinfo");
  const opened = await openBytes(explorer, gzipped(await narOf("other")), "x.nar.gz");
  expect(opened).toMatchObject({
    subject: { type: "node" },
    warnings: [expect.stringContaining("tells of another NAR")],
  });
});

it("opens export streams with what is known of their paths", async () => {
  const source = await narOf("source");
  const path = makeFixedOutputPath("source", {
    recursive: true,
    algorithm: "sha256",
    digest: hashBytes("sha256", source),
  });
  const text = makeTextPath("text", "text", [path]);
  const built = `${storeDir}/${"1".repeat(32)}-built`;
  const stream = exportOf([
    { path, nar: source },
    { path: text, nar: await narOf("text"), references: [path] },
    {
      path: built,
      nar: await narOf(tree),
      references: [path, built],
      deriver: `${storeDir}/${"2".repeat(32)}-built.drv`,
    },
  ]);
  const opened = await openBytes(explorer, gzipped(stream), "closure.nar");
  expect(opened).toMatchObject({
    subject: { type: "paths", paths: [path, text, built], name: "closure.nar" },
    origin: { format: "export stream, gzip" },
    warnings: [expect.stringContaining("nothing vouches for 1 of 3 paths")],
  });
  expect(valueOf(await explorer.pathInfo(path))).toMatchObject({
    ca: expect.stringMatching(/^fixed:r:sha256:/),
  });
  expect(valueOf(await explorer.pathInfo(text))).toMatchObject({
    ca: expect.stringMatching(/^text:sha256:/),
    references: [path],
  });
  expect(valueOf(await explorer.pathInfo(built))).toMatchObject({
    ca: null,
    deriver: `${storeDir}/${"2".repeat(32)}-built.drv`,
    narinfo: expect.stringContaining("References: 1111"),
  });
  const { nodes, narSize } = valueOf(await explorer.closure("j", built));
  expect(nodes.map((node) => [node.path, node.references, node.known])).toEqual([
    [built, [0, 1].sort((a, b) => (a === 0 ? (built < path ? -1 : 1) : b)), true],
    [path, [], true],
  ]);
  expect(narSize).toBe(source.length + (await narOf(tree)).length);
  expect(valueOf(await explorer.paths(0, 10, ""))).toMatchObject({ total: 3 });
  expect(valueOf(await explorer.paths(0, 10, "BUI"))).toMatchObject({ total: 1, paths: [{ path: built }] });
  const bad = exportOf([{ path: `${storeDir}/${"3".repeat(32)}-x.drv`, nar: await narOf("Derive(") }]);
  expect((await openBytes(explorer, bad, "bad")).warnings.join()).toContain("but its content gives");
  const cut = new Blob([new Uint8Array(stream.slice(0, -20))]);
  expect(failureOf(await opening(explorer, { type: "file", file: cut, name: "cut" }))).toMatchObject({
    kind: "invalid",
  });
});

it("opens listings and lists of paths", async () => {
  const listing = '{"version":1,"root":{"type":"regular","size":3,"narOffset":96}}';
  expect((await openBytes(explorer, listing, "x.ls")).subject).toMatchObject({
    type: "document",
    kind: "listing",
  });
  const paths = [`${storeDir}/${"0".repeat(32)}-a`, `${storeDir}/${"1".repeat(32)}-b`];
  expect((await openBytes(explorer, `${paths.join("\n")}\n`, "list")).subject).toEqual({
    type: "paths",
    paths,
    name: "list",
  });
  expect((await openText(explorer, paths.join(" "))).subject).toMatchObject({ type: "paths", paths });
});

it("opens what is here by digest, by node, and by link", async () => {
  const opened = await openBytes(explorer, await narOf(tree), "hello.nar");
  const root = valueOf(await explorer.root(opened.subject));
  const file = valueOf(await explorer.at(root.node, "bin/hello"));
  for (const [text, digest] of [
    [root.digest!, root.digest],
    [file.digest!.replace("blake3-", "b3:"), file.digest],
    [digestOf(bytesOf("#!/bin/sh\n")), file.digest],
    [root.node, root.digest],
    [`https://cache.example/nar/snix-castore/${root.node}?narsize=500`, root.digest],
  ] as const) {
    expect(valueOf(await explorer.root((await openText(explorer, text)).subject)).digest).toBe(digest);
  }
  const again = valueOf(await opening(explorer, { type: "subject", subject: opened.subject }));
  expect(again).toMatchObject({ name: "hello.nar", origin: opened.origin });
  const unknown = formatDigest(digestOf(bytesOf("unknown")));
  expect(failureOf(await opening(explorer, { type: "text", text: unknown }))).toMatchObject({
    kind: "missing",
  });
  expect(failureOf(await opening(explorer, { type: "text", text: "hello" }))).toMatchObject({
    kind: "invalid",
  });
});

it("keeps what was opened until it is forgotten, and after a restart", async () => {
  const opened = await openBytes(explorer, await narOf({ data: "x".repeat(100_000) }), "x.nar");
  valueOf(await tab.collectGarbage("gc", silent));
  const other = new Explorer(browser.open());
  expect(valueOf(await other.opened())).toEqual([opened]);
  const node = valueOf(await other.root(opened.subject)).node;
  expect(valueOf(await other.at(node, "data")).size).toBe(100_000);
  valueOf(await explorer.forget(opened.subject));
  expect(valueOf(await tab.collectGarbage("gc", silent)).freed).toBeGreaterThan(100_000);
  expect(failureOf(await new Explorer(browser.open()).root(opened.subject))).toMatchObject({
    kind: "missing",
  });
});

it("refuses what unpacks to more than there is room for", async () => {
  tab.estimate = () => Promise.resolve({ quota: 2_000_000, usage: 1_000_000 });
  const bomb = gzipped(gzipped(new Uint8Array(200_000_000)));
  const file = new Blob([new Uint8Array(bomb)]);
  const answer = await opening(explorer, { type: "file", file, name: "bomb" });
  expect(failureOf(answer)).toMatchObject({
    kind: "quota",
    message: expect.stringContaining("unpacks to more than 1 MB"),
  });
  expect(valueOf(await explorer.opened())).toEqual([]);
});

it("can be cancelled", async () => {
  const big = await narOf({ data: "x".repeat(5_000_000) });
  const file = new Blob([big]);
  const running = explorer.open(
    "job",
    { source: { type: "file", file, name: "x" }, caches: [] },
    ({ read }) => {
      if (read > 0) void explorer.cancel("job");
    },
  );
  await explorer.cancel("job");
  expect(await running).toEqual({ type: "cancelled" });
  expect(valueOf(await explorer.opened())).toEqual([]);
});
