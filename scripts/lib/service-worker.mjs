// The service worker of the built page: bundles workers/service-worker.ts with the list of all files that were built.
import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { path } from "./paths.mjs";

/**
 * What is not part of the page: maps are for debugging, the service worker is not kept by itself, and mounts.json is for
 * whoever hosts the page to change.
 */
const left = /\.map$|^sw\.js$|^mounts\.json$/;

/**
 * A Vite plugin that writes `sw.js` beside the built page.
 * @returns {import("vite").Plugin}
 */
export function serviceWorker() {
  let outDir = "";
  return {
    name: "service-worker",
    apply: "build",
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    // After all is written, what is copied from public/ too.
    async closeBundle() {
      const esbuild = await import("esbuild");
      await esbuild.build({
        entryPoints: [path("workers/service-worker.ts")],
        outfile: join(outDir, "sw.js"),
        bundle: true,
        minify: true,
        format: "iife",
        target: "es2022",
        logLevel: "warning",
        define: { SHELL: JSON.stringify(await shellOf(outDir)) },
      });
    },
  };
}

/** The list of a folder's files with their digests, and a version that changes with any of them. */
export async function shellOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((name) => !left.test(name))
    .sort();
  const files = [];
  for (const name of paths) {
    const digest = createHash("sha256").update(await readFile(join(folder, name)));
    files.push({ path: name, digest: digest.digest("base64url").slice(0, 22) });
  }
  const version = createHash("sha256").update(JSON.stringify(files)).digest("base64url").slice(0, 12);
  return { version, files };
}
