#!/usr/bin/env node
/**
 * Compiles the WebAssembly kernels, core/castore/kernels/assembly/*.ts (AssemblyScript), into the module
 * core/castore/kernels/generated/kernels.ts, which holds the code as text: so the same code loads in Node, pages
 * and workers without a request. Does nothing, without loading the compiler, when that file is up to date.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const from = join(root, "core/castore/kernels/assembly");
const target = join(root, "core/castore/kernels/generated/kernels.ts");

/** Three pages of memory: all of the map in assembly/layout.ts. Warning 112 is of vectors passed to the host. */
const options = (
  "index.ts --outFile kernels.wasm --optimizeLevel 3 --shrinkLevel 0 --noAssert --runtime stub --enable simd " +
  "--initialMemory 3 --maximumMemory 3 --disableWarning 112"
).split(" ");

/** Brings the generated module up to date; whether it was written. Throws with the compiler's messages. */
export async function deriveKernels() {
  const stamp = `// From ${stampOf()}\n`;
  if (read(target)?.includes(stamp)) return false;
  const wasm = await compile();
  const text = `/* Derived by scripts/derive-kernels.mjs; edit assembly/ instead. */
${stamp}
/** The kernels' code in base 64. */
export const kernelCode =
  "${wasm.toString("base64")}";
`;
  mkdirSync(dirname(target), { recursive: true });
  // Two processes may derive at once: each writes the whole file in one step.
  writeFileSync(`${target}.${process.pid}`, text);
  renameSync(`${target}.${process.pid}`, target);
  return true;
}

/** All that decides on the code: sources, generator, options and the compiler's version. */
function stampOf() {
  const hash = createHash("sha256").update(JSON.stringify(options));
  for (const name of readdirSync(from).sort())
    hash.update(`\0${name}\0`).update(readFileSync(join(from, name)));
  for (const file of ["scripts/lib/blake3-rounds.mjs", "node_modules/assemblyscript/package.json"]) {
    hash.update("\0").update(readFileSync(join(root, file)));
  }
  return hash.digest("hex").slice(0, 32);
}

async function compile() {
  const { default: asc } = await import("assemblyscript/asc");
  const { roundsModule, singleModule } = await import("./lib/blake3-rounds.mjs");
  const generated = { "rounds.ts": roundsModule(), "compress-one.ts": singleModule() };
  const sourceOf = (name) => generated[name] ?? read(join(from, name)) ?? null;
  let wasm;
  const messages = asc.createMemoryStream();
  const { error } = await asc.main(options, {
    stderr: messages,
    // The compiler adds an ending to what is imported, even to what has one.
    readFile: (name) => sourceOf(name.replace(/\.ts\.ts$/, ".ts")),
    writeFile: (_, contents) => (wasm = Buffer.from(contents)),
    listFiles: () => [],
  });
  if (error !== null || wasm === undefined) {
    throw new Error(`the kernels do not compile:\n${messages.toString()}${error?.message ?? ""}`);
  }
  return wasm;
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (await deriveKernels()) console.log("derived core/castore/kernels/generated/kernels.ts");
}
