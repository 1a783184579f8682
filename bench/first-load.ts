/**
 * npm run bench:page [FOLDER]: the built page in Chromium, served compressed from localhost. Prints what was loaded
 * before the first result, when that was, how long Ctrl-Enter takes to a shown result, and the longest pauses of the
 * page's thread; ends with code 1 if one of them misses its bar.
 */
import { chromium, type Browser, type Page } from "playwright";
import { chromiumFlags, findChromium } from "../scripts/lib/chromium.mjs";
import { serve } from "../scripts/lib/serve.mjs";
import { median } from "./statistics.ts";

const bars = { bytes: 300_000, readyMs: 1000, resultMs: 50, pauseMs: 100 };
const visits = 5;
const rounds = 30;

const folder = process.argv[2] ?? "dist/web";
const answers: { path: string; bytes: number }[] = [];
const server = (await serve(folder, {
  gzip: true,
  onAnswer: (path: string, bytes: number) => answers.push({ path, bytes }),
})) as { url: string; close: () => Promise<void> };
const browser = await chromium.launch({
  executablePath: (await findChromium()) as string,
  args: chromiumFlags as string[],
});
const misses: string[] = [];

function report(what: string, value: string, missed: boolean): void {
  console.log(`${what.padEnd(58)} ${value}${missed ? "  MISSES ITS BAR" : ""}`);
  if (missed) misses.push(what);
}

try {
  await firstLoad(browser);
  const page = await open(browser);
  await timeResult(page);
  await pauses(page);
} finally {
  await browser.close();
  await server.close();
}
if (misses.length > 0) process.exitCode = 1;

/** Opens the page as on a first visit and waits for its first result. */
async function open(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto(server.url);
  await page.waitForFunction(() => window.bench.firstResult !== null);
  return page;
}

async function firstLoad(browser: Browser): Promise<void> {
  const times: { editor: number; result: number }[] = [];
  let loaded: typeof answers = [];
  for (let visit = 0; visit < visits; visit++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    answers.length = 0;
    const page = await open(browser);
    loaded = [...answers];
    times.push(
      await page.evaluate(() => ({
        editor: window.bench.editor ?? NaN,
        result: window.bench.firstResult ?? NaN,
      })),
    );
    await page.context().close();
  }
  const bytes = loaded.reduce((sum, answer) => sum + answer.bytes, 0);
  for (const { path, bytes: size } of loaded.toSorted((a, b) => b.bytes - a.bytes)) {
    console.log(`  ${String(size).padStart(8)}  ${path === "" ? "index.html" : path}`);
  }
  report(`bytes compressed before the first result (bar ${bars.bytes})`, String(bytes), bytes > bars.bytes);
  const editor = median(times.map((time) => time.editor));
  const result = median(times.map((time) => time.result));
  report(
    `interactive: the editor is there (bar ${bars.readyMs} ms)`,
    `${Math.round(editor)} ms`,
    editor > bars.readyMs,
  );
  report(
    `the first result is shown (bar ${bars.readyMs} ms)`,
    `${Math.round(result)} ms`,
    result > bars.readyMs,
  );
}

/** Twenty lines whose value changes with each run. */
function snippet(round: number): string {
  const lines = Array.from(
    { length: 15 },
    (_, i) => `  v${i} = builtins.foldl' (a: b: a + b) ${i} [ 1 2 3 ${round} ];`,
  );
  return ["let", ...lines, "in", "{", `  run = ${round} + 1000;`, "  inherit v0 v7 v14;", "}", ""].join("\n");
}

async function timeResult(page: Page): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await write(page, snippet(round));
    await page.evaluate((text) => window.bench.await(text), String(round + 1000));
    await page.keyboard.press("Control+Enter");
    times.push(await page.evaluate(() => window.bench.shown));
  }
  const middle = median(times);
  report(
    `Ctrl-Enter to shown result, 20 lines, median of ${rounds} (bar ${bars.resultMs} ms)`,
    `${middle.toFixed(1)} ms, at most ${Math.max(...times).toFixed(1)}`,
    middle > bars.resultMs,
  );
}

async function pauses(page: Page): Promise<void> {
  const set = 'builtins.listToAttrs (builtins.genList (i: { name = "a${toString i}"; value = i; }) 100000)';
  await evaluate(page, set, "100,000 attributes");
  await longest(page, "100,000 attributes unfold, to the end and back", async () => {
    const tree = page.getByRole("tree").first();
    await tree.focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForTimeout(300);
    await page.keyboard.press("End");
    await page.waitForTimeout(500);
    await page.keyboard.press("Home");
    await page.waitForTimeout(500);
  });
  const part = "0123456789".repeat(10) + "\\n";
  await longest(page, "a string of 50 MB: evaluate", () =>
    evaluate(page, `builtins.concatStringsSep "" (builtins.genList (i: "${part}") 500000)`, "0123456789"),
  );
  await longest(page, "a string of 50 MB: open and scroll to its end", async () => {
    await page.getByRole("tree").first().focus();
    await page.keyboard.press("Enter");
    await page.waitForTimeout(1500);
    await page.keyboard.press("Control+End");
    await page.waitForTimeout(1000);
  });
}

/** The longest task of the page's thread while something is done. */
async function longest(page: Page, what: string, act: () => Promise<void>): Promise<void> {
  await page.evaluate(() => void (window.bench.longTasks.length = 0));
  await act();
  await page.waitForTimeout(200);
  const tasks = await page.evaluate(() => window.bench.longTasks);
  const worst = Math.max(0, ...tasks);
  report(
    `${what}: longest pause (bar ${bars.pauseMs} ms)`,
    worst === 0 ? "under 50 ms" : `${Math.round(worst)} ms`,
    worst > bars.pauseMs,
  );
}

async function write(page: Page, text: string): Promise<void> {
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

async function evaluate(page: Page, text: string, shows: string): Promise<void> {
  await write(page, text);
  await page.keyboard.press("Control+Enter");
  await page.locator(".result-pane").getByText(shows).first().waitFor({ timeout: 60_000 });
  await page.waitForTimeout(300);
}

interface Bench {
  /** Milliseconds since the navigation began. */
  editor: number | null;
  firstResult: number | null;
  longTasks: number[];
  /** Waits from now on for the next press of Ctrl-Enter and a text in the result pane. */
  await(text: string): void;
  /** Milliseconds from the press until the text was painted. */
  shown: Promise<number>;
}

declare global {
  interface Window {
    bench: Bench;
  }
}

/** Runs in the page before anything else does. */
function watch(): void {
  const bench: Bench = {
    editor: null,
    firstResult: null,
    longTasks: [],
    shown: Promise.resolve(NaN),
    await(text) {
      let since: number | null = null;
      const press = (event: KeyboardEvent): void => {
        if (event.key === "Enter") since ??= event.timeStamp;
      };
      addEventListener("keydown", press, { capture: true });
      bench.shown = new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          const pane = document.querySelector(".result-pane");
          if (since === null || !(pane?.textContent ?? "").includes(text)) return;
          const from = since;
          observer.disconnect();
          removeEventListener("keydown", press, { capture: true });
          requestAnimationFrame(() => resolve(performance.now() - from));
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      });
    },
  };
  window.bench = bench;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) bench.longTasks.push(entry.duration);
  }).observe({ type: "longtask" });
  const observer = new MutationObserver(() => {
    if (bench.editor === null && document.querySelector(".cm-content") !== null)
      bench.editor = performance.now();
    const shown = document.querySelector(".result-pane [role=tree] [role=treeitem]") !== null;
    if (bench.firstResult === null && shown) bench.firstResult = performance.now();
  });
  observer.observe(document, { subtree: true, childList: true });
}
