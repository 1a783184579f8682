/** Builtins that tell what a value is. */
import type { Machine } from "../machine.ts";
import { Attrs } from "../values/attrs.ts";
import { typeName } from "../values/describe.ts";
import { Float, isFunction, isInt, isString, Path, type Slot, type Value } from "../values/value.ts";
import { define, type Definition } from "./define.ts";
import { force, type Steps } from "./primitives.ts";

/** A builtin that forces its argument and looks at it. */
function predicate(name: string, what: string, test: (value: Value) => boolean): Definition {
  return define(name, ["e"], `Whether \`e\` is ${what}. Evaluates \`e\`.`, function* (m: Machine, e: Slot) {
    return test(yield* force(m, e));
  });
}

function* typeOf(m: Machine, e: Slot): Steps<Value> {
  return typeName(yield* force(m, e));
}

export const predicateBuiltins: readonly Definition[] = [
  predicate("isAttrs", "a set", (value) => value instanceof Attrs),
  predicate("isBool", "a boolean", (value) => typeof value === "boolean"),
  predicate("isFloat", "a floating-point number", (value) => value instanceof Float),
  predicate(
    "isFunction",
    "a function, written in Nix or built in (a set with `__functor` is none)",
    isFunction,
  ),
  predicate("isInt", "an integer", isInt),
  predicate("isList", "a list", (value) => Array.isArray(value)),
  predicate("isNull", "`null`; the same as `e == null`", (value) => value === null),
  predicate("isPath", "a path (a string that looks like one is none)", (value) => value instanceof Path),
  predicate("isString", "a string", isString),
  define(
    "typeOf",
    ["e"],
    'The type of `e` as a string: `"int"`, `"bool"`, `"string"`, `"path"`, `"null"`, `"set"`, `"list"`, `"lambda"` or `"float"`.',
    typeOf,
  ),
];
