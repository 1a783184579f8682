import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext, Locator, Page } from "@playwright/test";
import { decodeLink, encodeLink } from "../web/src/share/link.ts";
import { encodeFile } from "../web/src/share/file.ts";
import { unsaidSettings, type Shared } from "../web/src/share/types.ts";
import { expect, test } from "./playground.ts";

const shared = (files: Record<string, string>, name = "From a friend"): Shared => ({
  workspace: { name, files, open: Object.keys(files), active: "main.nix" },
  settings: { ...unsaidSettings, view: "json", strict: true },
});

const three = shared({
  "main.nix": 'import ./lib/double.nix (builtins.fromJSON (builtins.readFile ./number.json)) + "grün 😀"',
  "lib/double.nix": "n: toString (n * 2)",
  "number.json": "21",
});

const result = (page: Page): Locator => page.getByRole("region", { name: "Result", exact: true });
const shareButton = (page: Page): Locator => page.getByRole("banner").getByRole("button", { name: "Share" });
const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
const allowClipboard = (context: BrowserContext): Promise<void> =>
  context.grantPermissions(["clipboard-read", "clipboard-write"]);
/** As a link that is pasted into the address bar of the open page. */
const follow = (page: Page, fragment: string): Promise<void> =>
  page.evaluate((hash) => void (location.hash = hash), fragment);
const openPalette = async (page: Page): Promise<void> => {
  await page.keyboard.press("ControlOrMeta+k");
  await expect(page.getByRole("combobox", { name: "Command" })).toBeFocused();
};
/** Text that no compression makes shorter. */
const noise = (length: number): string => {
  let state = 1;
  const next = (): string => ((state = (state * 48271) % 2147483647) % 36).toString(36);
  return Array.from({ length }, next).join("");
};

test("a link carries a workspace of three files and how it is shown", async ({ playground, context }) => {
  const { page } = playground;
  await playground.open(await encodeLink(three));
  await expect(result(page)).toContainText('"42grün 😀"');
  await expect(page.getByRole("tab", { name: "double.nix" })).toBeVisible();

  // Shared again, it is the same.
  await allowClipboard(context);
  await shareButton(page).click();
  await expect(page.getByText("Link copied", { exact: true }).first()).toBeVisible();
  const link = await clipboard(page);
  expect(link).toMatch(/#n2\.[A-Za-z0-9_-]+\.[0-9a-f]{8}$/);
  expect(page.url()).toBe(link);
  expect(await decodeLink(new URL(link).hash)).toEqual(three);

  const other = await context.newPage();
  await other.goto(link);
  await expect(result(other)).toContainText('"42grün 😀"');

  // Editing makes the address say nothing wrong.
  await playground.write("1");
  await expect.poll(() => page.url()).not.toContain("#");
});

test("opening a link asks before it replaces work", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.evaluate('"my own work"');
  await expect(result(page)).toContainText('"my own work"');
  const dialog = page.getByRole("dialog", { name: "Open “From a friend”" });
  const fragment = await encodeLink(three);

  await follow(page, fragment);
  await expect(dialog).toContainText("3 files");
  await expect(dialog).toContainText("without the network");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(playground.editor).toContainText('"my own work"');

  await follow(page, "");
  await follow(page, fragment);
  await expect(dialog.getByRole("button", { name: "Open as new workspace" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(result(page)).toContainText('"42grün 😀"');
  await expect(page.getByRole("banner")).toContainText("From a friend");

  // What was there before is still there.
  await page.reload();
  const kept = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  expect(kept.length).toBeGreaterThan(0);
  expect(playground.faults).toEqual([]);
});

test("a link may take the place of the workspace when that is wished", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.evaluate('"my own work"');
  await follow(page, await encodeLink(three));
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Replace/ })
    .click();
  await expect(result(page)).toContainText('"42grün 😀"');
  await expect(playground.editor).toContainText("import ./lib/double.nix");
});

test("nothing that a link holds reaches the network before Evaluate is pressed", async ({ playground }) => {
  const { page } = playground;
  const asked: string[] = [];
  await page.route("https://fetch.example/**", (route) => {
    asked.push(route.request().url());
    return route.fulfill({ body: "content", headers: { "access-control-allow-origin": "*" } });
  });
  const text = 'builtins.readFile (builtins.fetchurl "https://fetch.example/x")';
  await playground.open(await encodeLink(shared({ "main.nix": text })));
  await expect(result(page)).toContainText("press Evaluate");
  expect(asked).toEqual([]);
  await playground.evaluateButton.click();
  await expect(result(page)).toContainText('"content"');
  expect(asked).toHaveLength(1);
});

test("a damaged link says so and leaves the workspace alone", async ({ playground }) => {
  const { page } = playground;
  const link = await encodeLink(three);
  await playground.open(link.slice(0, -20));
  await expect(page.getByRole("alert")).toContainText("This link is damaged");
  await page.getByRole("alert").getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await playground.evaluate("1 + 1");
  await expect(result(page)).toContainText("2");
  await follow(page, `${link.slice(0, 30)}x${link.slice(31)}`);
  await expect(page.getByRole("alert")).toContainText("This link is damaged");
  await expect(playground.editor).toHaveText("1 + 1");
  expect(playground.faults).toEqual([]);
});

test("a link that chat tools changed opens", async ({ playground }) => {
  const link = await encodeLink(three);
  await playground.open(`${link.replaceAll(".", "%2E")}%3E).`);
  await expect(result(playground.page)).toContainText('"42grün 😀"');
});

test("a long link says so and offers a file, which opens again", async ({ playground, context }) => {
  const { page } = playground;
  await allowClipboard(context);
  const long = shared({ "main.nix": `builtins.stringLength "${noise(15_000)}"`, "b.nix": "2" }, "Long one");
  await playground.open(await encodeLink(long));
  await expect(result(page)).toContainText("15000");
  await shareButton(page).click();
  const dialog = page.getByRole("dialog", { name: "Share this workspace" });
  await expect(dialog).toContainText(/it is long: 1\d,\d{3} characters/);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Download the file" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("Long-one.tvix.json");
  const path = await download.path();
  await page.keyboard.press("Escape");

  await playground.write("3");
  // Asked for early: the browser needs a moment to hand choosers over.
  const choosing = page.waitForEvent("filechooser");
  await openPalette(page);
  await page.keyboard.insertText("open a workspace file");
  await expect(page.getByRole("option", { selected: true })).toContainText("Open a workspace file");
  await page.keyboard.press("Enter");
  const chooser = await choosing;
  await chooser.setFiles({
    name: "Long-one.tvix.json",
    mimeType: "application/json",
    buffer: (await import("node:fs")).readFileSync(path),
  });
  await page.getByRole("dialog").getByRole("button", { name: "Open as new workspace" }).click();
  await expect(result(page)).toContainText("15000");
});

test("a file that is dropped on the page opens as a workspace", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  const { name, text } = encodeFile(three);
  const transfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content!], fileName!, { type: "application/json" }));
      return data;
    },
    [name, text],
  );
  await page.locator("#editor-panel").dispatchEvent("dragenter", { dataTransfer: transfer });
  await page.locator("#editor-panel").dispatchEvent("dragover", { dataTransfer: transfer });
  await page.locator("#editor-panel").dispatchEvent("drop", { dataTransfer: transfer });
  await expect(result(page)).toContainText('"42grün 😀"');
});

test("where the clipboard is refused the link can be copied by hand", async ({ playground }) => {
  const { page } = playground;
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "clipboard", {
      value: { writeText: () => Promise.reject(new DOMException("no", "NotAllowedError")) },
    });
  });
  await playground.open(await encodeLink(three));
  await shareButton(page).click();
  const field = page.getByRole("dialog").getByRole("textbox", { name: "Link" });
  await expect(field).toBeFocused();
  expect(await decodeLink(new URL(await field.inputValue()).hash)).toEqual(three);
});

test("examples are found, looked at and opened by the keyboard", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await openPalette(page);
  await page.keyboard.insertText("browse examples");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Examples" });
  await expect(dialog.getByRole("option")).toHaveCount(33);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press("ArrowDown");
  await expect(dialog.getByRole("option", { selected: true })).toHaveText("let, rec, with and inherit");
  await page.keyboard.insertText("overlays final");
  await expect(dialog.getByRole("heading", { name: "Overlays" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(result(page)).toContainText("{ after, before }");
  await expect(page.getByRole("tab", { name: "security.nix" })).toBeVisible();
});
