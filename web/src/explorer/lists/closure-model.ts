/** Runtime closures: what each path weighs with all it refers to, and by which way one is in another's closure. */
import type { ClosureGraph } from "../../../../workers/index.ts";

export interface ClosureModel {
  graph: ClosureGraph;
  /** Of each node: bytes of the NARs of all it refers to, directly or not, itself included. */
  closureSizes: Float64Array;
  /** Of each node: those that refer to it, itself left out. */
  referrers: number[][];
}

export function closureModel(graph: ClosureGraph): ClosureModel {
  return { graph, closureSizes: closureSizes(graph), referrers: referrersOf(graph) };
}

function referrersOf({ nodes }: ClosureGraph): number[][] {
  const referrers = nodes.map((): number[] => []);
  nodes.forEach(({ references }, from) => {
    for (const to of new Set(references)) if (to !== from) referrers[to]!.push(from);
  });
  return referrers;
}

/** Above this many nodes, sets of what is reachable would take more than 50 MB: only node 0's size is told then. */
const mostNodes = 20_000;

function closureSizes(graph: ClosureGraph): Float64Array {
  const { nodes } = graph;
  const sizes = new Float64Array(nodes.length);
  if (nodes.length > mostNodes) {
    sizes.fill(NaN);
    sizes[0] = graph.narSize;
    return sizes;
  }
  const words = Math.ceil(nodes.length / 32);
  const reach: Uint32Array[] = [];
  // Those in a circle reach the same; they come out together, after all that they refer to.
  for (const circle of circles(graph)) {
    const set = new Uint32Array(words);
    for (const node of circle) {
      set[node >> 5]! |= 1 << (node & 31);
      for (const to of nodes[node]!.references) {
        const other = reach[to];
        if (other !== undefined) for (let i = 0; i < words; i++) set[i]! |= other[i]!;
      }
    }
    let size = 0;
    for (let i = 0; i < words; i++) {
      for (let bits = set[i]!; bits !== 0; bits &= bits - 1) {
        size += nodes[32 * i + 31 - Math.clz32(bits & -bits)]!.narSize;
      }
    }
    for (const node of circle) {
      reach[node] = set;
      sizes[node] = size;
    }
  }
  return sizes;
}

/** Strongly connected components, each after those it leads to (Tarjan), without recursion. */
function* circles({ nodes }: ClosureGraph): Generator<number[]> {
  const order = new Int32Array(nodes.length).fill(-1);
  const low = new Int32Array(nodes.length);
  const onStack = new Uint8Array(nodes.length);
  const stack: number[] = [];
  let counter = 0;
  for (let root = 0; root < nodes.length; root++) {
    if (order[root] !== -1) continue;
    const calls: { node: number; next: number }[] = [];
    const enter = (node: number): void => {
      order[node] = low[node] = counter++;
      onStack[node] = 1;
      stack.push(node);
      calls.push({ node, next: 0 });
    };
    enter(root);
    while (calls.length > 0) {
      const call = calls.at(-1)!;
      const { node } = call;
      const to = nodes[node]!.references[call.next++];
      if (to !== undefined) {
        if (order[to] === -1) enter(to);
        else if (onStack[to] === 1) low[node] = Math.min(low[node]!, order[to]!);
        continue;
      }
      calls.pop();
      const above = calls.at(-1);
      if (above !== undefined) low[above.node] = Math.min(low[above.node]!, low[node]!);
      if (low[node] !== order[node]) continue;
      const circle = stack.splice(stack.indexOf(node));
      for (const member of circle) onStack[member] = 0;
      yield circle;
    }
  }
}

/** A shortest way by references from one node to another, both included; null where there is none. */
export function wayBetween({ nodes }: ClosureGraph, from: number, to: number): number[] | null {
  const before = new Int32Array(nodes.length).fill(-1);
  before[from] = from;
  const queue = [from];
  for (let i = 0; i < queue.length && before[to] === -1; i++) {
    for (const next of nodes[queue[i]!]!.references) {
      if (before[next] !== -1) continue;
      before[next] = queue[i]!;
      queue.push(next);
    }
  }
  if (before[to] === -1) return null;
  const way = [to];
  while (way[0] !== from) way.unshift(before[way[0]!]!);
  return way;
}

export type ClosureOrder = "size" | "closure" | "name" | "references" | "referrers";

/** Numbers of the nodes whose path has a text in it, in an order: large ones first, names from a on. */
export function orderedNodes(model: ClosureModel, order: ClosureOrder, match: string): number[] {
  const { graph, closureSizes: sizes, referrers } = model;
  const wanted = match.toLowerCase();
  const found: number[] = [];
  graph.nodes.forEach(({ path }, i) => {
    if (path.toLowerCase().includes(wanted)) found.push(i);
  });
  const weights: Record<Exclude<ClosureOrder, "name">, (i: number) => number> = {
    size: (i) => graph.nodes[i]!.narSize,
    closure: (i) => sizes[i]!,
    references: (i) => graph.nodes[i]!.references.length,
    referrers: (i) => referrers[i]!.length,
  };
  if (order === "name") {
    const names = graph.nodes.map(({ path }) => path.replace(/^.*\/[0-9a-z]{32}-/, ""));
    return found.sort((a, b) => (names[a]! < names[b]! ? -1 : names[a]! > names[b]! ? 1 : a - b));
  }
  const weight = weights[order];
  return found.sort((a, b) => (weight(b) || 0) - (weight(a) || 0) || a - b);
}
