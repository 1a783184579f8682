/** Arguments of builtins that are evaluated before anything else happens. */
import { concatLists, head, length, map } from "../direct/lists.ts";
import { GLOBAL, Kind, WITH, type Expr } from "../syntax/ast.ts";
import type { Builtin } from "../values/value.ts";
import type { Delay, FastCompiler } from "./compile.ts";

/** By direct form: the parameter that it evaluates first, and of which it only uses the value. */
const forcedFirst = new Map<unknown, number>([
  [concatLists, 0],
  [head, 0],
  [length, 0],
  [map, 1],
]);

/**
 * How to evaluate a variable that is such an argument; null where that is not known. The builtin would do the same,
 * but only who knows the scope can let it hold the value of an evaluated variable in place of its thunk.
 */
export function forcedVar(c: FastCompiler, builtin: Builtin, parameter: number, arg: Expr): Delay | null {
  if (forcedFirst.get(builtin.direct) !== parameter) return null;
  if (arg.kind !== Kind.Var || arg.depth === GLOBAL || arg.depth === WITH) return null;
  const { m } = c;
  const run = c.run(arg);
  return (env) => run(env, m);
}
