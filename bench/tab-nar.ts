/**
 * Measures rendering a NAR from the store in IndexedDB, in a worker of Chromium, against the same worker hashing the
 * same bytes with SHA-256.
 *
 *   npm run bench:tab-nar [-- --rounds N]     (measured rounds, by turns, default 5; medians count)
 */
import { build } from "esbuild";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { concatenate, piecesOf } from "../core/castore/index.ts";
import { renderNar } from "../core/store/index.ts";
import { chromiumFlags, findChromium } from "../scripts/lib/chromium.mjs";
import { serve } from "../scripts/lib/serve.mjs";
import { makeBenchStore } from "./bridge/trees.ts";
import { median } from "./statistics.ts";
import type { TabNarRun, TabNarTask } from "./tab-nar-worker.ts";

const roundsAt = process.argv.indexOf("--rounds");
const rounds = roundsAt < 0 ? 5 : Number(process.argv[roundsAt + 1]);
const size = 150e6;

const page = `
  const worker = new Worker("worker.js");
  globalThis.run = (task) => new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => data.error === undefined ? resolve(data) : reject(new Error(data.error));
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(task);
  });
`;

const folder = mkdtempSync(join(tmpdir(), "tvix-bench-tab-nar-"));
try {
  await build({
    absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
    entryPoints: ["bench/tab-nar-worker.ts"],
    outfile: join(folder, "worker.js"),
    bundle: true,
    format: "iife",
    minify: true,
    logLevel: "warning",
  });
  writeFileSync(join(folder, "index.html"), `<!doctype html><title>bench</title><script>${page}</script>`);
  const made = await makeBenchStore(join(folder, "store"), { real: size, large: size });
  const names = ["real", "large"] as const;
  for (const name of names) {
    const pieces: Uint8Array[] = [];
    for await (const piece of piecesOf(renderNar(made.stores, made[name].node))) pieces.push(piece);
    writeFileSync(join(folder, `${name}.nar`), concatenate(pieces));
  }
  const server = (await serve(folder)) as { url: string; close: () => Promise<void> };
  const browser = await chromium.launch({
    executablePath: (await findChromium()) as string,
    args: chromiumFlags as string[],
  });
  try {
    for (const name of names) {
      const tab = await (await browser.newContext()).newPage();
      await tab.goto(server.url);
      const run = (type: TabNarTask["type"]): Promise<TabNarRun> =>
        tab.evaluate(
          (task) => (globalThis as unknown as { run(task: object): Promise<TabNarRun> }).run(task),
          {
            type,
            url: `${name}.nar`,
          },
        );
      await run("import");
      const times: Record<"render" | "hash", number[]> = { render: [], hash: [] };
      let bytes = 0;
      // The first of each does not count.
      for (let round = -1; round < rounds; round++) {
        const [rendered, hashed] = [await run("render"), await run("hash")];
        if (rendered.sha256 !== hashed.sha256) throw new Error(`${name}: another NAR was rendered`);
        bytes = hashed.bytes;
        if (round < 0) continue;
        times.render.push(rendered.ms);
        times.hash.push(hashed.ms);
      }
      const [render, hash] = [median(times.render), median(times.hash)];
      const speed = (ms: number): string => `${(bytes / ms / 1000).toFixed(0)} MB/s`;
      console.log(
        `${name.padEnd(6)} ${(bytes / 1e6).toFixed(0)} MB  render ${speed(render)}, SHA-256 ${speed(hash)}: ${((100 * hash) / render).toFixed(0)} % (bar 70)`,
      );
      await tab.context().close();
    }
  } finally {
    await browser.close();
    await server.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
