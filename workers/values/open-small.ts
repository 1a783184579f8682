/** Evaluating what is nested in a value as long as that is cheap. */
import { Attrs, NixError, type Slot, Thunk, type Value } from "../../core/eval/index.ts";
import type { PageEvaluator } from "../page-evaluator.ts";
import type { KeptValues } from "./kept-value.ts";
import { derivationName } from "./summary.ts";
import { isTransient } from "./transient.ts";

/** Values forced at most. */
const mostValues = 200;

/** Milliseconds it may take in all. */
const mostTime = 50;

/** Children looked at in all, forced or not. */
const mostChildren = 2000;

/**
 * Forces nested values breadth-first, not those in derivations. One that fails remembers it; one that would take
 * too long, too much memory or the network stays as it is. Never throws.
 */
export function openSmall(page: PageEvaluator, values: KeptValues, root: Value): void {
  const m = page.evaluator.machine;
  const until = performance.now() + mostTime;
  const left = { values: mostValues, children: mostChildren };
  /** Whether to go on after forcing a slot. */
  const open = (slot: Slot): boolean => {
    if (values.peek(slot).type !== "thunk") return true;
    if (left.values-- === 0) return false;
    try {
      page.aside(until, () => page.evaluator.force(slot));
      return true;
    } catch (error) {
      if (!(error instanceof NixError)) return false;
      if (isTransient(error)) return performance.now() < until && error.kind !== "stopped";
      values.noteFailure(slot, error);
      return true;
    }
  };
  const seen = new Set<Value>([root]);
  // A Set's iteration also visits what is added on the way.
  for (const value of seen) {
    if (value instanceof Attrs) {
      const type = value.get(m.known.type);
      if (type instanceof Thunk && !open(type)) return;
      if (derivationName(m, value) !== null) continue;
    }
    for (const slot of childrenOf(page, value)) {
      if (left.children-- === 0 || !open(slot)) return;
      const peeked = values.peek(slot);
      if (peeked.type === "value" && isContainer(peeked.value)) seen.add(peeked.value);
    }
  }
}

function isContainer(value: Value): boolean {
  return value instanceof Attrs || Array.isArray(value);
}

function* childrenOf(page: PageEvaluator, value: Value): Generator<Slot> {
  if (Array.isArray(value)) yield* value;
  else if (value instanceof Attrs) {
    const { keys, values } = value.flat();
    for (const i of keys.byName(page.evaluator.machine.symbols)) yield values[i]!;
  }
}
