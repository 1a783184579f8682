/** Closures of store paths, as the page is told of them. */
import { closureOf, type ClosureNode, diffClosures } from "../../core/explore/index.ts";
import type { ClosureDiff, ClosureGraph } from "../explorer-protocol.ts";
import { type KnownPaths, pathOf, storePathOf } from "./known-paths.ts";

/** Everything a path refers to, as far as it is here. @throws StoreProblem (`missing`) where the path itself is not */
export async function closureGraph(
  known: KnownPaths,
  path: string,
  signal: AbortSignal,
): Promise<ClosureGraph> {
  const nodes = await closureNodes(known, path, signal);
  return {
    nodes: nodes.map(({ storePath, ...node }) => ({ path: pathOf(storePath), ...node })),
    narSize: sizeOf(nodes),
  };
}

/** How the closures of two paths differ. Errors as {@link closureGraph}. */
export async function closureDiff(
  known: KnownPaths,
  before: string,
  after: string,
  signal: AbortSignal,
): Promise<ClosureDiff> {
  const [from, to] = [await closureNodes(known, before, signal), await closureNodes(known, after, signal)];
  const listed = (
    side: ReturnType<typeof diffClosures>[number]["before"],
  ): ClosureDiff["changes"][number]["before"] =>
    side.map(({ version, narSize, storePath }) => ({ version, narSize, path: pathOf(storePath) }));
  return {
    before: { paths: from.length, narSize: sizeOf(from) },
    after: { paths: to.length, narSize: sizeOf(to) },
    changes: diffClosures(from, to).map((change) => ({
      name: change.name,
      before: listed(change.before),
      after: listed(change.after),
      shared: change.shared,
    })),
  };
}

/** @throws StoreProblem (`missing`) where the path itself is not here */
async function closureNodes(known: KnownPaths, path: string, signal: AbortSignal): Promise<ClosureNode[]> {
  await known.need(path);
  return closureOf(storePathOf(path), (paths) => known.many(paths), { signal });
}

function sizeOf(nodes: readonly ClosureNode[]): number {
  return nodes.reduce((sum, { narSize }) => sum + narSize, 0);
}
