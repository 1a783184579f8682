/**
 * Measures evaluating packages against native Nix.
 *
 *   npm run bench:nixpkgs -- PATH [--rounds N] [--only TEXT]
 *
 * PATH is nixpkgs 20.09. Each attribute is evaluated by both in new processes, by turns (the first round, which fills
 * our cache of parsed files, does not count), whole process, start-up included. "warm" is the time of an attribute's
 * answer in `tvix eval-batch` after another attribute was asked for, against the same new process of Nix.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { median } from "./statistics.ts";
import { watch } from "./watched.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const words = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const i = words.indexOf(name);
  return i < 0 ? undefined : words[i + 1];
};
const nixpkgs = words[0] === undefined || words[0].startsWith("--") ? undefined : resolve(words[0]);
if (nixpkgs === undefined) {
  console.error("usage: npm run bench:nixpkgs -- PATH [--rounds N] [--only TEXT]");
  process.exit(2);
}
const rounds = Number(option("--rounds") ?? 5);
const only = option("--only") ?? "";

const built = spawnSync(process.execPath, [join(root, "scripts/cli.mjs"), "--version"], { encoding: "utf8" });
if (built.status !== 0) throw new Error(`cannot build the command line: ${built.stderr}`);
const cli = join(root, "dist/cli.mjs");

const system = `(import ${nixpkgs}/nixos {
  system = "x86_64-linux";
  configuration = {
    boot.loader.grub.device = "nodev";
    fileSystems."/" = { device = "/dev/sda1"; fsType = "ext4"; };
    services.nginx.enable = true;
    services.openssh.enable = true;
  };
}).config.system.build.toplevel.outPath`;

const programs = [
  ...["hello", "firefox", "libreoffice", "python3Packages.numpy", "linuxPackages.kernel"].map((name) => ({
    name: `${name}.outPath`,
    text: `(import ${nixpkgs} { }).${name}.outPath`,
  })),
  { name: "NixOS system", text: system },
].filter(({ name }) => name.includes(only));

const scratch = mkdtempSync(join(tmpdir(), "tvix-bench-"));
const env = { ...process.env, NIX_REMOTE: `local?root=${scratch}/store`, NIXPKGS_CONFIG: "", HOME: scratch };
const oursEnv = { ...env, TVIX_CACHE: join(scratch, "cache") };

/** Milliseconds from a request to its answer, for requests to one `eval-batch`. */
async function batchTimes(texts: readonly string[]): Promise<{ ms: number; output: string }[]> {
  const child = spawn(process.execPath, [cli, "eval-batch", "--profile", "2.8"], { env: oursEnv });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const times: { ms: number; output: string }[] = [];
  for (const expr of texts) {
    const started = performance.now();
    child.stdin.write(`${JSON.stringify({ id: 0, expr })}\n`);
    const { value } = (await answers.next()) as { value: string };
    times.push({ ms: performance.now() - started, output: (JSON.parse(value) as { out: string }).out });
  }
  child.stdin.end();
  return times;
}

const warmUp = `(import ${nixpkgs} { }).hello.outPath`;
const cells = ["tvix ms", "nix ms", "ratio", "warm ms", "ratio", "tvix MB", "nix MB", "ratio"];
console.log("".padEnd(28) + cells.map((cell) => cell.padStart(9)).join(""));
for (const { name, text } of programs) {
  const [ours, theirs] = [[] as number[], [] as number[]];
  const [oursMb, theirsMb] = [[] as number[], [] as number[]];
  const warm: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const mine = await watch(process.execPath, [cli, "eval", "--profile", "2.8", "-E", text], oursEnv);
    const native = await watch("nix-instantiate", ["--eval", "-E", text], env);
    const first = text === warmUp ? `(import ${nixpkgs} { }).coreutils.outPath` : warmUp;
    const batch = (await batchTimes([first, text]))[1]!;
    if (mine.output !== native.output || batch.output !== native.output) {
      throw new Error(`${name}: tvix says ${mine.output} and ${batch.output}, nix says ${native.output}`);
    }
    if (round < 0) continue;
    ours.push(mine.ms);
    theirs.push(native.ms);
    warm.push(batch.ms);
    if (mine.peakMb !== null) oursMb.push(mine.peakMb);
    if (native.peakMb !== null) theirsMb.push(native.peakMb);
  }
  const [a, b, w] = [median(ours), median(theirs), median(warm)];
  const [x, y] = oursMb.length > 0 ? [median(oursMb), median(theirsMb)] : [NaN, NaN];
  const figures = [a.toFixed(0), b.toFixed(0), (a / b).toFixed(2), w.toFixed(0), (w / b).toFixed(2)];
  const memory = [x.toFixed(0), y.toFixed(0), (x / y).toFixed(2)];
  console.log(name.padEnd(28) + [...figures, ...memory].map((cell) => cell.padStart(9)).join(""));
}
rmSync(scratch, { recursive: true, force: true });
