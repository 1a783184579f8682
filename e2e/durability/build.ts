/** Builds the page that drives the store worker, with that worker as the app has it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../../scripts/lib/paths.mjs";

/** Writes the page and what it needs into a folder. */
export async function buildStoreSite(folder: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { "store-worker": "workers/store-worker.ts", page: "e2e/durability/page.ts" },
    outdir: folder,
    bundle: true,
    format: "esm",
    splitting: true,
    minify: true,
    logLevel: "warning",
  });
  writeFileSync(
    join(folder, "index.html"),
    '<!doctype html><title>store</title><link rel="icon" href="data:,"><script type="module" src="page.js"></script>',
  );
}
