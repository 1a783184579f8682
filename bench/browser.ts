/** The same programs in the evaluator worker of a browser. */
import { build } from "esbuild";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { chromiumFlags, findChromium } from "../scripts/lib/chromium.mjs";
import { serve } from "../scripts/lib/serve.mjs";
import type { Program } from "./programs.ts";
import type { EvaluateReply, EvaluateRequest } from "../workers/protocol.ts";
import { median } from "./statistics.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

const page = `import * as Comlink from "comlink";
const worker = Comlink.wrap(new Worker("./worker.js", { type: "module" }));
globalThis.run = async (request) => {
  const started = performance.now();
  const reply = await worker.evaluate(request, null);
  return { ms: performance.now() - started, result: reply.result };
};
globalThis.fresh = true;
`;

/**
 * Median milliseconds of each program in a fresh worker, start-up of the worker left out.
 * @param files - contents by path, for all programs
 */
export async function timeInBrowser(
  programs: readonly Program[],
  files: Readonly<Record<string, string>>,
  rounds: number,
): Promise<Map<Program, number>> {
  const folder = mkdtempSync(join(tmpdir(), "tvix-bench-page-"));
  mkdirSync(folder, { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: { worker: "workers/evaluator.ts" },
    outdir: folder,
    bundle: true,
    format: "esm",
    minify: true,
    logLevel: "warning",
  });
  await build({
    stdin: { contents: page, resolveDir: root },
    outfile: join(folder, "page.js"),
    bundle: true,
    format: "esm",
    logLevel: "warning",
  });
  writeFileSync(join(folder, "index.html"), '<!doctype html><script type="module" src="page.js"></script>');
  const server = (await serve(folder)) as { url: string; close: () => Promise<void> };
  const browser = await chromium.launch({
    executablePath: (await findChromium()) as string,
    args: chromiumFlags as string[],
  });
  try {
    const results = new Map<Program, number>();
    for (const program of programs) {
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const tab = await browser.newPage();
        await tab.goto(server.url);
        await tab.waitForFunction("globalThis.fresh === true");
        const request = (text: string): EvaluateRequest => ({
          text,
          files,
          profile: "2.8",
          view: "nix",
          strict: false,
          pipeOperators: false,
          openSmall: false,
        });
        await tab.evaluate((it) => (globalThis as unknown as PageGlobals).run(it), request("1"));
        const { ms, result } = await tab.evaluate(
          (it) => (globalThis as unknown as PageGlobals).run(it),
          request(program.text),
        );
        if (!result.ok) throw new Error(`${program.name} failed in the browser: ${result.error.message}`);
        times.push(ms);
        await tab.close();
      }
      results.set(program, median(times));
    }
    return results;
  } finally {
    await browser.close();
    await server.close();
  }
}

interface PageGlobals {
  run(request: EvaluateRequest): Promise<{ ms: number; result: EvaluateReply["result"] }>;
}
