/**
 * Reads every `.drv` file of a folder: written again it must be the same bytes, and its JSON must be what
 * Nix's `nix show-derivation` says.
 *
 *   npm run -s check:derivations -- STORE [--no-nix]
 *
 * STORE is a folder of `.drv` files; to compare with Nix it must be the `nix/store` below the root of a store
 * that Nix wrote, e.g. with `NIX_REMOTE='local?root=/tmp/x' nix-instantiate '<nixpkgs>' -A firefox`.
 * Exits 1 when there was a difference.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Derivation, DerivationError } from "../core/nix-compat/derivation/derivation.ts";
import { formatDerivationsJson, parseDerivationsJson } from "../core/nix-compat/derivation/json.ts";
import { parseDerivation } from "../core/nix-compat/derivation/parse.ts";
import { derivationFaults } from "../core/nix-compat/derivation/validate.ts";
import { writeDerivation } from "../core/nix-compat/derivation/write.ts";

const [folder] = process.argv.slice(2).filter((arg) => !arg.startsWith("--"));
if (folder === undefined) {
  console.error("usage: npm run -s check:derivations -- STORE [--no-nix]");
  process.exit(2);
}
const storeDir = "/nix/store";
const files = readdirSync(folder).filter((file) => file.endsWith(".drv"));
let differences = 0;
const differs = (file: string, what: string): void => {
  differences++;
  console.log(`${file}: ${what}`);
};

const texts = files.map((file) => readFileSync(join(folder, file), "latin1"));
const derivations = new Map<string, Derivation>();
const started = performance.now();
for (const [i, file] of files.entries()) {
  try {
    derivations.set(`${storeDir}/${file}`, parseDerivation(texts[i]!));
  } catch (error) {
    if (!(error instanceof DerivationError)) throw error;
    differs(file, error.message);
  }
}
const parsed = performance.now();
const size = texts.reduce((sum, text) => sum + text.length, 0);
console.log(`${files.length} files, ${size} bytes read in ${(parsed - started).toFixed(0)} ms`);

for (const [i, file] of files.entries()) {
  const drv = derivations.get(`${storeDir}/${file}`);
  if (drv === undefined) continue;
  if (writeDerivation(drv) !== texts[i]) differs(file, "written again it is different");
  for (const fault of derivationFaults(drv, { unknownPaths: true })) differs(file, fault);
}

if (!process.argv.includes("--no-nix")) compareJson(resolve(folder).replace(/\/nix\/store$/, ""));
console.log(`${differences} differences`);
process.exit(differences > 0 ? 1 : 0);

/** Compares with what Nix says about the same files. */
function compareJson(root: string): void {
  const batch = 200;
  const paths = [...derivations.keys()];
  for (let i = 0; i < paths.length; i += batch) {
    const some = paths.slice(i, i + batch);
    const features = ["--extra-experimental-features", "nix-command ca-derivations impure-derivations"];
    const run = spawnSync("nix", [...features, "show-derivation", ...some], {
      env: { ...process.env, NIX_REMOTE: `local?root=${root}` },
      encoding: "latin1",
      maxBuffer: 2 ** 30,
    });
    if (run.status !== 0) {
      console.error(`nix show-derivation: ${run.stderr}`);
      process.exit(2);
    }
    const theirs = JSON.parse(run.stdout) as Record<string, unknown>;
    const readBack = parseDerivationsJson(run.stdout);
    for (const path of some) {
      const drv = derivations.get(path)!;
      const ours = JSON.parse(formatDerivationsJson(new Map([[path, drv]]))) as Record<string, unknown>;
      if (!isDeepStrictEqual(ours[path], theirs[path])) differs(path, "its JSON is different");
      if (!isDeepStrictEqual(readBack.get(path), drv)) differs(path, "read from Nix's JSON it is different");
    }
  }
  console.log(`${paths.length} compared with nix show-derivation`);
}
