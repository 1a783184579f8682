import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import { openWorkspace } from "./open.ts";
import { TestBrowser, example } from "./test-browser.ts";
import type { WorkspaceStorage } from "./storage.ts";
import { createWorkspace } from "./workspace.ts";

const nextTask = (): Promise<void> => new Promise((done) => setImmediate(done));
let browser: TestBrowser;
beforeEach(() => {
  browser = new TestBrowser(nextTask);
});

/** Takes for ever. */
const never = (): Promise<never> => new Promise(() => {});
const stuckStorage: WorkspaceStorage = {
  list: never,
  load: never,
  save: never,
  saveView: never,
  remove: never,
  last: never,
  adopt: never,
};

describe("saving", () => {
  it("stores nothing of an example that was only looked at", async () => {
    const workspace = await browser.start();
    expect(workspace.saved()).toBe("saved");
    expect(workspace.list()).toEqual([{ id: "first", name: "Example", changed: 0 }]);
    workspace.dispose();
    expect((await browser.start()).list().at(0)?.changed).toBe(0);
  });

  it("stores all of it once something changes, after a pause", async () => {
    const workspace = await browser.start();
    workspace.write("main.nix", "ä😀");
    expect(workspace.saved()).toBe("saving");
    await browser.pass(299);
    expect((await browser.reloaded()).files["main.nix"]).toBe("1");
    await browser.pass(1);
    expect(workspace.saved()).toBe("saved");
    expect((await browser.reloaded()).files).toEqual({ "main.nix": "ä😀", "lib/a.nix": "2" });
  });

  it("stores at once when the page is left", async () => {
    const tab = browser.tab();
    const workspace = await browser.start(tab);
    workspace.write("main.nix", "3");
    tab.leave();
    await browser.pass(0);
    expect((await browser.reloaded()).files["main.nix"]).toBe("3");
  });

  it("stores what a page left behind that was closed at once, even an example's first change", async () => {
    const tab = browser.tab();
    const opened = await openWorkspace({ example, environment: tab });
    const workspace = createWorkspace({ initial: { ...opened, storage: stuckStorage } });
    workspace.write("main.nix", "ü");
    tab.leave();
    expect(browser.drafts.size).toBe(1);
    expect((await browser.reloaded()).files).toEqual({ "main.nix": "ü", "lib/a.nix": "2" });
    expect(browser.drafts.size).toBe(0);
  });

  it("brings what was left behind together with what another tab saved since", async () => {
    const one = await browser.start();
    one.create("b.nix", "b");
    await browser.pass(300);
    const tab = browser.tab();
    const opened = await openWorkspace({ example, environment: tab });
    const closing = createWorkspace({ initial: { ...opened, storage: stuckStorage } });
    closing.write("main.nix", "from the closed");
    closing.write("b.nix", "b of the closed");
    tab.leave();
    closing.dispose();
    one.write("main.nix", "from one");
    await browser.pass(300);
    expect((await browser.reloaded()).files).toEqual({
      "main.nix": "from one",
      "main (other tab).nix": "from the closed",
      "b.nix": "b of the closed",
      "lib/a.nix": "2",
    });
  });

  it("leaves nothing behind when there was time to store it", async () => {
    const tab = browser.tab();
    const workspace = await browser.start(tab);
    workspace.write("main.nix", "3");
    tab.leave();
    expect(browser.drafts.size).toBe(1);
    await browser.pass(0);
    expect(browser.drafts.size).toBe(0);
    browser.drafts.set("x", "{damaged");
    expect((await browser.reloaded()).files["main.nix"]).toBe("3");
    expect(workspace.saved()).toBe("saved");
  });

  it("keeps bytes, tabs, names, and a file called __proto__", async () => {
    const workspace = await browser.start();
    workspace.create("data.bin", new Uint8Array([0, 255]));
    workspace.create("__proto__", "p");
    workspace.setActive("lib/a.nix");
    workspace.moveTab("lib/a.nix", 0);
    workspace.renameWorkspace("  Mine ");
    await browser.pass(300);
    const data = await browser.reloaded();
    expect(data).toEqual(workspace.snapshot());
    expect(data.name).toBe("Mine");
    expect(data.files["data.bin"]).toEqual(new Uint8Array([0, 255]));
    expect(Object.keys(data.files)).toContain("__proto__");
    expect(data.open).toEqual(["lib/a.nix", "main.nix", "data.bin", "__proto__"]);
    expect(data.active).toBe("lib/a.nix");
  });

  it("keeps tabs without a change of files", async () => {
    const workspace = await browser.start();
    workspace.write("main.nix", "3");
    await browser.pass(300);
    workspace.setActive("lib/a.nix");
    await browser.pass(300);
    expect((await browser.reloaded()).active).toBe("lib/a.nix");
  });

  it("keeps a tab that was chosen while tabs were being saved", async () => {
    const workspace = await browser.start();
    workspace.create("b.nix");
    await browser.pass(300);
    for (let turns = 0; turns < 8; turns++) {
      workspace.setActive("lib/a.nix");
      const saving = workspace.flush();
      for (let turn = 0; turn < turns; turn++) await nextTask();
      workspace.setActive("b.nix");
      await saving;
      await browser.pass(300);
      expect((await browser.reloaded()).active).toBe("b.nix");
    }
  });

  it("says why it failed, asks before the page is closed, and goes on", async () => {
    const tab = browser.tab();
    const workspace = await browser.start(tab);
    const { indexedDB } = browser;
    const refusing = {
      open() {
        throw new DOMException("no", "SecurityError");
      },
    };
    browser.indexedDB = refusing as unknown as IDBFactory;
    // A connection lives on; a browser without storage never had one.
    const other = await browser.start(browser.tab());
    other.write("main.nix", "3");
    await browser.pass(300);
    expect(other.saved()).toBe("failed");
    expect(other.problem()).toMatch(/private window/);
    expect(other.content("main.nix")).toBe("3");
    expect(tab.guarded()).toBe(false);
    await expect(other.add()).rejects.toThrow(/not saved.*private window/);
    browser.indexedDB = indexedDB;
    await other.flush();
    expect(other.saved()).toBe("saved");
    expect(other.problem()).toBeNull();
    workspace.dispose();
  });

  it("does not save beyond 16 MiB, but keeps what was typed", async () => {
    const tab = browser.tab();
    const workspace = await browser.start(tab);
    const large = "ü".repeat(8 * 2 ** 20);
    workspace.write("main.nix", large);
    await browser.pass(300);
    expect(workspace.saved()).toBe("failed");
    expect(workspace.problem()).toMatch(/at most 16 MiB/);
    expect(tab.guarded()).toBe(true);
    expect(() => workspace.create("more.nix", "x")).toThrow(/at most 16 MiB/);
    workspace.write("main.nix", large.slice(1));
    await browser.pass(300);
    expect(workspace.saved()).toBe("saved");
    expect(tab.guarded()).toBe(false);
  });
});

describe("starting", () => {
  it("takes over the first page's text once", async () => {
    browser.oldText = "old";
    const workspace = await browser.start();
    expect(workspace.snapshot()).toMatchObject({ files: { "main.nix": "old" }, active: "main.nix" });
    await workspace.add();
    await workspace.removeWorkspace(workspace.id());
    browser.oldText = "old again";
    for (const info of (await browser.start()).list()) expect(info.name).not.toBe("old again");
    expect((await browser.start()).list()).toHaveLength(workspace.list().length);
  });

  it("shows a link as a workspace of its own", async () => {
    const first = await browser.start();
    first.write("main.nix", "mine");
    await browser.pass(300);
    const shared = { name: "Shared", files: { "a.nix": "theirs" }, open: [], active: "" };
    const second = await browser.start(browser.tab(), { shared });
    expect(second.active()).toBe("a.nix");
    expect(second.list().map(({ name }) => name)).toEqual(["Shared", "Example"]);
    expect((await browser.reloaded()).files["main.nix"]).toBe("mine");
    second.write("a.nix", "changed");
    await browser.pass(300);
    expect(await browser.reloaded()).toMatchObject({ name: "Shared", files: { "a.nix": "changed" } });
    // Beside one of its name it has another.
    const third = await browser.start(browser.tab(), { shared });
    expect(third.name()).toBe("Shared 2");
  });

  it("stays with the tab's workspace when it is reloaded", async () => {
    const tab = browser.tab();
    const one = await browser.start(tab);
    one.write("main.nix", "one");
    await browser.pass(300);
    const two = await browser.start();
    await two.add({ ...example, name: "Two" });
    one.dispose();
    expect((await browser.start()).name()).toBe("Two");
    expect((await browser.start(tab)).name()).toBe("Example");
  });

  it("starts with the example where storage is forbidden, and says so", async () => {
    browser.indexedDB = undefined as unknown as IDBFactory;
    const opened = await openWorkspace({ example, environment: browser.tab() });
    expect(opened.problem).toMatch(/private window/);
    expect(opened.data.files).toEqual(example.files);
  });

  it("does not wait for ever for a storage that does not answer", async () => {
    browser.indexedDB = { open: () => new EventTarget() } as unknown as IDBFactory;
    const opening = openWorkspace({ example, environment: browser.tab() });
    await browser.pass(4000);
    expect((await opening).problem).toMatch(/does not answer/);
  });

  it("says when a newer page has changed the database", async () => {
    await new Promise((done) => {
      const request = browser.indexedDB.open("tvix-playground.workspaces", 99);
      request.onsuccess = () => {
        request.result.close();
        done(null);
      };
    });
    const opened = await openWorkspace({ example, environment: browser.tab() });
    expect(opened.problem).toMatch(/newer version/);
  });
});
