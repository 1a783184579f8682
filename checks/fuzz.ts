/**
 * Feeds nonsense to lexer, parser and evaluator: every text must end in a value or a NixError, within limits.
 *
 *   npm run -s check:fuzz -- [--count 1000000] [--mutations 100000] [--seed 1] [--programs FOLDER]
 *
 * `--count` random byte strings, and `--mutations` damaged real programs: all `.nix` files below FOLDER (default:
 * the corpus' expressions). Prints every text that did not, and exits 1.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { corpusCases, corpusFiles } from "../core/eval/testing/corpus.ts";
import { fuzzOne, mutated, randomText } from "../core/eval/testing/fuzz.ts";
import { Random } from "../core/eval/testing/random.ts";

const option = (name: string): string | undefined => {
  const i = process.argv.indexOf(`--${name}`);
  return i < 0 ? undefined : process.argv[i + 1];
};
const count = Number(option("count") ?? 1_000_000);
const mutations = Number(option("mutations") ?? 100_000);
const seed = Number(option("seed") ?? 1);
const folder = option("programs");

const corpus = corpusFiles().flatMap((file) => corpusCases(file).map((item) => item.expr));
const programs =
  folder === undefined
    ? corpus
    : readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".nix"))
        .map((name) => readFileSync(join(folder, name), "latin1"));

const tally = new Map<string, number>();
let bad = 0;
let slowest = 0;
let done = 0;
const started = Date.now();

function run(text: string): void {
  const from = performance.now();
  let result: string;
  try {
    result = fuzzOne(text);
  } catch (e) {
    bad++;
    result = "escaped";
    console.log(`-- ${e instanceof Error ? (e.stack ?? e.message) : String(e)}\n${JSON.stringify(text)}\n`);
  }
  if (result === "internal") {
    bad++;
    console.log(`-- internal error\n${JSON.stringify(text)}\n`);
  }
  const ms = performance.now() - from;
  if (ms > 5000) {
    bad++;
    console.log(`-- took ${ms.toFixed(0)} ms\n${JSON.stringify(text)}\n`);
  }
  slowest = Math.max(slowest, ms);
  tally.set(result, (tally.get(result) ?? 0) + 1);
  if (++done % 50_000 === 0) report();
}

function report(): void {
  const counts = [...tally].sort((a, b) => b[1] - a[1]).map(([kind, n]) => `${kind} ${n}`);
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(
    `${done} texts, ${bad} bad, slowest ${slowest.toFixed(0)} ms, ${seconds} s: ${counts.join(", ")}`,
  );
}

const random = new Random(seed);
for (let i = 0; i < count; i++) run(randomText(random));
for (let i = 0; i < mutations; i++) run(mutated(random, random.pick(programs), programs));
report();
process.exit(bad > 0 ? 1 : 0);
