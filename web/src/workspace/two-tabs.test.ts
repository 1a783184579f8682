import "fake-indexeddb/auto";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { Workspace } from "./api.ts";
import { TestBrowser, type TestTab } from "./test-browser.ts";

const nextTask = (): Promise<void> => new Promise((done) => setImmediate(done));
let browser: TestBrowser;
beforeEach(() => {
  browser = new TestBrowser(nextTask);
});

describe("two tabs", () => {
  it("follow each other", async () => {
    const one = await browser.start();
    const two = await browser.start();
    one.write("main.nix", "from one");
    one.create("new.nix", "n");
    one.renameWorkspace("Both");
    await browser.pass(300);
    expect(two.content("main.nix")).toBe("from one");
    expect(two.files()).toEqual(["lib/a.nix", "main.nix", "new.nix"]);
    expect(two.name()).toBe("Both");
    expect(two.active()).toBe("main.nix");
    two.write("main.nix", "from two");
    await browser.pass(300);
    expect(one.content("main.nix")).toBe("from two");
    expect([one.saved(), two.saved(), one.conflict(), two.conflict()]).toEqual([
      "saved",
      "saved",
      null,
      null,
    ]);
  });

  it("bring different files together without a word, even when one hears nothing", async () => {
    const one = await browser.start();
    const two = await browser.start(browser.tab({ deaf: true }));
    one.write("main.nix", "from one");
    await browser.pass(300);
    two.write("lib/a.nix", "from two");
    await browser.pass(300);
    expect(two.conflict()).toBeNull();
    const files = { "main.nix": "from one", "lib/a.nix": "from two" };
    expect(two.snapshot().files).toEqual(files);
    expect(one.snapshot().files).toEqual(files);
    expect((await browser.reloaded()).files).toEqual(files);
  });

  const conflicting = async (): Promise<[Workspace, Workspace, TestTab]> => {
    const tab = browser.tab();
    const [one, two] = [await browser.start(), await browser.start(tab)];
    one.write("main.nix", "from one");
    two.write("main.nix", "from two");
    two.write("lib/a.nix", "two's");
    await one.flush();
    await browser.pass(300);
    expect(two.conflict()).toMatchObject({
      files: [{ path: "main.nix", mine: "from two", theirs: "from one" }],
    });
    return [one, two, tab];
  };

  it("ask when both changed a file; until then nothing is overwritten", async () => {
    const [one, two, tab] = await conflicting();
    expect(one.conflict()).toBeNull();
    expect([two.saved(), two.content("main.nix")]).toEqual(["failed", "from two"]);
    expect(two.problem()).toMatch(/main\.nix/);
    expect(tab.guarded()).toBe(true);
    two.write("main.nix", "from two, more");
    tab.leave(false);
    await browser.pass(300);
    expect((await browser.reloaded()).files["main.nix"]).toBe("from one");
    await expect(two.add()).rejects.toThrow(/Another tab/);
    // The other one goes on.
    one.write("main.nix", "from one, more");
    await browser.pass(300);
    expect(two.conflict()?.files[0]?.theirs).toBe("from one, more");
    expect(two.content("main.nix")).toBe("from two, more");
    // It comes to the same by itself.
    one.write("main.nix", "from two, more");
    await browser.pass(300);
    expect([two.conflict(), two.saved(), two.problem()]).toEqual([null, "saved", null]);
    expect(one.content("lib/a.nix")).toBe("two's");
  });

  it("keep both when one is closed over the question", async () => {
    const [one, two, tab] = await conflicting();
    tab.leave();
    two.dispose();
    await browser.pass(300);
    expect((await browser.reloaded()).files).toEqual({
      "main.nix": "from one",
      "lib/a.nix": "two's",
      "main (other tab).nix": "from two",
    });
    expect(one.conflict()).toBeNull();
  });

  it.each([
    ["mine", { "main.nix": "from two", "lib/a.nix": "two's" }],
    ["theirs", { "main.nix": "from one", "lib/a.nix": "two's" }],
    ["both", { "main.nix": "from two", "lib/a.nix": "two's", "main (other tab).nix": "from one" }],
  ] as const)("keep %s", async (choice, files) => {
    const [one, two] = await conflicting();
    two.resolveConflict(choice);
    await browser.pass(300);
    expect(two.conflict()).toBeNull();
    expect(two.saved()).toBe("saved");
    expect(two.snapshot().files).toEqual(files);
    expect(one.snapshot().files).toEqual(files);
    expect((await browser.reloaded()).files).toEqual(files);
  });

  it("never lose a workspace that one deletes while the other changes it", async () => {
    const [one, two] = [await browser.start(), await browser.start()];
    one.write("main.nix", "3");
    await browser.pass(300);
    await two.removeWorkspace(two.id());
    await browser.pass(300);
    expect(one.saved()).toBe("failed");
    expect(one.problem()).toMatch(/deleted in another tab/);
    one.write("main.nix", "4");
    await browser.pass(300);
    expect(one.saved()).toBe("saved");
    expect((await browser.reloaded()).files).toEqual({ "main.nix": "4", "lib/a.nix": "2" });
  });

  it("end at the same files, all edits in them, asked about or seen by their successor", async () => {
    const edit = fc.record({
      tab: fc.nat(1),
      path: fc.constantFrom("main.nix", "lib/a.nix", "new.nix"),
      pass: fc.constantFrom(0, 100, 300, 700),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 12 }), fc.boolean(), async (edits, deaf) => {
        browser = new TestBrowser(nextTask);
        const tabs = [await browser.start(), await browser.start(browser.tab({ deaf }))];
        /** Texts that no later edit or choice was made on top of. */
        const live = new Set<string>();
        for (const [count, { tab, path, pass }] of edits.entries()) {
          const workspace = tabs[tab]!;
          const text = `edit ${count}`;
          if (workspace.has(path)) {
            live.delete(String(workspace.content(path)));
            workspace.write(path, text);
          } else workspace.create(path, text);
          live.add(text);
          await browser.pass(pass);
        }
        for (let turn = 0; turn < 6; turn++) {
          for (const workspace of tabs) {
            await workspace.flush();
            await browser.pass(300);
            workspace.resolveConflict("both");
            await browser.pass(300);
          }
        }
        const stored = (await browser.reloaded()).files;
        if (!deaf) expect(tabs[1]!.snapshot().files).toEqual(stored);
        expect(tabs.map((it) => it.conflict())).toEqual([null, null]);
        expect(Object.values(stored)).toEqual(expect.arrayContaining([...live]));
        for (const workspace of tabs) workspace.dispose();
      }),
      { numRuns: 25 },
    );
  });
});
