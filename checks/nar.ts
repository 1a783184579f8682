/**
 * Compares NARs with those of the real Nix.
 *
 *   npm run -s check:nar -- [--count 1000] [--seed 1] [--large 100] [--cli-every 10]
 *
 * `--count` random trees (names of any bytes, empty files, links, executables, three levels) are written to disk;
 * `nix-store --dump` of each must equal ours, reading and writing it again must be the identity, and a damaged or
 * cut copy must be refused with the offset. Every `--cli-every`th goes through `tvix nar` too: dump from disk,
 * unpack, and what Nix makes of the unpacked tree. At last a tree with a file of `--large` MB, in streaming.
 * Prints every seed that failed, and exits 1.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dumpNar, NarError, NarReader } from "../core/nix-compat/nar/index.ts";
import { randomTree, seeded, type RandomSource } from "../core/nix-compat/nar/testing/random-tree.ts";
import {
  chunksOf,
  Collector,
  TreeBuilder,
  TreeSource,
  writeTree,
  type Tree,
} from "../core/nix-compat/nar/testing/tree.ts";

const option = (name: string, otherwise: number): number => {
  const i = process.argv.indexOf(`--${name}`);
  return i < 0 ? otherwise : Number(process.argv[i + 1]);
};
const count = option("count", 1000);
const firstSeed = option("seed", 1);
const largeMegabytes = option("large", 100);
const cliEvery = option("cli-every", 10);
const cli = [process.execPath, "dist/cli.mjs"] as const;

/** Runs a program; its output. @throws Error when it fails */
function run(command: readonly string[], input?: Uint8Array): Buffer {
  const done = spawnSync(command[0]!, command.slice(1), {
    maxBuffer: 2 ** 30,
    ...(input === undefined ? {} : { input }),
  });
  if (done.status !== 0) throw new Error(`${command.join(" ")}: ${done.stderr.toString()}`);
  return done.stdout;
}

function pack(tree: Tree): Uint8Array {
  const collector = new Collector();
  dumpNar(new TreeSource(tree), "/", collector.sink);
  return collector.bytes;
}

function unpack(nar: Uint8Array, chunkSize: number): Tree {
  const builder = new TreeBuilder();
  const reader = new NarReader(builder);
  for (const chunk of chunksOf(nar, chunkSize)) reader.push(chunk);
  reader.end();
  return builder.root!;
}

function same(what: string, a: Uint8Array, b: Uint8Array): void {
  if (Buffer.compare(a, b) !== 0) throw new Error(`${what}: ${a.length} bytes, ${b.length} others`);
}

let refused = 0;
let otherTrees = 0;

/** A damaged NAR must be refused within the NAR, or be the one NAR of another tree. */
function checkDamage(nar: Uint8Array, random: RandomSource): void {
  const bad = nar.slice();
  bad[Math.floor(random() * bad.length)]! ^= 1 << Math.floor(random() * 8);
  const cut = nar.subarray(0, Math.floor(random() * nar.length));
  for (const each of [bad, cut]) {
    try {
      same("a damaged NAR of another tree", pack(unpack(each, 4096)), each);
      if (each === cut) throw new Error("a cut NAR was taken");
      otherTrees++;
    } catch (error) {
      if (!(error instanceof NarError)) throw error;
      if (each === cut && error.offset !== cut.length)
        throw new Error(`cut at ${cut.length}: ${error.message}`);
      if (error.offset > each.length) throw new Error(`beyond the end: ${error.message}`);
      refused++;
    }
  }
}

function checkTree(seed: number, folder: string, withCli: boolean): number {
  const random = seeded(seed);
  const tree = randomTree(random);
  writeTree(`${folder}/tree`, tree);
  const theirs = run(["nix-store", "--dump", `${folder}/tree`]);
  const nar = pack(tree);
  same("nix-store --dump", theirs, nar);
  same("unpack and pack", pack(unpack(nar, 1 + Math.floor(random() * 10_000))), nar);
  checkDamage(nar, random);
  if (withCli) {
    same("tvix nar dump", run([...cli, "nar", "dump", `${folder}/tree`]), nar);
    run([...cli, "nar", "unpack", "-", `${folder}/unpacked`], nar);
    same("nix-store --dump of tvix nar unpack", run(["nix-store", "--dump", `${folder}/unpacked`]), nar);
  }
  return nar.length;
}

/** A tree with one large file, never whole in this process. */
function checkLarge(folder: string, megabytes: number): void {
  mkdirSync(`${folder}/large`);
  const random = seeded(megabytes);
  const block = new Uint8Array(1 << 20).map(() => Math.floor(random() * 256));
  for (let i = 0; i < megabytes; i++) writeFileSync(`${folder}/large/file`, block, { flag: "a" });
  writeFileSync(`${folder}/large/rest`, "x", { flag: "a" });
  const script = `set -e; cd ${folder}
    theirs=$(nix-store --dump large | sha256sum)
    ours=$("$@" nar dump large | sha256sum)
    nix-store --dump large | "$@" nar unpack - unpacked
    back=$("$@" nar dump unpacked | sha256sum)
    test "$theirs" = "$ours"; test "$theirs" = "$back"`;
  run(["/bin/sh", "-c", script, "sh", process.execPath, join(process.cwd(), "dist/cli.mjs")]);
}

let bad = 0;
let bytes = 0;
const started = Date.now();

/** Runs a check in a folder of its own. */
function attempt(name: string, check: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "tvix-check-nar-"));
  try {
    check(folder);
  } catch (error) {
    bad++;
    console.log(`-- ${name}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

run([process.execPath, "scripts/cli.mjs", "--version"]);
for (let i = 0; i < count; i++) {
  const seed = firstSeed + i;
  attempt(`seed ${seed}`, (folder) => void (bytes += checkTree(seed, folder, i % cliEvery === 0)));
}
if (largeMegabytes > 0) {
  attempt(`a file of ${largeMegabytes} MB`, (folder) => checkLarge(folder, largeMegabytes));
}
const seconds = ((Date.now() - started) / 1000).toFixed(0);
console.log(
  `${count} trees (${(bytes / 2 ** 20).toFixed(1)} MB of NARs), a file of ${largeMegabytes} MB: ${bad} bad; ` +
    `damaged: ${refused} refused, ${otherTrees} are NARs of other trees; ${seconds} s`,
);
process.exit(bad > 0 ? 1 : 0);
