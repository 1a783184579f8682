import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { digestOf, Directory, formatDigest } from "../../core/castore/index.ts";
import { nodeRef } from "../../core/explore/index.ts";
import { type Derivation, finishDerivation, hashBytes, toBase16 } from "../../core/nix-compat/index.ts";
import type { SearchReport } from "../explorer-protocol.ts";
import { type TestTree, TestBrowser } from "../store/testing.ts";
import type { TabStore } from "../store/tab-store.ts";
import { Explorer } from "./explorer.ts";
import { exportOf, failureOf, narOf, openBytes, silent, textOf, valueOf } from "./explorer.testing.ts";

let browser: TestBrowser;
let tab: TabStore;
let explorer: Explorer;
beforeEach(() => {
  browser = new TestBrowser();
  tab = browser.open();
  explorer = new Explorer(tab);
});
afterEach(() => browser.close());

/** The node of a tree that was opened. */
async function opened(tree: TestTree[string], name = "tree.nar"): Promise<string> {
  const { subject } = await openBytes(explorer, await narOf(tree), name);
  return valueOf(await explorer.root(subject)).node;
}

const tree: TestTree = {
  "run*": "#!/bin/sh\necho Hello\n",
  lib: { "a.txt": "one\ntwo hello\nthree hello hello\n", same: "twice" },
  more: { same: "twice", link: { link: "../lib" } },
};

it("measures trees", async () => {
  const node = await opened(tree);
  expect(valueOf(await explorer.measure("j", node, silent))).toEqual({
    files: 4,
    executables: 1,
    directories: 3,
    symlinks: 1,
    bytes: 21 + 32 + 5 + 5,
    distinctBytes: 21 + 32 + 5,
    narSize: (await narOf(tree)).length,
  });
  const link = nodeRef({ kind: "symlink", target: "x" });
  expect(valueOf(await explorer.measure("j", link, silent))).toMatchObject({
    symlinks: 1,
    directories: 0,
    files: 0,
  });
});

async function found(
  node: string,
  name: string,
  content: string | null,
  caseSensitive = false,
): Promise<SearchReport> {
  const told: SearchReport[] = [];
  const query = { name, content, caseSensitive };
  const report = valueOf(await explorer.search("j", node, query, 100, (it) => void told.push(it)));
  const hits = told.flatMap((it) => it.hits);
  expect(report.hits.slice(0, hits.length)).toEqual(hits);
  return report;
}

it("searches names and contents", async () => {
  const node = await opened(tree);
  const paths = async (name: string, content: string | null = null, sensitive = false): Promise<string[]> =>
    (await found(node, name, content, sensitive)).hits.map(({ path }) => path);
  expect(await paths("SAME")).toEqual(["lib/same", "more/same"]);
  expect(await paths("SAME", null, true)).toEqual([]);
  expect(await paths("*.txt")).toEqual(["lib/a.txt"]);
  expect(await paths("lib/*")).toEqual(["lib/a.txt", "lib/same"]);
  expect(await paths("", "hello")).toEqual(["lib/a.txt", "run"]);
  expect(await paths("", "Hello", true)).toEqual(["run"]);
  expect(await paths("same", "twice")).toEqual(["lib/same", "more/same"]);
  const { hits, files } = await found(node, "a", "hello");
  expect(files).toBe(8);
  expect(hits).toMatchObject([
    { raw: "lib/a.txt", match: { offset: 8, line: 2, text: "two hello", count: 3 } },
  ]);
  const query = { name: "", content: null, caseSensitive: false };
  const cut = valueOf(await explorer.search("j", node, query, 2, silent));
  expect([cut.hits.length, cut.cut]).toEqual([2, true]);
});

it("searches across the borders of chunks, and can be stopped", async () => {
  const noise = new Uint8Array(3_000_000).map((_, i) => (i * 2654435761) >>> 13);
  const wanted = new TextEncoder().encode("N\u00e4dle");
  for (let at = 100; at < noise.length - 10; at += 99_991) noise.set(wanted, at);
  const { subject } = await openBytes(explorer, noise, "noise");
  const { node } = valueOf(await explorer.root(subject));
  const { hits } = await found(node, "", "n\u00c4dLE");
  expect(hits).toMatchObject([{ path: "", match: { offset: 100, line: null, count: 31 } }]);
  const running = explorer.search(
    "stop",
    node,
    { name: "", content: "not there", caseSensitive: true },
    10,
    silent,
  );
  await explorer.cancel("stop");
  expect(await running).toEqual({ type: "cancelled" });
});

it("downloads files and archives", async () => {
  const node = await opened(tree);
  const file = valueOf(await explorer.at(node, "run"));
  const blob = valueOf(await explorer.download("j", file.node, "file", silent));
  expect(await blob.text()).toBe("#!/bin/sh\necho Hello\n");
  const nar = valueOf(await explorer.download("j", node, "nar", silent));
  expect(new Uint8Array(await nar.arrayBuffer())).toEqual(await narOf(tree));
  expect(valueOf(await explorer.download("j", node, "tar", silent)).size).toBeGreaterThan(2048);
  expect(failureOf(await explorer.download("j", node, "file", silent))).toMatchObject({ kind: "invalid" });
});

it("hashes NARs, and shows what they are made of", async () => {
  const node = await opened(tree);
  const nar = await narOf(tree);
  const sha256 = toBase16(hashBytes("sha256", nar));
  expect(valueOf(await explorer.narHashes("j", node, silent))).toEqual({
    narSize: nar.length,
    sha256,
    flatSha256: null,
  });
  const file = valueOf(await explorer.at(node, "lib/same"));
  expect(valueOf(await explorer.narHashes("j", file.node, silent)).flatSha256).toBe(
    toBase16(hashBytes("sha256", new TextEncoder().encode("twice"))),
  );
  const { narSize, total, segments } = valueOf(await explorer.narLayout(node, 0, 5000));
  expect([narSize, segments.length]).toEqual([nar.length, total]);
  expect(segments.find(({ what }) => what === "symlink")).toMatchObject({
    path: "more/link",
    tokens: '( type symlink target "../lib"',
  });
  expect(segments.find(({ what }) => what === "contents")?.path).toBe("lib/a.txt");
});

it("shows chunks and directories, and who shares them", async () => {
  const data = Array.from({ length: 900_000 }, (_, i) => String.fromCharCode(97 + ((i * i) % 26))).join("");
  const first = await opened({ data, lib: tree["lib"]! }, "first.nar");
  await opened({ data: `${data}more`, lib: tree["lib"]!, copy: "twice" }, "second.nar");
  const file = valueOf(await explorer.at(first, "data"));
  const blob = valueOf(await explorer.blob("j", file.node, silent));
  expect(blob).toMatchObject({ stored: true, size: 900_000, digest: file.digest });
  expect(blob.chunks.length).toBeGreaterThan(1);
  expect(blob.chunks.reduce((sum, { size }) => sum + size, 0)).toBe(900_000);
  expect(blob.chunks[0]).toMatchObject({
    offset: 0,
    shared: ["first.nar: data", "second.nar: data"],
    sharedCount: 2,
  });
  const lib = valueOf(await explorer.at(first, "lib"));
  const directory = valueOf(await explorer.directory(lib.node));
  expect(directory).toMatchObject({
    digest: lib.digest,
    entries: 2,
    size: 4,
    shared: ["first.nar: lib", "second.nar: lib"],
  });
  expect(formatDigest(Directory.decode(directory.encoded).digest)).toBe(lib.digest);
  const same = valueOf(await explorer.at(lib.node, "same"));
  const small = valueOf(await explorer.blob("j", same.node, silent));
  expect(small).toMatchObject({ stored: true, chunks: [{ sharedCount: 3 }] });
});

it("shows pages of large directories and parts of large files", async () => {
  const node = await opened(
    Object.fromEntries(Array.from({ length: 7000 }, (_, i) => [`f${String(i).padStart(5, "0")}`, `${i}`])),
  );
  const page = valueOf(await explorer.children(node, 6990, 100));
  expect([page.total, page.entries.length, page.entries[0]!.name]).toEqual([7000, 10, "f06990"]);
  expect(valueOf(await explorer.children(node, 0, 100_000)).entries).toHaveLength(5000);
  const { subject } = await openBytes(explorer, "x".repeat(3_000_000), "x");
  const file = valueOf(await explorer.root(subject));
  expect(valueOf(await explorer.read(file.node, 2_999_990, 9e9))).toHaveLength(10);
  expect(valueOf(await explorer.read(file.node, 0, 9e9))).toHaveLength(1 << 20);
  expect(valueOf(await explorer.read(file.node, 9e9, 9e9))).toHaveLength(0);
  const gone = nodeRef({ kind: "file", digest: digestOf(new Uint8Array(3)), size: 3, executable: false });
  expect(failureOf(await explorer.read(gone, 0, 3))).toMatchObject({ kind: "missing" });
  expect(failureOf(await explorer.read("!", 0, 3))).toMatchObject({ kind: "invalid" });
});

const storeDir = "/nix/store";

/** Derivations that need one another: `count` of them, each built of some before it. */
function chain(count: number, changed = ""): { path: string; aterm: string; drv: Derivation }[] {
  const modulos = new Map<string, string>();
  const all: { path: string; aterm: string; drv: Derivation }[] = [];
  for (let i = 0; i < count; i++) {
    const name = `d${i}`;
    const inputs = [i - 1, i - 2, Math.floor(i / 2)].filter(
      (it, at, list) => it >= 0 && it < i && list.indexOf(it) === at,
    );
    const env: [string, string][] = [
      ["name", name],
      ["out", ""],
    ];
    if (i === 1) env.push(["note", changed]);
    const drv: Derivation = {
      outputs: new Map([["out", { path: "", hashAlgo: "", hash: "" }]]),
      inputDrvs: new Map(
        inputs
          .map((it): [string, string[]] => [all[it]!.path, ["out"]])
          .sort((a, b) => (a[0] < b[0] ? -1 : 1)),
      ),
      inputSrcs: i === 0 ? [`${storeDir}/${"0".repeat(32)}-source`] : [],
      system: "x86_64-linux",
      builder: "/bin/sh",
      args: [],
      env: new Map(env),
    };
    const { drvPath, text, modulo } = finishDerivation(drv, name, (path) => modulos.get(path)!, storeDir);
    modulos.set(drvPath, modulo!);
    all.push({ path: drvPath, aterm: text, drv });
  }
  return all;
}

it("keeps evaluated derivations and draws their graph", async () => {
  const all = chain(300);
  const top = all.at(-1)!;
  valueOf(await explorer.addDerivations(all.map(({ path, aterm }) => ({ path, aterm }))));
  const graph = valueOf(await explorer.derivationGraph("j", top.path, silent));
  expect(graph.missing).toBe(0);
  expect(graph.nodes).toHaveLength(301);
  expect(graph.nodes[0]).toMatchObject({
    path: top.path,
    name: "d299",
    kind: "derivation",
    size: top.aterm.length,
  });
  expect(graph.nodes.find(({ kind }) => kind === "source")).toMatchObject({ name: "source", inputs: [] });
  expect(graph.nodes[0]!.inputs).toHaveLength(3);
  const wrong = failureOf(
    await explorer.addDerivations([{ path: all[0]!.path.replace("d0", "d9"), aterm: all[0]!.aterm }]),
  );
  expect(wrong).toMatchObject({ kind: "corrupt" });
  expect(valueOf(await explorer.paths(0, 10, "d299"))).toMatchObject({ total: 1 });
});

it("explains how paths come about, and what differs", async () => {
  const [before, after] = [chain(20), chain(20, "changed")];
  const texts = [...before, ...after].map(({ path, aterm }) => ({ path, aterm }));
  valueOf(await explorer.addDerivations(texts));
  for (const { path, drv } of before) {
    const explained = valueOf(await explorer.explain("j", path));
    expect(explained.map((it) => [it.output, it.path])).toEqual([
      ["out", drv.outputs.get("out")!.path],
      [null, path],
    ]);
    for (const { steps } of explained)
      for (const step of steps) expect(step.inputSize).toBe(step.input.length);
  }
  const [one, other] = [before.at(-1)!.path, after.at(-1)!.path];
  const diff = valueOf(await explorer.derivationDiff("j", one, other));
  expect(diff.differ).toBe(true);
  expect(diff.text).toContain("env.note:");
  expect(diff.text).toMatch(/^d1 \(input of /);
  expect(valueOf(await explorer.derivationDiff("j", one, one))).toEqual({
    differ: false,
    text: "no difference\n",
  });
});

it("says which input is missing", async () => {
  const all = chain(5);
  valueOf(await explorer.addDerivations(all.slice(1).map(({ path, aterm }) => ({ path, aterm }))));
  const top = all.at(-1)!.path;
  expect(valueOf(await explorer.derivationGraph("j", top, silent)).missing).toBe(1);
  expect(failureOf(await explorer.explain("j", top))).toMatchObject({
    message: expect.stringContaining(all[0]!.path),
  });
  expect(failureOf(await explorer.derivation(all[0]!.path))).toMatchObject({ kind: "missing" });
  expect(failureOf(await explorer.derivation(`${storeDir}/${"0".repeat(32)}-x`))).toMatchObject({
    kind: "invalid",
  });
});

it("compares closures by the names of packages", async () => {
  const path = (hash: string, name: string): string => `${storeDir}/${hash.repeat(32)}-${name}`;
  const nar = await narOf("x");
  const stream = exportOf([
    { path: path("0", "glibc-2.39"), nar },
    { path: path("1", "glibc-2.40"), nar },
    { path: path("6", "glibc-2.38"), nar },
    { path: path("2", "zlib-1.3"), nar, references: [path("6", "glibc-2.38")] },
    { path: path("3", "new-1.0-beta"), nar },
    { path: path("4", "app-1"), nar, references: [path("0", "glibc-2.39"), path("2", "zlib-1.3")] },
    {
      path: path("5", "app-2"),
      nar,
      references: [path("1", "glibc-2.40"), path("2", "zlib-1.3"), path("3", "new-1.0-beta")],
    },
  ]);
  await openBytes(explorer, stream, "closure");
  const diff = valueOf(await explorer.closureDiff("j", path("4", "app-1"), path("5", "app-2")));
  expect(diff).toMatchObject({
    before: { paths: 4, narSize: 4 * nar.length },
    after: { paths: 5 },
    changes: [
      { name: "app", before: [{ version: "1" }], after: [{ version: "2" }] },
      {
        name: "glibc",
        before: [{ version: "2.39" }],
        after: [{ version: "2.40", path: path("1", "glibc-2.40") }],
        shared: ["2.38"],
      },
      { name: "new", before: [], after: [{ version: "1.0-beta", narSize: nar.length }] },
    ],
  });
});

it("looks into trees of which only the directories are here", async () => {
  const { subject } = await openBytes(explorer, await narOf({ a: "text" }), "x");
  const { node } = valueOf(await explorer.root(subject));
  const file = valueOf(await explorer.at(node, "a"));
  expect(textOf(await explorer.read(file.node, 0, 10))).toBe("text");
});
