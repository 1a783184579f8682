/** The store and the evaluator in real workers: a tree is imported, mounted, evaluated, and still there afterwards. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { makeStoreEvaluator } from "../core/glue/index.ts";
import { requestFiles } from "../workers/request-files.ts";
import { serve } from "../scripts/lib/serve.mjs";
import { buildStorePage } from "./store-page/build.ts";
import type { hooks } from "./store-page/page.ts";

declare global {
  interface Window {
    hooks: typeof hooks;
  }
}

test.use({ serviceWorkers: "allow" });

/** 2,000 files: a hundred folders with nineteen numbers each and their sum, and the sum of all. */
function generatedTree(): Record<string, string> {
  const files: Record<string, string> = {};
  const folders = Array.from({ length: 100 }, (_, i) => `part-${i}`);
  for (const folder of folders) {
    for (let i = 0; i < 19; i++) files[`${folder}/n${i}.nix`] = `# ${`${folder} `.repeat(i * 10)}\n${i}\n`;
    const names = Array.from({ length: 19 }, (_, i) => `(import ./n${i}.nix)`);
    files[`${folder}/default.nix`] = `builtins.foldl' (a: b: a + b) 0 [ ${names.join(" ")} ]`;
  }
  files["default.nix"] =
    `{ }: builtins.foldl' (a: b: a + b) 0 [ ${folders.map((it) => `(import ./${it})`).join(" ")} ]`;
  return files;
}

const sum = String(100 * ((18 * 19) / 2));
const files = generatedTree();
const folder = mkdtempSync(join(tmpdir(), "tvix-store-page-"));

test.beforeAll(async () => {
  for (const name of ["offline", "plain"]) {
    mkdirSync(join(folder, name));
    await buildStorePage(join(folder, name), name === "offline");
  }
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, "tree", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  cpSync(join(folder, "tree"), join(folder, "other"), { recursive: true });
  writeFileSync(join(folder, "other", "part-7", "n0.nix"), "1000");
  for (const tree of ["tree", "other"]) {
    for (const name of ["offline", "plain"]) {
      execFileSync("tar", ["czf", join(folder, name, `${tree}.tar.gz`), "-C", folder, tree]);
    }
  }
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(() => "hooks" in window);
}

/** Imports an archive and mounts it as `<tree>`; what was new. */
async function mount(page: Page, archive: string): Promise<number> {
  return page.evaluate(async (url) => {
    const imported = await window.hooks.importArchive(url);
    if (imported.type !== "ok") throw new Error(JSON.stringify(imported));
    const { root, source } = imported.value;
    const mounted = await window.hooks.store.setMounts([{ name: "tree", root, source, url: null }]);
    if (mounted.type !== "ok") throw new Error(JSON.stringify(mounted));
    return imported.newBytes;
  }, archive);
}

async function evaluate(page: Page, text: string): Promise<string> {
  return (await page.evaluate((it) => window.hooks.evaluate(it), text)).text;
}

/** The store path that the same files get without any store in between. */
function storePathOf(path: string): string {
  const all = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/tree/${name}`, text]));
  const { evaluator } = makeStoreEvaluator({ io: requestFiles(all) });
  return JSON.stringify(evaluator.toText(evaluator.evaluateText(`"\${/tree/${path}}"`)));
}

for (const isolated of [true, false]) {
  test(`a tree is imported, mounted and kept, ${isolated ? "with" : "without"} shared memory`, async ({
    page,
  }) => {
    const server = await serve(join(folder, "plain"), { isolated });
    await open(page, server.url);
    await page.evaluate(() => window.hooks.controlled());
    expect(await page.evaluate(() => window.hooks.isolated)).toBe(isolated);
    expect(await mount(page, "tree.tar.gz")).toBeGreaterThan(0);
    expect(await evaluate(page, "import <tree> { }")).toBe(sum);
    expect(await evaluate(page, '"${<tree/part-3>}"')).toBe(storePathOf("part-3"));
    expect(await mount(page, "tree.tar.gz")).toBe(0);

    await open(page, server.url);
    expect(await evaluate(page, "import <tree> { }")).toBe(sum);
    expect(await evaluate(page, '"${<tree/part-3>}"')).toBe(storePathOf("part-3"));
    expect(await evaluate(page, 'import (<tree> + "/nothing.nix")')).toContain("/mounts/tree/nothing.nix");
    expect(await evaluate(page, "builtins.length (builtins.attrNames (builtins.readDir <tree>))")).toBe(
      "101",
    );
    await server.close();
  });
}

test("a kept tree can be used offline", async ({ page, context }) => {
  const server = await serve(join(folder, "offline"));
  await open(page, server.url);
  await page.evaluate(() => window.hooks.controlled());
  await mount(page, "tree.tar.gz");
  await server.close();
  await context.setOffline(true);
  for (let visit = 0; visit < 2; visit++) {
    await page.reload();
    await page.waitForFunction(() => "hooks" in window);
    expect(await evaluate(page, "import <tree> { }")).toBe(sum);
  }
});

test("two tabs import at once and lose nothing", async ({ page, context }) => {
  const server = await serve(join(folder, "plain"));
  const other = await context.newPage();
  for (const tab of [page, other]) await open(tab, server.url);
  const importing = (tab: Page, url: string) =>
    tab.evaluate((it) => window.hooks.importArchive(it).then(({ type }) => type), url);
  expect(await Promise.all([importing(page, "tree.tar.gz"), importing(other, "other.tar.gz")])).toEqual([
    "ok",
    "ok",
  ]);
  for (const tab of [page, other]) {
    await expect.poll(() => tab.evaluate(() => window.hooks.store.state()?.trees.length)).toBe(2);
    const verified = await tab.evaluate(() => window.hooks.store.verify(() => undefined).answer);
    expect(verified).toMatchObject({ type: "ok", value: { damaged: [] } });
  }
  await server.close();
});

test("too little room is a clear failure that leaves nothing, and more room is enough", async ({
  page,
  context,
}) => {
  const server = await serve(join(folder, "plain"));
  await open(page, server.url);
  const browser = await context.newCDPSession(page);
  const { origin } = new URL(server.url);
  await browser.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 200_000 });
  const refused = await page.evaluate(() => window.hooks.importArchive("tree.tar.gz"));
  expect(refused).toMatchObject({ type: "failed", failure: { kind: "quota" } });
  expect(refused.type === "failed" && refused.failure.message).toMatch(/no room left.*remove/);
  expect(await page.evaluate(() => window.hooks.store.state())).toMatchObject({ trees: [], unfinished: [] });
  await browser.send("Storage.overrideQuotaForOrigin", { origin });
  await mount(page, "tree.tar.gz");
  expect(await evaluate(page, "import <tree> { }")).toBe(sum);
  await server.close();
});

test("a store worker that dies is replaced", async ({ page }) => {
  const server = await serve(join(folder, "plain"));
  await open(page, server.url);
  await mount(page, "tree.tar.gz");
  expect(await evaluate(page, "import <tree/part-1>")).toBe("171");
  await page.evaluate(() => window.hooks.killStore());
  await expect.poll(() => evaluate(page, "import <tree/part-2> + import <tree/part-3>")).toBe("342");
  await server.close();
});

test("real nixpkgs", async ({ page }) => {
  test.setTimeout(240_000);
  const nixpkgs = process.env["TVIX_NIXPKGS"] ?? "";
  test.skip(!existsSync(nixpkgs), "no nixpkgs at hand: set TVIX_NIXPKGS to a copy of 20.09");
  execFileSync("tar", ["czf", join(folder, "offline", "nixpkgs.tar.gz"), "-C", nixpkgs, "."]);
  const server = await serve(join(folder, "offline"));
  await open(page, server.url);
  await page.evaluate(() => window.hooks.controlled());
  await mount(page, "nixpkgs.tar.gz");
  const firefox = "(import <tree> { }).firefox.outPath";
  const wanted = '"/nix/store/k5kd45q8k6d0n6qa8256na0fxp7z6s6x-firefox-78.0.1"';
  expect(await evaluate(page, firefox)).toBe(wanted);
  await page.reload();
  await page.waitForFunction(() => "hooks" in window);
  expect(await evaluate(page, firefox)).toBe(wanted);
  await server.close();
  await page.context().setOffline(true);
  await page.reload();
  await page.waitForFunction(() => "hooks" in window);
  expect(await evaluate(page, firefox)).toBe(wanted);
});
