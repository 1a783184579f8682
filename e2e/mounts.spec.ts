import AxeBuilder from "@axe-core/playwright";
import type { JSHandle, Locator, Page } from "@playwright/test";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { decodeLink } from "../web/src/share/link.ts";
import { expect, test, type Playground } from "./playground.ts";

/** A tar archive of text files, compressed. */
function tarGz(files: Record<string, string>): Buffer {
  const blocks: Buffer[] = [];
  for (const [path, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    const header = Buffer.alloc(512);
    header.write(path, 0);
    header.write("0000644\0", 100);
    header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
    header.write("00000000000\0", 136);
    header.write("        0", 148);
    header.write("ustar\x0000", 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    blocks.push(header, content, Buffer.alloc((512 - (content.length % 512)) % 512));
  }
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

const library = tarGz({
  "mini-1.0/default.nix": `{ greeting = "from the tree"; sum = import ./lib/sum.nix; }\n`,
  "mini-1.0/lib/sum.nix": "a: b: a + b\n",
  "mini-1.0/lib/data.txt": "x".repeat(5000),
});
const nixpkgs = tarGz({
  "nixpkgs-20.09/default.nix": `{ }: { hello = "mounted"; }\n`,
  "nixpkgs-20.09/pkgs/top-level/all-packages.nix": "{ }\n",
});

class Mounts {
  readonly panel: Locator;
  readonly storage: Locator;
  constructor(readonly playground: Playground) {
    this.panel = playground.page.getByRole("region", { name: "Mounts", exact: true });
    this.storage = playground.page.getByRole("region", { name: "Storage", exact: true });
  }
  get page(): Page {
    return this.playground.page;
  }
  mount(name: string): Locator {
    return this.panel.getByRole("button", { name: `<${name}>`, exact: true });
  }
  /** Whether a mount is on in the open workspace. */
  switch(name: string): Locator {
    return this.panel.getByRole("switch", { name: `<${name}> in this workspace` });
  }
  async show(): Promise<void> {
    await this.playground.command("Show mounts");
    await expect(this.panel).toBeVisible();
  }
  async showStorage(): Promise<void> {
    await this.playground.command("Show storage");
    await expect(this.storage.getByRole("heading", { name: "Upkeep" })).toBeVisible();
  }
  /** Imports by the picker. */
  async pick(name: string, buffer: Buffer): Promise<void> {
    const chooser = this.page.waitForEvent("filechooser");
    await this.panel.getByRole("button", { name: "Import archive", exact: true }).click();
    await (await chooser).setFiles([{ name, mimeType: "application/gzip", buffer }]);
  }
  /** Drags a file over the page and drops it. */
  async drop(name: string, buffer: Buffer): Promise<void> {
    const data = await transferOf(this.page, name, buffer);
    await this.page.locator("#editor-panel").dispatchEvent("dragenter", { dataTransfer: data });
    const target = this.page.locator(".drop-target");
    await expect(target).toBeVisible();
    await target.dispatchEvent("dragover", { dataTransfer: data });
    await target.dispatchEvent("drop", { dataTransfer: data });
    await expect(target).toBeHidden();
  }
}

function transferOf(page: Page, name: string, buffer: Buffer): Promise<JSHandle<DataTransfer>> {
  return page.evaluateHandle(
    ([file, text]) => {
      const bytes = Uint8Array.from(atob(text!), (char) => char.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], file!));
      return data;
    },
    [name, buffer.toString("base64")],
  );
}

async function expectClean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)])).toEqual([]);
}

test("an archive that is picked is mounted, kept, verified and removed", async ({ playground }) => {
  const { page } = playground;
  const mounts = new Mounts(playground);
  await playground.open();
  await mounts.show();
  await expect(mounts.panel).toContainText("Drop an archive or a folder anywhere");
  await mounts.pick("mini-1.0.tar.gz", library);
  const card = mounts.panel.getByRole("article", { name: "Import of mini-1.0.tar.gz" });
  await expect(card).toContainText("Mounted as <mini>.");
  await expect(card).toContainText("3 files, 5.0 KiB, imported");
  await expect(playground.spoken).toHaveText("mini-1.0.tar.gz imported, mounted as <mini>");

  await playground.evaluate("(import <mini>).sum 40 2");
  await expect(playground.value).toHaveText("42");

  await page.reload();
  await expect(playground.editor).toBeVisible();
  await expect(mounts.mount("mini")).toBeVisible();
  await playground.evaluate("(import <mini>).greeting");
  await expect(playground.value).toHaveText('"from the tree"');
  await expect(page.locator(".status-line")).toContainText("Store ");

  await mounts.showStorage();
  await expect(mounts.storage).toContainText("all its own");
  await mounts.storage.getByText("What was read").click();
  await expect(mounts.storage.getByText(/^\d+ requests?: \d+ hits?, \d+ miss/)).toBeVisible();
  await expectClean(page);
  await mounts.storage.getByRole("button", { name: "Verify" }).click();
  await expect(mounts.storage).toContainText(/All is well: \d+ objects/);

  const download = page.waitForEvent("download");
  await mounts.storage.getByRole("button", { name: "Export mini-1.0.tar.gz" }).click();
  await mounts.storage.getByRole("button", { name: "NAR" }).click();
  expect((await download).suggestedFilename()).toBe("mini-1.0.nar");

  await mounts.storage.getByRole("button", { name: "Remove mini-1.0.tar.gz" }).click();
  await expect(mounts.storage).toContainText("<mini> is no longer mounted. Collecting garbage then frees");
  await mounts.storage.getByRole("button", { name: "Remove this tree" }).click();
  await expect(mounts.storage).toContainText("No tree is kept.");
  await mounts.storage.getByRole("button", { name: "Collect garbage" }).click();
  await expect(mounts.storage).toContainText("freed.");
  await expect(mounts.storage).toContainText("All of it is needed.");
  expect(playground.faults).toEqual([]);
});

test("an archive that is dropped anywhere is mounted by Enter, and tried out", async ({ playground }) => {
  const { page } = playground;
  const mounts = new Mounts(playground);
  await playground.open();
  await expect(playground.value).toBeAttached();
  await mounts.drop("nixpkgs-20.09.tar.gz", nixpkgs);
  const dialog = page.getByRole("dialog", { name: "Open “nixpkgs-20.09.tar.gz”" });
  await expect(dialog.getByRole("button", { name: /^Import as a tree/ })).toBeFocused();
  await expectClean(page);
  await page.keyboard.press("Enter");
  const card = mounts.panel.getByRole("article", { name: "Import of nixpkgs-20.09.tar.gz" });
  await expect(card).toContainText("Mounted as <nixpkgs>.");
  await card.getByRole("button", { name: "Evaluate import <nixpkgs> { }" }).click();
  await expect(playground.row("hello")).toContainText('"mounted"');
  await expect(page.getByRole("tab", { name: "try-nixpkgs.nix" })).toBeVisible();

  // The same once more: nothing is new, and it is mounted already.
  await mounts.drop("again.tar.gz", nixpkgs);
  await page.keyboard.press("Enter");
  const again = mounts.panel.getByRole("article", { name: "Import of again.tar.gz" });
  await expect(again).toContainText("The very tree that is mounted as <nixpkgs> already.");
  await expect(again).toContainText("Nothing of it was new.");
  expect(playground.faults).toEqual([]);
});

test("files that are over the page before it is ready for them are welcome once it is", async ({
  playground,
}) => {
  const { page } = playground;
  let dragged!: () => void;
  const over = new Promise<void>((resolve) => (dragged = resolve));
  let asked!: () => void;
  const loading = new Promise<void>((resolve) => (asked = resolve));
  // The script with the drop target comes late.
  await page.route(/\/assets\/.*\.js$/, async (route) => {
    const response = await route.fetch();
    if ((await response.text()).includes("Drop to open")) {
      asked();
      await over;
    }
    await route.fulfill({ response });
  });
  await playground.open();
  await loading;
  const data = await transferOf(page, "dropped.nix", Buffer.from("1 + 2"));
  await page.locator("#editor-panel").dispatchEvent("dragenter", { dataTransfer: data });
  dragged();
  const target = page.locator(".drop-target");
  await expect(target).toBeVisible();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await target.dispatchEvent("drop", { dataTransfer: data });
  await expect(page.getByRole("tab", { name: "dropped.nix" })).toBeVisible();
  expect(playground.faults).toEqual([]);
});

test("other files that are dropped anywhere are added to the workspace", async ({ playground }) => {
  const mounts = new Mounts(playground);
  await playground.open();
  await expect(playground.value).toBeAttached();
  await mounts.drop("dropped.nix", Buffer.from("1 + 2"));
  await expect(playground.page.getByRole("tab", { name: "dropped.nix" })).toBeVisible();
  expect(await playground.text()).toBe("1 + 2");
  // An archive may be one of them, if that is wanted.
  await mounts.drop("data.tar.gz", library);
  await playground.page.getByRole("button", { name: /^Add to the workspace/ }).click();
  await expect(playground.page.getByRole("tab", { name: "data.tar.gz" })).toBeVisible();
  expect(playground.faults).toEqual([]);
});

test("mounts are moved, renamed, switched and unmounted by keys", async ({ playground }) => {
  const { page } = playground;
  const mounts = new Mounts(playground);
  await playground.open();
  await mounts.show();
  await mounts.pick("mini-1.0.tar.gz", library);
  await expect(mounts.mount("mini")).toBeVisible();
  await mounts.pick("nixpkgs.tar.gz", nixpkgs);
  await expect(mounts.mount("nixpkgs")).toBeVisible();
  const order = (): Promise<string[]> => mounts.panel.locator(".mount-name").allTextContents();
  expect(await order()).toEqual(["<mini>", "<nixpkgs>"]);

  await mounts.mount("nixpkgs").focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(order).toEqual(["<nixpkgs>", "<mini>"]);
  await expect(mounts.mount("nixpkgs")).toBeFocused();
  await expect(playground.spoken).toHaveText("<nixpkgs> is 1 of 2");
  await page.keyboard.press("ArrowDown");
  await expect(mounts.mount("mini")).toBeFocused();

  await page.keyboard.press("F2");
  const field = mounts.panel.getByRole("textbox", { name: "New name of <mini>" });
  await expect(field).toBeFocused();
  await field.fill("nixpkgs");
  await expect(mounts.panel).toContainText("There is a <nixpkgs> already.");
  await field.fill("lib");
  await page.keyboard.press("Enter");
  await expect(mounts.mount("lib")).toBeFocused();
  await playground.evaluate("(import <lib>).greeting");
  await expect(playground.value).toHaveText('"from the tree"');

  await mounts.mount("nixpkgs").focus();
  await page.keyboard.press("Enter");
  await expectClean(page);
  await mounts.panel.getByRole("combobox", { name: "Tree" }).selectOption({ index: 0 });
  await expect(mounts.panel).toContainText(
    "Only in this workspace: in all others <nixpkgs> is nixpkgs.tar.gz.",
  );
  await mounts.panel.getByRole("button", { name: "As in all others" }).last().click();
  await expect(mounts.panel).toContainText("In all workspaces.");

  // What is in all workspaces is switched off here; and taken away everywhere only on demand.
  await mounts.mount("nixpkgs").focus();
  await page.keyboard.press("Delete");
  await expect(mounts.switch("nixpkgs")).not.toBeChecked();
  expect(await order()).toEqual(["<nixpkgs>", "<lib>"]);
  await mounts.panel.getByRole("button", { name: "Unmount in all workspaces" }).click();
  await expect.poll(order).toEqual(["<lib>"]);
  await expect(mounts.mount("lib")).toBeFocused();
  await expect(mounts.panel).toContainText("Kept, not mounted");
  await mounts.panel.getByRole("button", { name: "Mount nixpkgs.tar.gz" }).click();
  await expect.poll(order).toEqual(["<lib>", "<nixpkgs>"]);
  expect(playground.faults).toEqual([]);
});

test("each workspace has mounts of its own, which outlive a reload and which other tabs see", async ({
  playground,
}) => {
  const { page } = playground;
  const mounts = new Mounts(playground);
  await playground.open();
  await mounts.show();
  await mounts.pick("mini-1.0.tar.gz", library);
  await expect(mounts.mount("mini")).toBeVisible();
  await expect(mounts.panel).toContainText("The same in all workspaces.");
  await playground.evaluate("(import <mini>).greeting");
  await expect(playground.value).toHaveText('"from the tree"');

  // Off here: what is shown is evaluated anew.
  await mounts.switch("mini").focus();
  await page.keyboard.press("Space");
  await expect(mounts.panel).toContainText("has mounts of its own.");
  await expect(playground.error).toContainText("mini");
  await expectClean(page);

  // A new workspace has those of all; switching to and fro switches mounts.
  await playground.command("New workspace");
  await expect(mounts.switch("mini")).toBeChecked();
  await playground.evaluate("(import <mini>).greeting");
  await expect(playground.value).toHaveText('"from the tree"');
  const open = async (workspace: RegExp | string): Promise<void> => {
    await playground.command("Show files");
    const list = page.getByRole("combobox", { name: "Workspace" });
    const value = await list.locator("option", { hasText: workspace }).getAttribute("value");
    await list.selectOption(value);
    await mounts.show();
  };
  await open(/^(?!Untitled)/);
  await expect(mounts.switch("mini")).not.toBeChecked();
  await expect(playground.error).toContainText("mini");
  await open("Untitled");
  await expect(mounts.switch("mini")).toBeChecked();
  await expect(playground.value).toHaveText('"from the tree"');
  await mounts.mount("mini").focus();
  await page.keyboard.press("F2");
  await mounts.panel.getByRole("textbox", { name: "New name of <mini>" }).fill("own");
  await page.keyboard.press("Enter");
  await expect(playground.error).toContainText("mini");
  await playground.evaluate("(import <own>).greeting");
  await expect(playground.value).toHaveText('"from the tree"');
  // A link carries what this workspace really uses.
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await playground.command("Share");
  await expect(playground.spoken).toHaveText("Link copied");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const shared = await decodeLink(new URL(link).hash);
  expect(shared?.mounts).toEqual([{ name: "own", root: expect.stringMatching(/^blake3-/) }]);
  await page.keyboard.press("Escape");
  // A copy has the same.
  await playground.command("Duplicate workspace");
  await expect(mounts.mount("own")).toBeVisible();
  await expect(playground.value).toHaveText('"from the tree"');

  // Another tab sees it, and changes it for all.
  const other = await page.context().newPage();
  await other.goto(playground.url);
  const otherMounts = other.getByRole("region", { name: "Mounts", exact: true });
  await expect(otherMounts.getByRole("button", { name: "<own>", exact: true })).toBeVisible();
  await otherMounts.getByRole("button", { name: "Use in all workspaces" }).click();
  await expect(otherMounts).toContainText("The same in all workspaces.");
  await expect(mounts.panel).toContainText("The same in all workspaces.");
  await other.close();

  await page.reload();
  await expect(mounts.mount("own")).toBeVisible();
  await playground.evaluate("(import <own>).greeting");
  await expect(playground.value).toHaveText('"from the tree"');
  await playground.evaluate("import <mini>");
  await expect(playground.error).toContainText("mini");
  expect(playground.faults).toEqual([]);
});

test("damage is named by tree and path, and repaired from the archive", async ({ playground }) => {
  const { page } = playground;
  const mounts = new Mounts(playground);
  await playground.open();
  await mounts.show();
  await mounts.pick("mini-1.0.tar.gz", library);
  await expect(mounts.mount("mini")).toBeVisible();
  await damage(page, "a: b: a + b");
  // As after a crash: nothing of it is in memory.
  await page.reload();
  await expect(playground.editor).toBeVisible();
  await playground.evaluate("(import <mini>).sum 40 2");
  await expect(playground.error).toBeVisible();

  await mounts.showStorage();
  await mounts.storage.getByRole("button", { name: "Verify" }).click();
  const card = mounts.storage.getByRole("article", { name: "Damage" });
  await expect(card.getByRole("region", { name: "Damage of mini-1.0.tar.gz" })).toContainText("lib/sum.nix");
  await expect(mounts.storage.locator(".damaged li")).toHaveCount(1);
  await card.getByRole("button", { name: "Repair mini-1.0.tar.gz from…" }).click();
  await expectClean(page);

  const repair = async (name: string, buffer: Buffer): Promise<void> => {
    const chooser = page.waitForEvent("filechooser");
    await card.getByRole("button", { name: "Archive…" }).click();
    await (await chooser).setFiles([{ name, mimeType: "application/gzip", buffer }]);
  };
  await repair("other.tar.gz", nixpkgs);
  await expect(mounts.storage).toContainText("other.tar.gz has nothing of what is damaged.");
  await expect(card).toContainText("lib/sum.nix");
  await repair("again.tar.gz", library);
  await expect(mounts.storage).toContainText("1 thing repaired from again.tar.gz. All is well:");
  await expect(card).toBeHidden();
  await mounts.storage.getByRole("button", { name: "Verify" }).click();
  await expect(mounts.storage).toContainText(/All is well: \d+ objects/);
  await playground.evaluate("(import <mini>).sum 40 3");
  await expect(playground.value).toHaveText("43");
  expect(playground.faults).toEqual([]);
});

test("damage is repaired from a URL; one that is cancelled or not there changes nothing", async ({
  playground,
}) => {
  const { page } = playground;
  const mounts = new Mounts(playground);
  let answer!: () => void;
  const asked = new Promise<void>((resolve) => (answer = resolve));
  let stalled = true;
  await page.context().route("https://trees.test/**", async (route) => {
    if (stalled) return answer();
    await route.fulfill({ body: library, headers: { "access-control-allow-origin": "*" } });
  });
  await playground.open();
  await mounts.show();
  await mounts.pick("mini-1.0.tar.gz", library);
  await expect(mounts.mount("mini")).toBeVisible();
  await damage(page, "from the tree");
  await mounts.showStorage();
  await mounts.storage.getByRole("button", { name: "Verify" }).click();
  const card = mounts.storage.getByRole("article", { name: "Damage" });
  await expect(card).toContainText("default.nix");
  const repair = async (): Promise<void> => {
    const more = card.getByRole("button", { name: "URL…" });
    if (!(await more.isVisible())) await card.getByRole("button", { name: /from…$/ }).click();
    await more.click();
    const dialog = page.getByRole("dialog", { name: "Repair from URL" });
    await dialog.getByRole("textbox", { name: "URL" }).fill("https://trees.test/mini.tar.gz");
    await expectClean(page);
    await page.keyboard.press("Enter");
  };
  await repair();
  await asked;
  const work = mounts.storage.getByRole("article", { name: /^Repairing from/ });
  await expect(work.getByRole("progressbar")).toBeVisible();
  await work.getByRole("button", { name: "Cancel" }).click();
  await expect(mounts.storage).toContainText(/Repairing from .*: cancelled/);
  await expect(card).toContainText("default.nix");
  stalled = false;
  await repair();
  await expect(mounts.storage).toContainText("1 thing repaired from https://trees.test/mini.tar.gz.");
  await playground.evaluate("(import <mini>).greeting");
  await expect(playground.value).toHaveText('"from the tree"');
  expect(playground.faults).toEqual([]);
});

/** Changes a byte of what the store has of a text. */
async function damage(page: Page, text: string): Promise<void> {
  const changed = await page.evaluate(async (wanted) => {
    const open = indexedDB.open("tvix-playground.store.castore");
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      open.onsuccess = () => resolve(open.result);
      open.onerror = () => reject(new Error("the store can't be opened"));
    });
    const transaction = database.transaction("packs", "readwrite");
    const cursor = transaction.objectStore("packs").openCursor();
    let count = 0;
    cursor.onsuccess = () => {
      const at = cursor.result;
      if (at === null) return;
      const bytes = at.value as Uint8Array;
      const place = new TextDecoder("latin1").decode(bytes).indexOf(wanted);
      if (place >= 0) {
        bytes[place]! ^= 1;
        at.update(bytes);
        count++;
      }
      at.continue();
    };
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    database.close();
    return count;
  }, text);
  expect(changed).toBe(1);
}

test("a host that forbids reading is explained, and a wrong archive named", async ({ playground }) => {
  const { page } = playground;
  const mounts = new Mounts(playground);
  await playground.open();
  await playground.command("Import from URL");
  const dialog = page.getByRole("dialog", { name: "Import from URL" });
  const field = dialog.getByRole("textbox", { name: "URL" });
  await expect(field).toBeFocused();
  await page.keyboard.insertText("nixpkgs");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("alert")).toContainText("That is no URL");
  await field.fill("https://github.com/NixOS/nixpkgs/archive/20.09.tar.gz");
  await expect(dialog).toContainText("github.com does not let other sites read its archives.");
  await expectClean(page);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();

  await mounts.show();
  await mounts.pick("wrong.tar.gz", Buffer.from("<!DOCTYPE html><title>Not found</title>"));
  const card = mounts.panel.getByRole("article", { name: "Import of wrong.tar.gz" });
  await expect(card.getByRole("alert")).toBeVisible();
  await expectClean(page);
  await card.getByRole("button", { name: /away$/ }).click();
  await expect(card).toBeHidden();
  expect(playground.faults).toEqual([]);
});

test("an import by URL shows how far it is, is cancelled, and made again", async ({ playground }) => {
  const { page } = playground;
  const mounts = new Mounts(playground);
  let answer!: () => void;
  const asked = new Promise<void>((resolve) => (answer = resolve));
  let stalled = true;
  await page.context().route("https://trees.test/mini.tar.gz", async (route) => {
    // As long as it is stalled nothing comes.
    if (stalled) return answer();
    await route.fulfill({ body: library, headers: { "access-control-allow-origin": "*" } });
  });
  await playground.open();
  await playground.command("Import from URL");
  const dialog = page.getByRole("dialog", { name: "Import from URL" });
  await expect(dialog.getByRole("textbox", { name: "URL" })).toBeFocused();
  await page.keyboard.insertText("https://trees.test/mini.tar.gz");
  await page.keyboard.press("Enter");
  const card = mounts.panel.getByRole("article", { name: "Import of https://trees.test/mini.tar.gz" });
  await asked;
  await expect(card.getByRole("progressbar")).toBeVisible();
  await expectClean(page);
  await card.getByRole("button", { name: "Cancel" }).click();
  await expect(card).toContainText("importing it again goes on from there");
  stalled = false;
  await card.getByRole("button", { name: "Import again" }).click();
  await expect(card).toContainText("Mounted as <mini>.");
  expect(playground.faults).toEqual([]);
});

test("a folder is mounted, and what it does not show is said", async ({ playground }) => {
  const { page } = playground;
  const mounts = new Mounts(playground);
  const folder = join(await mkdtemp(join(tmpdir(), "tvix-mounts-")), "my lib");
  await mkdir(join(folder, "pkgs"), { recursive: true });
  await writeFile(join(folder, "default.nix"), "import ./pkgs/one.nix");
  await writeFile(join(folder, "pkgs", "one.nix"), "41 + 1");
  await playground.open();
  await mounts.show();
  const chooser = page.waitForEvent("filechooser");
  await mounts.panel.getByRole("button", { name: "Import folder", exact: true }).click();
  await (await chooser).setFiles(folder);
  const card = mounts.panel.getByRole("article", { name: "Import of my lib" });
  await expect(card).toContainText("Mounted as <my-lib>.");
  await expect(card).toContainText("neither which files are executable nor symbolic links");
  await card.getByRole("button", { name: "Evaluate import <my-lib>" }).click();
  await expect(playground.value).toHaveText("42");
  expect(playground.faults).toEqual([]);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ]) {
    test.describe(`${colorScheme}, ${viewport.width} wide`, () => {
      test.use({ colorScheme, viewport });
      test("mounts and storage have no accessibility faults", async ({ playground }) => {
        const { page } = playground;
        const mounts = new Mounts(playground);
        await playground.open();
        await mounts.show();
        await expect(mounts.panel.getByRole("link")).toBeVisible();
        await expectClean(page);
        await mounts.pick("mini-1.0.tar.gz", library);
        await mounts.mount("mini").click();
        await expectClean(page);
        await mounts.showStorage();
        await mounts.storage.getByRole("button", { name: "Remove mini-1.0.tar.gz" }).click();
        await expectClean(page);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow).toBe(0);
      });
    });
  }
}
