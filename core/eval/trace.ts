/** Turns what was thrown into a located {@link NixError}, and adds the frames of a trace; same for both executors. */
import { NixError, type Span } from "./errors.ts";
import { nodeOf, type Unit } from "./values/code.ts";
import { Builtin, Closure, PartialApp, type Value } from "./values/value.ts";

/** A node (see {@link Ref}), or whatever else has a place in the text. */
export type Place = { start: number; end: number } | number;

/** The span of a node. */
export function spanOf(unit: Unit, node: Place): Span {
  const { start, end } = typeof node === "number" ? nodeOf(unit, node) : node;
  return { source: unit.source, start, end };
}

/**
 * What was thrown as a NixError. JavaScript's own range errors are limits of the machine: a string or array
 * beyond what the engine can hold, or (should a depth budget be too generous) its stack.
 */
export function asNixError(thrown: unknown): NixError {
  if (thrown instanceof NixError) return thrown;
  if (thrown instanceof RangeError) {
    return /call stack/i.test(thrown.message)
      ? new NixError("call-depth", "stack overflow (the JavaScript stack is smaller than expected)")
      : new NixError("memory", `a value grew beyond what the JavaScript engine can hold (${thrown.message})`);
  }
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new NixError("internal", text);
}

/** Gives an error without a place the place of `node`. */
export function locate(thrown: unknown, unit: Unit, node: Place): NixError {
  const error = asNixError(thrown);
  error.span ??= spanOf(unit, node);
  return error;
}

/** Adds "while calling …" for a failed call at `node`. */
export function traceCall(thrown: unknown, unit: Unit, node: Place, fn: Value): NixError {
  const error = asNixError(thrown);
  const span = spanOf(unit, node);
  error.span ??= span;
  error.push(`while calling ${nameOf(fn)}`, span);
  return error;
}

function nameOf(fn: Value): string {
  if (fn instanceof Closure) {
    const { expr, unit } = fn.lambda;
    return expr.name >= 0 ? `'${unit.names[expr.name]}'` : "anonymous lambda";
  }
  if (fn instanceof Builtin) return `the '${fn.name}' builtin`;
  if (fn instanceof PartialApp) return `the '${fn.builtin.name}' builtin`;
  return "a functor (an attribute set with a '__functor' attribute)";
}

/** Adds "while evaluating the attribute …" for a failed selection at `node`. */
export function traceAttr(thrown: unknown, unit: Unit, node: Place, name: string): NixError {
  const error = asNixError(thrown);
  const span = spanOf(unit, node);
  error.span ??= span;
  error.push(`while evaluating the attribute '${name}'`, span);
  return error;
}
