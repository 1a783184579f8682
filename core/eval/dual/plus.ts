/** The operator `+`. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { canonicalPath } from "../paths.ts";
import { add } from "../values/arithmetic.ts";
import { Attrs } from "../values/attrs.ts";
import { describe } from "../values/describe.ts";
import {
  contextOf,
  ContextString,
  Float,
  isInt,
  isString,
  makeString,
  Path,
  textOf,
  unite,
  type Value,
} from "../values/value.ts";
import { Coercion, coerceToString } from "./coerce.ts";
import type { Steps } from "./primitives.ts";

/** A left operand that was a set: what it was coerced to, before the right one is evaluated. */
export class WeakLeft {
  constructor(readonly text: string | ContextString) {}
}

/**
 * Looks at the left operand, once it is evaluated and before the right one is.
 * @throws NixError if nothing can be added to it
 */
export function* plusLeft(m: Machine, a: Value): Steps<Value | WeakLeft> {
  if (isString(a) || isInt(a) || a instanceof Path || a instanceof Float) return a;
  const text = yield* coerceToString(m, a, a instanceof Attrs ? Coercion.Weak : Coercion.Copy);
  return new WeakLeft(text);
}

/** The sum: the left operand decides of what kind. @throws NixError */
export function* plus(m: Machine, left: Value | WeakLeft, b: Value): Steps<Value> {
  if (isInt(left as Value) || left instanceof Float) {
    if (isInt(b) || b instanceof Float) return add(m, left as Value, b);
    throw new NixError("type", `cannot add ${describe(b)} to ${describe(left as Value)}`);
  }
  if (left instanceof Path) {
    const right = yield* coerceToString(m, b, Coercion.Weak);
    if (right instanceof ContextString) {
      throw new NixError("context", "a string that refers to a store path cannot be appended to a path");
    }
    return new Path(canonicalPath(left.path + right));
  }
  const flags = left instanceof WeakLeft ? Coercion.Weak : Coercion.Copy;
  const start = left instanceof WeakLeft ? left.text : (left as string | ContextString);
  const right = isString(b) ? b : yield* coerceToString(m, b, flags);
  const text = textOf(start) + textOf(right);
  m.allocate(32);
  return typeof start === "string" && typeof right === "string"
    ? text
    : makeString(text, unite(contextOf(start), contextOf(right)));
}
