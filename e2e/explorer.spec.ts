import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manyFiles, mixed, narOf, png, type Made } from "./explored.ts";
import { sourceOf } from "./nars.ts";
import { longestPause } from "./pauses.ts";
import { expect, test as base, type Playground } from "./playground.ts";

/** The explorer's pane, in its own words. */
class Explorer {
  readonly page: Page;
  readonly pane: Locator;
  readonly tree: Locator;
  readonly viewer: Locator;

  constructor(
    readonly playground: Playground,
    private readonly folder: string,
  ) {
    this.page = playground.page;
    this.pane = this.page.getByRole("region", { name: "Explorer", exact: true });
    this.tree = this.pane.getByRole("tree", { name: /^Files of/ });
    this.viewer = this.pane.locator(".file-viewer");
  }

  async show(): Promise<void> {
    await this.playground.open();
    await this.page.getByRole("tab", { name: "Explorer" }).click();
    await expect(this.pane.getByRole("button", { name: "Open file…" })).toBeVisible();
  }

  /** Opens a file by the picker. */
  async pick(name: string, content: Uint8Array): Promise<void> {
    const file = join(this.folder, name);
    await writeFile(file, content);
    const chooser = this.page.waitForEvent("filechooser");
    await this.pane.getByRole("button", { name: "Open file…" }).click();
    await (await chooser).setFiles(file);
  }

  async openTree(tree: Made, name = "mixed.nar"): Promise<void> {
    await this.show();
    await this.pick(name, narOf(tree));
    await expect(this.tree).toBeVisible();
    await expect(this.row(/./).first()).toBeVisible();
  }

  row(name: RegExp): Locator {
    return this.tree.getByRole("treeitem", { name });
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Goes to a path by the command. */
  async goTo(path: string): Promise<void> {
    await this.playground.command("Go to path…");
    await this.page.getByRole("dialog").getByRole("textbox").fill(path);
    await this.page.keyboard.press("Enter");
    await expect(this.page.getByRole("dialog")).toBeHidden();
  }

  /** The bytes of what a press downloads. */
  async downloaded(press: () => Promise<void>): Promise<Buffer> {
    const download = this.page.waitForEvent("download");
    await press();
    return readFile(await (await download).path());
  }
}

const test = base.extend<{ explorer: Explorer }>({
  explorer: async ({ playground }, use) => {
    const folder = await mkdtemp(join(tmpdir(), "explorer-"));
    await use(new Explorer(playground, folder));
    await rm(folder, { recursive: true });
  },
});

async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include(".explorer").analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("opens a NAR and walks its tree by keyboard alone", async ({ explorer }) => {
  await explorer.openTree(mixed);
  // What had the focus is gone: the tree took it.
  await expect(explorer.tree).toBeFocused();
  const active = (name: RegExp): Promise<void> =>
    expect(explorer.row(name)).toHaveAttribute("aria-selected", "true");
  await explorer.press("Home", "ArrowRight");
  await expect(explorer.row(/^hello, executable/)).toBeVisible();
  await explorer.press("ArrowRight");
  await active(/^hello, executable/);
  await explorer.press("ArrowDown", "ArrowDown");
  await active(/^hi, symbolic link to hello/);
  await explorer.press("ArrowLeft");
  await active(/^bin, directory/);
  await explorer.press("ArrowLeft");
  await expect(explorer.row(/^hello, /)).toBeHidden();
  // Letters go to names.
  await explorer.press("s");
  await active(/^share, directory/);
  await explorer.press("ArrowRight", "*");
  await explorer.press("End");
  await explorer.press("ArrowRight");
  await explorer.goTo("share/doc/default.nix");
  await active(/^default.nix, /);
  await expect(explorer.viewer.getByRole("region", { name: "Text of default.nix" })).toContainText(
    "# A needle is here.",
  );
  await expect(explorer.viewer.locator(".tok-comment")).toHaveText("# A needle is here.");
  await explorer.tree.focus();
  await explorer.press("Enter");
  await expect(explorer.viewer.getByRole("region", { name: "Text of default.nix" })).toBeFocused();
  await explorer.press("Escape");
  await expect(explorer.tree).toBeFocused();
  await explorer.press("Escape");
  await expect(explorer.playground.editor).toBeFocused();
  expect(explorer.playground.faults).toEqual([]);
});

test("shows bytes, pictures, ELF headers and links as what they are", async ({ explorer }) => {
  await explorer.openTree(mixed);
  const { page, viewer } = explorer;

  await explorer.goTo("share/doc/data.bin");
  const hex = viewer.getByRole("region", { name: "Bytes in hexadecimal" });
  await expect(hex).toContainText("00 07 0e 15");
  await viewer.getByRole("textbox", { name: "Offset" }).fill("0x186a0");
  await page.keyboard.press("Enter");
  await expect(viewer.getByRole("alert")).toHaveText("The file ends at 100,000");
  await viewer.getByRole("textbox", { name: "Offset" }).fill("0x10000");
  await page.keyboard.press("Enter");
  await expect(hex.locator(".hex-row.marked")).toContainText("10000");

  await explorer.goTo("share/doc/logo.png");
  await expect(viewer.locator("figcaption")).toHaveText("120 × 60 pixels");

  await explorer.goTo("share/doc/icon.svg");
  await expect(viewer.getByRole("img", { name: "icon.svg" })).toBeVisible();
  expect(await page.evaluate(() => "hacked" in window)).toBe(false);
  await viewer.getByText("Text", { exact: true }).click();
  await expect(viewer.getByRole("region", { name: "Text of icon.svg" })).toContainText("<circle");

  await explorer.goTo("bin/hello");
  const header = viewer.getByRole("region", { name: "ELF header" });
  await expect(header).toContainText("x86-64");
  await expect(header).toContainText("perhaps in glibc-2.33, which is not here");
  await header.getByRole("button", { name: "libgreet.so.1" }).click();
  await expect(viewer.locator(".viewer-path")).toHaveText("lib/libgreet.so.1");
  await explorer.pane.getByRole("button", { name: "Back", exact: true }).click();
  await expect(header).toBeVisible();

  await explorer.goTo("bin/out");
  await expect(viewer).toContainText("It leads out of this tree.");
  await explorer.goTo("bin/hi");
  await viewer.getByRole("button", { name: "Follow" }).click();
  await expect(header).toBeFocused();

  await explorer.goTo("share/doc/empty");
  await expect(viewer).toContainText("The file is empty.");
  expect(explorer.playground.faults).toEqual([]);
});

test("finds files by name and by content, and leads to the line", async ({ explorer }) => {
  await explorer.openTree(mixed);
  const { pane, viewer } = explorer;
  await pane.getByRole("button", { name: "Search" }).click();
  await pane.getByRole("textbox", { name: /^Name/ }).fill("*.so.1");
  const hits = pane.getByRole("list", { name: "Hits" });
  await expect(hits.getByRole("button")).toHaveText(["lib/libgreet.so.1"]);
  await pane.getByRole("textbox", { name: /^Name/ }).fill("");
  await pane.getByRole("textbox", { name: "Content" }).fill("NEEDLE");
  await explorer.press("Enter");
  await expect(hits.getByRole("button")).toHaveCount(2);
  await hits.getByRole("button", { name: /lines.txt/ }).click();
  await expect(viewer.locator(".text-row.marked")).toContainText("line 15001 with the needle");
  await expect(viewer.locator(".text-row.marked")).toBeInViewport();
  await expect(explorer.row(/^lines.txt/)).toHaveAttribute("aria-selected", "true");
  // The next file is shown as itself, not at the place of the hit.
  await explorer.goTo("bin/hello");
  await expect(viewer.getByRole("region", { name: "ELF header" })).toBeVisible();
});

test("downloads what it shows, byte by byte", async ({ explorer }) => {
  const nar = narOf(mixed);
  await explorer.show();
  await explorer.pick("mixed.nar", nar);
  await expect(explorer.tree).toBeVisible();
  const menu = explorer.pane.getByRole("button", { name: "Download", exact: true });
  const whole = await explorer.downloaded(async () => {
    await menu.click();
    await explorer.page.getByRole("menuitem", { name: /NAR/ }).click();
  });
  expect(createHash("sha256").update(whole).digest("hex")).toBe(
    createHash("sha256").update(nar).digest("hex"),
  );
  await explorer.goTo("share/doc/logo.png");
  const file = await explorer.downloaded(async () => {
    await explorer.viewer.getByRole("button", { name: "Download logo.png" }).click();
    await explorer.page.getByRole("menuitem", { name: "The file" }).click();
  });
  expect(file.equals(png(120, 60))).toBe(true);
});

test("has links that lead back after a reload, and into the past", async ({ explorer }) => {
  await explorer.openTree(mixed);
  await explorer.goTo("share/doc/default.nix");
  const { page, pane, viewer } = explorer;
  await pane.getByRole("button", { name: "Copy a link to this view" }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain("#x1/files/node/");
  expect(link).toContain("at=share/doc/default.nix");
  await page.goto("about:blank");
  await page.goto(link);
  await expect(viewer.locator(".viewer-path")).toHaveText("share/doc/default.nix");
  await expect(viewer).toContainText("# A needle is here.");

  await explorer.tree.focus();
  await pane.getByRole("tab", { name: "NAR" }).click();
  await expect(page).toHaveURL(/#x1\/nar\//);
  await page.goBack();
  await expect(viewer).toContainText("# A needle is here.");
  await page.goForward();
  await expect(page).toHaveURL(/#x1\/nar\//);
  // What the editor holds is another matter.
  await expect(explorer.playground.editor).toContainText("Nix in this tab");
});

test("takes damaged links and things it does not have calmly", async ({ explorer, playground }) => {
  await playground.open("#x1/files/node/%%%");
  const { pane, page } = explorer;
  await expect(pane.getByRole("button", { name: "Open file…" })).toBeVisible();
  await page.evaluate(() => {
    location.hash = "#x1/files/path/10s5j3mfdg22k1597x580qrhprnzcjwb-hello-2.12";
  });
  await expect(pane).toContainText("Not here");
  await expect(pane.getByRole("button", { name: "Fetch from cache.nixos.org" })).toBeVisible();
  await pane.getByRole("button", { name: "Binary caches…" }).click();
  const dialog = page.getByRole("dialog", { name: "Binary caches" });
  await dialog.getByRole("textbox", { name: "URL" }).fill("https://cache.example.org");
  await dialog.getByRole("textbox", { name: /^Trusted/ }).fill("wrong");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("A key is a name");
  await dialog.getByRole("textbox", { name: /^Trusted/ }).fill("");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await page.keyboard.press("Escape");
  await expect(pane.getByRole("button", { name: "Fetch from cache.example.org" })).toBeVisible();
});

test("takes what is pasted, remembers what was opened, and forgets it when asked", async ({ explorer }) => {
  await explorer.show();
  await explorer.pick("broken.nar", narOf(mixed).subarray(0, 5000));
  const { pane, page } = explorer;
  await expect(pane.getByRole("alert")).toContainText("Opening broken.nar failed");
  await pane.getByRole("button", { name: "Put away" }).click();
  await explorer.pick("mixed.nar", narOf(mixed));
  await expect(explorer.tree).toBeVisible();
  const { hash } = new URL(page.url());
  const node = /node\/([^/]+)/.exec(hash)![1]!;
  await pane.getByRole("button", { name: "Start page of the explorer" }).click();
  await expect(pane.getByRole("link", { name: /^mixed.nar/ })).toBeVisible();
  // Pasted anywhere but in a field.
  await pane.getByRole("button", { name: "Forward" }).focus();
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    window.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, node);
  await expect(explorer.tree).toBeVisible();
  await pane.getByRole("button", { name: "Start page of the explorer" }).click();
  await pane.getByRole("button", { name: "Forget mixed.nar" }).press("Enter");
  await expect(pane.getByRole("link", { name: /^mixed.nar/ })).toHaveCount(0);
  await expect(pane.locator(".explorer-start")).toBeFocused();
});

test("is offered for what is dropped", async ({ explorer, playground }) => {
  await playground.open();
  const { page } = explorer;
  // The drop target comes when the page is at rest.
  await page.waitForTimeout(2000);
  const drop = (name: string, base64: string): Promise<void> =>
    page.evaluate(
      ([fileName, data]) => {
        const dataTransfer = new DataTransfer();
        const bytes = Uint8Array.from(atob(data!), (c) => c.charCodeAt(0));
        dataTransfer.items.add(new File([bytes], fileName!));
        const target = document.querySelector("#editor-column")!;
        for (const type of ["dragenter", "dragover", "drop"]) {
          target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
        }
      },
      [name, base64],
    );
  await drop("small.nar", narOf({ folder: { a: "text" } }).toString("base64"));
  const look = page.getByRole("dialog").getByRole("button", { name: /^Look inside/ });
  await expect(look).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(explorer.row(/^a, 4 B/)).toBeVisible();
});

test("fetches what a link names from where the link says, and tells when that can't be", async ({
  explorer,
  playground,
}) => {
  const { pane, page } = explorer;
  const source = await sourceOf("greeting", { hello: "hello from afar", lib: { "a.nix": "{ }" } });
  const cors = { "access-control-allow-origin": "*" };
  await page.context().route("https://cache.example.org/**", (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === `/${source.hash}.narinfo`) return route.fulfill({ body: source.narInfo, headers: cors });
    if (path.startsWith("/nar/")) return route.fulfill({ body: source.nar, headers: cors });
    return route.fulfill({ status: 404, body: "", headers: cors });
  });
  const link = (base: string): string =>
    `#x1/files/path/${base}?at=hello&from=${encodeURIComponent("https://cache.example.org")}`;
  await playground.open(link(source.path.slice("/nix/store/".length)));
  await expect(explorer.viewer).toContainText("hello from afar");
  await expect(pane.getByRole("heading", { name: /greeting/ })).toBeVisible();
  await page.evaluate((hash) => (location.hash = hash), link("10s5j3mfdg22k1597x580qrhprnzcjwb-hello-2.12"));
  await expect(pane.getByRole("alert")).toContainText("Opening hello-2.12 from cache.example.org failed");
  await expect(pane).toContainText("Not here");
});

test("looks into mounts", async ({ explorer, playground }) => {
  await explorer.show();
  const chooser = explorer.page.waitForEvent("filechooser");
  await playground.command("Import archive…");
  await (
    await chooser
  ).setFiles({
    name: "small.nar",
    mimeType: "application/octet-stream",
    buffer: narOf({ folder: { "default.nix": "{ }" } }),
  });
  await expect(explorer.pane.getByRole("button", { name: /^<small>/ })).toBeVisible();
  await playground.command("Explore the mount <small>");
  await expect(explorer.row(/^default.nix/)).toBeVisible();
  await expect(explorer.pane.getByRole("heading", { name: /small/ })).toBeVisible();
});

test("gives store paths of results to the explorer, and takes the whole width when asked", async ({
  explorer,
  playground,
}) => {
  await playground.open();
  await playground.evaluate('(derivation { name = "x"; system = "s"; builder = "/bin/sh"; }).drvPath');
  const { page, pane } = explorer;
  await page
    .locator(".result-pane")
    .getByRole("button", { name: /-x.drv/ })
    .click();
  await expect(pane.getByRole("heading", { name: /x.drv/ })).toBeVisible();
  await expect(pane.getByRole("tab", { name: "Derivation" })).toBeVisible();
  await pane.getByRole("button", { name: "Use the whole width" }).click();
  await expect(playground.editor).toBeHidden();
  expect((await pane.boundingBox())!.width).toBeGreaterThan(1200);
  await page.getByRole("tab", { name: "Result" }).click();
  await expect(playground.editor).toBeVisible();
  await page.getByRole("tab", { name: "Explorer" }).click();
  await pane.getByRole("button", { name: "Show the editor beside" }).click();
  await expect(playground.editor).toBeVisible();
});

test.describe("a folder of 100,000 files", () => {
  test("scrolls without long pauses", async ({ explorer }) => {
    test.setTimeout(180_000);
    await explorer.show();
    await explorer.pick("many.nar", narOf({ folder: manyFiles(100_000) }));
    await expect(explorer.row(/^file-000000/)).toBeVisible({ timeout: 120_000 });
    await expect(explorer.pane).toContainText("100,000 files", { timeout: 30_000 });
    const { page, tree } = explorer;
    const pause = await longestPause(explorer.playground, async () => {
      await tree.evaluate(async (element) => {
        for (let i = 1; i <= 60; i++) {
          element.scrollTop = (element.scrollHeight * i) / 60;
          await new Promise(requestAnimationFrame);
        }
      });
      await expect(explorer.row(/^file-099999/)).toBeVisible();
    });
    // A frame has 16 ms; on slow machines a few frames may be lost, but never a moment that is felt.
    expect(pause).toBeLessThan(150);
    expect(await tree.getByRole("treeitem").count()).toBeLessThan(120);
    await tree.focus();
    await explorer.press("Home");
    await page.keyboard.type("file-0512");
    await expect(explorer.row(/^file-051200/)).toHaveAttribute("aria-selected", "true");
  });
});

test("unfolds 100,000 entries and scrolls through them without long pauses", async ({ explorer }) => {
  test.setTimeout(180_000);
  const folders = Array.from({ length: 500 }, (_, i): [string, Made] => [
    `folder-${String(i).padStart(3, "0")}`,
    { folder: manyFiles(199) },
  ]);
  await explorer.show();
  await explorer.pick("folders.nar", narOf({ folder: Object.fromEntries(folders) }));
  await expect(explorer.row(/^folder-000/)).toBeVisible({ timeout: 120_000 });
  await explorer.tree.focus();
  await explorer.press("*");
  await expect
    .poll(() => explorer.tree.evaluate((element) => element.scrollHeight), { timeout: 60_000 })
    .toBe(100_000 * 24);
  const pause = await longestPause(explorer.playground, async () => {
    await explorer.tree.evaluate(async (element) => {
      for (let i = 1; i <= 60; i++) {
        element.scrollTop = (element.scrollHeight * i) / 60;
        await new Promise(requestAnimationFrame);
      }
    });
    await expect(explorer.row(/^file-000198/)).toBeVisible();
  });
  expect(pause).toBeLessThan(150);
});

test("stops opening when asked, and keeps nothing of it", async ({ explorer }) => {
  await explorer.show();
  await explorer.pick("many.nar", narOf({ folder: manyFiles(60_000) }));
  const { pane } = explorer;
  await expect(pane.getByRole("progressbar", { name: "Opening many.nar" })).toBeVisible();
  await pane.getByRole("button", { name: "Cancel" }).click();
  await expect(explorer.playground.spoken).toHaveText("Cancelled: Opening many.nar");
  await expect(pane.getByRole("progressbar")).toHaveCount(0);
  await expect(pane.getByRole("link", { name: /^many.nar/ })).toHaveCount(0);
});

test("shows long texts in parts", async ({ explorer }) => {
  const lines = Array.from({ length: 400_000 }, (_, i) => `line ${i + 1}\n`).join("");
  await explorer.openTree({ folder: { "long.txt": lines } });
  await explorer.goTo("long.txt");
  const { viewer } = explorer;
  await expect(viewer).toContainText("Part 1 of 5, from byte 0");
  await viewer.getByRole("button", { name: "Next" }).click();
  await expect(viewer).toContainText("Part 2 of 5, from byte 1,048,5");
  await expect(viewer.locator(".text-row").first()).toHaveText(/^line \d+\s*$/);
  // Also those that a search finds further on.
  await explorer.pane.getByRole("button", { name: "Search" }).click();
  await explorer.pane.getByRole("textbox", { name: "Content" }).fill("line 300000");
  await explorer.press("Enter");
  await explorer.pane.getByRole("list", { name: "Hits" }).getByRole("button").click();
  await expect(viewer).toContainText("Part 4 of 5");
  await expect(viewer.locator(".text-row.marked")).toHaveText(/^line 300000\s*$/);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const device of ["desktop", "phone"] as const) {
    test.describe(`${device}, ${colorScheme}`, () => {
      test.use({
        colorScheme,
        ...(device === "phone" && { viewport: { width: 390, height: 844 }, hasTouch: true }),
      });

      test("axe finds nothing", async ({ explorer }) => {
        const { page, pane, playground } = explorer;
        await playground.page.goto(playground.url);
        if (device === "phone") await page.getByRole("button", { name: "Result", exact: true }).click();
        await page.getByRole("tab", { name: "Explorer" }).click();
        await expect(pane.getByRole("button", { name: "Open file…" })).toBeVisible();
        expect(await faultsOf(page)).toEqual([]);
        await explorer.pick("mixed.nar", narOf(mixed));
        await expect(explorer.row(/^bin, /)).toBeVisible();
        expect(await faultsOf(page)).toEqual([]);
        for (const path of [
          "bin/hello",
          "bin/hi",
          "share/doc/default.nix",
          "share/doc/data.bin",
          "share/doc/logo.png",
        ]) {
          await page.evaluate((at) => {
            location.hash = `${location.hash.replace(/\?.*$/, "")}?at=${at}`;
          }, path);
          await expect(explorer.viewer.locator(".viewer-path")).toHaveText(path);
          await expect(explorer.viewer.locator("[data-focus]")).toBeVisible();
          expect(await faultsOf(page), path).toEqual([]);
        }
        if (device === "phone") {
          const switcher = page.getByRole("navigation", { name: "Panes" });
          await expect(switcher.locator("[aria-current]")).toHaveText("Explorer");
          await expect(explorer.tree).toBeHidden();
          await pane.getByRole("button", { name: "Files", exact: true }).click();
          await expect(explorer.tree).toBeVisible();
        }
      });
    });
  }
}
