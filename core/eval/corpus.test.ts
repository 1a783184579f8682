import { describe, expect, test } from "vitest";
import { profileNames } from "./profile.ts";
import { complaint, expected } from "./testing/compare.ts";
import { corpusCases, corpusFiles } from "./testing/corpus.ts";
import { runCase } from "./testing/run-case.ts";

/** Both executors: all in the VM, and as the depth budget allows. */
const budgets = { vm: 0, default: undefined };

describe.each(profileNames)("corpus, profile %s", (profile) => {
  test.each(corpusFiles())("%s", (file) => {
    const complaints: string[] = [];
    for (const item of corpusCases(file)) {
      const want = expected(item, profile);
      if (want === null && !item.options.includes("no-2.36")) continue;
      const [fast, vm] = [budgets.default, budgets.vm].map((depthBudget) =>
        runCase(item, { profile, depthBudget }),
      );
      const where = `${file}:${item.line}: ${item.expr}\n`;
      const wrong = want === null ? null : complaint(item, want, fast!);
      if (wrong !== null) complaints.push(where + wrong);
      // Messages and traces too; where the stack's end shows is the one thing they need not share.
      const overflow = !fast!.ok && fast!.kind === "call-depth" && !vm!.ok && vm!.kind === "call-depth";
      if (!overflow && JSON.stringify(fast) !== JSON.stringify(vm)) {
        complaints.push(`${where}fast: ${JSON.stringify(fast)}\nvm:   ${JSON.stringify(vm)}`);
      }
    }
    expect(complaints.join("\n\n")).toBe("");
  });
});
