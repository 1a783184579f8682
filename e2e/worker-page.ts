/** The evaluator worker in pages of a real browser, without the rest of the page. */
import { build } from "esbuild";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright";
import { chromiumFlags, findChromium } from "../scripts/lib/chromium.mjs";
import { serve } from "../scripts/lib/serve.mjs";
import type { EvaluateReply, EvaluateRequest } from "../workers/protocol.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

const script = `import * as Comlink from "comlink";
const worker = Comlink.wrap(new Worker("./worker.js", { type: "module" }));
globalThis.run = async (request) => {
  const started = performance.now();
  const reply = await worker.evaluate(request, null);
  return { ms: performance.now() - started, result: reply.result };
};
globalThis.fresh = true;
`;

/** What a page has. */
interface PageGlobals {
  run(request: EvaluateRequest): Promise<Evaluated>;
}

/** An evaluation in a worker: how long it took, and what it gave. */
export interface Evaluated {
  ms: number;
  result: EvaluateReply["result"];
}

/** A page with a worker of its own. */
export interface WorkerPage {
  tab: Page;
  evaluate(text: string, files?: Readonly<Record<string, string>>): Promise<Evaluated>;
}

/** A browser in which workers are tried. */
export interface WorkerPages {
  open(): Promise<WorkerPage>;
  close(): Promise<void>;
}

/** Builds the worker, serves it and starts a browser. @param flags - more of Chromium's */
export async function startWorkerPages(flags: readonly string[] = []): Promise<WorkerPages> {
  const folder = mkdtempSync(join(tmpdir(), "tvix-worker-page-"));
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
    stdin: { contents: script, resolveDir: root },
    outfile: join(folder, "page.js"),
    bundle: true,
    format: "esm",
    logLevel: "warning",
  });
  writeFileSync(join(folder, "index.html"), '<!doctype html><script type="module" src="page.js"></script>');
  const server = (await serve(folder)) as { url: string; close: () => Promise<void> };
  const browser = await chromium.launch({
    executablePath: (await findChromium()) as string,
    args: [...(chromiumFlags as string[]), ...flags],
  });
  return {
    async open() {
      const tab = await browser.newPage();
      await tab.goto(server.url);
      await tab.waitForFunction("globalThis.fresh === true");
      return {
        tab,
        evaluate(text, files = {}) {
          const request: EvaluateRequest = {
            text,
            files,
            profile: "2.8",
            view: "nix",
            strict: false,
            pipeOperators: false,
            openSmall: false,
          };
          return tab.evaluate((it) => (globalThis as unknown as PageGlobals).run(it), request);
        },
      };
    },
    async close() {
      await browser.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
