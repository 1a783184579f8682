// The small tasks of package.json: each brings the generated code up to date first where it needs it.
import { buildCli } from "./lib/build-cli.mjs";
import { derive } from "./lib/derive.mjs";
import { install } from "./lib/install.mjs";
import { must, run, runTool } from "./lib/run.mjs";
import { path } from "./lib/paths.mjs";

const projects = ["core", "web", "workers", "node"];

const tasks = {
  derive,
  async typecheck() {
    await derive();
    let failed = 0;
    for (const project of projects) {
      const code = await runTool("tsc", ["-p", `tsconfig.${project}.json`]);
      if (code !== 0) failed = code;
    }
    process.exitCode = failed;
  },
  async lint() {
    await derive();
    const lint = await runTool("oxlint", ["--type-aware", ...rest]);
    const imports = await run(process.execPath, [path("scripts/check-imports.mjs")]);
    process.exitCode = lint || imports;
  },
  async format() {
    await must(runTool("prettier", ["--write", "--log-level", "warn", "."]));
  },
  async "format:check"() {
    await must(runTool("prettier", ["--check", "--log-level", "warn", "."]));
  },
  async build() {
    await tasks["build:page"]();
    await buildCli();
  },
  async "build:page"() {
    await derive();
    await must(runTool("vite", ["build", "--log-level", "warn"]));
  },
  async "build:cli"() {
    await derive();
    await buildCli();
  },
  async dev() {
    await derive();
    await must(runTool("vite", rest));
  },
  async unit() {
    await must(runTool("vitest", ["run", ...rest]));
  },
  async e2e() {
    await tasks["build:page"]();
    await must(runTool("playwright", ["test", "-c", "e2e/playwright.config.ts", ...rest]));
  },
};

const [name, ...rest] = process.argv.slice(2);
const task = tasks[name];
if (task === undefined) {
  console.error(`usage: node scripts/run.mjs ${Object.keys(tasks).join("|")}`);
  process.exit(2);
}
await install();
await task();
