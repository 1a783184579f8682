/** Trees that `castore publish` wrote, offered by the site's `mounts.json`: only what is touched comes, once. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { path, root } from "../scripts/lib/paths.mjs";
import { serve } from "../scripts/lib/serve.mjs";
import { expect, Playground, test } from "./playground.ts";

test.use({ serviceWorkers: "allow" });

/** Text that hardly gets smaller. */
function noise(seed: number, length: number): string {
  let state = seed + 1;
  return Array.from({ length }, () => {
    state = Math.imul(state, 1103515245) + 12345;
    return ((state >>> 16) % 36).toString(36);
  }).join("");
}

const site = mkdtempSync(join(tmpdir(), "tvix-published-"));
const tree = join(site, "tree");
const web = join(site, "web");

test.beforeAll(() => {
  const files: Record<string, string> = {
    "default.nix": "{ lib = import ./lib; far = import ./part-150/value.nix; }\n",
    "lib/default.nix": "{ sum = a: b: a + b; }\n",
  };
  for (let i = 0; i < 200; i++) files[`part-${i}/value.nix`] = `# ${noise(i, 20_000)}\n${i}\n`;
  for (const [name, text] of Object.entries(files)) {
    const file = join(tree, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  cpSync(process.env["TVIX_WEB"] ?? path("dist/web"), web, { recursive: true });
  const publish = ["scripts/program.mjs", "cli/main.ts", "castore", "publish", tree, join(web, "mini")];
  execFileSync(process.execPath, publish, { cwd: root, stdio: "pipe" });
  writeFileSync(join(web, "mounts.json"), '[{ "name": "mini", "url": "./mini" }]');
});

test.afterAll(() => rmSync(site, { recursive: true, force: true }));

/** What a host sent of the packs. */
async function host(
  folder: string,
): Promise<{ url: string; sent: { bytes: number }; close: () => Promise<void> }> {
  const sent = { bytes: 0 };
  const onAnswer = (name: string, bytes: number): void => {
    if (name.endsWith(".pack")) sent.bytes += bytes;
  };
  return { ...((await serve(folder, { onAnswer })) as { url: string; close: () => Promise<void> }), sent };
}

test("the site's mount is there when a file names it, and offline afterwards", async ({ page, context }) => {
  const server = await host(web);
  const playground = new Playground(page, server.url);
  await playground.open();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await playground.evaluate("(import <mini>).lib.sum 40 2");
  await expect(playground.value).toHaveText("42");
  const packs = readdirSync(join(web, "mini/packs")).filter((name) => name.endsWith(".pack"));
  const all = packs.reduce((sum, name) => sum + readFileSync(join(web, "mini/packs", name)).length, 0);
  expect(server.sent.bytes).toBeGreaterThan(0);
  expect(server.sent.bytes).toBeLessThan(all / 10);
  await playground.evaluate("(import <mini>).far");
  await expect(playground.value).toHaveText("150");
  expect(server.sent.bytes).toBeLessThan(all / 5);

  await playground.command("Show mounts");
  const offered = page.getByRole("region", { name: "From this site" });
  await expect(offered).toContainText("Mounted. Its files are fetched as needed, and kept.");
  expect(playground.faults).toEqual([]);

  // What came is stored a little later.
  await page.waitForTimeout(1500);
  const { bytes } = server.sent;
  await server.close();
  await context.setOffline(true);
  await page.reload();
  await expect(playground.editor).toBeVisible();
  await playground.evaluate("(import <mini>).far + (import <mini>).lib.sum 1 1");
  await expect(playground.value).toHaveText("152");
  expect(server.sent.bytes).toBe(bytes);
  await playground.evaluate("import <mini/part-20/value.nix>");
  await expect(playground.error).toContainText("can't be read");
});

test("a visitor switches it off, and on again", async ({ page }) => {
  const server = await host(web);
  const playground = new Playground(page, server.url);
  await playground.open();
  await playground.command("Show mounts");
  const offered = page.getByRole("region", { name: "From this site" });
  await expect(offered).toContainText("Fetched as soon as a file names it.");
  const choice = offered.getByRole("checkbox", { name: "<mini>" });
  await choice.click();
  await expect(offered).toContainText("Switched off.");
  await playground.evaluate("(import <mini>).far");
  await expect(playground.error).toContainText("mini");
  await page.reload();
  await expect(choice).not.toBeChecked();
  await choice.click();
  await expect(offered).toContainText("Mounted.");
  await playground.evaluate("(import <mini>).far");
  await expect(playground.value).toHaveText("150");
  await server.close();
});

test("a damaged pack is an error that names it and the file, and nothing is evaluated from it", async ({
  page,
}) => {
  const damaged = join(site, "damaged");
  cpSync(web, damaged, { recursive: true });
  const folder = join(damaged, "mini/packs");
  const [pack] = readdirSync(folder).filter((name) => name.endsWith(".pack"));
  const bytes = readFileSync(join(folder, pack!));
  for (let at = 40; at < bytes.length; at += 1000) bytes[at]! ^= 1;
  writeFileSync(join(folder, pack!), bytes);
  const server = await host(damaged);
  const playground = new Playground(page, server.url);
  await playground.open();
  await playground.evaluate("builtins.tryEval (import <mini>).far");
  await expect(playground.error).toContainText("damaged");
  await expect(playground.error).toContainText(pack!);
  await expect(playground.error).toContainText(".nix");
  await expect(playground.value).toHaveCount(0);
  await server.close();
});

test("a tree of another origin comes if its host allows it; else the panel says why not", async ({
  page,
}) => {
  const hosts = await Promise.all(
    [true, false].map(
      (cors) =>
        serve(join(web, "mini"), { isolated: false, cors }) as Promise<{
          url: string;
          close: () => Promise<void>;
        }>,
    ),
  );
  const folder = join(site, "elsewhere");
  cpSync(web, folder, { recursive: true });
  const list = hosts.map(({ url }, i) => ({ name: ["open", "shut"][i], url }));
  writeFileSync(join(folder, "mounts.json"), JSON.stringify(list));
  const server = await host(folder);
  const playground = new Playground(page, server.url);
  await playground.open();
  await playground.evaluate("(import <open>).far # not <shut>");
  await expect(playground.value).toHaveText("150");
  await playground.command("Show mounts");
  const offered = page.getByRole("region", { name: "From this site" });
  await expect(offered).toContainText("does it allow reading from other origins?");
  await expect(offered.getByRole("button", { name: "Try again" })).toHaveCount(1);
  for (const { close } of [server, ...hosts]) await close();
});

test("a mounts.json that is not as it must be is told", async ({ page }) => {
  const folder = join(site, "wrong");
  cpSync(web, folder, { recursive: true });
  writeFileSync(join(folder, "mounts.json"), '[{ "name": "nixpkgs" }]');
  const server = await host(folder);
  const playground = new Playground(page, server.url);
  await playground.open();
  await expect(
    page.getByText("The mounts.json of this site is not as it must be: entry 1 has no URL."),
  ).toBeVisible();
  await server.close();
});
