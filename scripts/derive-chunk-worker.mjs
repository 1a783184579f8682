#!/usr/bin/env node
/**
 * Bundles cli/chunk-worker.ts, which runs on threads of its own, into the module cli/generated/chunk-worker.ts, which
 * holds it as text, and beside it the code of zstd, which all threads share: so the command line stays one file. Does
 * nothing, without loading the bundler, when that module is up to date.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, "cli/generated/chunk-worker.ts");
const entry = "cli/chunk-worker.ts";
const zstd = "node_modules/@bokuweb/zstd-wasm/dist/common/zstd.wasm";
/** What decides on the text beside the sources. */
const always = ["scripts/derive-chunk-worker.mjs", zstd, "node_modules/esbuild/package.json"];

/** Brings the generated module up to date; whether it was written. Needs the kernels. */
export async function deriveChunkWorker() {
  const header = /^\/\/ From (\S+) of (.*)\n/m.exec(readOrEmpty(target));
  if (header !== null && stampOf(header[2].split(" ")) === header[1]) return false;
  const esbuild = await import("esbuild");
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    alias: { "zstd-module": `./${dirname(zstd)}/module.js` },
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false, verbatimModuleSyntax: true } },
    minify: true,
    legalComments: "none",
    logLevel: "warning",
  });
  const inputs = [...always, ...Object.keys(metafile.inputs)];
  const text = `/* Derived by scripts/derive-chunk-worker.mjs; edit cli/chunk-worker.ts instead. */
// From ${stampOf(inputs)} of ${inputs.join(" ")}

/** The program of a thread that unpacks chunks. */
export const workerCode =
  ${JSON.stringify(outputFiles[0].text)};

/** zstd's WebAssembly, packed by gzip, in base 64. */
export const zstdCode =
  "${gzipSync(readFileSync(join(root, zstd)), { level: 9 }).toString("base64")}";
`;
  mkdirSync(dirname(target), { recursive: true });
  // Two processes may derive at once: each writes the whole file in one step.
  writeFileSync(`${target}.${process.pid}`, text);
  renameSync(`${target}.${process.pid}`, target);
  return true;
}

function stampOf(inputs) {
  const hash = createHash("sha256");
  for (const file of inputs) hash.update(`\0${file}\0`).update(readOrEmpty(join(root, file)));
  return hash.digest("hex").slice(0, 32);
}

function readOrEmpty(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return "";
    throw error;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await deriveChunkWorker();
}
