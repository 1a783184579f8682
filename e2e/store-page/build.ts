/** Builds the page for tests of the store. */
import { build } from "esbuild";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { path, root } from "../../scripts/lib/paths.mjs";
import { buildServiceWorker, shellOf } from "../../scripts/lib/service-worker.mjs";

/**
 * Writes the page into a folder.
 * @param offline - whether the service worker keeps the page's files, which also isolates it
 */
export async function buildStorePage(folder: string, offline: boolean): Promise<void> {
  const common = { absWorkingDir: root, bundle: true, logLevel: "warning", target: "es2022" } as const;
  await build({
    ...common,
    entryPoints: [
      path("e2e/store-page/page.ts"),
      path("workers/evaluator.ts"),
      path("workers/store-worker.ts"),
    ],
    entryNames: "[name]",
    outdir: folder,
    format: "esm",
    splitting: true,
    minify: true,
    conditions: ["browser"],
    define: { "import.meta.env.PROD": "true" },
  });
  writeFileSync(
    join(folder, "index.html"),
    '<!doctype html><meta charset="utf-8"><title>Store</title><script type="module" src="page.js"></script>',
  );
  const shell = offline ? await shellOf(folder) : { version: "none", files: [] };
  await buildServiceWorker(folder, shell);
}
