/** Files, tabs, the tree, what is kept, and two browser tabs on one workspace. */
import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { Playground, expect, test } from "./playground.ts";

/** The parts of a page that this room makes. */
class Room {
  readonly panel: Locator;
  readonly tree: Locator;
  readonly tabs: Locator;
  readonly status: Locator;
  readonly conflict: Locator;

  constructor(readonly page: Page) {
    this.panel = page.getByRole("region", { name: "Files" });
    this.tree = page.getByRole("tree", { name: "Files" });
    this.tabs = page.getByRole("tablist", { name: "Open files" });
    this.status = this.panel.getByRole("status");
    this.conflict = page.getByRole("alert", { name: "Changed in two tabs" });
  }

  async showFiles(): Promise<void> {
    if (await this.panel.isVisible()) return;
    await this.page.getByRole("button", { name: "Files", exact: true }).first().click();
    await expect(this.panel).toBeVisible();
  }

  row(name: string): Locator {
    return this.tree.getByRole("treeitem", { name, exact: true });
  }

  tab(name: string): Locator {
    return this.tabs.getByRole("tab", { name });
  }

  /** Makes a file and writes into it. */
  async add(path: string, text: string): Promise<void> {
    await this.showFiles();
    await this.panel.getByRole("button", { name: "New file" }).click();
    const field = this.page.getByRole("textbox", { name: "Path of the new file" });
    await field.fill(path);
    await field.press("Enter");
    await expect(this.page.getByRole("textbox", { name: "Nix expression" })).toBeFocused();
    await this.page.keyboard.insertText(text);
  }

  async saved(): Promise<void> {
    await this.showFiles();
    await expect(this.panel.getByText("Saved in this browser")).toBeVisible();
  }
}

/** Accessibility faults of this room's parts, as far as they are on the page. */
async function faultsOf(page: Page): Promise<string[][]> {
  const axe = new AxeBuilder({ page });
  for (const part of [".files-panel", ".file-tabs", ".editor-pane", ".conflict"]) {
    if (await page.locator(part).isVisible()) axe.include(part);
  }
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)]);
}

test("files are made, shown in tabs, and closed", async ({ playground }) => {
  const { page } = playground;
  const room = new Room(page);
  await playground.open();
  await room.add("lib/a.nix", "1");
  await room.add("lib/b.nix", "2");
  await expect(room.tabs.getByRole("tab")).toHaveCount(3);
  await expect(room.tab("b.nix")).toHaveAttribute("aria-selected", "true");
  await room.tab("b.nix").focus();
  await page.keyboard.press("ArrowLeft");
  await expect(room.tab("a.nix")).toBeFocused();
  expect(await playground.text()).toBe("1");
  await page.keyboard.press("Delete");
  await expect(room.tabs.getByRole("tab")).toHaveCount(2);
  await expect(room.row("a.nix")).toBeVisible();
  // By the command's key, from the editor.
  await playground.editor.focus();
  await page.keyboard.press("Alt+PageDown");
  await expect(room.tab("main.nix")).toHaveAttribute("aria-selected", "true");
  await expect(playground.editor).toBeFocused();
  expect(playground.faults).toEqual([]);
});

test("one file imports another", async ({ playground }) => {
  const room = new Room(playground.page);
  await playground.open();
  await room.add("lib/a.nix", "{ answer = 41; }");
  await room.add("b.nix", "(import ./lib/a.nix).answer + nowhere");
  await playground.page.keyboard.press("ControlOrMeta+Enter");
  await expect(playground.marked).toHaveText("nowhere");
});

test("a wrong path says why before it is taken", async ({ playground }) => {
  const { page } = playground;
  const room = new Room(page);
  await playground.open();
  await room.showFiles();
  await room.panel.getByRole("button", { name: "New file" }).click();
  const field = page.getByRole("textbox", { name: "Path of the new file" });
  await field.fill("a/../b");
  await expect(room.panel.getByText("“..” can't be a name")).toBeVisible();
  await field.press("Enter");
  await expect(field).toBeFocused();
  await field.fill("main.nix");
  await expect(room.panel.getByText("There is a file main.nix already.")).toBeVisible();
  await field.press("Escape");
  await expect(field).toBeHidden();
  await expect(room.tree.getByRole("treeitem")).toHaveCount(1);
});

test("the tree is used by keyboard: rename, delete, undo", async ({ playground }) => {
  const { page } = playground;
  const room = new Room(page);
  await playground.open();
  await room.add("lib/a.nix", "1");
  await room.row("lib").focus();
  await page.keyboard.press("ArrowLeft");
  await expect(room.row("a.nix")).toBeHidden();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(room.row("a.nix")).toBeFocused();
  await page.keyboard.press("F2");
  const field = page.getByRole("textbox", { name: "New path of lib/a.nix" });
  await expect(field).toBeFocused();
  // The name without its ending is selected.
  await page.keyboard.insertText("überall 😀");
  await page.keyboard.press("Enter");
  await expect(room.row("überall 😀.nix")).toBeFocused();
  await expect(room.tab("überall 😀.nix")).toBeVisible();
  await page.keyboard.press("Delete");
  await expect(room.row("überall 😀.nix")).toBeHidden();
  await expect(room.row("main.nix")).toBeFocused();
  await expect(room.status).toContainText("Deleted lib/überall 😀.nix.");
  await room.status.getByRole("button", { name: "Undo" }).click();
  await expect(room.row("überall 😀.nix")).toBeVisible();
  await expect(room.tab("überall 😀.nix")).toHaveAttribute("aria-selected", "true");
  expect(await playground.text()).toBe("1");
  // A folder, and by keyboard.
  await room.row("lib").focus();
  await page.keyboard.press("Delete");
  await expect(room.row("lib")).toBeHidden();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(room.row("überall 😀.nix")).toBeVisible();
  expect(playground.faults).toEqual([]);
});

test("who leaves a name by pressing elsewhere stays there", async ({ playground }) => {
  const { page } = playground;
  const room = new Room(page);
  await playground.open();
  await room.add("a.nix", "1");
  const name = page.getByRole("textbox", { name: "New path of a.nix" });
  await room.row("a.nix").focus();
  await page.keyboard.press("F2");
  await name.fill("b.nix");
  await playground.editor.click();
  await expect(room.row("b.nix")).toBeVisible();
  await expect(playground.editor).toBeFocused();
});

test("files are uploaded; what is no text is shown as what it is", async ({ playground }) => {
  const { page } = playground;
  const room = new Room(page);
  await playground.open();
  await room.showFiles();
  const chooser = page.waitForEvent("filechooser");
  await room.panel.getByRole("button", { name: "Upload files" }).click();
  await (
    await chooser
  ).setFiles([
    { name: "data.bin", mimeType: "application/octet-stream", buffer: Buffer.from([0, 1, 255]) },
    { name: "up.nix", mimeType: "text/plain", buffer: Buffer.from('"grün"') },
  ]);
  await expect(room.status).toContainText("Added 2 files.");
  await expect(page.getByText("Binary file, 3 bytes")).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("tabpanel").getByRole("button", { name: "Download" }).click();
  expect([...(await readFile(await (await download).path()))]).toEqual([0, 1, 255]);
  await room.row("up.nix").click();
  expect(await playground.text()).toBe('"grün"');
  await room.status.getByRole("button", { name: "Undo" }).click();
  await expect(room.row("up.nix")).toBeHidden();
  expect(playground.faults).toEqual([]);
});

test("files dropped on the tree are added", async ({ playground }) => {
  const { page } = playground;
  const room = new Room(page);
  await playground.open();
  await room.showFiles();
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["dropped"], "dropped.txt"));
    return transfer;
  });
  await room.panel.dispatchEvent("drop", { dataTransfer: data });
  await expect(room.row("dropped.txt")).toBeVisible();
  expect(await playground.text()).toBe("dropped");
});

test("a reload keeps files, tabs and texts", async ({ playground }) => {
  const { page } = playground;
  const room = new Room(page);
  await playground.open();
  await room.add("lib/ü.nix", '"😀"');
  await room.add("z.nix", "3");
  await room.tab("ü.nix").click();
  await expect(room.tab("ü.nix")).toHaveAttribute("aria-selected", "true");
  // Which tab is in front is kept a moment later than texts are.
  await page.waitForTimeout(1000);
  await room.saved();
  await page.reload();
  await expect(room.tab("ü.nix")).toHaveAttribute("aria-selected", "true");
  expect(await playground.text()).toBe('"😀"');
  await expect(room.tabs.getByRole("tab")).toHaveText(["main.nix", "ü.nix", "z.nix"]);
});

test("what was typed last is kept, though the page closes at once", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.write("42");
  await page.reload();
  await expect(playground.editor).toBeVisible();
  expect(await playground.text()).toBe("42");
});

test("each file has its own undo history, selection and scroll", async ({ playground }) => {
  const { page } = playground;
  const room = new Room(page);
  const long = Array.from({ length: 300 }, (_, line) => `# ${line}`).join("\n");
  await playground.open();
  await playground.write(`${long}\nend`);
  await room.add("b.nix", "b");
  await page.keyboard.type("2");
  await room.tab("main.nix").click();
  await expect(playground.editor).toContainText("end");
  await playground.editor.focus();
  // What is typed within half a second is one step to undo.
  await page.waitForTimeout(600);
  await page.keyboard.type("!");
  await expect(playground.editor.getByText("end!")).toBeVisible();
  await room.tab("b.nix").click();
  await playground.editor.focus();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(playground.editor).toHaveText("");
  await room.tab("main.nix").click();
  await expect(playground.editor.getByText("end!")).toBeVisible();
  // Renaming keeps it, too.
  await room.row("main.nix").focus();
  await page.keyboard.press("F2");
  await page.keyboard.insertText("renamed");
  await page.keyboard.press("Enter");
  await expect(room.tab("renamed.nix")).toBeVisible();
  await playground.editor.focus();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(playground.editor.getByText("end", { exact: true })).toBeVisible();
});

test("marks are at their place in a text full of umlauts and emoji, in CRLF texts, too", async ({
  playground,
}) => {
  const { page } = playground;
  const room = new Room(page);
  await playground.open();
  await playground.evaluate('# üäß 😀 👩‍👩‍👧\n[ "ä😀𝒳" nope ]');
  await expect(playground.marked).toHaveText("nope");
  await room.showFiles();
  const chooser = page.waitForEvent("filechooser");
  await room.panel.getByRole("button", { name: "Upload files" }).click();
  const buffer = Buffer.from('# ü\r\n"😀" +\r\n\tnope2\r\n');
  await (await chooser).setFiles([{ name: "crlf.nix", mimeType: "text/plain", buffer }]);
  await expect(room.tab("crlf.nix")).toHaveAttribute("aria-selected", "true");
  await playground.editor.focus();
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(playground.marked).toHaveText("nope2");
});

test("folds, comments and searches", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.write("let\n  a = 1;\nin {\n  x = a;\n}");
  await page.getByTitle("Fold these lines").filter({ visible: true }).first().click();
  await expect(playground.editor).not.toContainText("a = 1");
  await page.getByTitle("Unfold these lines").filter({ visible: true }).click();
  await expect(playground.editor).toContainText("a = 1");
  await playground.editor.focus();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("ControlOrMeta+/");
  await expect(playground.editor).toContainText("# let");
  await page.keyboard.press("ControlOrMeta+f");
  await expect(page.getByRole("textbox", { name: "Find" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(playground.editor).toBeFocused();
});

test("workspaces are made, renamed, switched, deleted and brought back", async ({ playground }) => {
  const { page } = playground;
  const room = new Room(page);
  await playground.open();
  await playground.write('"mine"');
  await room.saved();
  const list = room.panel.getByRole("combobox", { name: "Workspace" });
  await room.panel.getByRole("button", { name: "New workspace" }).click();
  await expect(list.locator("option:checked")).toHaveText("Untitled");
  await expect.poll(() => playground.text()).toBe("");
  await room.panel.getByRole("button", { name: "Rename workspace" }).click();
  await page.keyboard.insertText("Second ü");
  await page.keyboard.press("Enter");
  await expect(list.locator("option:checked")).toHaveText("Second ü");
  const names = await list.locator("option").allTextContents();
  await list.selectOption(names.find((name) => name !== "Second ü")!);
  await expect.poll(() => playground.text()).toBe('"mine"');
  await room.panel.getByRole("button", { name: "Delete workspace" }).click();
  await expect(list.locator("option")).toHaveText(["Second ü"]);
  await room.status.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => playground.text()).toBe('"mine"');
  expect(playground.faults).toEqual([]);
});

test("two tabs follow each other, and ask when both changed one file", async ({ playground, context }) => {
  const one = playground;
  await one.open();
  await one.write("first");
  await new Room(one.page).saved();
  const two = new Playground(await context.newPage(), one.url);
  await two.open();
  expect(await two.text()).toBe("first");
  await one.write("from one");
  await expect.poll(() => two.text()).toBe("from one");
  // Tab two can't tell or hear for a moment: as if both saved at the same time.
  await two.page.evaluate(() => {
    const { prototype } = IDBDatabase;
    const working = Object.getOwnPropertyDescriptor(prototype, "transaction")!;
    Reflect.set(window, "mend", () => Object.defineProperty(prototype, "transaction", working));
    prototype.transaction = () => {
      throw new DOMException("busy", "UnknownError");
    };
  });
  await two.write("from two");
  const roomTwo = new Room(two.page);
  await roomTwo.showFiles();
  await expect(roomTwo.panel.getByText("Not saved.")).toBeVisible();
  await one.write("from one again");
  await new Room(one.page).saved();
  await two.page.evaluate(() => (Reflect.get(window, "mend") as () => void)());
  await roomTwo.panel.getByRole("button", { name: "Try again" }).click();
  await expect(roomTwo.conflict).toContainText("main.nix was changed here and there");
  expect(await faultsOf(two.page)).toEqual([]);
  expect(await two.text()).toBe("from two");
  await roomTwo.conflict.getByRole("button", { name: "Keep both" }).click();
  await expect(roomTwo.conflict).toBeHidden();
  await expect(roomTwo.row("main (other tab).nix")).toBeVisible();
  await expect.poll(() => one.text()).toBe("from two");
  await new Room(one.page).showFiles();
  await new Room(one.page).row("main (other tab).nix").click();
  await expect.poll(() => one.text()).toBe("from one again");
  await two.page.close();
});

test("takes over the text of the page's first version", async ({ playground }) => {
  const { page } = playground;
  await page.addInitScript(() => {
    if (sessionStorage.getItem("seeded") !== null) return;
    sessionStorage.setItem("seeded", "yes");
    localStorage.setItem("tvix-playground.text", '"from before"');
  });
  await playground.open();
  expect(await playground.text()).toBe('"from before"');
  await playground.write("now");
  await page.reload();
  await expect.poll(() => playground.text()).toBe("now");
});

for (const [name, viewport] of Object.entries({
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
})) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`${name}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme });

      test("the files have no accessibility faults", async ({ playground }) => {
        const { page } = playground;
        const room = new Room(page);
        const expectClean = async (): Promise<void> => {
          expect(await faultsOf(page)).toEqual([]);
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(overflow).toBe(0);
        };
        await playground.open();
        await room.add("lib/default.nix", "1");
        await room.add("default.nix", "2");
        await room.showFiles();
        await expectClean();
        await room.row("main.nix").focus();
        await page.keyboard.press("F2");
        await page.keyboard.insertText("..");
        await page.keyboard.press("ControlOrMeta+a");
        await page.keyboard.insertText("a//b");
        await expectClean();
        await page.keyboard.press("Escape");
        await page.keyboard.press("Delete");
        await expect(room.status).toContainText("Deleted");
        await expectClean();
      });
    });
  }
}
