// Brings node_modules in line with package-lock.json, doing nothing when it already is.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { path } from "./paths.mjs";
import { run } from "./run.mjs";

const oldestNode = [20, 19];

/** Installs what package-lock.json asks for. Ends the process when that fails. */
export async function install() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    console.error(`Node.js ${oldestNode.join(".")} or newer is needed; this is ${process.versions.node}.`);
    process.exit(1);
  }
  const lock = createHash("sha256")
    .update(readFileSync(path("package-lock.json")))
    .digest("hex");
  const stamp = path("node_modules/.installed-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.log("Installing the packages of package-lock.json …");
  // Not `npm ci`: it refuses a lock file without the builds for other systems, which some mirrors lack.
  const options = ["--no-save", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const code = await run("npm", ["install", ...options]);
  if (code !== 0) {
    console.error("npm could not install the packages; see its messages above.");
    process.exit(code);
  }
  writeFileSync(stamp, lock);
}
