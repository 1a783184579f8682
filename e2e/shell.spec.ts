/** The service worker: offline, shared memory on any host, new versions. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { path } from "../scripts/lib/paths.mjs";
import { serve } from "../scripts/lib/serve.mjs";
import { Playground, expect, test } from "./playground.ts";

test.use({ serviceWorkers: "allow" });

test.describe("on a plain host, under a sub-path", () => {
  test.use({ hosting: { isolated: false, base: "/some/where/" } });

  test("memory becomes shared after one reload, and never a second", async ({ playground }) => {
    const { page } = playground;
    let loads = 0;
    page.on("load", () => loads++);
    await playground.open();
    await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false)).toBe(true);
    await expect(playground.editor).toBeVisible();
    await playground.evaluate("1 + 1");
    await expect(playground.value).toHaveText("2");
    await page.waitForTimeout(1500);
    expect(loads).toBe(2);
    await page.reload();
    await expect(playground.editor).toBeVisible();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(loads).toBe(3);
    expect(playground.faults).toEqual([]);
  });

  test("nothing is reloaded once a person has begun", async ({ playground }) => {
    const { page } = playground;
    let loads = 0;
    page.on("load", () => loads++);
    await playground.open();
    await playground.evaluate('"mine"');
    await expect(playground.value).toHaveText('"mine"');
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    await page.waitForTimeout(500);
    expect(loads).toBe(1);
    await expect(playground.editor).toHaveText('"mine"');
  });
});

test("works offline after the first visit, dialogs too", async ({ playground, context }) => {
  const { page } = playground;
  await playground.open();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await context.setOffline(true);
  await page.reload();
  await expect(playground.editor).toBeVisible();
  await playground.evaluate("20 + 3");
  await expect(playground.value).toHaveText("23");
  await expect(page.locator(".status-line")).toContainText("Offline");
  await playground.command("Settings");
  await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
});

test("a new version is offered, and taken when asked for", async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), "tvix-shell-"));
  cpSync(process.env["TVIX_WEB"] ?? path("dist/web"), folder, { recursive: true });
  const server = await serve(folder);
  const playground = new Playground(page, server.url);
  await playground.open();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await playground.write('"kept"');

  const index = join(folder, "index.html");
  writeFileSync(
    index,
    readFileSync(index, "utf8").replace("<title>", '<meta name="new" content="yes" /><title>'),
  );
  const worker = join(folder, "sw.js");
  const text = readFileSync(worker, "utf8");
  writeFileSync(
    worker,
    text.replace(/version:\s*"[^"]*"/, 'version:"next"').replace(/(index\.html",digest:")[^"]*/, "$1next"),
  );
  await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
  await expect(page.getByText("A new version of this page is ready")).toBeVisible();
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.locator("meta[name=new]")).toBeAttached();
  await expect(playground.editor).toHaveText('"kept"');
  await server.close();
  rmSync(folder, { recursive: true });
});
