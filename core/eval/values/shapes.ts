/** Sets of a fixed shape that builtins make again and again: their keys are shared, so that lookups are fast. */
import type { Machine } from "../machine.ts";
import { Attrs, Keys } from "./attrs.ts";
import type { Slot } from "./value.ts";

const shapes = new WeakMap<Machine, Map<number, Keys>>();

/** Symbols of the evaluator's own names are below this. */
const span = 2 ** 16;

/** The set `{ a = x; b = y; }` for two of the machine's own symbols. */
export function pairOf(m: Machine, a: number, x: Slot, b: number, y: Slot): Attrs {
  let known = shapes.get(m);
  if (known === undefined) shapes.set(m, (known = new Map()));
  const [low, high] = a < b ? [a, b] : [b, a];
  let keys = known.get(low * span + high);
  if (keys === undefined) known.set(low * span + high, (keys = Keys.of([low, high])));
  return new Attrs(keys, a < b ? [x, y] : [y, x]);
}
