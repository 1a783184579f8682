// Bundles the command line into dist/cli.mjs, one file without dependencies. The program is in it as a string
// that is compiled when it starts, because only a script (not a module) can be given V8's code cache: compiling
// was most of its start-up. dist/cli.cache is that cache; without it, or with another Node, all works, slower.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { path, root } from "./paths.mjs";

const target = path("dist/cli.mjs");
const stampFile = path("dist/cli.inputs.json");
const always = [
  "package.json",
  "package-lock.json",
  "scripts/lib/build-cli.mjs",
  "scripts/derive-direct.mjs",
  "scripts/derive-kernels.mjs",
  "scripts/derive-chunk-worker.mjs",
  "scripts/lib/blake3-rounds.mjs",
  "scripts/lib/warm-up.nix",
];

/** zstd's WebAssembly, which its package reads from a file beside it, is part of the program. */
const embedZstd = {
  name: "embed-zstd",
  setup(build) {
    build.onLoad({ filter: /@bokuweb\/zstd-wasm\/dist\/common\/index\.node\.js$/ }, ({ path: file }) => {
      const reading = "readFile(resolve(__dirname, './zstd.wasm'))";
      const text = readFileSync(file, "utf8");
      if (!text.includes(reading)) throw new Error(`${file} is not as expected: how does it read zstd.wasm?`);
      const embedded = `require(${JSON.stringify(path("cli/zstd-code.ts"))}).zstdBinary()`;
      return { contents: text.replace(reading, embedded), loader: "js" };
    });
  },
};

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
    format: "cjs",
    target: "node20",
    // Fields as assignments in the constructor: initialisers of their own are slow until they are optimised.
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false, verbatimModuleSyntax: true } },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    logLevel: "warning",
    outfile: target,
    plugins: [embedZstd],
    // The package asks for it when it is loaded, and uses it only for the file that is embedded.
    define: { __dirname: JSON.stringify(".") },
  });
  const stamps = {};
  const inputs = Object.keys(result.metafile.inputs).filter((file) => !file.includes("node_modules/"));
  for (const file of [...always, ...inputs]) stamps[file] = stampOf(file);
  mkdirSync(path("dist"), { recursive: true });
  const program = result.outputFiles[0].text;
  const build = createHash("sha256").update(program).digest("hex").slice(0, 16);
  replace(target, launcher(program, build), 0o755);
  writeCodeCache();
  replace(stampFile, JSON.stringify(stamps), 0o644);
}

/** The file that is run: starts the program, from the code cache if there is one that fits. */
function launcher(program, build) {
  const source = `(function (require, process) {${program}\n})`;
  return `#!/usr/bin/env node
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";
// Measured with the V8 of Node 20; others have other flags. A server lives long, and is to stay small.
if (process.versions.v8.startsWith("11.3.") && process.argv[2] !== "bridge") {
  // A program that lives for a second gains nothing from growing its young generation in small steps.
  setFlagsFromString("--semi-space-growth-factor=16");
  // Nor from inlining what is long: its optimising compiler took as much time as the program itself.
  setFlagsFromString("--max-inlined-bytecode-size=130");
  // Baseline code is cheap to make, and most of a short program never gets to better.
  setFlagsFromString("--always-sparkplug");
  // Only what is really hot is worth optimising: six times the usual.
  setFlagsFromString("--interrupt-budget=400000");
}
const cacheFile = new URL("./cli.cache", import.meta.url);
let cachedData;
try {
  cachedData = readFileSync(cacheFile);
} catch {
  // Only a copy of this file alone has no cache.
}
globalThis.TVIX_BUILD = ${JSON.stringify(build)};
const script = new Script(${JSON.stringify(source)}, { filename: "tvix-cli.js", cachedData });
// The program ends the process itself.
if (process.env.TVIX_WRITE_CODE_CACHE === "1") {
  process.on("exit", () => writeFileSync(cacheFile, script.createCachedData()));
}
script.runInThisContext()(createRequire(import.meta.url), process);
`;
}

/** Runs a little of everything, so that the cache holds what most programs need; each run adds to it. */
function writeCodeCache() {
  rmSync(path("dist/cli.cache"), { force: true });
  const env = { ...process.env, TVIX_WRITE_CODE_CACHE: "1" };
  const file = path("scripts/lib/warm-up.nix");
  const runs = [
    ["--strict", "-E", `import ${file} { }`],
    ["--profile", "2.8", "-E", `builtins.attrNames (import ${file} { })`],
  ];
  for (const args of runs) {
    const warmUp = spawnSync(process.execPath, [target, "eval", ...args], { env, encoding: "utf8" });
    if (warmUp.status !== 0) throw new Error(`the command line does not run: ${warmUp.stderr}`);
  }
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
