/**
 * Compares our evaluator with real Nix 2.8 on random programs.
 *
 *   npm run -s check:differential -- [--count 10000] [--seed 1] [--kinds] [--no-shrink] [--lazy] [--traced]
 *                                    [--damaged]
 *
 * Prints each difference, shrunk, and exits 1 when there was one. `--kinds` also compares the kinds of errors
 * that neither side catches. `--lazy` leaves unevaluated what nobody asked for; `--traced` takes programs that trace
 * most of what they evaluate, and compares the traces, too. `--damaged` takes programs of the corpus and random ones and damages them, which
 * tries the grammar.
 */
import {
  corpusCases,
  corpusEnvironment,
  corpusFiles,
  corpusRoot,
  writeCorpusTree,
} from "../core/eval/testing/corpus.ts";
import { damaged, differences } from "../core/eval/testing/differential.ts";
import { generateTraced } from "../core/eval/testing/generate-traced.ts";
import { hasOracle } from "../core/eval/testing/oracle.ts";

const option = (name: string, otherwise: number): number => {
  const i = process.argv.indexOf(`--${name}`);
  return i < 0 ? otherwise : Number(process.argv[i + 1]);
};
const count = option("count", 10_000);
const seed = option("seed", 1);
const batch = 2000;
const programs = corpusFiles().flatMap((file) => corpusCases(file).map((item) => item.expr));

if (!hasOracle()) {
  console.error("nix-instantiate 2.8 is not on the PATH");
  process.exit(1);
}
writeCorpusTree();
let found = 0;
let values = 0;
const started = Date.now();
for (let first = seed; first < seed + count; first += batch) {
  const size = Math.min(batch, seed + count - first);
  const result = await differences(first, size, {
    cwd: corpusRoot,
    env: corpusEnvironment,
    kinds: process.argv.includes("--kinds"),
    lazy: process.argv.includes("--lazy"),
    traces: process.argv.includes("--traced"),
    ...(process.argv.includes("--traced") ? { program: generateTraced } : {}),
    ...(process.argv.includes("--damaged") ? { program: (which) => damaged(which, programs) } : {}),
    shrink: !process.argv.includes("--no-shrink"),
  });
  values += result.values;
  for (const { seed: which, text, difference } of result.found) {
    found++;
    console.log(`-- seed ${which}\n${text}\n${difference}\n`);
  }
  const done = first + size - seed;
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(`${done} programs, ${values} with a value, ${found} differences, ${seconds} s`);
}
process.exit(found > 0 ? 1 : 0);
