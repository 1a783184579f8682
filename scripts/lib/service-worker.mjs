// The service worker of the built page: bundles workers/service-worker.ts with the list of all files that were built,
// and nar-bridge, which it runs when it is asked for what is in the store.
import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { path, root } from "./paths.mjs";

const bridgeFile = "nar-bridge.js";

/**
 * What is not part of the page: maps are for debugging, the service worker's scripts are kept by the browser, and
 * mounts.json is for whoever hosts the page to change.
 */
const left = /\.map$|^(?:sw|nar-bridge)\.js$|^mounts\.json$/;

/**
 * A Vite plugin that writes `sw.js` beside the built page.
 * @returns {import("vite").Plugin}
 */
export function serviceWorker() {
  let outDir = "";
  let failed = false;
  return {
    name: "service-worker",
    apply: "build",
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    buildEnd(error) {
      failed ||= error !== undefined;
    },
    renderError() {
      failed = true;
    },
    // After all is written, what is copied from public/ too.
    async closeBundle() {
      if (failed) return;
      await buildServiceWorker(outDir, await shellOf(outDir));
    },
  };
}

/**
 * Writes the service worker's scripts into a folder.
 * @param {string} folder
 * @param {{ version: string, files: { path: string, digest: string }[] }} shell what it keeps
 */
export async function buildServiceWorker(folder, shell) {
  const esbuild = await import("esbuild");
  const common = {
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    logLevel: "warning",
    plugins: [onlyOurHashes],
  };
  const bridge = join(folder, bridgeFile);
  await esbuild.build({ ...common, entryPoints: [path("workers/bridge/script.ts")], outfile: bridge });
  await esbuild.build({
    ...common,
    entryPoints: [path("workers/service-worker.ts")],
    outfile: join(folder, "sw.js"),
    define: {
      SHELL: JSON.stringify(shell),
      BRIDGE: JSON.stringify(`./${bridgeFile}?${digestOf(await readFile(bridge))}`),
    },
  });
}

/** What is imported while running comes whole: of the hashes' package, these are all that core asks for. */
const hashes = ["createBLAKE3", "createMD5", "createSHA1", "createSHA256", "createSHA512"];

/** @type {import("esbuild").Plugin} */
const onlyOurHashes = {
  name: "only-our-hashes",
  setup(build) {
    build.onResolve({ filter: /^hash-wasm$/, namespace: "file" }, () => ({
      path: "hash-wasm",
      namespace: "ours",
    }));
    build.onLoad({ filter: /.*/, namespace: "ours" }, () => ({
      contents: `export { ${hashes.join(", ")} } from "hash-wasm";`,
      resolveDir: root,
    }));
  },
};

const digestOf = (content) => createHash("sha256").update(content).digest("base64url").slice(0, 22);

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
    files.push({ path: name, digest: digestOf(await readFile(join(folder, name))) });
  }
  const version = createHash("sha256").update(JSON.stringify(files)).digest("base64url").slice(0, 12);
  return { version, files };
}
