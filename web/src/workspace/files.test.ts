import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import { TestBrowser, example } from "./test-browser.ts";

const nextTask = (): Promise<void> => new Promise((done) => setImmediate(done));
let browser: TestBrowser;
beforeEach(() => {
  browser = new TestBrowser(nextTask);
});

describe("several workspaces", () => {
  it("are made, switched, duplicated, deleted and put back", async () => {
    const workspace = await browser.start();
    workspace.write("main.nix", "mine");
    await workspace.add();
    expect([workspace.name(), workspace.files()]).toEqual(["Untitled", ["main.nix"]]);
    await workspace.add();
    expect(workspace.name()).toBe("Untitled 2");
    await workspace.duplicate();
    expect(workspace.name()).toBe("Untitled 2 2");
    await workspace.switchTo("first");
    expect(workspace.content("main.nix")).toBe("mine");
    expect(workspace.list()).toHaveLength(4);
    const undo = await workspace.removeWorkspace("first");
    expect(workspace.list()).toHaveLength(3);
    expect(workspace.name()).not.toBe("Example");
    await undo();
    expect(workspace.content("main.nix")).toBe("mine");
    expect(workspace.list()).toHaveLength(4);
    await browser.pass(300);
    expect((await browser.reloaded()).name).toBe("Example");
  });

  it("leave an empty one when the last is deleted", async () => {
    const workspace = await browser.start();
    await workspace.removeWorkspace(workspace.id());
    expect([workspace.name(), workspace.list().length]).toEqual(["Untitled", 1]);
    await expect(workspace.switchTo("nowhere")).rejects.toThrow(/gone/);
  });

  it("lose nothing that is written while another one is being opened", async () => {
    for (let turns = 0; turns < 30; turns++) {
      browser = new TestBrowser(nextTask);
      const workspace = await browser.start();
      workspace.write("main.nix", "first");
      const id = workspace.id();
      await workspace.add();
      const added = workspace.id();
      await workspace.switchTo(id);
      const switching = workspace.switchTo(added).then(
        () => true,
        // It may say that there is something to be saved first.
        () => false,
      );
      for (let turn = 0; turn < turns; turn++) await nextTask();
      const inTime = workspace.id() === id;
      if (inTime) workspace.write("main.nix", "typed");
      if (await switching) await workspace.switchTo(id);
      expect(workspace.content("main.nix")).toBe(inTime ? "typed" : "first");
      workspace.dispose();
    }
  });

  it("get no files that were chosen in another one", async () => {
    const workspace = await browser.start();
    let read: (bytes: ArrayBuffer) => void = () => {};
    const file = { size: 1, arrayBuffer: () => new Promise<ArrayBuffer>((done) => (read = done)) };
    const uploading = workspace.upload([{ path: "late.nix", file }]);
    await workspace.add();
    read(new ArrayBuffer(1));
    await expect(uploading).rejects.toThrow(/another workspace/);
    expect(workspace.files()).toEqual(["main.nix"]);
  });

  it("do not mix what is undone", async () => {
    const workspace = await browser.start();
    const undo = workspace.remove("lib");
    await workspace.add();
    expect(undo).toThrow(/another workspace/);
  });
});

describe("files", () => {
  it("are renamed with their folder, tab and identity", async () => {
    const workspace = await browser.start();
    workspace.setActive("lib/a.nix");
    const identity = workspace.identity("lib/a.nix");
    workspace.rename("lib", "deep/er");
    expect(workspace.active()).toBe("deep/er/a.nix");
    expect(workspace.identity("deep/er/a.nix")).toBe(identity);
    workspace.rename("deep/er/a.nix", "deep/er/a.nix/b");
    expect(workspace.files()).toEqual(["deep/er/a.nix/b", "main.nix"]);
    expect(() => workspace.rename("main.nix", "deep")).toThrow(/folder deep already/);
    expect(() => workspace.rename("nowhere", "x")).toThrow(/no file or folder nowhere/);
    expect(() => workspace.create("deep/er", "")).toThrow(/folder deep\/er already/);
  });

  it("come back with their tab", async () => {
    const workspace = await browser.start();
    workspace.setActive("lib/a.nix");
    const undo = workspace.remove("lib/a.nix");
    expect([workspace.active(), workspace.open()]).toEqual(["main.nix", ["main.nix"]]);
    expect(() => workspace.remove("main.nix")).toThrow(/at least one file/);
    undo();
    expect([workspace.active(), workspace.open()]).toEqual(["lib/a.nix", ["main.nix", "lib/a.nix"]]);
    const undoAgain = workspace.remove("lib");
    workspace.create("lib", "now a file");
    expect(undoAgain).toThrow(/lib is a file/);
  });

  it("keep one tab", async () => {
    const workspace = await browser.start();
    workspace.close("main.nix");
    expect(workspace.open()).toEqual(["main.nix"]);
  });

  it("are uploaded: text where they are UTF-8, else bytes", async () => {
    const workspace = await browser.start();
    const file = (name: string, ...bytes: number[]): File => new File([new Uint8Array(bytes)], name);
    const huge = {
      path: "huge",
      file: { size: 17 * 2 ** 20, arrayBuffer: () => Promise.reject(new Error("read")) },
    };
    const result = await workspace.upload([
      file("b.nix", 0xc3, 0xbc),
      file("bom.nix", 0xef, 0xbb, 0xbf, 0x31),
      { path: "x/c.bin", file: file("c.bin", 0xff) },
      file("nul", 0x61, 0),
      file("main.nix", 0x35),
      file("lib", 0x35),
      file("..", 0x35),
      huge,
    ]);
    expect(result.added).toEqual(["b.nix", "bom.nix", "x/c.bin", "nul"]);
    expect(result.replaced).toEqual(["main.nix"]);
    expect(result.refused.map(({ path }) => path)).toEqual(["lib", "..", "huge"]);
    expect(workspace.content("b.nix")).toBe("ü");
    expect(workspace.content("bom.nix")).toBe("\ufeff1");
    expect(workspace.content("x/c.bin")).toEqual(new Uint8Array([0xff]));
    expect(workspace.content("nul")).toBeInstanceOf(Uint8Array);
    const late = await workspace.upload([file("late.nix", 0x31)]);
    for (const path of workspace.files()) if (path !== "late.nix") workspace.remove(path);
    expect(late.undo).toThrow(/at least one file/);
    workspace.replace(example);
    result.undo();
    expect(workspace.snapshot().files).toEqual(example.files);
  });

  it("are replaced as a whole, and back", async () => {
    const workspace = await browser.start();
    const undo = workspace.replace({ name: "New", files: { "a.nix": "" }, open: ["gone"], active: "gone" });
    expect(workspace.snapshot()).toEqual({
      name: "New",
      files: { "a.nix": "" },
      open: ["a.nix"],
      active: "a.nix",
    });
    undo();
    expect(workspace.snapshot()).toEqual(example);
    expect(() => workspace.replace({ ...example, files: {} })).toThrow(/at least one file/);
    expect(() => workspace.replace({ ...example, files: { "../a": "" } })).toThrow(/“\.\.”/);
  });
});
