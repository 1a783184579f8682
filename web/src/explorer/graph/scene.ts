/** What is drawn of a graph: the nodes that are shown, in their places. Here nodes have local numbers. */
import { shortenMiddle } from "../../result/store-paths.ts";
import { shownNodes, type Folding } from "./collapse.ts";
import { layoutSteps, sizes, type Layout } from "./layout.ts";
import type { Graph } from "./model.ts";
import type { Box } from "./viewport.ts";

export interface Scene {
  graph: Graph;
  folding: Folding;
  /** Number in the graph by local number. */
  nodes: readonly number[];
  /** Local number by number in the graph. */
  localOf: ReadonlyMap<number, number>;
  /** Inputs and users that are shown. */
  next: readonly (readonly number[])[];
  before: readonly (readonly number[])[];
  labels: readonly string[];
  layout: Layout;
  edges: number;
}

/** Characters of a name in a node. */
const longestLabel = 30;
/** Pixels of a character at the picture's natural size, and what is left and right of the text. */
const [characterWidth, paddingWidth] = [7.25, 20];

/** Makes the picture; it may be interrupted at each `yield`. */
export function* sceneSteps(graph: Graph, folding: Folding): Generator<void, Scene> {
  const nodes = shownNodes(graph, folding);
  const localOf = new Map(nodes.map((node, i) => [node, i]));
  const isFolded = (node: number): boolean => folding.folded.has(node);
  // What is folded has edges all the same to what is shown for another reason.
  const next = nodes.map((node) =>
    graph.inputs[node]!.map((input) => localOf.get(input) ?? -1).filter((input) => input >= 0),
  );
  const before: number[][] = nodes.map(() => []);
  let edges = 0;
  for (const [user, inputs] of next.entries()) {
    for (const input of inputs) before[input]!.push(user);
    edges += inputs.length;
  }
  yield;
  const labels = nodes.map((node, local) => {
    const hidden = isFolded(node) ? hiddenInputs(graph, node, folding, next[local]!.length) : 0;
    const name = shortenMiddle(graph.nodes[node]!.name, longestLabel);
    return hidden > 0 ? `${name} +${hidden}` : name;
  });
  const widths = labels.map((label) => label.length * characterWidth + paddingWidth);
  const layout = yield* layoutSteps({ widths, next });
  return { graph, folding, nodes, localOf, next, before, labels, layout, edges };
}

function hiddenInputs(graph: Graph, node: number, { sources }: Folding, shown: number): number {
  const inputs = graph.inputs[node]!;
  const all = sources ? inputs.length : inputs.filter((it) => graph.nodes[it]!.kind !== "source").length;
  return all - shown;
}

/** The box of a node. */
export function boxOf({ x, y, widths }: Layout, local: number): Box {
  const half = sizes.height / 2;
  return {
    left: x[local]!,
    right: x[local]! + widths[local]!,
    top: y[local]! - half,
    bottom: y[local]! + half,
  };
}

/** Nodes that may be in a part of the picture. */
export function nodesIn({ count, layers, x, y, widths }: Layout, box: Box): number[] {
  const found: number[] = [];
  for (const layer of layers) {
    const left = x[layer[0]!]!;
    if (left > box.right) break;
    let low = 0;
    let high = layer.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (y[layer[middle]!]! < box.top - sizes.height) low = middle + 1;
      else high = middle;
    }
    for (let i = low; i < layer.length; i++) {
      const node = layer[i]!;
      if (y[node]! > box.bottom + sizes.height) break;
      if (node < count && left + widths[node]! >= box.left) found.push(node);
    }
  }
  return found;
}

/** The node at a point of the picture, or near it; null where there is none. */
export function nodeAt({ layout }: Scene, x: number, y: number, near = 0): number | null {
  const box = { left: x - near, right: x + near, top: y - near, bottom: y + near };
  let best: number | null = null;
  let least = Infinity;
  for (const node of nodesIn(layout, box)) {
    const { left, right, top, bottom } = boxOf(layout, node);
    const dx = Math.max(left - x, 0, x - right);
    const dy = Math.max(top - y, 0, y - bottom);
    const distance = Math.hypot(dx, dy);
    if (distance <= near && distance < least) [best, least] = [node, distance];
  }
  return best;
}

export type Direction = "left" | "right" | "up" | "down";

/** The node beside another: its nearest user or input, the one above or below; null where there is none. */
export function beside({ layout, next, before }: Scene, local: number, direction: Direction): number | null {
  if (direction === "up" || direction === "down") {
    const layer = layout.layers[layout.layerOf[local]!]!.filter((node) => node < layout.count);
    return layer[layer.indexOf(local) + (direction === "up" ? -1 : 1)] ?? null;
  }
  const candidates = (direction === "right" ? next : before)[local]!;
  let best: number | null = null;
  for (const node of candidates) {
    if (best === null || far(layout, node, local) < far(layout, best, local)) best = node;
  }
  return best;
}

/** Layers count for more than what is above or below. */
function far({ y, layerOf }: Layout, a: number, b: number): number {
  return Math.abs(layerOf[a]! - layerOf[b]!) * 1e6 + Math.abs(y[a]! - y[b]!);
}
