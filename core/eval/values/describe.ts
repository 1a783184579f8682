/** Values by kind, for messages and `typeOf`. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { printForError } from "../print.ts";
import { Attrs } from "./attrs.ts";
import { Builtin, ContextString, Float, PartialApp, Path, type Value } from "./value.ts";

/** What a value is, with its article: "a set", "an integer", "the built-in function 'map'". */
export function describe(value: Value): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "boolean":
      return "a Boolean";
    case "number":
    case "bigint":
      return "an integer";
    case "string":
      return "a string";
  }
  if (value instanceof Attrs) return "a set";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Float) return "a float";
  if (value instanceof ContextString) return "a string with context";
  if (value instanceof Path) return "a path";
  if (value instanceof Builtin) return `the built-in function '${value.name}'`;
  if (value instanceof PartialApp) return `the partially applied built-in function '${value.builtin.name}'`;
  return "a function";
}

/** {@link describe} without what tells values of one type apart: as comparing and adding speak of them. */
export function describeType(value: Value): string {
  if (value instanceof ContextString) return "a string";
  if (value instanceof Builtin || value instanceof PartialApp) return "a function";
  return describe(value);
}

/** "an integer: 1", "a set: { a = «thunk»; }", as errors show what they found. */
export function describeWithValue(m: Machine, value: Value): string {
  return `${describe(value)}: ${printForError(m, value)}`;
}

/** The error for a value of the wrong type. `wanted` has its article. */
export function typeError(m: Machine, wanted: string, value: Value): NixError {
  return new NixError("type", `expected ${wanted} but found ${describeWithValue(m, value)}`);
}

/** What `builtins.typeOf` says. */
export function typeName(value: Value): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "number":
    case "bigint":
      return "int";
    case "string":
      return "string";
  }
  if (value instanceof Attrs) return "set";
  if (Array.isArray(value)) return "list";
  if (value instanceof Float) return "float";
  if (value instanceof ContextString) return "string";
  if (value instanceof Path) return "path";
  return "lambda";
}
