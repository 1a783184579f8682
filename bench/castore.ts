/**
 * Measures hashing and chunking against other packages, in Node and in a worker of Chromium.
 *
 *   npm run bench:castore [-- OPTION…]
 *     --rounds N     measured rounds (default 21), contenders by turns; medians count
 *     --node         only in Node
 *     --check        end with 1 where a bar is missed: BLAKE3 of 16 MiB at least as fast as the fastest other
 *                    package in each place, cuts at least 1500 MB/s in Node
 *     --json         print one JSON object instead
 */
import { build } from "esbuild";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { chromiumFlags, findChromium } from "../scripts/lib/chromium.mjs";
import { serve } from "../scripts/lib/serve.mjs";
import { contest, type Result } from "./castore-contest.ts";

const words = process.argv.slice(2);
const roundsAt = words.indexOf("--rounds");
const rounds = roundsAt < 0 ? 21 : Number(words[roundsAt + 1]);
const json = words.includes("--json");

const places: Record<string, Result[]> = { Node: await contest(rounds) };
if (!words.includes("--node")) places["Chromium"] = await inBrowser(rounds);

if (json) console.log(JSON.stringify({ rounds, places }));
else for (const [place, results] of Object.entries(places)) print(place, results);
const missed = Object.entries(places).flatMap(([place, results]) => missedBars(place, results));
for (const text of missed) console.error(`missed in ${text}`);
if (words.includes("--check") && missed.length > 0) process.exitCode = 1;

function print(place: string, results: readonly Result[]): void {
  console.log(`\n${place}, MB/s`);
  for (const { task, speeds } of results) {
    const columns = Object.entries(speeds).map(([name, speed]) => `${name} ${speed.toFixed(0)}`.padEnd(18));
    console.log(`${task.padEnd(32)}${columns.join("")}`.trimEnd());
  }
}

function missedBars(place: string, results: readonly Result[]): string[] {
  const faults: string[] = [];
  for (const { task, speeds } of results) {
    const { ours = 0, ...others } = speeds;
    if (task === "BLAKE3 of 16 MiB") {
      const fastest = Math.max(...Object.values(others));
      if (ours < fastest) faults.push(`${place}: ${task}: ${ours.toFixed(0)} of ${fastest.toFixed(0)} MB/s`);
    }
    if (task.startsWith("cuts") && place === "Node" && ours < 1500) {
      faults.push(`${place}: ${task}: ${ours.toFixed(0)} of 1500 MB/s`);
    }
  }
  return faults;
}

/** The same in a dedicated worker of a fresh Chromium. */
async function inBrowser(count: number): Promise<Result[]> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "tvix-bench-castore-"));
  await build({
    absWorkingDir: root,
    stdin: {
      contents: `import { contest } from "./bench/castore-contest.ts"; contest(${count}).then((it) => postMessage(it));`,
      resolveDir: root,
    },
    outfile: join(folder, "worker.js"),
    bundle: true,
    format: "esm",
    minify: true,
    logLevel: "warning",
  });
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>bench</title>");
  const server = (await serve(folder)) as { url: string; close: () => Promise<void> };
  const browser = await chromium.launch({
    executablePath: (await findChromium()) as string,
    args: chromiumFlags as string[],
  });
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    return await page.evaluate(
      () =>
        new Promise<Result[]>((resolve, reject) => {
          const worker = new Worker("./worker.js", { type: "module" });
          worker.addEventListener("message", ({ data }) => resolve(data as Result[]));
          worker.addEventListener("error", (event) => reject(new Error(event.message)));
        }),
    );
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
