/** Why one node depends on another: the ways between them. */
import { reachable, type Graph } from "./model.ts";
import { topological } from "./layout.ts";

export interface Ways {
  /** Shortest ways, both ends included; the first few. */
  shortest: number[][];
  /** Whether there are more that are as short. */
  more: boolean;
  /** All nodes that are on some way. */
  nodes: ReadonlySet<number>;
  /** Edges between them that are on some way. */
  edges: number;
  /** How many ways there are in all. */
  count: bigint;
}

/**
 * The ways from a user to an input; null where there is none.
 * @param most - shortest ways that are listed
 */
export function waysBetween(graph: Graph, from: number, to: number, most = 5): Ways | null {
  const below = reachable(graph.inputs, from);
  if (!below.has(to)) return null;
  const above = reachable(graph.users, to);
  const nodes = new Set([...below].filter((node) => above.has(node)));
  const onWay = (node: number): number[] =>
    // A way ends where it is to end.
    node === to ? [] : graph.inputs[node]!.filter((input) => nodes.has(input));
  const list = [...nodes];
  const at = new Map(list.map((node, i) => [node, i]));
  const next = list.map((node) => onWay(node).map((input) => at.get(input)!));
  const order = topological(next);
  const rank = new Int32Array(list.length);
  order.forEach((node, i) => (rank[node] = i));
  const counts: bigint[] = list.map((node) => (node === to ? 1n : 0n));
  for (const node of order.toReversed()) {
    for (const other of next[node]!) if (rank[other]! > rank[node]!) counts[node]! += counts[other]!;
  }
  const edges = next.reduce((sum, others) => sum + others.length, 0);
  const { shortest, more } = shortestWays(graph, nodes, from, to, most);
  return { shortest, more, nodes, edges, count: counts[at.get(from)!]! };
}

function shortestWays(
  graph: Graph,
  nodes: ReadonlySet<number>,
  from: number,
  to: number,
  most: number,
): { shortest: number[][]; more: boolean } {
  const distance = new Map([[to, 0]]);
  for (const [node, far] of distance) {
    for (const user of graph.users[node]!) {
      if (nodes.has(user) && !distance.has(user)) distance.set(user, far + 1);
    }
  }
  const shortest: number[][] = [];
  const stack: number[][] = [[from]];
  for (let way = stack.pop(); way !== undefined; way = stack.pop()) {
    const last = way.at(-1)!;
    if (last === to) {
      if (shortest.length === most) return { shortest, more: true };
      shortest.push(way);
      continue;
    }
    const left = distance.get(last)! - 1;
    const onwards = graph.inputs[last]!.filter((input) => distance.get(input) === left);
    for (const input of onwards.toReversed()) stack.push([...way, input]);
  }
  return { shortest, more: false };
}
