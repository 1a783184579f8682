import { describe, expect, test } from "vitest";
import { profileNames } from "../eval/index.ts";
import { complaint, expected } from "../eval/testing/compare.ts";
import { corpusCases, corpusFiles } from "../eval/testing/corpus.ts";
import { runText } from "../eval/testing/run-case.ts";
import { storeCorpusEvaluator, storeCorpusFolder, storeCorpusRoot } from "./testing/store-corpus.ts";

/** Both executors: all in the VM, and as the depth budget allows. */
const budgets = [undefined, 0];

describe.each(profileNames)("store corpus, profile %s", (profile) => {
  test.each(corpusFiles(storeCorpusFolder))("%s", (file) => {
    const complaints: string[] = [];
    for (const item of corpusCases(file, storeCorpusFolder)) {
      const want = expected(item, profile);
      if (want === null) continue;
      const [fast, vm] = budgets.map((depthBudget) =>
        runText(item.expr, storeCorpusEvaluator({ profile, depthBudget }).evaluator, {
          format: item.options.includes("json") ? "json" : "nix",
          strict: true,
          location: false,
          base: storeCorpusRoot,
        }),
      );
      const where = `${file}:${item.line}: ${item.expr}\n`;
      const wrong = complaint(item, want, fast!);
      if (wrong !== null) complaints.push(where + wrong);
      if (JSON.stringify(fast) !== JSON.stringify(vm)) {
        complaints.push(`${where}fast: ${JSON.stringify(fast)}\nvm:   ${JSON.stringify(vm)}`);
      }
    }
    expect(complaints.join("\n\n")).toBe("");
  });
});
