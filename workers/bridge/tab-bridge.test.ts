import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { importTree, treeItem } from "../../core/castore/index.ts";
import { calculationOver, IdbPathInfos, sourceInfo, type PathInfo } from "../../core/store/index.ts";
import { TestBrowser } from "../store/testing.ts";
import { TabBridge } from "./tab-bridge.ts";

let browser: TestBrowser;
beforeEach(() => void (browser = new TestBrowser()));
afterEach(() => browser.close());

let passed = 0;

function bridgeOf({ factory, name }: TestBrowser): TabBridge {
  const refused = (): Promise<never> => Promise.reject(new Error("nobody writes here"));
  return new TabBridge({
    factory: factory as never,
    name,
    writer: { putNar: refused, putPathInfo: refused, put: refused },
    quota: { narSize: 1e9, storeSize: Infinity },
    basePath: "/play/nar-bridge",
    clock: () => Date.now(),
    stopwatch: () => passed,
  });
}

const get = (path: string): Request => new Request(`https://host.example/play/nar-bridge/${path}`);

/** Stores a text as a source, as the store worker does. */
async function add(name: string, text: string): Promise<PathInfo> {
  const store = await browser.open().store();
  const session = await store.openSession();
  const item = treeItem({ kind: "file", content: new TextEncoder().encode(text), executable: false });
  const info = await sourceInfo(calculationOver(store), name, await importTree(store, item));
  await new IdbPathInfos(store).put(info);
  await session.close();
  return info;
}

test("what the store worker stores is served: at once when it is told, else after a second", async () => {
  const bridge = bridgeOf(browser);
  const ask = async (path: string): Promise<[number, string]> => {
    const answer = await bridge.answer(get(path));
    return [answer.status, await answer.text()];
  };
  expect(await ask("nix-cache-info")).toEqual([200, expect.stringContaining("StoreDir: /nix/store")]);
  const file = ({ storePath }: PathInfo): string => `castore/${storePath.hash}-${storePath.name}`;

  const first = await add("first", "one");
  bridge.noteChange();
  // Both wait until the index has been read.
  expect(await Promise.all([ask(file(first)), ask(file(first))])).toEqual([
    [200, "one"],
    [200, "one"],
  ]);

  const second = await add("second", "two");
  passed += 1000;
  expect(await ask(file(second))).toEqual([200, "two"]);
  expect(await ask(`${second.storePath.hash}.narinfo`)).toEqual([200, expect.stringContaining("NarHash: ")]);
});

test("a store that was closed is opened again", async () => {
  const bridge = bridgeOf(browser);
  expect((await bridge.answer(get("nix-cache-info"))).status).toBe(200);
  // A newer page brings the database to its version.
  const name = `${browser.name}.castore`;
  const upgrading = browser.factory.deleteDatabase(name);
  await new Promise((resolve) => (upgrading.onsuccess = resolve));
  const info = await add("later", "three");
  passed += 1000;
  expect((await bridge.answer(get(`${info.storePath.hash}.narinfo`))).status).toBe(200);
});

test("a store that can't be opened: the next request tries again", async () => {
  const factory = browser.factory;
  let broken = true;
  const failing = new TestBrowser();
  Object.assign(failing, {
    factory: {
      open: (name: string, version: number) => {
        if (broken) throw new Error("the disk is gone");
        return factory.open(name, version);
      },
    },
  });
  const bridge = bridgeOf(failing);
  await expect(bridge.answer(get("nix-cache-info"))).rejects.toThrow("the disk is gone");
  broken = false;
  expect((await bridge.answer(get("nix-cache-info"))).status).toBe(200);
});
