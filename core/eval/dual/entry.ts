/** What the command line asks for: arguments by name, and paths into a value. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { Attrs } from "../values/attrs.ts";
import { describe } from "../values/describe.ts";
import { Closure, type Slot, type Value } from "../values/value.ts";
import { call, force, type Steps } from "./primitives.ts";

/**
 * Calls a function with formals, supplying those arguments it names (all of them, if it has an ellipsis).
 * @throws NixError if an argument without default is not supplied
 */
export function* autoCall(m: Machine, value: Value, args: ReadonlyMap<string, Slot>): Steps<Value> {
  let fn = value;
  while (fn instanceof Attrs) {
    const functor = fn.get(m.known.functor);
    if (functor === undefined) return fn;
    fn = yield* call(m, yield* force(m, functor), fn);
  }
  if (!(fn instanceof Closure) || fn.lambda.formals === null) return fn;
  const { formals } = fn.lambda;
  const chosen = new Map<number, Slot>();
  if (formals.ellipsis) for (const [name, slot] of args) chosen.set(m.symbols.intern(name), slot);
  for (const [i, id] of formals.ids.entries()) {
    const name = m.symbols.names[id]!;
    const slot = args.get(name);
    if (slot !== undefined) chosen.set(id, slot);
    else if (formals.defaults[i] === undefined) {
      throw new NixError(
        "missing-argument",
        `cannot evaluate a function that has an argument without a value ('${name}')`,
      );
    }
  }
  return yield* call(m, fn, Attrs.from([...chosen.keys()], [...chosen.values()]));
}

/** The names in an attribute path: separated by dots, quoted where they contain one. @throws NixError if malformed */
export function parseAttrPath(path: string): string[] {
  const names: string[] = [];
  let name = "";
  for (let i = 0; i < path.length; i++) {
    const c = path[i]!;
    if (c === ".") {
      names.push(name);
      name = "";
    } else if (c === '"') {
      const end = path.indexOf('"', i + 1);
      if (end < 0) throw new NixError("value", `missing closing quote in selection path '${path}'`);
      name += path.slice(i + 1, end);
      i = end;
    } else name += c;
  }
  if (name !== "" || names.length > 0) names.push(name);
  return names.filter((part, i) => part !== "" || i < names.length - 1);
}

/** The value at an attribute path, calling functions on the way. @throws NixError if there is none */
export function* selectPath(
  m: Machine,
  value: Value,
  path: string,
  args: ReadonlyMap<string, Slot>,
): Steps<Value> {
  let current = value;
  for (const name of parseAttrPath(path)) {
    current = yield* autoCall(m, current, args);
    if (/^\d+$/.test(name)) {
      if (!Array.isArray(current)) {
        throw new NixError(
          "type",
          `the expression selected by the selection path '${path}' should be a list but is ${describe(current)}`,
        );
      }
      const slot = current[Number(name)];
      if (slot === undefined)
        throw new NixError("index", `list index ${name} in selection path '${path}' is out of range`);
      current = yield* force(m, slot);
      continue;
    }
    if (!(current instanceof Attrs)) {
      throw new NixError(
        "type",
        `the expression selected by the selection path '${path}' should be a set but is ${describe(current)}`,
      );
    }
    if (name === "") throw new NixError("value", `empty attribute name in selection path '${path}'`);
    const slot = current.get(m.symbols.find(name));
    if (slot === undefined) {
      throw new NixError("missing-attribute", `attribute '${name}' in selection path '${path}' not found`);
    }
    current = yield* force(m, slot);
  }
  return current;
}
