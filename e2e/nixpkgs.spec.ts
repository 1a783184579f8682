/** Real nixpkgs through the page itself: dropped once, there after a reload, and offline. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { path } from "../scripts/lib/paths.mjs";
import { serve } from "../scripts/lib/serve.mjs";
import { expect, Playground, test } from "./playground.ts";

test.use({ serviceWorkers: "allow" });

test("nixpkgs is dropped on the page; firefox has Nix's store path, after a reload and offline, too", async ({
  page,
  context,
}) => {
  test.setTimeout(280_000);
  const nixpkgs = process.env["TVIX_NIXPKGS"] ?? "";
  test.skip(!existsSync(nixpkgs), "no nixpkgs at hand: set TVIX_NIXPKGS to a copy of 20.09");
  const folder = mkdtempSync(join(tmpdir(), "tvix-nixpkgs-"));
  const archive = join(folder, "nixpkgs-20.09.tar.gz");
  execFileSync("tar", ["czf", archive, "-C", nixpkgs, "--transform", "s,^[.],nixpkgs-20.09,", "."]);
  const server = await serve(process.env["TVIX_WEB"] ?? path("dist/web"), {});
  const playground = new Playground(page, server.url);
  await playground.open();
  await expect(playground.value).toBeAttached();
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state).catch(() => null))
    .toBe("activated");
  await expect(playground.editor).toBeVisible();

  // A dropped file, made of one that is picked: tests can't drag from elsewhere.
  await page.evaluate(() => {
    const input = document.createElement("input");
    input.type = "file";
    input.id = "dropped";
    document.body.append(input);
  });
  await page.locator("#dropped").setInputFiles(archive);
  const data = await page.evaluateHandle(() => {
    const input = document.querySelector<HTMLInputElement>("#dropped")!;
    const transfer = new DataTransfer();
    transfer.items.add(input.files![0]!);
    input.remove();
    return transfer;
  });
  await page.locator("#editor-panel").dispatchEvent("dragenter", { dataTransfer: data });
  const target = page.locator(".drop-target");
  await expect(target).toBeVisible();
  await target.dispatchEvent("drop", { dataTransfer: data });
  await page.getByRole("button", { name: /^Import as a tree/ }).click();
  const mounts = page.getByRole("region", { name: "Mounts", exact: true });
  const card = mounts.getByRole("article", { name: "Import of nixpkgs-20.09.tar.gz" });
  await expect(card.getByRole("progressbar")).toBeVisible();
  await expect(card).toContainText("Mounted as <nixpkgs>.", { timeout: 120_000 });

  const wanted = "/nix/store/k5kd45q8k6d0n6qa8256na0fxp7z6s6x-firefox-78.0.1";
  const check = async (): Promise<void> => {
    await playground.evaluate("(import <nixpkgs> { }).firefox.outPath");
    // Shown short; in full on hover.
    await expect(playground.value).toHaveAttribute("title", new RegExp(wanted), { timeout: 90_000 });
  };
  await check();
  await page.reload();
  await expect(playground.editor).toBeVisible();
  await playground.write("1");
  await check();

  await server.close();
  await context.setOffline(true);
  await page.reload();
  await expect(playground.editor).toBeVisible();
  await expect(page.locator(".status-line")).toContainText("Offline");
  await playground.evaluate("1 + 1");
  await expect(playground.value).toHaveText("2");
  await check();
  expect(playground.faults).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});
