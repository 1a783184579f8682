/**
 * Applications put off: what `map`, `genList` and `mapAttrs` fill their results with.
 *
 * Long lists of them are common, and half of the time of a program that makes one went into copying them
 * during garbage collection; so those of one list share what they have in common (see {@link Code.held}).
 */
import { call, call2, force, type Steps } from "../dual/primitives.ts";
import { unlimitedCalls, type Machine } from "../machine.ts";
import { Code, type StepsFunction } from "./code.ts";
import { Env1 } from "./env.ts";
import { Closure, Thunk, type Slot, type Value } from "./value.ts";

/** JavaScript frames an application needs before it enters the function. */
const applyCost = 6;

/** Bytes of an application's thunk and its arguments, for the account. */
export const applyBytes = 80;

function unset(): never {
  throw new Error("the fast executor has not set this code's run");
}

function* applySteps(m: Machine, fn: Slot, a: Slot): Steps<Value> {
  return yield* call(m, yield* force(m, fn), a);
}

function* applySteps2(m: Machine, fn: Slot, a: Slot, b: Slot): Steps<Value> {
  return yield* call2(m, yield* force(m, fn), a, b);
}

/** `f a`; the state is `[f, a]`. `run` is set by `fast/primitives.ts`. */
export const applyCode = new Code(unset, applyCost, null, null, applySteps as unknown as StepsFunction);
/** `f a b`; the state is `[f, a, b]`. `run` is set by `fast/primitives.ts`. */
export const applyCode2 = new Code(unset, applyCost, null, null, applySteps2 as unknown as StepsFunction);

/** The closure a slot holds already, if its parameter is plain; Nix's own limit on calls counts entries, so not under it. */
function plainClosure(m: Machine, fn: Slot): Closure | null {
  const value = fn instanceof Thunk && fn.code === null ? (fn.state as Value) : fn;
  if (!(value instanceof Closure) || value.lambda.formals !== null || m.maxCallDepth < unlimitedCalls)
    return null;
  return value;
}

/** A thunk of `fn a`. */
export function applyLater(m: Machine, fn: Slot, a: Slot): Thunk {
  // A body and its scope are smaller than an application, and enter the body at once.
  const closure = plainClosure(m, fn);
  if (closure !== null) return new Thunk(closure.lambda.body, new Env1(closure.env, a));
  return new Thunk(applyCode, [fn, a]);
}

/** A thunk of `fn a b`. */
export function applyLater2(m: Machine, fn: Slot, a: Slot, b: Slot): Thunk {
  const closure = plainClosure(m, fn);
  const inner = closure?.lambda.inner;
  if (closure && inner && inner.formals === null) {
    return new Thunk(inner.body, new Env1(new Env1(closure.env, a), b));
  }
  return new Thunk(applyCode2, [fn, a, b]);
}

/** From this many on, applications of one function are worth a code of their own. */
export const heldFrom = 4;

/** Applications on the JavaScript stack; set by `fast/primitives.ts`. */
export const onStack: {
  apply: (m: Machine, fn: Slot, a: Slot) => Value;
  apply2: (m: Machine, fn: Slot, a: Slot, b: Slot) => Value;
} = { apply: unset, apply2: unset };

function runHeld(this: Code, a: Slot, m: Machine): Value {
  return onStack.apply(m, this.held as Slot, a);
}

function* heldSteps(this: Code, m: Machine, a: Slot): Steps<Value> {
  return yield* applySteps(m, this.held as Slot, a);
}

/** A code for thunks of `fn a`, whose state is `a` itself. */
export function applicationsOf(fn: Slot): Code {
  const code = new Code(runHeld, applyCost, null, null, heldSteps as unknown as StepsFunction);
  code.held = fn;
  return code;
}

/** The arguments of a function of `mapAttrs`. */
export class NamedSlot {
  constructor(
    readonly name: string,
    readonly slot: Slot,
  ) {}
}

function runNamed(this: Code, { name, slot }: NamedSlot, m: Machine): Value {
  return onStack.apply2(m, this.held as Slot, name, slot);
}

function* namedSteps(this: Code, m: Machine, { name, slot }: NamedSlot): Steps<Value> {
  return yield* applySteps2(m, this.held as Slot, name, slot);
}

/** A code for thunks of `fn name slot`, whose state is a {@link NamedSlot}. */
export function namedApplicationsOf(fn: Slot): Code {
  const code = new Code(runNamed, applyCost, null, null, namedSteps as unknown as StepsFunction);
  code.held = fn;
  return code;
}

/** What the thunks of one `mapAttrs` have in common. */
class MappedSet {
  constructor(
    readonly fn: Slot,
    /** Names of symbols. */
    readonly names: readonly string[],
    /** Symbols of the set, and its slots. */
    readonly ids: readonly number[],
    readonly values: readonly Slot[],
  ) {}
}

function runMapped(this: Code, i: number, m: Machine): Value {
  const { fn, names, ids, values } = this.held as MappedSet;
  return onStack.apply2(m, fn, names[ids[i]!]!, values[i]!);
}

function* mappedSteps(this: Code, m: Machine, i: number): Steps<Value> {
  const { fn, names, ids, values } = this.held as MappedSet;
  return yield* applySteps2(m, fn, names[ids[i]!]!, values[i]!);
}

/** A code for thunks of `fn name slot` for each attribute of a set, whose state is the attribute's index. */
export function mappedApplicationsOf(
  fn: Slot,
  names: readonly string[],
  ids: readonly number[],
  values: readonly Slot[],
): Code {
  const code = new Code(runMapped, applyCost, null, null, mappedSteps as unknown as StepsFunction);
  code.held = new MappedSet(fn, names, ids, values);
  return code;
}
