/** Forcing all of a value. */
import type { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { asNixError } from "../trace.ts";
import { Attrs } from "../values/attrs.ts";
import { Float, isFunction, Thunk, type List, type Slot, type Value } from "../values/value.ts";
import { lateIndex } from "./equality.ts";
import { force, type Steps } from "./primitives.ts";

/** Lists up to this length live in their cell in C++, and printing tells cells apart: see `print.ts`. */
const inlineList = 2;

/** Whether a slot may hold this value in place of its thunk without anybody seeing a difference. */
function replaceable(value: Value): boolean {
  return !(
    isFunction(value) ||
    value instanceof Float ||
    (Array.isArray(value) && value.length <= inlineList)
  );
}

/** A list or set being walked. */
interface Walk {
  /** Null for a list. */
  set: Attrs | null;
  slots: Slot[];
  /** Index of the attribute that comes last; -1: none. */
  late: number;
  next: number;
}

function walkOf(m: Machine, value: List | Attrs): Walk {
  if (!(value instanceof Attrs)) return { set: null, slots: value, late: -1, next: 0 };
  const set = value.flat();
  return { set, slots: set.values, late: lateIndex(m, set), next: 0 };
}

/**
 * Forces a value and all that is in it, in order of items and symbols, sets and lists met again left out (so
 * cycles are no problem). Walks with a stack of its own.
 * @throws NixError from evaluating the parts
 */
export function* deepForce(m: Machine, root: Value): Steps<null> {
  if (!(Array.isArray(root) || root instanceof Attrs)) return null;
  const seen = new Set<List | Attrs>([root]);
  const stack = [walkOf(m, root)];
  let steps = 0;
  try {
    for (let walk = stack[stack.length - 1]; walk !== undefined; walk = stack[stack.length - 1]) {
      if ((++steps & 1023) === 0) m.poll();
      if (walk.next === walk.slots.length) {
        stack.pop();
        continue;
      }
      const step = walk.next++;
      const i = walk.set === null ? step : walk.set.keys.walked(step, walk.late);
      const slot = walk.slots[i]!;
      let value: Value;
      if (slot instanceof Thunk) {
        value = yield* force(m, slot);
        if (replaceable(value)) walk.slots[i] = value;
      } else value = slot;
      if ((Array.isArray(value) || value instanceof Attrs) && !seen.has(value)) {
        seen.add(value);
        stack.push(walkOf(m, value));
      }
    }
  } catch (e) {
    throw withFrames(m, e, stack);
  }
  return null;
}

/** Tells the way to what failed. */
function withFrames(m: Machine, thrown: unknown, stack: readonly Walk[]): NixError {
  const error = asNixError(thrown);
  for (let i = stack.length - 1; i >= 0; i--) {
    const { set, late, next } = stack[i]!;
    if (set === null) {
      error.push(`while evaluating list element at index ${next - 1}`, null);
      continue;
    }
    const at = set.keys.walked(next - 1, late);
    const name = m.symbols.names[set.keys.ids[at]!]!;
    const position = set.positionAt(at);
    const span = position && {
      source: position.source,
      start: position.offset,
      end: position.offset + name.length,
    };
    error.push(`while evaluating the attribute '${name}'`, span);
  }
  return error;
}
