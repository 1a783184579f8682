import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ImportSource, KeptTree, StoreAnswer, StoreState } from "../store-protocol.ts";
import type { TabStore } from "./tab-store.ts";
import { tarOf, TestBrowser } from "./testing.ts";

let browser: TestBrowser;
beforeEach(() => void (browser = new TestBrowser()));
afterEach(() => browser.close());

const silent = (): void => undefined;

function valueOf<T>(answer: StoreAnswer<T>): T {
  if (answer.type !== "ok") throw new Error(JSON.stringify(answer));
  return answer.value;
}

const archive = (files: Record<string, string>, name = "tree.tar"): ImportSource => ({
  type: "archive",
  file: tarOf(files),
  name,
});

async function importInto(tab: TabStore, files: Record<string, string>, name?: string): Promise<KeptTree> {
  return valueOf(await tab.import(crypto.randomUUID(), archive(files, name), silent));
}

const files = { "top/default.nix": "1", "top/lib/a.nix": "2", "top/data": "x".repeat(1000) };

it("keeps what is imported, and stores nothing twice", async () => {
  const tab = browser.open();
  const reports: number[] = [];
  const first = await tab.import("1", archive(files), ({ newBytes }) => void reports.push(newBytes));
  expect(valueOf(first)).toMatchObject({ source: "tree.tar", files: 3, bytes: 1002, url: null });
  expect(reports.at(-1)).toBe(1002);
  reports.length = 0;
  const second = await tab.import("2", archive(files), ({ newBytes }) => void reports.push(newBytes));
  expect(valueOf(second).root).toBe(valueOf(first).root);
  expect(reports.at(-1)).toBe(0);
  expect((await tab.state()).trees).toHaveLength(1);
  const other = valueOf(await browser.open().storage());
  expect(other.trees).toMatchObject([{ tree: { root: valueOf(first).root } }]);
  expect(other).toMatchObject({ blobs: 3, directories: 2, garbage: 0, stored: other.trees[0]!.own });
});

it("goes on when its database can't be had while another tab tells of changes", async () => {
  const [a, b] = [browser.open(), browser.open()];
  const seen: StoreState[] = [];
  await a.subscribe((state) => void seen.push(state));
  const failing = vi.spyOn(a.records, "trees").mockRejectedValue(new Error("the browser took it away"));
  const rejected: unknown[] = [];
  const note = (error: unknown): void => void rejected.push(error);
  process.on("unhandledRejection", note);
  b.changed();
  a.changed();
  await expect.poll(() => failing.mock.calls.length, { timeout: 20_000 }).toBeGreaterThan(1);
  await new Promise((done) => setTimeout(done, 10));
  process.off("unhandledRejection", note);
  expect(rejected).toEqual([]);
  failing.mockRestore();
  const before = seen.length;
  b.changed();
  await expect.poll(() => seen.length, { timeout: 20_000 }).toBeGreaterThan(before);
});

it("lets two tabs import at once, and tells each of the other's", async () => {
  const [a, b] = [browser.open(), browser.open()];
  const seen: StoreState[] = [];
  await a.subscribe((state) => void seen.push(state));
  const [first, second] = await Promise.all([
    importInto(a, files),
    importInto(b, { ...files, "top/more": "other" }, "other.tar"),
  ]);
  expect((await a.state()).trees.map(({ root }) => root).sort()).toEqual([first.root, second.root].sort());
  await expect.poll(() => seen.at(-1)?.trees.length).toBe(2);
  for (const tab of [a, b]) {
    const { damaged, blobs } = valueOf(await tab.verify("v", silent));
    expect([damaged, blobs]).toEqual([[], 4 + 4 - 1]);
  }
});

it("removes trees, with their mounts, and collects what only they needed", async () => {
  const tab = browser.open();
  const kept = await importInto(tab, files, "kept.tar");
  const gone = await importInto(tab, { ...files, "top/large": "y".repeat(100_000) }, "gone.tar");
  const mount = (name: string, { root, source, url }: KeptTree) => ({ name, root, source, url });
  valueOf(await tab.setMounts([mount("a", kept), mount("b", gone)]));
  expect((await browser.open().state()).mounts.map(({ name }) => name)).toEqual(["a", "b"]);
  const [, of] = valueOf(await tab.storage()).trees;
  expect(of!.own).toBeGreaterThan(100_000);
  expect(of!.stored).toBeGreaterThan(of!.own);
  valueOf(await tab.removeTree(gone.root));
  expect((await tab.state()).mounts.map(({ name }) => name)).toEqual(["a"]);
  const steps: (number | null)[] = [];
  const collected = await tab.collectGarbage("gc", ({ total }) => void steps.push(total));
  expect(valueOf(collected).freed).toBeGreaterThan(100_000);
  // Three files and two directories of the one, a file and the directory of the other.
  expect(steps).toEqual([null, 7]);
  expect(valueOf(await tab.verify("v", silent)).damaged).toEqual([]);
  expect(valueOf(await tab.storage()).garbage).toBe(0);
});

it("refuses mounts that can't be", async () => {
  const tab = browser.open();
  const { root, source, url } = await importInto(tab, files);
  const of = (...names: string[]) => tab.setMounts(names.map((name) => ({ name, root, source, url })));
  expect(await of("a/b")).toMatchObject({ type: "failed", failure: { kind: "invalid" } });
  expect(await of("a", "a")).toMatchObject({ type: "failed", failure: { kind: "invalid" } });
  const unknown = { name: "x", root: root.replace(/.=$/, "A="), source, url };
  expect(await tab.setMounts([unknown])).toMatchObject({ type: "failed", failure: { kind: "missing" } });
  expect((await tab.state()).mounts).toEqual([]);
});

it("leaves nothing visible of what failed or was cancelled", async () => {
  const tab = browser.open();
  const bad = await tab.import("1", archive({ "../evil": "1" }), silent);
  expect(bad).toMatchObject({ type: "failed", failure: { kind: "invalid" } });
  expect(bad.type === "failed" && bad.failure.message).toContain("evil");
  const large = Object.fromEntries(
    Array.from({ length: 50 }, (_, i) => [`top/${i}`, String(i).repeat(50_000)]),
  );
  const running = tab.import("2", archive(large), ({ read }) => void (read > 0 && tab.cancel("2")));
  await tab.cancel("2");
  expect(await running).toEqual({ type: "cancelled" });
  expect(await tab.state()).toMatchObject({ trees: [], unfinished: [] });
});

it("collects what a tab pinned before it died, and nobody knows of", async () => {
  const tab = browser.open();
  const kept = await importInto(tab, files, "kept.tar");
  const lost = await importInto(tab, { "top/lost": "z".repeat(50_000) }, "lost.tar");
  await tab.records.deleteTree(lost.root, "");
  expect(valueOf(await tab.collectGarbage("gc", silent)).freed).toBeGreaterThan(50_000);
  expect((await tab.state()).trees).toMatchObject([{ root: kept.root }]);
  expect(valueOf(await tab.storage())).toMatchObject({ garbage: 0 });
  expect(valueOf(await tab.verify("v", silent)).damaged).toEqual([]);
});

it("names imports that a dead tab left, until they are repeated", async () => {
  const tab = browser.open();
  await tab.records.beginImport({ id: "x", source: "tree.tar", began: 5, owner: "a dead one" });
  expect((await tab.state()).unfinished).toEqual([{ source: "tree.tar", began: 5 }]);
  await importInto(tab, files);
  expect((await tab.state()).unfinished).toEqual([]);
});

it("exports what it was given", async () => {
  const tab = browser.open();
  const { root } = await importInto(tab, files);
  for (const format of ["tar", "nar"] as const) {
    const file = valueOf(await tab.export("e", root, format, silent));
    const again = browser.open();
    const source = { type: "archive", file, name: `again.${format}` } as const;
    expect(valueOf(await again.import("i", source, silent)).root).toBe(root);
  }
});
