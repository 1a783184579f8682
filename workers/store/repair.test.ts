import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { digestOf, parseDigest } from "../../core/castore/index.ts";
import type { ImportSource, KeptTree, StoreAnswer } from "../store-protocol.ts";
import type { TabStore } from "./tab-store.ts";
import { damageObject, dropPacks, tarOf, TestBrowser } from "./testing.ts";

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
const large = Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 9973).join(" ");
const files = {
  "top/default.nix": "import ./lib/a.nix",
  "top/lib/a.nix": "1 + 41",
  "top/lib/deep/b.nix": "text to damage",
  "top/large": large,
};

async function importInto(tab: TabStore, of: Record<string, string>, name?: string): Promise<KeptTree> {
  return valueOf(await tab.import(crypto.randomUUID(), archive(of, name), silent));
}
const verify = async (tab: TabStore) => valueOf(await tab.verify("v", silent)).damaged;
const repair = async (tab: TabStore, source: ImportSource) => valueOf(await tab.repair("r", source, silent));

it("names what is damaged by tree and path, and brings only that from the archive", async () => {
  const tab = browser.open();
  const tree = await importInto(tab, files);
  const before = valueOf(await tab.storage());
  await damageObject(await tab.store(), "text to damage");
  const [damage, ...more] = await verify(tab);
  expect(more).toEqual([]);
  expect(damage).toMatchObject({
    kind: "blob",
    problem: "its content has another digest",
    places: [{ root: tree.root, path: "lib/deep/b.nix" }],
  });
  // It is still told once it was dropped.
  expect(await verify(tab)).toMatchObject([{ problem: expect.stringMatching(/^it is missing/) }]);

  const other = { ...files, "top/unrelated": "not to be stored", "top/lib/deep/b.nix": "another text" };
  expect(await repair(tab, archive(other))).toMatchObject({ repaired: 0, damaged: [{ kind: "blob" }] });
  expect(await repair(tab, archive({ ...files, "top/unrelated": "not to be stored" }))).toMatchObject({
    repaired: 1,
    damaged: [],
  });
  expect(await verify(tab)).toEqual([]);
  // Nothing else of that archive came; the damaged bytes are garbage.
  const { length } = files["top/lib/deep/b.nix"];
  expect(valueOf(await tab.storage())).toMatchObject({ blobs: before.blobs, garbage: length });
  expect(await verify(tab)).toEqual([]);
  expect((await tab.state()).trees).toEqual([tree]);
});

it("brings directories, chunks, and whole packs that are gone", async () => {
  const tab = browser.open();
  await importInto(tab, files);
  await damageObject(await tab.store(), "deep");
  const [directory] = await verify(tab);
  expect(directory).toMatchObject({ kind: "directory", places: [{ path: "lib" }] });
  expect(await repair(tab, archive(files))).toMatchObject({ repaired: 1, damaged: [] });

  await damageObject(await tab.store(), large.slice(50_000, 50_100));
  const damaged = await verify(tab);
  expect(damaged.flatMap(({ places }) => places.map(({ path }) => path))).toEqual(["large"]);
  expect((await repair(tab, archive(files))).damaged).toEqual([]);

  await dropPacks(await tab.store());
  expect((await verify(tab)).length).toBeGreaterThan(0);
  expect((await repair(tab, archive(files))).damaged).toEqual([]);
  expect(await verify(tab)).toEqual([]);
  const exported = valueOf(await tab.export("e", (await tab.state()).trees[0]!.root, "tar", silent));
  expect(await exported.text()).toContain("text to damage");
});

it("an import stores what verifying found damaged, too", async () => {
  const tab = browser.open();
  const tree = await importInto(tab, files);
  await damageObject(await tab.store(), "text to damage");
  expect(await verify(tab)).toHaveLength(1);
  expect((await importInto(tab, files)).root).toBe(tree.root);
  expect(await verify(tab)).toEqual([]);
});

it("an import stores what a read found damaged, without being told to verify", async () => {
  const tab = browser.open();
  const tree = await importInto(tab, files);
  await damageObject(await tab.store(), "text to damage");
  const later = browser.open();
  const wanted = [digestOf(new TextEncoder().encode("text to damage"))];
  const read = () =>
    later.reads.answer({ op: "blobs", root: parseDigest(tree.root), wanted, neighbours: [] });
  await expect(read()).rejects.toMatchObject({ kind: "corrupt" });
  expect((await importInto(later, files)).root).toBe(tree.root);
  await read();
  expect(await verify(later)).toEqual([]);
});

it("a repair is seen by other tabs", async () => {
  const [tab, other] = [browser.open(), browser.open()];
  const tree = await importInto(tab, files);
  const wanted = [digestOf(new TextEncoder().encode("text to damage"))];
  await damageObject(await tab.store(), "text to damage");
  const read = () =>
    other.reads.answer({ op: "blobs", root: parseDigest(tree.root), wanted, neighbours: [] });
  await expect(read()).rejects.toMatchObject({ kind: "corrupt" });
  expect((await repair(tab, archive(files))).repaired).toBe(1);
  await expect
    .poll(() =>
      read().then(
        ({ length }) => length > 0,
        () => false,
      ),
    )
    .toBe(true);
});

it("a repair that is cancelled or fails loses nothing", async () => {
  const tab = browser.open();
  await importInto(tab, files);
  await damageObject(await tab.store(), "text to damage");
  const cancelled = tab.repair(
    "r",
    archive(files),
    ({ phase }) => void (phase === "reading" && tab.cancel("r")),
  );
  await tab.cancel("r");
  expect(await cancelled).toEqual({ type: "cancelled" });
  const broken: ImportSource = { type: "archive", file: new Blob(["no archive"]), name: "broken.tar" };
  expect(await tab.repair("r", broken, silent)).toMatchObject({
    type: "failed",
    failure: { kind: "invalid" },
  });
  expect(await verify(tab)).toHaveLength(1);
  expect((await repair(tab, archive(files))).damaged).toEqual([]);
});
