import "fake-indexeddb/auto";
import { deleteDB, openDB } from "idb";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { KeptTree, Mount, StoreAnswer, StoreState, WorkspaceMount } from "../store-protocol.ts";
import { StoreRecords } from "./state.ts";
import type { TabStore } from "./tab-store.ts";
import { tarOf, TestBrowser } from "./testing.ts";

let browser: TestBrowser;
beforeEach(() => void (browser = new TestBrowser()));
afterEach(() => browser.close());

function valueOf<T>(answer: StoreAnswer<T>): T {
  if (answer.type !== "ok") throw new Error(JSON.stringify(answer));
  return answer.value;
}

const mountOf = (name: string, { root, source, url }: KeptTree): Mount => ({ name, root, source, url });
const own = (name: string, more: Partial<WorkspaceMount> = {}): WorkspaceMount => ({
  name,
  instead: name,
  on: true,
  root: null,
  url: null,
  ...more,
});
async function importInto(tab: TabStore, text: string): Promise<KeptTree> {
  const file = tarOf({ "top/default.nix": text });
  const source = { type: "archive", file, name: `${text}.tar` } as const;
  return valueOf(await tab.import(crypto.randomUUID(), source, () => undefined));
}

it("workspaces have mounts of their own, which all tabs see", async () => {
  const [a, b] = [browser.open(), browser.open()];
  const seen: StoreState[] = [];
  await b.subscribe((state) => void seen.push(state));
  const [one, two] = [await importInto(a, "1"), await importInto(a, "2")];
  valueOf(await a.setMounts([mountOf("x", one)]));
  const mounts = [own("x", { root: two.root }), own("y", { on: false, instead: null, root: one.root })];
  valueOf(await a.setWorkspaceMounts("w", mounts, null));
  await expect.poll(() => seen.at(-1)?.workspaces).toEqual([{ workspace: "w", mounts }]);
  expect((await b.state()).mounts).toEqual([mountOf("x", one)]);

  // Those of all, at once.
  valueOf(await b.setWorkspaceMounts("w", [], [mountOf("x", two)]));
  expect(await a.state()).toMatchObject({ mounts: [{ root: two.root }], workspaces: [] });
  const wrong = await a.setWorkspaceMounts("w", [own("x")], [mountOf("a/b", one)]);
  expect(wrong).toMatchObject({ type: "failed", failure: { kind: "invalid" } });
  expect(await a.state()).toMatchObject({ mounts: [{ root: two.root }], workspaces: [] });
});

it("removing a tree removes it from all workspaces", async () => {
  const tab = browser.open();
  const [one, two] = [await importInto(tab, "1"), await importInto(tab, "2")];
  valueOf(await tab.setMounts([mountOf("x", one), mountOf("z", two)]));
  const more = own("y", { instead: null, root: two.root });
  valueOf(await tab.setWorkspaceMounts("v", [own("x", { root: two.root, on: false }), more], null));
  valueOf(await tab.setWorkspaceMounts("w", [more], null));
  valueOf(await tab.removeTree(two.root));
  expect(await tab.state()).toMatchObject({
    mounts: [{ name: "x" }],
    workspaces: [{ workspace: "v", mounts: [own("x", { on: false })] }],
  });
});

it("refuses what can't be, and forgets removed workspaces", async () => {
  const tab = browser.open();
  const root = `blake3-${"A".repeat(43)}=`;
  for (const mounts of [
    [own("a/b")],
    [own("a"), own("a")],
    [own("a", { instead: null })],
    Array.from({ length: 257 }, (_, i) => own(`a${i}`)),
  ]) {
    expect(await tab.setWorkspaceMounts("w", mounts, null)).toMatchObject({
      type: "failed",
      failure: { kind: "invalid" },
    });
  }
  // A tree that a link named need not be here.
  valueOf(await tab.setWorkspaceMounts("w", [own("a", { root })], null));
  valueOf(await tab.forgetHistory("w"));
  expect((await tab.state()).workspaces).toEqual([]);
});

it("of very many workspaces, those that were changed last are kept", async () => {
  const tab = browser.open();
  for (let i = 0; i < 205; i++) valueOf(await tab.setWorkspaceMounts(`w${i}`, [own("a")], null));
  const kept = (await tab.state()).workspaces.map(({ workspace }) => workspace);
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([200, "w204", "w5"]);
});

it("takes over what earlier versions of the page stored", async () => {
  const name = `${browser.name}.old`;
  const old = await openDB(name, 2, {
    upgrade(db) {
      db.createObjectStore("trees", { keyPath: "root" });
      for (const store of ["lists", "nars", "used"]) db.createObjectStore(store);
      db.createObjectStore("unfinished", { keyPath: "id" });
      db.createObjectStore("snapshots", { keyPath: ["workspace", "time"] }).createIndex("root", "root");
    },
  });
  const mounts = [{ name: "nixpkgs", root: "blake3-x", source: "a.tar", url: null }];
  await old.put("lists", mounts, "mounts");
  old.close();
  const records = new StoreRecords(name);
  expect(await records.mounts()).toEqual(mounts);
  expect(await records.workspaceMounts()).toEqual([]);
  await records.close();
  await deleteDB(name);
});
