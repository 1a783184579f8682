/** Builtins that tell what a value is. */
import type { Machine } from "../machine.ts";
import { Attrs } from "../values/attrs.ts";
import { typeName } from "../values/describe.ts";
import { Float, isFunction, isInt, isString, Path, type Slot, type Value } from "../values/value.ts";
import { define, type Definition } from "./define.ts";
import { force, type Steps } from "./primitives.ts";

/** A builtin that forces its argument and looks at it. */
function predicate(name: string, test: (value: Value) => boolean): Definition {
  return define(name, ["e"], function* (m: Machine, e: Slot) {
    return test(yield* force(m, e));
  });
}

function* typeOf(m: Machine, e: Slot): Steps<Value> {
  return typeName(yield* force(m, e));
}

export const predicateBuiltins: readonly Definition[] = [
  predicate("isAttrs", (value) => value instanceof Attrs),
  predicate("isBool", (value) => typeof value === "boolean"),
  predicate("isFloat", (value) => value instanceof Float),
  predicate("isFunction", isFunction),
  predicate("isInt", isInt),
  predicate("isList", (value) => Array.isArray(value)),
  predicate("isNull", (value) => value === null),
  predicate("isPath", (value) => value instanceof Path),
  predicate("isString", isString),
  define("typeOf", ["e"], typeOf),
];
