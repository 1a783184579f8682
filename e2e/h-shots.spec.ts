import { expect, test } from "/work/main/e2e/playground.ts";
import { readFileSync } from "node:fs";
const lib = readFileSync("/tmp/h/mini.tar.gz"), nix = readFileSync("/tmp/h/nixpkgs.tar.gz");
for (const scheme of ["light","dark"] as const) for (const vp of [{width:1440,height:900},{width:390,height:844}]) {
  test.describe(`${scheme} ${vp.width}`, () => {
    test.use({ colorScheme: scheme, viewport: vp });
    test("shots", async ({ playground }) => {
      const { page } = playground;
      await playground.open();
      await playground.command("Show mounts");
      const panel = page.getByRole("region", { name: "Mounts", exact: true });
      for (const [name, buffer] of [["mini-1.0.tar.gz", lib], ["nixpkgs-20.09.tar.gz", nix]] as const) {
        const chooser = page.waitForEvent("filechooser");
        await panel.getByRole("button", { name: "Import archive", exact: true }).click();
        await (await chooser).setFiles([{ name, mimeType: "application/gzip", buffer }]);
        await expect(panel.getByRole("article", { name: `Import of ${name}` })).toContainText("ounted");
        await panel.getByRole("button", { name: /away$/ }).click();
      }
      await page.screenshot({ path: `/tmp/h/shot-${scheme}-${vp.width}-same.png` });
      await panel.getByRole("switch", { name: "<mini> in this workspace" }).click();
      await panel.getByRole("button", { name: "<nixpkgs>", exact: true }).click();
      await panel.getByRole("combobox", { name: "Tree" }).selectOption({ index: 0 });
      await expect(panel).toContainText("Only in this workspace");
      await page.screenshot({ path: `/tmp/h/shot-${scheme}-${vp.width}-own.png` });
      await playground.evaluate("(import <nixpkgs>).greeting");
      await page.waitForTimeout(800);
      await playground.command("Show storage");
      await page.getByText("What was read").click();
      await page.screenshot({ path: `/tmp/h/shot-${scheme}-${vp.width}-read.png` });
      await page.evaluate(async () => {
        const open = indexedDB.open("tvix-playground.store.castore");
        const db = await new Promise<IDBDatabase>((r) => (open.onsuccess = () => r(open.result)));
        const tx = db.transaction("packs", "readwrite");
        const c = tx.objectStore("packs").openCursor();
        c.onsuccess = () => { const at = c.result; if (at === null) return; const b = at.value as Uint8Array;
          for (const w of ["a: b: a + b", "from the tree", "hello"]) { const p = new TextDecoder("latin1").decode(b).indexOf(w); if (p >= 0) b[p]! ^= 1; }
          at.update(b); at.continue(); };
        await new Promise((r) => (tx.oncomplete = r)); db.close();
      });
      await playground.command("Show storage");
      const storage = page.getByRole("region", { name: "Storage", exact: true });
      await storage.getByRole("button", { name: "Verify" }).click();
      const card = storage.getByRole("article", { name: "Damage" });
      await card.getByRole("button", { name: "Repair mini-1.0.tar.gz from…" }).click();
      await page.screenshot({ path: `/tmp/h/shot-${scheme}-${vp.width}-damage.png` });
    });
  });
}
