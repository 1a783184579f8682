/** Builtins that steer evaluation: errors, order, traces. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { printForTrace } from "../print.ts";
import { asNixError } from "../trace.ts";
import { pairOf } from "../values/shapes.ts";
import { isString, textOf, type Slot, type Value } from "../values/value.ts";
import { coerceSlot, Coercion } from "./coerce.ts";
import { deepForce } from "./deep.ts";
import { define, type Definition } from "./define.ts";
import { force, type Steps } from "./primitives.ts";
import { forceString } from "./types.ts";

function* abort(m: Machine, s: Slot): Steps<Value> {
  const text = textOf(yield* coerceSlot(m, s, Coercion.Copy));
  throw new NixError("abort", `evaluation aborted with the following error message: '${text}'`);
}

function* throwError(m: Machine, s: Slot): Steps<Value> {
  throw new NixError("throw", textOf(yield* coerceSlot(m, s, Coercion.Copy)));
}

function* addErrorContext(m: Machine, context: Slot, value: Slot): Steps<Value> {
  const mark = m.mark();
  let error: NixError;
  try {
    return yield* force(m, value);
  } catch (e) {
    m.restore(mark);
    error = asNixError(e);
  }
  const coercion = m.profile.contextCopiesPaths ? Coercion.Copy : Coercion.Weak;
  error.push(textOf(yield* coerceSlot(m, context, coercion)), null);
  throw error;
}

function* breakHere(m: Machine, v: Slot): Steps<Value> {
  return yield* force(m, v);
}

function* seq(m: Machine, e1: Slot, e2: Slot): Steps<Value> {
  yield* force(m, e1);
  return yield* force(m, e2);
}

function* deepSeq(m: Machine, e1: Slot, e2: Slot): Steps<Value> {
  yield* deepForce(m, yield* force(m, e1));
  return yield* force(m, e2);
}

function* trace(m: Machine, e1: Slot, e2: Slot): Steps<Value> {
  const value = yield* force(m, e1);
  m.host.trace(isString(value) ? textOf(value) : printForTrace(m, value));
  return yield* force(m, e2);
}

function* traceVerbose(m: Machine, e1: Slot, e2: Slot): Steps<Value> {
  return m.settings.traceVerbose ? yield* trace(m, e1, e2) : yield* force(m, e2);
}

function* tryEval(m: Machine, e: Slot): Steps<Value> {
  const { success, value } = m.known;
  const mark = m.mark();
  try {
    yield* force(m, e);
  } catch (thrown) {
    if (!(thrown instanceof NixError && thrown.catchable)) throw thrown;
    m.restore(mark);
    return pairOf(m, success, false, value, false);
  }
  return pairOf(m, success, true, value, e);
}

function* warn(m: Machine, e1: Slot, e2: Slot): Steps<Value> {
  m.host.warn(textOf(yield* forceString(m, e1)));
  if (m.settings.abortOnWarn) {
    throw new NixError("abort", "aborting to reveal stack trace of warning, as abort-on-warn is set");
  }
  return yield* force(m, e2);
}

export const controlBuiltins: readonly Definition[] = [
  define("abort", ["s"], abort),
  define("addErrorContext", ["context", "value"], addErrorContext),
  define("break", ["v"], breakHere),
  define("deepSeq", ["e1", "e2"], deepSeq),
  define("seq", ["e1", "e2"], seq),
  define("throw", ["s"], throwError),
  define("trace", ["e1", "e2"], trace),
  define("traceVerbose", ["e1", "e2"], traceVerbose),
  define("tryEval", ["e"], tryEval),
  define("warn", ["e1", "e2"], warn),
];
