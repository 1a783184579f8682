import { expect, it } from "vitest";
import { countPlaywright, countVitest, sum } from "./counts.mjs";

it("counts vitest's report, files that did not load included", () => {
  const report = {
    numPassedTests: 7,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [
      { status: "failed", assertionResults: [] },
      { status: "failed", assertionResults: [{}] },
      { status: "passed", assertionResults: [{}] },
    ],
  };
  expect(countVitest(report)).toEqual({ passed: 7, failed: 2, skipped: 3 });
});

it("counts Playwright's report", () => {
  const report = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{}] };
  expect(countPlaywright(report)).toEqual({ passed: 6, failed: 2, skipped: 2 });
});

it("adds up, missing reports included", () => {
  expect(
    sum(countVitest(undefined), countPlaywright(undefined), { passed: 1, failed: 2, skipped: 3 }),
  ).toEqual({
    passed: 1,
    failed: 2,
    skipped: 3,
  });
});
