/**
 * npm run bench:store -- NIXPKGS: the store and the evaluator in Chromium's workers, with a copy of nixpkgs 20.09.
 * Prints how fast it is imported against merely unpacking and hashing it, what a second and a changed tree store, and
 * how long `firefox.outPath` takes after a reload against the same from memory; ends with code 1 if one of them
 * misses its bar.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright";
import { buildStorePage } from "../e2e/store-page/build.ts";
import type { hooks } from "../e2e/store-page/page.ts";
import { chromiumFlags, findChromium } from "../scripts/lib/chromium.mjs";
import { serve } from "../scripts/lib/serve.mjs";
import type { Run, Task } from "./import-worker.ts";
import { median } from "./statistics.ts";

declare global {
  interface Window {
    hooks: typeof hooks;
  }
}

const bars = { importShare: 0.6, changedShare: 0.05, reloadFactor: 2 };
const rounds = 5;
const firefox = "(import <nixpkgs> { }).firefox.outPath";
const wanted = '"/nix/store/k5kd45q8k6d0n6qa8256na0fxp7z6s6x-firefox-78.0.1"';

const [nixpkgs] = process.argv.slice(2);
if (nixpkgs === undefined) {
  console.error("usage: npm run bench:store -- NIXPKGS\nNIXPKGS: a folder with a copy of nixpkgs 20.09");
  process.exit(2);
}

const misses: string[] = [];

function report(what: string, value: string, missed: boolean): void {
  console.log(`${what.padEnd(58)} ${value}${missed ? "  MISSES ITS BAR" : ""}`);
  if (missed) misses.push(what);
}

const folder = mkdtempSync(join(tmpdir(), "tvix-bench-store-"));
await buildStorePage(folder, false);
await build({
  entryPoints: ["bench/import-worker.ts"],
  outfile: join(folder, "import-worker.js"),
  bundle: true,
  format: "esm",
  minify: true,
  logLevel: "warning",
});
pack("same", nixpkgs);
pack("changed", changedCopy(nixpkgs));
const server = (await serve(folder)) as { url: string; close: () => Promise<void> };
const browser = await chromium.launch({
  executablePath: (await findChromium()) as string,
  args: chromiumFlags as string[],
});
try {
  await importing(browser);
  await reloading(browser);
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
if (misses.length > 0) process.exitCode = 1;

function pack(name: string, tree: string): void {
  execFileSync("tar", ["czf", join(folder, `${name}.tar.gz`), "-C", tree, "."]);
}

/** A copy in which every fiftieth file has another line. */
function changedCopy(tree: string): string {
  const copy = join(folder, "changed");
  cpSync(tree, copy, { recursive: true, verbatimSymlinks: true });
  const files = readdirSync(copy, { recursive: true, withFileTypes: true }).filter((it) => it.isFile());
  files.forEach((file, i) => {
    if (i % 50 === 0) appendFileSync(join(file.parentPath, file.name), `\n# changed ${i}\n`);
  });
  writeFileSync(join(copy, "changed"), "");
  return copy;
}

async function open(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(server.url);
  await page.waitForFunction(() => "hooks" in window);
  return page;
}

async function importArchive(
  page: Page,
  name: string,
): Promise<{ root: string; ms: number; newBytes: number }> {
  return page.evaluate(async (url) => {
    const imported = await window.hooks.importArchive(url);
    if (imported.type !== "ok") throw new Error(JSON.stringify(imported));
    return { root: imported.value.root, ms: imported.ms, newBytes: imported.newBytes };
  }, `${name}.tar.gz`);
}

async function storedBytes(page: Page): Promise<number> {
  const answer = await page.evaluate(() => window.hooks.store.storage());
  if (answer.type !== "ok") throw new Error(JSON.stringify(answer));
  return answer.value.stored;
}

/** Unpacks and hashes in a worker that does nothing else. */
async function unpack(page: Page): Promise<number> {
  const task: Task = { type: "unpack", url: "same.tar.gz" };
  const run = await page.evaluate(
    (message) =>
      new Promise<Run>((resolve, reject) => {
        const worker = new Worker("import-worker.js", { type: "module" });
        worker.onmessage = ({ data }: MessageEvent<Run>) => {
          worker.terminate();
          resolve(data);
        };
        worker.onerror = (event) => reject(new Error(event.message));
        worker.postMessage(message);
      }),
    task,
  );
  return run.ms;
}

async function importing(browser: Browser): Promise<void> {
  const imports: number[] = [];
  const unpacks: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext();
    const page = await open(context);
    unpacks.push(await unpack(page));
    const first = await importArchive(page, "same");
    imports.push(first.ms);
    if (round === 0) {
      const before = await storedBytes(page);
      const second = await importArchive(page, "same");
      const grown = (await storedBytes(page)) - before;
      report("bytes a second import stores", String(second.newBytes + grown), second.newBytes + grown > 0);
      await importArchive(page, "changed");
      const share = ((await storedBytes(page)) - before) / before;
      const text = `${(100 * share).toFixed(1)} % more`;
      report("a tree with 2 % of files changed stores", text, share > bars.changedShare);
    }
    await context.close();
  }
  const share = median(unpacks) / median(imports);
  const times = `${Math.round(median(imports))} ms against ${Math.round(median(unpacks))} ms`;
  report(
    "import, as a share of unpacking and hashing",
    `${(100 * share).toFixed(0)} % (${times})`,
    share < bars.importShare,
  );
}

async function reloading(browser: Browser): Promise<void> {
  const context = await browser.newContext();
  const page = await open(context);
  const { root } = await importArchive(page, "same");
  await page.evaluate(
    (it) => window.hooks.store.setMounts([{ name: "nixpkgs", root: it, source: "", url: null }]),
    root,
  );
  const first = await evaluate(page, firefox);
  report("firefox.outPath right after the import", `${Math.round(first)} ms`, false);
  report("the same again", `${(await evaluate(page, firefox)).toFixed(1)} ms`, false);
  const reloads: number[] = [];
  const fromMemory: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await reload(page);
    reloads.push(await evaluate(page, firefox));
    await reload(page);
    // All that will be read is in memory after this.
    await evaluate(page, "builtins.pathExists <nixpkgs>", "true");
    fromMemory.push(await evaluate(page, firefox));
  }
  const factor = median(reloads) / median(fromMemory);
  const times = `${Math.round(median(reloads))} ms, ${factor.toFixed(2)} times the ${Math.round(median(fromMemory))} ms`;
  report("after a reload", `${times} from memory`, factor > bars.reloadFactor);
  await context.close();
}

async function reload(page: Page): Promise<void> {
  await page.reload();
  await page.waitForFunction(() => "hooks" in window);
  // The evaluator is ready, and the store worker has nothing to do.
  await page.evaluate(() => window.hooks.evaluate("1", { mounts: [] }));
  await page.evaluate(() => window.hooks.store.mounts());
}

async function evaluate(page: Page, text: string, expected = wanted): Promise<number> {
  const { text: value, ms } = await page.evaluate((it) => window.hooks.evaluate(it), text);
  if (value !== expected) throw new Error(`${text} is ${value}`);
  return ms;
}
