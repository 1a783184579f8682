/**
 * Kills a browser at random moments of an import, and looks at what is left: the store must verify clean, list no
 * tree that is not whole, and the import, when it is repeated, must end with the same digest and store only what is
 * missing.
 *
 *   npm run -s check:kill -- [--rounds 100] [--how browser|worker|tab|mixed] [--files 6000] [--tree ARCHIVE] [--seed 1]
 *
 * `browser` (the default): SIGKILL to all of its processes; `worker`: the store worker is terminated; `tab`: the page is
 * closed; `mixed`: one of them each round. Exits 1 when a round failed.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { importArchive, MemoryBlobs, MemoryDirectories, formatDigest } from "../core/castore/index.ts";
import { madeFiles, numbers, tarPieces, type MadeTree } from "../core/castore/testing/made-archive.ts";
import { buildStoreSite } from "../e2e/durability/build.ts";
import type { ImportResult, Inspection } from "../e2e/durability/page.ts";
import { serve } from "../scripts/lib/serve.mjs";
import { KillableBrowser } from "./kill/browser.ts";

const words = process.argv.slice(2);
const option = (name: string, otherwise: string): string =>
  words.includes(`--${name}`) ? (words[words.indexOf(`--${name}`) + 1] ?? otherwise) : otherwise;
const rounds = Number(option("rounds", "100"));
const how = option("how", "browser");
const archive = option("tree", "");
const made: MadeTree = { files: Number(option("files", "6000")) };
const tree: MadeTree | string = archive === "" ? made : "tree.tar.gz";
const random = numbers(Number(option("seed", "1")));

const folder = mkdtempSync(join(tmpdir(), "tvix-check-kill-"));
const site = join(folder, "site");
mkdirSync(site);
await buildStoreSite(site);
if (archive !== "") copyFileSync(archive, join(site, "tree.tar.gz"));
const server = (await serve(site)) as { url: string; close: () => Promise<void> };

// So that an interrupted check leaves no browser behind.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));

const faults: string[] = [];
/** Shares of the tree's bytes that were stored when it was killed. */
const shares: number[] = [];
let finished = 0;
let browser = await KillableBrowser.start(join(folder, "profile"), server.url);
try {
  await run();
} finally {
  await browser.kill();
  await server.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
const byTenths = Array.from(
  { length: 10 },
  (_, i) => shares.filter((it) => Math.min(9, Math.floor(it * 10)) === i).length,
);
console.log(
  `${shares.length} rounds: ${faults.length} failed, ${finished} imports had ended before; kills by tenths of what is stored: ${byTenths.join(" ")}`,
);
process.exitCode = faults.length > 0 ? 1 : 0;

async function run(): Promise<void> {
  let page = await browser.open();
  await page.evaluate((it) => window.driver.prepare(it), tree);
  const whole = await page.evaluate((it) => window.driver.import(it), tree);
  if (whole.outcome !== "ok") throw new Error(`the import fails undisturbed: ${whole.message}`);
  const { stored, objects } = await inspect(page);
  if (typeof tree !== "string") {
    const expected = await rootInMemory(tree);
    if (whole.root !== expected) throw new Error(`the root is ${whole.root}, not ${expected}`);
  }
  console.log(`undisturbed: ${whole.root}, ${objects} objects, ${stored} bytes, ${whole.ms.toFixed(0)} ms`);
  let usual = whole.ms;
  for (let round = 1; round <= rounds; round++) {
    await empty(page, whole.root);
    const way = how === "mixed" ? ["browser", "worker", "tab"][round % 3]! : how;
    const after = random() * usual * 1.1;
    await page.evaluate((it) => window.driver.prepare(it), tree);
    await page.evaluate((it) => window.driver.begin(it), tree);
    await new Promise((resolve) => setTimeout(resolve, after));
    page = await end(way, page);
    const found = await inspect(page);
    const repeated = await page.evaluate((it) => window.driver.import(it), tree);
    const after2 = await inspect(page);
    const problems = problemsOf(found, repeated, after2, { root: whole.root, stored });
    for (const problem of problems)
      faults.push(`round ${round} (${way}, after ${after.toFixed(0)} ms): ${problem}`);
    for (const problem of problems) console.error(faults.at(-1) ?? problem);
    shares.push(found.stored / stored);
    if (found.trees.length > 0) finished++;
    usual = (usual * 3 + Math.max(repeated.ms, usual / 2)) / 4;
    console.log(
      `${round}: ${way} after ${after.toFixed(0)} ms, ${((100 * found.stored) / stored).toFixed(0)} % stored, ${found.trees.length} listed, ${repeated.last?.newFiles ?? 0} of ${repeated.last?.files ?? 0} files new when repeated`,
    );
  }
}

function inspect(page: Page): Promise<Inspection> {
  return page.evaluate(() => window.driver.inspect());
}

/** Takes everything out of the store. */
async function empty(page: Page, root: string): Promise<void> {
  await page.evaluate((it) => window.driver.remove(it), root);
  await page.evaluate(() => window.driver.collect());
  const { stored } = await inspect(page);
  if (stored !== 0) faults.push(`${stored} bytes are left after collecting garbage`);
}

/** Breaks the import off; the page that comes after. */
async function end(way: string, page: Page): Promise<Page> {
  switch (way) {
    case "worker":
      await page.evaluate(() => window.driver.restart());
      return page;
    case "tab":
      await page.close();
      return browser.open();
    default:
      return restarted();
  }
}

/** A page in a browser that was killed and started again. */
async function restarted(): Promise<Page> {
  for (let attempts = 1; ; attempts++) {
    await browser.kill();
    browser = await KillableBrowser.start(join(folder, "profile"), server.url);
    try {
      return await browser.open();
    } catch (error) {
      // Starting has nothing to do with the store, which has not been opened yet.
      if (attempts === 3) throw error;
      console.log(`the browser does not open a page (${String(error)}): it is started once more`);
    }
  }
}

function problemsOf(
  found: Inspection,
  repeated: ImportResult,
  after: Inspection,
  whole: { readonly root: string; readonly stored: number },
): string[] {
  const problems: string[] = [];
  const listed = found.trees.length;
  if (found.damaged.length > 0) problems.push(`damaged: ${found.damaged.slice(0, 3).join("; ")}`);
  if (listed > 1 || (listed === 1 && found.trees[0] !== whole.root))
    problems.push("a strange tree is listed");
  if (listed === 1 && found.stored !== whole.stored) problems.push("a tree is listed that is not whole");
  if (repeated.outcome !== "ok") problems.push(`repeating fails: ${repeated.outcome}: ${repeated.message}`);
  else if (repeated.root !== whole.root) problems.push(`repeating gives ${repeated.root}`);
  if (after.damaged.length > 0)
    problems.push(`damaged after repeating: ${after.damaged.slice(0, 3).join("; ")}`);
  if (after.stored !== whole.stored) {
    problems.push(`${after.stored} bytes are stored after repeating, ${whole.stored} would do`);
  }
  if (after.garbage !== 0 || after.unfinished !== 0) {
    problems.push(`${after.garbage} bytes of garbage, ${after.unfinished} unfinished after repeating`);
  }
  return problems;
}

/** The root that the same archive has elsewhere. */
async function rootInMemory(from: MadeTree): Promise<string> {
  const stores = { blobs: new MemoryBlobs(), directories: new MemoryDirectories() };
  const pieces = tarPieces(madeFiles(from));
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const step = pieces.next();
      if (step.done === true) controller.close();
      else controller.enqueue(step.value);
    },
  });
  const source = {
    size: null,
    stream: () => stream,
    read: () => Promise.reject(new Error("it is a stream")),
  };
  const { root } = await importArchive(stores, source);
  return root.kind === "directory" ? formatDigest(root.digest) : "";
}
