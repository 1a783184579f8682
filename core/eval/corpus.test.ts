import { describe, expect, test } from "vitest";
import { profileNames } from "./profile.ts";
import { complaint, expected } from "./testing/compare.ts";
import { corpusCases, corpusFiles } from "./testing/corpus.ts";
import { runCase } from "./testing/run-case.ts";

/** The executors: as the depth budget allows, all in the VM, and all written out as JavaScript. */
const executors = [
  { depthBudget: undefined, hot: false },
  { depthBudget: 0 },
  { depthBudget: undefined, hot: "always" },
] as const;

describe.each(profileNames)("corpus, profile %s", (profile) => {
  test.each(corpusFiles())("%s", (file) => {
    const complaints: string[] = [];
    for (const item of corpusCases(file)) {
      const want = expected(item, profile);
      if (want === null && !item.options.includes("no-2.36")) continue;
      const [fast, vm, written] = executors.map((executor) => runCase(item, { profile, ...executor }));
      const where = `${file}:${item.line}: ${item.expr}\n`;
      const wrong = want === null ? null : complaint(item, want, fast!);
      if (wrong !== null) complaints.push(where + wrong);
      // Messages and traces too; where the stack's end shows is the one thing they need not share.
      const overflow = !fast!.ok && fast!.kind === "call-depth" && !vm!.ok && vm!.kind === "call-depth";
      if (!overflow && JSON.stringify(fast) !== JSON.stringify(vm)) {
        complaints.push(`${where}fast: ${JSON.stringify(fast)}\nvm:   ${JSON.stringify(vm)}`);
      }
      if (!overflow && JSON.stringify(fast) !== JSON.stringify(written)) {
        complaints.push(`${where}fast: ${JSON.stringify(fast)}\nwritten: ${JSON.stringify(written)}`);
      }
    }
    expect(complaints.join("\n\n")).toBe("");
  });
});
