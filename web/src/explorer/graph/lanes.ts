/**
 * Lanes: where edges that are longer than one layer pass between the nodes. All edges to one node share its lanes, and
 * come together before it.
 */

/** Lanes beyond which a picture has none: its edges then go straight. */
const mostLanes = 6000;

/** A graph in which all edges lead to the next layer, as far as it has lanes. */
export interface Laned {
  /** What each node and lane leads to; lanes have the numbers after the nodes. */
  next: readonly (readonly number[])[];
  layerOf: Int32Array;
  /** Lanes to a node, from the first layer that has one on. */
  lanes: ReadonlyMap<number, { from: number; ids: readonly number[] }>;
}

/** Adds them. Edges that lead back have none. */
export function withLanes(next: readonly (readonly number[])[], layerOf: Int32Array): Laned {
  const count = next.length;
  /** The layer after that of a node's first user. */
  const first = new Int32Array(count).fill(-1);
  for (const [user, others] of next.entries()) {
    for (const other of others) {
      const from = layerOf[user]! + 1;
      if (from < layerOf[other]! && (first[other]! < 0 || from < first[other]!)) first[other] = from;
    }
  }
  let total = 0;
  for (let node = 0; node < count; node++) if (first[node]! >= 0) total += layerOf[node]! - first[node]!;
  if (total === 0 || total > mostLanes) return { next, layerOf, lanes: new Map() };
  const layers = new Int32Array(count + total);
  layers.set(layerOf);
  const lanes = new Map<number, { from: number; ids: number[] }>();
  const onwards: number[][] = [];
  let id = count;
  for (let node = 0; node < count; node++) {
    const from = first[node]!;
    if (from < 0) continue;
    const ids: number[] = [];
    for (let layer = from; layer < layerOf[node]!; layer++, id++) {
      layers[id] = layer;
      ids.push(id);
      onwards.push([layer + 1 < layerOf[node]! ? id + 1 : node]);
    }
    lanes.set(node, { from, ids });
  }
  const led = next.map((others, user) =>
    others.map((other) => lanes.get(other)?.ids[layerOf[user]! + 1 - lanes.get(other)!.from] ?? other),
  );
  return { next: [...led, ...onwards], layerOf: layers, lanes };
}

/** What an edge passes through, both ends included. */
export function routeOf(
  { lanes, layerOf }: Pick<Laned, "lanes" | "layerOf">,
  user: number,
  input: number,
): number[] {
  const its = lanes.get(input);
  const at = layerOf[user]! + 1 - (its?.from ?? 0);
  return its === undefined || at < 0 ? [user, input] : [user, ...its.ids.slice(at), input];
}
