import "fake-indexeddb/auto";
import { openDB } from "idb";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Snapshot, SnapshotFile, SnapshotTaken, StoreAnswer } from "../store-protocol.ts";
import type { TabStore } from "./tab-store.ts";
import { tarOf, TestBrowser } from "./testing.ts";

let browser: TestBrowser;
beforeEach(() => void (browser = new TestBrowser()));
afterEach(() => browser.close());

const silent = (): void => undefined;
const utf8 = new TextEncoder();

function valueOf<T>(answer: StoreAnswer<T>): T {
  if (answer.type !== "ok") throw new Error(JSON.stringify(answer));
  return answer.value;
}

const filesOf = (texts: Readonly<Record<string, string>>): SnapshotFile[] =>
  Object.entries(texts).map(([path, text]) => ({ path, content: utf8.encode(text) }));

const textsOf = (files: readonly SnapshotFile[]): Record<string, string> =>
  Object.fromEntries(files.map(({ path, content }) => [path, new TextDecoder().decode(content)]));

async function take(
  tab: TabStore,
  texts: Readonly<Record<string, string>>,
  { workspace = "w", message = null as string | null } = {},
): Promise<SnapshotTaken> {
  return valueOf(await tab.snapshot(workspace, filesOf(texts), message));
}

const history = async (tab: TabStore, workspace = "w"): Promise<Snapshot[]> =>
  valueOf(await tab.history(workspace));

it("keeps each state of a workspace once, tells what changed, and gives its files back", async () => {
  const tab = browser.open();
  const first = await take(tab, { "main.nix": "1", "lib/ä.nix": "a" });
  expect(first).toMatchObject({ recorded: true, root: expect.stringMatching(/^blake3-/) });
  expect(await take(tab, { "main.nix": "1", "lib/ä.nix": "a" })).toEqual({ ...first, recorded: false });
  const second = await take(tab, { "main.nix": "2", "lib/b.nix": "a" });
  expect(second.time).toBeGreaterThan(first.time);
  expect(await history(browser.open())).toMatchObject([
    {
      root: second.root,
      changed: 3,
      changes: [
        { path: "lib/b.nix", kind: "added" },
        { path: "lib/ä.nix", kind: "removed" },
        { path: "main.nix", kind: "changed" },
      ],
    },
    { root: first.root, files: 2, bytes: 2, changed: 2, message: null },
  ]);
  expect(textsOf(valueOf(await browser.open().snapshotFiles(first.root)))).toEqual({
    "main.nix": "1",
    "lib/ä.nix": "a",
  });
  // Nothing was written for what was there already.
  const report = valueOf(await tab.storage());
  expect(report).toMatchObject({ garbage: 0, blobs: 3, directories: 4, history: { snapshots: 2 } });
  expect(report.history.own).toBe(report.stored);
});

it("marks the newest one when it is asked for and nothing changed", async () => {
  const tab = browser.open();
  await take(tab, { a: "1" });
  expect(await take(tab, { a: "1" }, { message: "Saved by hand" })).toMatchObject({ recorded: false });
  expect(await history(tab)).toMatchObject([{ message: "Saved by hand" }]);
});

it("keeps snapshots through a collection, until their workspace is forgotten", async () => {
  const tab = browser.open();
  const shared = { "both.nix": "s".repeat(2000) };
  const { root } = await take(tab, { ...shared, "big.nix": "x".repeat(100_000) });
  await take(tab, shared);
  const other = await take(tab, shared, { workspace: "other" });
  const collect = async (): Promise<number> => valueOf(await tab.collectGarbage("gc", silent)).freed;
  expect(await collect()).toBe(0);
  expect(Object.keys(textsOf(valueOf(await tab.snapshotFiles(root))))).toHaveLength(2);
  valueOf(await tab.forgetHistory("w"));
  expect(await history(tab)).toEqual([]);
  expect(await tab.snapshotFiles(root)).toMatchObject({ type: "failed", failure: { kind: "missing" } });
  expect(await collect()).toBeGreaterThan(90_000);
  // What another workspace has as well stays.
  expect(textsOf(valueOf(await tab.snapshotFiles(other.root)))).toEqual(shared);
  expect(valueOf(await tab.verify("v", silent))).toMatchObject({ damaged: [], blobs: 2 });
});

it("shares content with trees, and says what removing them frees", async () => {
  const tab = browser.open();
  const text = "y".repeat(5000);
  const file = tarOf({ "top/a.nix": text });
  const tree = valueOf(await tab.import("i", { type: "archive", file, name: "t.tar" }, silent));
  await take(tab, { "a.nix": text });
  const report = valueOf(await tab.storage());
  expect(report).toMatchObject({ blobs: 1, directories: 1, history: { own: 0 } });
  expect(report.trees).toMatchObject([{ tree: { root: tree.root }, own: 0 }]);
});

it("lets go of what a tab pinned before it died, but of nothing that is told of", async () => {
  const tab = browser.open();
  const lost = await take(tab, { a: "z".repeat(50_000) });
  await take(tab, { a: "2" });
  const [first] = await tab.records.snapshots("w");
  await tab.records.putSnapshots([], [first!]);
  expect(valueOf(await tab.collectGarbage("gc", silent)).freed).toBeGreaterThan(40_000);
  expect(await tab.snapshotFiles(lost.root)).toMatchObject({ type: "failed" });
  expect(await history(tab)).toHaveLength(1);
});

it("thins old ones, and what is left tells of all changes", async () => {
  const tab = browser.open();
  await take(tab, { a: "1" });
  await take(tab, { a: "1", b: "1" });
  await take(tab, { a: "1", b: "1", c: "1" });
  // They were made long ago, within an hour.
  const records = await tab.records.snapshots("w");
  await tab.records.putSnapshots(
    records.map((record, at) => ({ ...record, time: at - 80 * 86_400_000 })),
    records,
  );
  const last = await take(tab, { a: "2", b: "1", c: "1" });
  const left = await history(tab);
  expect(left).toMatchObject([
    { root: last.root, changes: [{ path: "a", kind: "changed" }] },
    { changed: 3, changes: [{ path: "a" }, { path: "b" }, { path: "c" }] },
  ]);
  expect(await tab.snapshotFiles(records[0]!.root)).toMatchObject({ type: "failed" });
});

it("refuses files that no tree can have, and records nothing", async () => {
  const tab = browser.open();
  for (const texts of [{ a: "", "a/b": "" }, { "a/b": "", a: "" }, { "../x": "" }]) {
    expect(await tab.snapshot("w", filesOf(texts), null)).toMatchObject({
      type: "failed",
      failure: { kind: "invalid" },
    });
  }
  expect(await history(tab)).toEqual([]);
});

it("tells all tabs of new ones", async () => {
  const [a, b] = [browser.open(), browser.open()];
  const versions: number[] = [];
  await b.subscribe(({ historyVersion }) => void versions.push(historyVersion));
  await take(a, { a: "1" });
  await expect.poll(() => versions.length).toBeGreaterThan(0);
  expect(versions.at(-1)).toBeGreaterThan(0);
});

it("finds room in the records of a page that had no history", async () => {
  const old = await openDB(`${browser.name}.records`, 1, {
    upgrade(db) {
      db.createObjectStore("trees", { keyPath: "root" });
      db.createObjectStore("unfinished", { keyPath: "id" });
      for (const name of ["lists", "nars", "used"]) db.createObjectStore(name);
    },
  });
  const tree = { root: "blake3-x", source: "t", url: null, added: 1, files: 1, bytes: 1, warnings: [] };
  await old.put("trees", tree);
  old.close();
  const tab = browser.open();
  await take(tab, { a: "1" });
  expect((await tab.state()).trees).toEqual([tree]);
  expect(await history(tab)).toHaveLength(1);
});
