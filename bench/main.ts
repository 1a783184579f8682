/**
 * Measures us against native Nix.
 *
 *   npm run bench [-- OPTION…]
 *     --rounds N       runs of each program (default 7), ours and native by turns; medians count
 *     --only TEXT      only programs whose name contains it
 *     --lib PATH       nixpkgs' lib: a folder, nixpkgs, or a bare git repository (else TVIX_BENCH_LIB)
 *     --browser        also in the evaluator worker of a Chromium
 *     --json           print one JSON object instead
 *
 * Each program runs as a whole process (`node dist/cli.mjs eval --profile 2.8 -E …`, `nix-instantiate --eval -E …`);
 * the time of the expression `1` is taken off both, and what is left counts as at least a millisecond.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { libFolder } from "./lib-folder.ts";
import { packageSet } from "./package-set.ts";
import { nixFiles, parserSpeed } from "./parser.ts";
import { type Contender, medianOf, netOf, timeByTurns } from "./processes.ts";
import { type Program, programs } from "./programs.ts";
import { geometricMean } from "./statistics.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Where the machines we work on keep a copy. */
const usualLib = "/work/.mirror/nix-community+nixpkgs.lib/repo";

const words = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const i = words.indexOf(name);
  return i < 0 ? undefined : words[i + 1];
};
const rounds = Number(option("--rounds") ?? 7);
const only = option("--only") ?? "";
const json = words.includes("--json");
const libPlace =
  option("--lib") ?? process.env["TVIX_BENCH_LIB"] ?? (existsSync(usualLib) ? usualLib : undefined);
const lib = libPlace === undefined ? undefined : libFolder(libPlace);

const say = (text: string): void => {
  if (!json) console.log(text);
};

const built = spawnSync(process.execPath, [join(root, "scripts/cli.mjs"), "--version"], { encoding: "utf8" });
if (built.status !== 0) throw new Error(`cannot build the command line: ${built.stderr}`);

const ours: Contender = {
  name: "tvix",
  command: process.execPath,
  args: [join(root, "dist/cli.mjs"), "eval", "--profile", "2.8", "-E"],
};
const nix: Contender = { name: "nix-instantiate", command: "nix-instantiate", args: ["--eval", "-E"] };
const hasNix = spawnSync("nix-instantiate", ["--version"]).status === 0;
const contenders = hasNix ? [ours, nix] : [ours];
if (!hasNix) say("nix-instantiate is not installed: times of ours only, no ratios\n");

const folder = mkdtempSync(join(tmpdir(), "tvix-bench-"));
const all = programs(lib).filter((program) => program.name.includes(only));
for (const program of all) {
  for (const [name, text] of Object.entries(program.files ?? {}))
    writeFileSync(join(folder, name), text, "latin1");
}

interface Row {
  program: Program;
  ours: number;
  nix: number | null;
  ratio: number | null;
  browser: number | null;
}

const rows: Row[] = [];
say(`${"program".padEnd(28)}${"tvix ms".padStart(10)}${"nix ms".padStart(10)}${"ratio".padStart(8)}`);
for (const program of all) {
  const measured = timeByTurns(contenders, program, rounds, folder);
  const mine = netOf(measured, ours);
  const theirs = hasNix ? netOf(measured, nix) : null;
  const ratio = theirs === null ? null : mine / theirs;
  rows.push({ program, ours: mine, nix: theirs, ratio, browser: null });
  say(
    program.name.padEnd(28) +
      mine.toFixed(1).padStart(10) +
      (theirs?.toFixed(1) ?? "-").padStart(10) +
      (ratio?.toFixed(2) ?? "-").padStart(8),
  );
}

const means: Record<string, number> = {};
for (const kind of ["hot", "cold"] as const) {
  const ratios = rows.flatMap((row) => (row.program.kind === kind && row.ratio !== null ? [row.ratio] : []));
  if (ratios.length > 0) means[kind] = geometricMean(ratios);
}
for (const [kind, mean] of Object.entries(means)) say(`geometric mean, ${kind}: ${mean.toFixed(2)}`);

const bareScript = join(folder, "empty.mjs");
writeFileSync(bareScript, "");
const bare: Contender = { name: "node", command: process.execPath, args: [bareScript] };
const starts = timeByTurns(
  [...contenders, bare],
  { name: "start-up", text: "1" },
  rounds * 2,
  folder,
).program;
const startUp = {
  tvix: medianOf(starts, ours),
  nix: hasNix ? medianOf(starts, nix) : null,
  node: medianOf(starts, bare),
};
say(
  `start-up: tvix ${startUp.tvix.toFixed(0)} ms (${(startUp.tvix - startUp.node).toFixed(0)} above bare Node), ` +
    `nix ${startUp.nix?.toFixed(0) ?? "-"} ms`,
);

const texts = lib === undefined ? [packageSet(1_000_000)] : nixFiles(lib);
const parser = parserSpeed(texts);
say(`parser, warm: ${parser.toFixed(1)} MB/s on ${lib === undefined ? "a generated file" : "nixpkgs' lib"}`);

const browserMeans: Record<string, number> = {};
if (words.includes("--browser")) {
  const { timeInBrowser } = await import("./browser.ts");
  const inPage = rows.filter((row) => row.program.name !== "nixpkgs lib" || lib !== undefined);
  const files: Record<string, string> = {};
  for (const row of inPage) {
    for (const name of Object.keys(row.program.files ?? {}))
      files[`/${name}`] = readFileSync(join(folder, name), "utf8");
  }
  if (lib !== undefined) Object.assign(files, libFiles(lib));
  const times = await timeInBrowser(
    inPage.map((row) => row.program),
    files,
    Math.min(rounds, 5),
  );
  say(
    `\n${"in the browser worker".padEnd(28)}${"tvix ms".padStart(10)}${"nix ms".padStart(10)}${"ratio".padStart(8)}`,
  );
  for (const row of inPage) {
    row.browser = times.get(row.program)!;
    const ratio = row.nix === null ? "-" : (row.browser / row.nix).toFixed(2);
    say(
      row.program.name.padEnd(28) +
        row.browser.toFixed(1).padStart(10) +
        (row.nix?.toFixed(1) ?? "-").padStart(10) +
        ratio.padStart(8),
    );
  }
  for (const kind of ["hot", "cold"] as const) {
    const ratios = inPage.flatMap((row) =>
      row.program.kind === kind && row.nix !== null ? [row.browser! / row.nix] : [],
    );
    if (ratios.length > 0) {
      browserMeans[kind] = geometricMean(ratios);
      say(`geometric mean, ${kind}: ${browserMeans[kind].toFixed(2)}`);
    }
  }
}

rmSync(folder, { recursive: true, force: true });

if (json) {
  const programsOut = rows.map(({ program, ...row }) => ({ name: program.name, kind: program.kind, ...row }));
  console.log(
    JSON.stringify({ rounds, programs: programsOut, means, browserMeans, startUp, parserMBps: parser }),
  );
}

/** The files of nixpkgs' lib by absolute path. */
function libFiles(from: string): Record<string, string> {
  const run = spawnSync("find", [from, "-type", "f"], { encoding: "utf8", maxBuffer: 2 ** 26 });
  const names = run.stdout.split("\n").filter((name) => name !== "" && !name.includes("/tests/"));
  return Object.fromEntries(
    names.filter((name) => dirname(name) !== "").map((name) => [name, readFileSync(name, "utf8")]),
  );
}
