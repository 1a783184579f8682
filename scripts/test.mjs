// npm test: everything that can be checked, ending with one line that counts it all.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { ensureChromium } from "./lib/chromium.mjs";
import { install } from "./lib/install.mjs";
import { path } from "./lib/paths.mjs";
import { countPlaywright, countVitest, sum } from "./lib/counts.mjs";
import { run, runTool } from "./lib/run.mjs";

const results = path("test-results");
const tasks = path("scripts/run.mjs");
const failures = [];

/** Runs one step; a failure is told at the end, so that one run shows all there is to mend. */
async function step(name, program) {
  const from = performance.now();
  console.log(`\n── ${name}`);
  const code = await program();
  console.log(
    `── ${name}: ${code === 0 ? "ok" : "FAILED"} (${((performance.now() - from) / 1000).toFixed(1)} s)`,
  );
  if (code !== 0) failures.push(name);
  return code === 0;
}

const task = (name) => run(process.execPath, [tasks, name]);

await install();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

const checks = [];
for (const name of ["derive", "typecheck", "lint", "format:check"]) {
  checks.push(await step(name, () => task(name)));
}

const vitestReport = `${results}/vitest.json`;
await step("unit, property and differential tests", () =>
  runTool("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${vitestReport}`]),
);

const playwrightReport = (project) => `${results}/playwright-${project}.json`;

/** Runs the browser tests of a project of e2e/playwright.config.ts. */
async function browserTests(project, ...more) {
  const chromium = await ensureChromium();
  if (chromium === undefined) {
    console.error("No Chromium was found or could be installed; set CHROMIUM_PATH to one.");
    return 1;
  }
  const PLAYWRIGHT_JSON_OUTPUT_NAME = playwrightReport(project);
  const env = { ...process.env, CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME };
  const output = `--output=test-results/e2e-${project}`;
  const args = ["test", "-c", "e2e/playwright.config.ts", "--reporter=list,json", output];
  return runTool("playwright", [...args, `--project=${project}`, ...more], { env });
}

const built = await step("build", () => task("build"));
if (built) {
  await step("browser tests about time", () => browserTests("timed"));
  await step("other browser tests", () => browserTests("others", "--workers=2"));
}

const counts = sum(
  countVitest(read(vitestReport)),
  countPlaywright(read(playwrightReport("timed"))),
  countPlaywright(read(playwrightReport("others"))),
  // A check counts as one test.
  { passed: checks.filter(Boolean).length, failed: checks.filter((ok) => !ok).length, skipped: 0 },
);
if (failures.length > 0) {
  console.log(`\nFailed: ${failures.join(", ")}`);
  // A step can fail without any test to blame, say when a runner crashes.
  if (counts.failed === 0) counts.failed = failures.length;
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = failures.length > 0 ? 1 : 0;

function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
