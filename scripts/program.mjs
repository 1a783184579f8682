// Runs a TypeScript program of this repository in Node: node scripts/program.mjs FILE ARGUMENTS…
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import { derive } from "./lib/derive.mjs";
import { install } from "./lib/install.mjs";
import { path, root } from "./lib/paths.mjs";

const [entry, ...args] = process.argv.slice(2);
if (entry === undefined) {
  console.error("usage: node scripts/program.mjs FILE ARGUMENTS…");
  process.exit(2);
}
await install();
await derive();

/** Modules keep finding files beside them though they end up in one bundle. */
const ownUrls = {
  name: "own-urls",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      const text = readFileSync(file, "utf8");
      const url = JSON.stringify(pathToFileURL(file).href);
      return { contents: text.replaceAll("import.meta.url", url), loader: "ts" };
    });
  },
};

const esbuild = await import("esbuild");
const program = path(`dist/programs/${entry.replaceAll("/", "-").replace(/\.ts$/, "")}.mjs`);
await esbuild.build({
  absWorkingDir: root,
  entryPoints: [entry],
  outfile: program,
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: "inline",
  logLevel: "warning",
  plugins: [ownUrls],
});
process.argv = [process.argv[0], basename(program), ...args];
await import(pathToFileURL(program).href);
