/** Removes trees of files. */
import { lstatSync, readdirSync, rmdirSync, unlinkSync } from "node:fs";
import { nodePath } from "./byte-io.ts";

/**
 * Removes what stands at a path, and all below it; links are not followed. Without recursion, which Node's own
 * `rmSync` has: trees may be nested as deep as the system's paths are long.
 */
export function removeTree(path: string): void {
  if (!lstatSync(nodePath(path)).isDirectory()) {
    unlinkSync(nodePath(path));
    return;
  }
  // Grows while it is walked; each directory comes before those in it.
  const directories = [path];
  for (const directory of directories) {
    for (const entry of readdirSync(nodePath(directory), { withFileTypes: true, encoding: "buffer" })) {
      const entryPath = `${directory}/${entry.name.toString("latin1")}`;
      if (entry.isDirectory()) directories.push(entryPath);
      else unlinkSync(nodePath(entryPath));
    }
  }
  for (const directory of directories.toReversed()) rmdirSync(nodePath(directory));
}
