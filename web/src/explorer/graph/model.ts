/** An input graph that can be walked in both directions. Nodes are told by their index; 0 is where it begins. */
import type { DerivationGraph, GraphNode } from "../../../../workers/index.ts";

export interface Graph {
  nodes: readonly GraphNode[];
  /** What each node is made from, each once. */
  inputs: readonly (readonly number[])[];
  /** What is made from each node. */
  users: readonly (readonly number[])[];
  edges: number;
  byPath: ReadonlyMap<string, number>;
  /** Paths of derivations that are not here. */
  missing: number;
}

/** Makes it from what the worker tells; inputs that lead nowhere are left out. */
export function makeGraph({ nodes, missing }: DerivationGraph): Graph {
  const inputs = nodes.map((node) => [
    ...new Set(node.inputs.map((input) => input.node).filter((input) => nodes[input] !== undefined)),
  ]);
  const users: number[][] = nodes.map(() => []);
  let edges = 0;
  for (const [user, its] of inputs.entries()) {
    for (const input of its) users[input]!.push(user);
    edges += its.length;
  }
  return { nodes, inputs, users, edges, byPath: new Map(nodes.map(({ path }, i) => [path, i])), missing };
}

/** All that can be reached, the beginning included. */
export function reachable(next: readonly (readonly number[])[], from: number): Set<number> {
  const seen = new Set([from]);
  // A Set's iteration also visits what is added on the way.
  for (const node of seen) for (const other of next[node] ?? []) seen.add(other);
  return seen;
}

/** What a closure holds. */
export interface Totals {
  derivations: number;
  /** Of these, those whose output's content is fixed. */
  fixed: number;
  sources: number;
  missing: number;
  /** Bytes of all `.drv` files. */
  derivationBytes: number;
  /** Bytes of all sources whose size is known, as NARs. */
  sourceBytes: number;
}

/** Counts what some nodes are. */
export function totalsOf(graph: Graph, nodes: Iterable<number>): Totals {
  const totals = { derivations: 0, fixed: 0, sources: 0, missing: 0, derivationBytes: 0, sourceBytes: 0 };
  for (const at of nodes) {
    const { kind, size } = graph.nodes[at]!;
    if (kind === "source") {
      totals.sources++;
      totals.sourceBytes += size;
    } else if (kind === "missing") totals.missing++;
    else {
      totals.derivations++;
      totals.derivationBytes += size;
      if (kind === "fixed") totals.fixed++;
    }
  }
  return totals;
}

/** Outputs of an input that a node uses; empty for sources. */
export function outputsUsed(graph: Graph, user: number, input: number): readonly string[] {
  return graph.nodes[user]!.inputs.find(({ node }) => node === input)?.outputs ?? [];
}
