/**
 * Where the nodes of a graph are drawn: in layers from left to right, users before what they are made from. A few
 * sweeps move each node to the middle of its neighbours (Sugiyama's barycentres, on coordinates instead of ranks).
 */
import { type Laned, withLanes } from "./lanes.ts";
import { spread } from "./spread.ts";

/** Pixels of the picture at its natural size. */
export const sizes = {
  /** Of a node. */
  height: 24,
  /** Between nodes of a layer. */
  gap: 10,
  /** Around a lane. */
  lane: 4,
  /** Between layers. */
  between: 56,
} as const;

/** Sweeps there and back. */
const sweeps = 6;

/** How much more lanes draw at each other than nodes do: long edges become straight. */
const straightness = 4;

export interface LayoutInput {
  /** Widths of nodes. */
  widths: readonly number[];
  /** What each node points to; 0 is where all begins. */
  next: readonly (readonly number[])[];
}

/** Lanes have the numbers after the nodes. */
export interface Layout extends Pick<Laned, "lanes" | "layerOf"> {
  /** Nodes, lanes left out. */
  count: number;
  /** Left ends. */
  x: Float64Array;
  /** Middles. */
  y: Float64Array;
  /** A lane is as wide as its layer. */
  widths: Float64Array;
  /** Nodes and lanes of each layer, from above. */
  layers: readonly (readonly number[])[];
  /** Both ends of what edges are made of, one after another. */
  links: Int32Array;
  bounds: { left: number; top: number; right: number; bottom: number };
}

/** Works a layout out; it may be interrupted at each `yield`. */
export function* layoutSteps({ widths, next }: LayoutInput): Generator<void, Layout> {
  const count = next.length;
  const layers = gather(layersOf(next));
  const layerOf = new Int32Array(count);
  for (const [i, layer] of layers.entries()) for (const node of layer) layerOf[node] = i;
  yield;
  const laned = withLanes(next, layerOf);
  for (let lane = count; lane < laned.next.length; lane++) layers[laned.layerOf[lane]!]!.push(lane);
  const places = new Places(laned, count);
  yield;
  for (const layer of layers) places.arrange(layer, "start");
  yield;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const layer of layers) places.arrange(layer, "before");
    yield;
    for (const layer of layers.toReversed()) places.arrange(layer, "next");
    yield;
  }
  for (const layer of layers) places.arrange(layer, "both");
  yield;
  return finish(laned, count, layers, widths, places.y);
}

/** Works a layout out in one go. */
export function layout(input: LayoutInput): Layout {
  const steps = layoutSteps(input);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The longest way from the beginning to each node; edges that close a circle do not count. */
function layersOf(next: readonly (readonly number[])[]): Int32Array {
  const layer = new Int32Array(next.length);
  const order = topological(next);
  const rank = new Int32Array(next.length);
  order.forEach((node, i) => (rank[node] = i));
  for (const node of order) {
    for (const other of next[node]!) {
      if (rank[other]! > rank[node]!) layer[other] = Math.max(layer[other]!, layer[node]! + 1);
    }
  }
  return layer;
}

/** Nodes in an order in which edges point onwards, but for those that close a circle. */
export function topological(next: readonly (readonly number[])[]): number[] {
  const entered = new Uint8Array(next.length);
  const left: number[] = [];
  for (let root = 0; root < next.length; root++) {
    if (entered[root] === 1) continue;
    entered[root] = 1;
    const stack = [{ node: root, at: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const other = next[top.node]![top.at++];
      if (other === undefined) {
        left.push(top.node);
        stack.pop();
      } else if (entered[other] === 0) {
        entered[other] = 1;
        stack.push({ node: other, at: 0 });
      }
    }
  }
  return left.reverse();
}

function gather(layerOf: Int32Array): number[][] {
  const layers: number[][] = [];
  layerOf.forEach((layer, node) => (layers[layer] ??= []).push(node));
  // Layers without a node only come of circles.
  return layers.filter((layer) => layer !== undefined);
}

/** Where nodes and lanes are above and below each other. */
class Places {
  readonly y: Float64Array;
  private readonly before: number[][];

  constructor(
    private readonly laned: Laned,
    private readonly count: number,
  ) {
    const { next } = laned;
    this.y = new Float64Array(next.length);
    this.before = next.map(() => []);
    for (const [node, others] of next.entries()) for (const other of others) this.before[other]!.push(node);
  }

  /** Puts what is in a layer where its neighbours want it, as near as there is room. */
  arrange(layer: number[], by: "start" | "before" | "next" | "both"): void {
    const wanted = new Map(
      layer.map((node, i) => [node, this.wanted(node, by) ?? (this.y[node]! || i * 1e-6)]),
    );
    layer.sort((a, b) => wanted.get(a)! - wanted.get(b)! || a - b);
    const halves = layer.map((node) => (node < this.count ? (sizes.height + sizes.gap) / 2 : sizes.lane));
    const places = spread(
      layer.map((node) => wanted.get(node)!),
      halves,
    );
    layer.forEach((node, i) => (this.y[node] = places[i]!));
  }

  /** The middle of neighbours; null where there is none. */
  private wanted(node: number, by: "start" | "before" | "next" | "both"): number | null {
    let sum = 0;
    let weights = 0;
    const add = (others: readonly number[]): void => {
      for (const other of others) {
        const weight = node >= this.count && other >= this.count ? straightness : 1;
        sum += weight * this.y[other]!;
        weights += weight;
      }
    };
    if (by === "before" || by === "both") add(this.before[node]!);
    if (by === "next" || by === "both") add(this.laned.next[node]!);
    return weights === 0 ? null : sum / weights;
  }
}

function finish(
  { next, layerOf, lanes }: Laned,
  count: number,
  layers: readonly (readonly number[])[],
  nodeWidths: readonly number[],
  y: Float64Array,
): Layout {
  const x = new Float64Array(y.length);
  const widths = new Float64Array(y.length);
  let left = 0;
  let [top, bottom] = [Infinity, -Infinity];
  for (const layer of layers) {
    let widest = 0;
    for (const node of layer) if (node < count) widest = Math.max(widest, nodeWidths[node]!);
    for (const node of layer) {
      x[node] = left;
      widths[node] = node < count ? nodeWidths[node]! : widest;
      top = Math.min(top, y[node]! - sizes.height / 2);
      bottom = Math.max(bottom, y[node]! + sizes.height / 2);
    }
    left += widest + sizes.between;
  }
  const links: number[] = [];
  for (const [node, others] of next.entries()) for (const other of others) links.push(node, other);
  return {
    count,
    x,
    y,
    widths,
    layers,
    layerOf,
    lanes,
    links: Int32Array.from(links),
    bounds: { left: 0, top, right: Math.max(0, left - sizes.between), bottom },
  };
}
