/** What was open in a tree, by names: so that the next result unfolds in the same way. */
import type { PathStep } from "../expression-path.ts";
import type { Branch } from "./branch.ts";

/** Open children by name or place. */
export type OpenPaths = Map<PathStep, OpenPaths>;

/** What a tree hands to the next one. */
export interface TreeMemory {
  open: OpenPaths;
  /** The active row. */
  active: PathStep[];
  scrollTop: number;
}

/** What is open below a branch. */
export function openPaths(branch: Branch): OpenPaths {
  const paths: OpenPaths = new Map();
  for (const inner of branch.inner) {
    const child = branch.child(inner.position);
    if (child !== null) paths.set(child.name ?? child.index, openPaths(inner));
  }
  return paths;
}
