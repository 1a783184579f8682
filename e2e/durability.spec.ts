/** What the store promises when tabs die, come in twos, or run out of room. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { expect, type Page, test } from "@playwright/test";
import { type MadeFile, tarPieces } from "../core/castore/testing/made-archive.ts";
import { path, root } from "../scripts/lib/paths.mjs";
import { serve } from "../scripts/lib/serve.mjs";
import { buildStoreSite } from "./durability/build.ts";

const folder = mkdtempSync(join(tmpdir(), "tvix-durability-"));
let server: { url: string; close: () => Promise<void> };

const one = { files: 3000, seed: 1 };
const other = { files: 3000, seed: 2 };
const small = { files: 600, seed: 3 };
const large = { files: 12_000, seed: 4 };

test.beforeAll(async () => {
  await buildStoreSite(folder);
  server = await serve(folder);
});

test.afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(page: Page): Promise<void> {
  await page.goto(server.url);
  await page.waitForFunction(() => "driver" in window);
}

/** Imports a tree that must arrive; its root. */
async function importTree(page: Page, tree: typeof one): Promise<string> {
  const result = await page.evaluate((it) => window.driver.import(it), tree);
  expect(result).toMatchObject({ outcome: "ok", message: "" });
  return result.root;
}

const begin = (page: Page, tree: typeof one): Promise<void> =>
  page.evaluate(async (it) => {
    await window.driver.prepare(it);
    window.driver.begin(it);
  }, tree);

const finish = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const { outcome, message, root: digest } = await window.driver.finish();
    return outcome === "ok" ? digest : `${outcome}: ${message}`;
  });

const inspect = (page: Page): ReturnType<Window["driver"]["inspect"]> =>
  page.evaluate(() => window.driver.inspect());

test("an import that is killed leaves a clean store, and goes on where it was", async () => {
  test.setTimeout(240_000);
  const program = path("scripts/program.mjs");
  const args = [
    program,
    "checks/kill.ts",
    "--rounds",
    "3",
    "--how",
    "mixed",
    "--files",
    "4000",
    "--seed",
    "7",
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, timeout: 200_000 });
  expect(stdout).toContain("3 rounds: 0 failed");
});

test("two tabs import different trees at once: both are whole", async ({ page, context }) => {
  await open(page);
  const second = await context.newPage();
  await open(second);
  await Promise.all([begin(page, one), begin(second, other)]);
  const roots = await Promise.all([finish(page), finish(second)]);
  for (const tab of [page, second]) {
    const found = await inspect(tab);
    expect(found).toMatchObject({ damaged: [], unfinished: 0, garbage: 0 });
    expect([...found.trees].sort()).toEqual([...roots].sort());
  }
  expect(await second.evaluate((it) => window.driver.read(it), roots[0]!)).toBeGreaterThan(1e6);
  expect(await page.evaluate((it) => window.driver.read(it), roots[1]!)).toBeGreaterThan(1e6);
});

test("two tabs import the same tree at once: it is stored once", async ({ page, context }) => {
  await open(page);
  const root_ = await importTree(page, one);
  const alone = await inspect(page);
  await page.evaluate((it) => window.driver.remove(it), root_);
  await page.evaluate(() => window.driver.collect());
  const second = await context.newPage();
  await open(second);
  await Promise.all([begin(page, one), begin(second, one)]);
  expect(await Promise.all([finish(page), finish(second)])).toEqual([root_, root_]);
  expect(await inspect(second)).toEqual(alone);
  expect(alone).toMatchObject({ trees: [root_], damaged: [], garbage: 0 });
});

test("garbage is collected while another tab imports: nothing that is needed goes", async ({
  page,
  context,
}) => {
  await open(page);
  const removed = await importTree(page, other);
  await page.evaluate((it) => window.driver.remove(it), removed);
  const second = await context.newPage();
  await open(second);
  await begin(page, one);
  const freed = second.evaluate(() => window.driver.collect());
  const kept = await finish(page);
  expect(await freed).toBeGreaterThan(1e6);
  expect(await inspect(second)).toMatchObject({ trees: [kept], damaged: [], garbage: 0 });
});

test("a tab that is closed during an import leaves nothing visible, and the rest can be freed", async ({
  page,
  context,
}) => {
  await open(page);
  const kept = await importTree(page, small);
  const second = await context.newPage();
  await open(second);
  await begin(second, large);
  await expect
    .poll(() => page.evaluate(async () => (await navigator.storage.estimate()).usage))
    .toBeGreaterThan(8e6);
  await second.close();
  expect(await inspect(page)).toMatchObject({ trees: [kept], damaged: [] });
  await page.evaluate(() => window.driver.collect());
  expect(await inspect(page)).toMatchObject({ trees: [kept], damaged: [], garbage: 0, unfinished: 0 });
});

test("no room: it says so and what to do, shows nothing half, and works again with room", async ({
  page,
  context,
}) => {
  // Before anything is opened: the browser remembers for half a minute how much room there is.
  const session = await context.newCDPSession(page);
  const { origin } = new URL(server.url);
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 16e6 });
  await open(page);
  const kept = await importTree(page, small);
  const refused = await page.evaluate((it) => window.driver.import(it), large);
  expect(refused.outcome).toBe("quota");
  expect(refused.message).toMatch(/no room left.*collect garbage, remove/s);
  expect(await inspect(page)).toMatchObject({ trees: [kept], damaged: [], unfinished: 0 });
  await page.evaluate(() => window.driver.collect());
  expect(await inspect(page)).toMatchObject({ trees: [kept], damaged: [], garbage: 0 });
  // The browser gives the space back when it finds the time.
  await expect(async () => {
    expect((await page.evaluate((it) => window.driver.import(it), { files: 700, seed: 5 })).outcome).toBe(
      "ok",
    );
  }).toPass();
  await session.send("Storage.overrideQuotaForOrigin", { origin });
  await importTree(page, large);
  expect(await inspect(page)).toMatchObject({ damaged: [], garbage: 0 });
});

test("what no honest archive holds is refused with the entry's name, and nothing of it shows", async ({
  page,
}) => {
  const file = (name: string, target: string | null = null): MadeFile => ({
    path: name,
    content: Buffer.from(target === null ? `content of ${name}` : ""),
    executable: false,
    target,
  });
  const tar = (...entries: MadeFile[]): Buffer => Buffer.concat([...tarPieces(entries)]);
  const good = file("tree/good");
  const zeros = gzipSync(Buffer.alloc(4 << 20));
  const bomb = gzipSync(gzipSync(Buffer.concat(Array.from({ length: 200 }, () => zeros))));
  const evil: Record<string, { archive: Buffer; refusal: RegExp }> = {
    parent: { archive: tar(good, file("tree/../../evil")), refusal: /'tree\/\.\.\/\.\.\/evil' leads out/ },
    absolute: { archive: tar(good, file("/etc/evil")), refusal: /'\/etc\/evil' has an absolute path/ },
    twice: { archive: tar(good, file("tree/good")), refusal: /'tree\/good' is in the archive twice/ },
    link: {
      archive: tar(file("tree/l", "/etc"), file("tree/l/evil")),
      refusal: /'tree\/l\/evil' is below 'l'/,
    },
    cut: { archive: tar(good, file("tree/cut")).subarray(0, 1800), refusal: /ends in the middle/ },
    bomb: { archive: bomb, refusal: /times its size, which only traps do/ },
  };
  await open(page);
  for (const [name, { archive, refusal }] of Object.entries(evil)) {
    writeFileSync(join(folder, `${name}.tar.gz`), name === "bomb" ? archive : gzipSync(archive));
    const refused = await page.evaluate((it) => window.driver.import(it), `${name}.tar.gz`);
    expect(refused, name).toMatchObject({ outcome: "invalid", message: expect.stringMatching(refusal) });
  }
  expect(await inspect(page)).toMatchObject({ trees: [], damaged: [], unfinished: 0 });
  await page.evaluate(() => window.driver.collect());
  expect(await inspect(page)).toMatchObject({ stored: 0 });
});
