import { mkdirSync, writeFileSync } from "node:fs";
import { test, expect } from "../playground.ts";
import { mixed, narOf } from "../explored.ts";
mkdirSync("/tmp/explE/shots", { recursive: true });
writeFileSync("/tmp/explE/mixed.nar", narOf(mixed));
const looks = (process.env.LOOKS ?? "desktop-light").split(",");
for (const look of looks) {
  const phone = look.startsWith("phone");
  test(look, async ({ playground, page }) => {
    await page.setViewportSize(phone ? { width: 390, height: 844 } : { width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: look.endsWith("dark") ? "dark" : "light" });
    const shot = (name: string) => page.screenshot({ path: `/tmp/explE/shots/${name}-${look}.png` });
    await playground.open();
    if (phone) await page.getByRole("button", { name: "Result", exact: true }).click();
    await page.getByRole("tab", { name: "Explorer" }).click();
    await expect(page.getByRole("button", { name: "Open file…" })).toBeVisible();
    await shot("start");
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Open file…" }).click();
    await (await chooser).setFiles("/tmp/explE/mixed.nar");
    const tree = page.getByRole("tree", { name: /Files of/ });
    await expect(tree).toBeVisible();
    await page.waitForTimeout(500);
    await shot("tree");
    const go = async (path: string) => {
      await page.evaluate((p) => { location.hash = location.hash.replace(/\?.*$/, "") + "?at=" + p; }, path);
      await page.waitForTimeout(900);
    };
    await go("bin/hello"); await shot("elf");
    await go("share/doc/default.nix"); await shot("text");
    await go("share/doc/data.bin"); await shot("hex");
    await go("share/doc/logo.png"); await shot("picture");
    await go("bin/hi"); await shot("symlink");
    await go("share/doc"); await shot("directory");
    if (phone) await page.getByRole("button", { name: "Files", exact: true }).first().click().catch(() => {});
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await page.getByRole("textbox", { name: "Content" }).fill("needle");
    await page.keyboard.press("Enter");
    await page.waitForTimeout(800); await shot("search");
    await page.evaluate(() => { location.hash = "#x1/files/path/10s5j3mfdg22k1597x580qrhprnzcjwb-glibc-2.33"; });
    await page.waitForTimeout(600); await shot("nothere");
    await page.getByRole("button", { name: "Binary caches…" }).click(); await page.waitForTimeout(300); await shot("caches");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Start page of the explorer" }).click(); await page.waitForTimeout(400); await shot("recent");
    console.log(playground.faults.join("\n"));
  });
}
