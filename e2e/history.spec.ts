import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { gzipSync } from "node:zlib";
import { encodeLink } from "../web/src/share/link.ts";
import { unsaidSettings } from "../web/src/share/types.ts";
import { expect, test, type Playground } from "./playground.ts";

class History {
  readonly panel: Locator;
  readonly dialog: Locator;
  constructor(readonly playground: Playground) {
    this.panel = playground.page.getByRole("region", { name: "History", exact: true });
    this.dialog = playground.page.getByRole("dialog", { name: /^Snapshot of / });
  }
  get page(): Page {
    return this.playground.page;
  }
  get rows(): Locator {
    return this.panel.locator(".history-row");
  }
  async show(): Promise<void> {
    await this.playground.command("Show history");
    await expect(this.panel).toBeVisible();
  }
  /** Evaluates, and waits until the state that was evaluated is kept. */
  async evaluate(text: string, rows: number): Promise<void> {
    await this.playground.evaluate(text);
    await expect(this.rows).toHaveCount(rows);
  }
}

async function expectClean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)])).toEqual([]);
}

test("what is evaluated is kept, compared, restored, and there after a reload", async ({ playground }) => {
  const { page } = playground;
  const history = new History(playground);
  await playground.open();
  await history.show();
  await expect(history.panel).toContainText("No snapshot of this workspace yet.");
  // The example as it was opened comes before what was made of it.
  await history.evaluate("1 + 1", 2);
  await expect(playground.value).toHaveText("2");
  await history.evaluate("1 + 1\n+ 40", 3);
  await history.evaluate("1 + 1\n+ 40", 3);
  await expect(history.panel.getByRole("region", { name: "Today" })).toBeVisible();
  await expect(history.rows.first()).toContainText("main.nix changed");
  await expect(history.rows.last()).toContainText("1 file");

  // What changed in the newest one.
  await history.rows.first().click();
  await expect(history.panel.locator(".digest code")).toHaveText(/^blake3-.{8}…/);
  await history.panel.getByRole("button", { name: "changed main.nix" }).click();
  await expect(history.dialog.locator(".diff-line.added")).toHaveCount(1);
  await expect(history.dialog.locator(".diff-line.added code")).toContainText("+ 40");
  await expect(history.dialog.locator(".diff-line.same code")).toHaveText("1 + 1");
  await page.keyboard.press("Escape");
  await expect(history.dialog).toBeHidden();

  // Back to the one before, by keys.
  await history.rows.nth(1).focus();
  await page.keyboard.press("ArrowRight");
  await history.panel.getByRole("button", { name: "Compare with now" }).last().click();
  await expect(history.dialog.getByRole("combobox", { name: "Compared with" })).toHaveValue("now");
  await expect(history.dialog).toContainText("1 file differs.");
  await history.dialog.getByRole("button", { name: "Restore this snapshot" }).click();
  await expect(history.dialog).toBeHidden();
  await expect(page.locator(".page > .notices")).toContainText("The files are as they were on");
  await expect(playground.value).toHaveText("2");
  expect(await playground.text()).toBe("1 + 1");
  await expect(history.rows.first()).toContainText("Before restoring");
  await page.locator(".page > .notices").getByRole("button", { name: "Undo" }).click();
  expect(await playground.text()).toBe("1 + 1\n+ 40");

  await expect(page.locator(".status-line")).toContainText("Saved");
  await page.reload();
  await expect(playground.editor).toBeVisible();
  await expect(history.rows).toHaveCount(3);
  await history.evaluate("3", 4);

  // Collecting garbage leaves them; verifying finds them whole.
  await playground.command("Show storage");
  const storage = page.getByRole("region", { name: "Storage", exact: true });
  await expect(storage).toContainText("4 snapshots of workspaces");
  await storage.getByRole("button", { name: "Collect garbage" }).click();
  await expect(storage).toContainText("All of it is needed.");
  await storage.getByRole("button", { name: "Verify" }).click();
  await expect(storage).toContainText("All is well");
  await history.show();
  await history.rows.last().click();
  await history.panel.getByRole("button", { name: "Restore" }).click();
  await expect(page.locator(".page > .notices")).toContainText("The files are as they were on");
  expect(await playground.text()).not.toBe("3");
  expect(playground.faults).toEqual([]);
});

test("snapshots are taken by themselves a while after saving, and by command", async ({ playground }) => {
  const { page } = playground;
  const history = new History(playground);
  await playground.open();
  await history.show();
  await playground.write("[ 1 ]");
  await expect(history.rows).toHaveCount(2, { timeout: 15_000 });
  await playground.command("Save a snapshot now");
  await expect(playground.spoken).toHaveText("The newest snapshot is of these very files");
  await expect(history.rows.first()).toContainText("Saved by hand");
  await playground.write("[ 2 ]");
  await history.panel.getByRole("button", { name: "Save a snapshot now" }).click();
  await expect(history.rows).toHaveCount(3);
  await history.rows.first().focus();
  await page.keyboard.press("ArrowDown");
  await expect(history.rows.nth(1)).toBeFocused();
  expect(playground.faults).toEqual([]);
});

test("a visitor who changes nothing starts no store", async ({ playground }) => {
  const workers: string[] = [];
  playground.page.on("worker", (worker) => workers.push(worker.url()));
  await playground.open();
  await expect(playground.value).toBeAttached();
  await playground.page.keyboard.press("ControlOrMeta+Enter");
  await expect(playground.value).toBeAttached();
  await playground.page.waitForTimeout(3000);
  expect(workers.filter((url) => url.includes("store"))).toEqual([]);
});

/** A tree of one file, as a tar archive. */
function tarGz(path: string, text: string): Buffer {
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
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return gzipSync(Buffer.concat([header, content, padding, Buffer.alloc(1024)]));
}

test("a link names the trees it was evaluated with: found here, or told of", async ({
  playground,
  browser,
}) => {
  const { page } = playground;
  const importTree = async (name: string, text: string): Promise<void> => {
    await playground.command("Show mounts");
    const panel = page.getByRole("region", { name: "Mounts", exact: true });
    const chooser = page.waitForEvent("filechooser");
    await panel.getByRole("button", { name: "Import archive", exact: true }).click();
    const buffer = tarGz("top/default.nix", text);
    await (await chooser).setFiles([{ name, mimeType: "application/gzip", buffer }]);
    await expect(panel.getByRole("article", { name: `Import of ${name}` })).toContainText("ounted");
  };
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await playground.open();
  await importTree("lib.tar.gz", `"the first"`);
  await playground.evaluate("import <lib>");
  await expect(playground.value).toHaveText('"the first"');
  await playground.command("Share");
  await expect(playground.spoken).toHaveText("Link copied");
  const link = await page.evaluate(() => navigator.clipboard.readText());

  // The name means another tree by now.
  await importTree("other.tar.gz", `"the second"`);
  const mounts = page.getByRole("region", { name: "Mounts", exact: true });
  await mounts.getByRole("button", { name: "<lib>", exact: true }).click();
  await mounts.getByRole("combobox", { name: "Tree" }).selectOption({ index: 1 });
  await mounts.getByRole("button", { name: "Use in all workspaces" }).last().click();
  await expect(mounts).toContainText("The same in all workspaces.");
  await expect(playground.value).toHaveText('"the second"');

  await page.goto("about:blank");
  await page.goto(link);
  await expect(playground.value).toHaveText('"the first"');
  const notices = page.locator(".page > .notices");
  await expect(notices).toContainText("This workspace has its own <lib>, blake3-");
  await expectClean(page);
  await notices.getByRole("button", { name: "Use the mounted one" }).click();
  await expect(playground.value).toHaveText('"the second"');
  expect(playground.faults).toEqual([]);

  // Somebody who has neither.
  const context = await browser.newContext();
  const stranger = await context.newPage();
  const asked: string[] = [];
  stranger.on("request", (request) => asked.push(request.url()));
  await stranger.goto(link);
  await expect(stranger.locator(".page > .notices")).toContainText(
    /This workspace wants <lib> to be blake3-.*, which is not kept here\. Import it, or mount another/,
  );
  await stranger.locator(".page > .notices").getByRole("button", { name: "Show mounts" }).click();
  await expect(stranger.getByRole("region", { name: "Mounts", exact: true })).toBeVisible();
  expect(asked.filter((url) => !url.startsWith(playground.url) && !url.startsWith("blob:"))).toEqual([]);
  await context.close();
});

test("where a missing tree may be had is offered, and nothing is fetched before that is agreed to", async ({
  playground,
}) => {
  const { page } = playground;
  const asked: string[] = [];
  await page.context().route("https://trees.test/**", async (route) => {
    asked.push(route.request().url());
    const body = tarGz("top/default.nix", `"fetched"`);
    await route.fulfill({ body, headers: { "access-control-allow-origin": "*" } });
  });
  const url = "https://trees.test/lib.tar.gz";
  const workspace = {
    name: "Wants",
    files: { "main.nix": "import <lib>" },
    open: ["main.nix"],
    active: "main.nix",
  };
  const mounts = [{ name: "lib", root: `blake3-${"A".repeat(43)}=`, url }];
  await playground.open(await encodeLink({ workspace, settings: unsaidSettings, mounts }));
  const notices = page.locator(".page > .notices");
  await expect(notices).toContainText("This workspace wants <lib> to be blake3-AAAA");
  await expectClean(page);
  await page.reload();
  await expect(notices).toContainText("This workspace wants <lib> to be blake3-AAAA");
  await notices.getByRole("button", { name: "Get it from trees.test …" }).click();
  const field = page.getByRole("dialog", { name: "Import from URL" }).getByRole("textbox", { name: "URL" });
  await expect(field).toHaveValue(url);
  expect(asked).toEqual([]);
  await field.press("Enter");
  await expect(playground.value).toHaveText('"fetched"');
  // It is another tree than the one that was meant, and that stays said.
  await expect(notices).toContainText("The <lib> that is mounted here is used instead.");
  expect(asked).toEqual([url]);
  expect(playground.faults).toEqual([]);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ]) {
    test.describe(`${colorScheme}, ${viewport.width} wide`, () => {
      test.use({ colorScheme, viewport });
      test("the history has no accessibility faults", async ({ playground }) => {
        const { page } = playground;
        const history = new History(playground);
        await playground.open();
        await history.show();
        await expect(history.panel).toContainText("No snapshot");
        await expectClean(page);
        await playground.evaluate("{ a = 1; }");
        await history.show();
        await expect(history.rows).toHaveCount(2);
        await history.rows.first().click();
        await expectClean(page);
        await history.panel.getByRole("button", { name: "changed main.nix" }).click();
        await expect(history.dialog.locator(".diff-line.added").first()).toBeVisible();
        await expectClean(page);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow).toBe(0);
      });
    });
  }
}
