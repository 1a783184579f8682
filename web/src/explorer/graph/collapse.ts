/** Which nodes of a graph are shown: what is folded hides its inputs, unless they are reached another way. */
import { reachable, type Graph } from "./model.ts";

export interface Folding {
  /** Nodes whose inputs are not followed. */
  folded: ReadonlySet<number>;
  /** Whether sources are shown. */
  sources: boolean;
}

/** The nodes that are shown, nearest to the beginning first. */
export function shownNodes(graph: Graph, { folded, sources }: Folding): number[] {
  const seen = new Set([0]);
  for (const node of seen) {
    if (folded.has(node)) continue;
    for (const input of graph.inputs[node]!) {
      if (sources || graph.nodes[input]!.kind !== "source") seen.add(input);
    }
  }
  return [...seen];
}

/** Inputs of a node, as far as they may be shown. */
export function inputsShown(graph: Graph, node: number, sources: boolean): readonly number[] {
  const inputs = graph.inputs[node]!;
  return sources ? inputs : inputs.filter((input) => graph.nodes[input]!.kind !== "source");
}

/** How many nodes a folded node hides. */
export function hiddenBelow(
  graph: Graph,
  shown: ReadonlySet<number>,
  node: number,
  sources: boolean,
): number {
  let count = 0;
  for (const below of reachable(graph.inputs, node)) {
    if (!shown.has(below) && (sources || graph.nodes[below]!.kind !== "source")) count++;
  }
  return count;
}

/**
 * What to fold at first, so that about `most` nodes are shown: whole steps away from the beginning are shown as long
 * as they fit, at least one.
 */
export function foldedAtFirst(graph: Graph, most: number, sources: boolean): Set<number> {
  const folded = new Set<number>();
  const seen = new Set([0]);
  let step = [0];
  for (let depth = 0; step.length > 0; depth++) {
    const next = new Set<number>();
    for (const node of step) {
      for (const input of inputsShown(graph, node, sources)) if (!seen.has(input)) next.add(input);
    }
    if (depth > 0 && seen.size + next.size > most) {
      for (const node of step) if (inputsShown(graph, node, sources).length > 0) folded.add(node);
      break;
    }
    for (const node of next) seen.add(node);
    step = [...next];
  }
  return folded;
}

/** Unfolds what is in the way of a node: what a shortest way from the beginning passes through. */
export function unfoldTo(graph: Graph, folded: ReadonlySet<number>, target: number): Set<number> {
  const left = new Set(folded);
  const before = new Map<number, number>([[0, -1]]);
  for (const node of before.keys()) {
    if (node === target) break;
    for (const input of graph.inputs[node]!) if (!before.has(input)) before.set(input, node);
  }
  for (let at = before.get(target) ?? -1; at >= 0; at = before.get(at)!) left.delete(at);
  return left;
}
