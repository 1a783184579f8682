/** What both executors need to know of calling: formals, functors, limits. */
import { NixError } from "./errors.ts";
import type { Machine } from "./machine.ts";
import { spanOf } from "./trace.ts";
import { Attrs } from "./values/attrs.ts";
import type { CompiledFormals, Lambda } from "./values/code.ts";
import { describeWithValue } from "./values/describe.ts";
import { makeSlot } from "./values/maker.ts";
import { makeEnv, setSlot, type Env } from "./values/env.ts";
import type { Slot, Value } from "./values/value.ts";

/**
 * The scope of a function with formals, for an argument and its value.
 * @throws NixError if the value is no set, misses a required argument, or (then) has one too many.
 */
export function bindFormals(m: Machine, lambda: Lambda, up: Env | null, arg: Slot, value: Value): Env {
  const formals = lambda.formals!;
  if (!(value instanceof Attrs)) {
    throw new NixError("type", `expected a set but found ${describeWithValue(m, value)}`);
  }
  const scope = makeEnv(lambda.size, up);
  const first = formals.first;
  if (first === 1) setSlot(scope, 0, arg);
  const ids = formals.ids;
  let used = 0;
  for (let i = 0; i < ids.length; i++) {
    const slot = value.get(ids[i]!);
    if (slot !== undefined) {
      used++;
      setSlot(scope, first + i, slot);
      continue;
    }
    const fallback = formals.defaults[i];
    if (fallback === undefined) throw missingArgument(m, lambda, ids[i]!);
    setSlot(scope, first + i, makeSlot(fallback, scope as never));
  }
  if (!formals.ellipsis && used !== value.size) throw unexpectedArgument(m, lambda, formals, value);
  return scope;
}

function functionName(lambda: Lambda): string {
  return lambda.expr.name >= 0 ? lambda.unit.names[lambda.expr.name]! : "anonymous lambda";
}

function missingArgument(m: Machine, lambda: Lambda, id: number): NixError {
  return new NixError(
    "missing-argument",
    `function '${functionName(lambda)}' called without required argument '${m.symbols.names[id]!}'`,
    spanOf(lambda.unit, lambda.expr),
  );
}

function unexpectedArgument(m: Machine, lambda: Lambda, formals: CompiledFormals, value: Attrs): NixError {
  const known = new Set(formals.ids);
  const flat = value.flat();
  const extra = flat.keys.ids.find((id) => !known.has(id))!;
  return new NixError(
    "unexpected-argument",
    `function '${functionName(lambda)}' called with unexpected argument '${m.symbols.names[extra]!}'`,
    spanOf(lambda.unit, lambda.expr),
  );
}

/** The `__functor` of a set that is called. @throws NixError if the value can't be called */
export function functorOf(m: Machine, value: Value): Slot {
  if (value instanceof Attrs) {
    const functor = value.get(m.known.functor);
    if (functor !== undefined) return functor;
  }
  throw new NixError(
    "type",
    `attempt to call something which is not a function but ${describeWithValue(m, value)}`,
  );
}

/** The error of Nix's own limit on nested calls. */
export function callDepthError(): NixError {
  return new NixError("call-depth", "stack overflow; max-call-depth exceeded");
}
