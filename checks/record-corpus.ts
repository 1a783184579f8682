/**
 * Asks real Nix 2.8 every expression of the corpus and writes its answers into the corpus files.
 *
 *   node scripts/program.mjs checks/record-corpus.ts [FILE.cases …]      default: all files
 *
 * With `--check`, changes nothing and fails when an answer differs from the recorded one.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Case, formatCases, parseCases } from "../core/eval/testing/cases.ts";
import { corpusEnvironment, corpusFiles, corpusRoot, writeCorpusTree } from "../core/eval/testing/corpus.ts";
import { type Answer, ask, hasOracle, type OracleOptions } from "../core/eval/testing/oracle.ts";
import {
  prepareStoreOracle,
  storeCorpusRoot,
  storeOracle,
  writeStoreCorpus,
} from "../core/glue/testing/store-corpus.ts";

/** The language's corpus, and that of what needs a store. */
const corpora: readonly { folder: string; oracle: OracleOptions }[] = [
  { folder: "core/eval/testing/corpus", oracle: { cwd: corpusRoot, env: corpusEnvironment } },
  {
    folder: "core/glue/testing/corpus",
    oracle: { cwd: storeCorpusRoot, env: storeOracle.env, args: storeOracle.args },
  },
];
const words = process.argv.slice(2);
const check = words.includes("--check");
const wanted = words.filter((word) => !word.startsWith("--"));

if (!hasOracle()) {
  console.error("nix-instantiate 2.8 is not on the PATH");
  process.exit(1);
}
writeCorpusTree();
writeStoreCorpus();
prepareStoreOracle();
let differences = 0;
const files = corpora.flatMap(({ folder, oracle }) =>
  corpusFiles(folder).map((file) => ({ file, path: join(folder, file), oracle })),
);
for (const { file, path, oracle } of files) {
  if (wanted.length > 0 && !wanted.includes(file)) continue;
  const items = parseCases(readFileSync(path, "latin1"), file);
  const cases = items.filter((item): item is Case => "expr" in item && !item.options.includes("only-2.36"));
  const questions = cases.map(({ expr, options }) => ({
    expr,
    format: options.includes("json")
      ? ("json" as const)
      : options.includes("xml")
        ? ("xml" as const)
        : ("nix" as const),
    lazy: options.includes("lazy"),
    noLocation: options.includes("no-location"),
  }));
  const answers = await ask(questions, { ...oracle, catchable: true, separate: true });
  cases.forEach((item, i) => {
    const now = outcomeOf(answers[i]!);
    if (check && JSON.stringify(now) !== JSON.stringify(item.old)) {
      differences++;
      console.log(
        `${file}:${item.line}: ${item.expr}\n  recorded ${JSON.stringify(item.old)}\n  now      ${JSON.stringify(now)}`,
      );
    }
    item.old = now;
  });
  if (!check) writeFileSync(path, formatCases(items), "latin1");
  console.log(`${file}: ${cases.length} expressions`);
}
if (differences > 0) process.exit(1);

function outcomeOf(answer: Answer): Case["old"] {
  if (answer.ok) return { ok: true, out: answer.out };
  return { ok: false, message: answer.message, catchable: answer.catchable ?? false, kind: null };
}
