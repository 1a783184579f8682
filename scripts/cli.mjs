// npm run -s cli -- …: runs dist/cli.mjs, built first when its sources changed.
import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { cliIsFresh } from "./lib/build-cli.mjs";
import { path } from "./lib/paths.mjs";

if (!cliIsFresh()) {
  // Standard output belongs to the program that is run: the builder's goes to standard error.
  const built = spawnSync(process.execPath, [path("scripts/run.mjs"), "build:cli"], {
    stdio: ["ignore", 2, 2],
  });
  if (built.status !== 0) process.exit(built.status ?? 70);
}
// npm runs scripts in the package's folder; relative file names are meant from where the user is.
const from = process.env["INIT_CWD"];
if (from !== undefined && process.env["npm_lifecycle_event"] === "cli") process.chdir(from);
const program = path("dist/cli.mjs");
process.argv.splice(1, 1, program);
await import(pathToFileURL(program).href);
