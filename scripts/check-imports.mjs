// Checks who imports whom (the rule is in scripts/lib/rooms.mjs): prints each fault, ends with 1 if there is any.
import { readFileSync, readdirSync } from "node:fs";
import { importsOf } from "./lib/imports.mjs";
import { path } from "./lib/paths.mjs";
import { faultOf } from "./lib/rooms.mjs";

const folders = ["core", "workers", "web", "cli", "bench", "checks", "examples", "e2e"];
let faults = 0;
for (const file of folders.flatMap(filesOf)) {
  for (const request of importsOf(file, readFileSync(path(file), "utf8"))) {
    const fault = faultOf(file, request);
    if (fault === undefined) continue;
    console.error(`${file}:${request.line}: ${fault}`);
    faults++;
  }
}
process.exitCode = faults > 0 ? 1 : 0;

function filesOf(folder) {
  let entries;
  try {
    entries = readdirSync(path(folder), { withFileTypes: true });
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
  return entries.flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === "testdata" ? [] : filesOf(name);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [name] : [];
  });
}
