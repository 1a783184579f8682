// Bundles the command line into dist/cli.mjs, one file without dependencies.
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { path, root } from "./paths.mjs";

const target = path("dist/cli.mjs");
const stampFile = path("dist/cli.inputs.json");
const always = [
  "package.json",
  "package-lock.json",
  "scripts/lib/build-cli.mjs",
  "scripts/derive-direct.mjs",
];

/** Whether dist/cli.mjs was made from the sources as they are now: a few milliseconds. */
export function cliIsFresh() {
  if (!existsSync(target)) return false;
  let stamps;
  try {
    stamps = JSON.parse(readFileSync(stampFile, "utf8"));
  } catch {
    return false;
  }
  return Object.entries(stamps).every(([file, stamp]) => stampOf(file) === stamp);
}

/** Builds dist/cli.mjs. Whoever runs it meanwhile sees the old file or the new one, never a half. */
export async function buildCli() {
  const esbuild = await import("esbuild");
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ["cli/main.ts"],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    target: "node20",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    banner: { js: "#!/usr/bin/env node" },
    logLevel: "warning",
    outfile: target,
  });
  const stamps = {};
  const inputs = Object.keys(result.metafile.inputs).filter((file) => !file.includes("node_modules/"));
  for (const file of [...always, ...inputs]) stamps[file] = stampOf(file);
  mkdirSync(path("dist"), { recursive: true });
  replace(target, result.outputFiles[0].contents, 0o755);
  replace(stampFile, JSON.stringify(stamps), 0o644);
}

function stampOf(file) {
  const info = statSync(path(file), { throwIfNoEntry: false });
  return info === undefined ? "missing" : `${info.mtimeMs} ${info.size}`;
}

function replace(file, contents, mode) {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, contents);
  chmodSync(temporary, mode);
  renameSync(temporary, file);
}
