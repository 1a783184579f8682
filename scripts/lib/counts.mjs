// What the JSON reports of the test runners count; a missing report counts nothing.

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @returns {Counts} of vitest's JSON report; a file that could not even be loaded counts as one failure */
export function countVitest(report) {
  if (report === undefined) return { passed: 0, failed: 0, skipped: 0 };
  const unloaded = (report.testResults ?? []).filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @returns {Counts} of Playwright's JSON report; what passed only when tried again counts as passed */
export function countPlaywright(report) {
  if (report === undefined) return { passed: 0, failed: 0, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected + flaky, failed: unexpected + report.errors.length, skipped };
}

/** @returns {Counts} */
export function sum(...all) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const counts of all) for (const key of Object.keys(total)) total[key] += counts[key];
  return total;
}
