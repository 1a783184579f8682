/**
 * npm run bench:published -- [--first] NIXPKGS: a copy of nixpkgs 20.09 is published as static files and mounted in
 * Chromium by its URL. Prints how long `firefox.outPath` takes on a first visit against the same from memory, and how
 * many bytes it transfers; ends with code 1 if one of them misses its bar.
 *   --first    what that evaluation reads is put together (tvix eval --files-read, castore publish --first)
 *   --rounds N measured rounds (default 5); medians count
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright";
import { buildStorePage } from "../e2e/store-page/build.ts";
import type { hooks } from "../e2e/store-page/page.ts";
import { chromiumFlags, findChromium } from "../scripts/lib/chromium.mjs";
import { root } from "../scripts/lib/paths.mjs";
import { serve } from "../scripts/lib/serve.mjs";
import { median } from "./statistics.ts";

declare global {
  interface Window {
    hooks: typeof hooks;
  }
}

const bars = { factor: 4, share: 0.15 };
const firefox = "(import <nixpkgs> { }).firefox.outPath";
const wanted = '"/nix/store/k5kd45q8k6d0n6qa8256na0fxp7z6s6x-firefox-78.0.1"';

const args = process.argv.slice(2);
const roundsAt = args.indexOf("--rounds");
const rounds = roundsAt < 0 ? 5 : Number(args[roundsAt + 1]);
const nixpkgs = args.find((arg, i) => !arg.startsWith("-") && (roundsAt < 0 || i !== roundsAt + 1));
if (nixpkgs === undefined) {
  console.error(
    "usage: npm run bench:published -- [--first] [--rounds N] NIXPKGS\nNIXPKGS: a folder with a copy of nixpkgs 20.09",
  );
  process.exit(2);
}

/** What was transferred from the published tree. */
const transferred = { requests: 0, bytes: 0, byKind: new Map<string, number>() };

const folder = mkdtempSync(join(tmpdir(), "tvix-bench-published-"));
try {
  await buildStorePage(join(folder, "page"), false);
  const published = publish(nixpkgs);
  execFileSync("tar", ["czf", join(folder, "page/whole.tar.gz"), "-C", nixpkgs, "."]);
  const site = (await serve(join(folder, "page"))) as Server;
  const host = (await serve(join(folder, "tree"), { isolated: false, cors: true, onAnswer: note })) as Server;
  const browser = await chromium.launch({
    executablePath: (await findChromium()) as string,
    args: chromiumFlags as string[],
  });
  try {
    const fromMemory = await memory(browser, site.url);
    await visits(browser, site.url, host.url, fromMemory, published.bytes);
  } finally {
    await browser.close();
    await site.close();
    await host.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Server {
  url: string;
  close: () => Promise<void>;
}

function note(path: string, bytes: number): void {
  const kind = /^\w+/.exec(path)?.[0] ?? path;
  transferred.requests++;
  transferred.bytes += bytes;
  transferred.byKind.set(kind, (transferred.byKind.get(kind) ?? 0) + bytes);
}

function tvix(...command: string[]): string {
  const program = [join(root, "scripts/program.mjs"), "cli/main.ts", ...command];
  return execFileSync(process.execPath, program, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Publishes; the bytes of all files. */
function publish(tree: string): { bytes: number } {
  const list = join(folder, "first");
  const first = args.includes("--first");
  if (first) {
    const lookup = ["--profile", "2.8", "-I", `nixpkgs=${tree}`];
    tvix("eval", ...lookup, "--files-read", tree, list, "-E", firefox);
  }
  tvix("castore", "publish", ...(first ? ["--first", list] : []), tree, join(folder, "tree"));
  const { bytes } = JSON.parse(
    execFileSync("cat", [join(folder, "tree/castore.json")], { encoding: "utf8" }),
  ) as {
    bytes: number;
  };
  return { bytes };
}

async function open(browser: Browser, url: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(url);
  await ready(page);
  return page;
}

async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => "hooks" in window);
  // The evaluator is ready, and the store worker has nothing to do.
  await page.evaluate(() => window.hooks.evaluate("1", { mounts: [] }));
  await page.evaluate(() => window.hooks.store.open());
}

async function evaluate(page: Page, text: string, expected = wanted): Promise<number> {
  const { text: value, ms } = await page.evaluate((it) => window.hooks.evaluate(it), text);
  if (value !== expected) throw new Error(`${text} is ${value}`);
  return ms;
}

/** Milliseconds with a tree that is here whole, when all that will be read is in memory. */
async function memory(browser: Browser, url: string): Promise<number> {
  const page = await open(browser, url);
  await page.evaluate(async () => {
    const imported = await window.hooks.importArchive("whole.tar.gz");
    if (imported.type !== "ok") throw new Error(JSON.stringify(imported));
    const { root: tree, source } = imported.value;
    await window.hooks.store.setMounts([{ name: "nixpkgs", root: tree, source, url: null }]);
  });
  await evaluate(page, firefox);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await page.reload();
    await ready(page);
    await evaluate(page, "builtins.pathExists <nixpkgs>", "true");
    times.push(await evaluate(page, firefox));
  }
  await page.context().close();
  console.log(`from memory               ${Math.round(median(times))} ms`);
  return median(times);
}

async function visits(
  browser: Browser,
  url: string,
  tree: string,
  fromMemory: number,
  whole: number,
): Promise<void> {
  const mounting: number[] = [];
  const evaluating: number[] = [];
  const again: number[] = [];
  for (let round = 0; round < rounds; round++) {
    Object.assign(transferred, { requests: 0, bytes: 0, byKind: new Map() });
    const page = await open(browser, url);
    mounting.push(
      await page.evaluate(async (at) => {
        const from = performance.now();
        const imported = await window.hooks.store.import({ type: "published", url: at }, () => undefined)
          .answer;
        if (imported.type !== "ok") throw new Error(JSON.stringify(imported));
        const { root: digest, source } = imported.value;
        await window.hooks.store.setMounts([{ name: "nixpkgs", root: digest, source, url: at }]);
        return performance.now() - from;
      }, tree),
    );
    evaluating.push(await evaluate(page, firefox));
    const { requests, bytes } = transferred;
    if (round === 0) report(requests, bytes, whole);
    // What came is stored a little later.
    await page.waitForTimeout(1500);
    await page.reload();
    await ready(page);
    again.push(await evaluate(page, firefox));
    if (transferred.bytes > bytes)
      throw new Error(`a second visit transferred ${transferred.bytes - bytes} bytes`);
    await page.context().close();
  }
  const total = median(mounting.map((ms, i) => ms + evaluating[i]!));
  const factor = total / fromMemory;
  console.log(`mounting                  ${Math.round(median(mounting))} ms`);
  console.log(`evaluating                ${Math.round(median(evaluating))} ms`);
  const text = `${Math.round(total)} ms, ${factor.toFixed(2)} times that from memory (bar ${bars.factor})`;
  check("first visit, both", text, factor > bars.factor);
  console.log(`after a reload            ${Math.round(median(again))} ms, nothing transferred`);
}

function report(requests: number, bytes: number, whole: number): void {
  const archive = statSync(join(folder, "page/whole.tar.gz")).size;
  const percent = (of: number): string => `${((100 * bytes) / of).toFixed(1)} %`;
  const parts = [...transferred.byKind].map(([kind, size]) => `${kind} ${megabytes(size)}`).join(", ");
  console.log(`requests                  ${requests}`);
  const text = `${megabytes(bytes)} (${parts}): ${percent(whole)} of ${megabytes(whole)} (bar ${100 * bars.share})`;
  check("transferred", text, bytes > bars.share * whole);
  console.log(`                          ${percent(archive)} of the archive's ${megabytes(archive)}`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

function check(what: string, text: string, missed: boolean): void {
  console.log(`${what.padEnd(25)} ${text}${missed ? "  MISSES ITS BAR" : ""}`);
  if (missed) process.exitCode = 1;
}
