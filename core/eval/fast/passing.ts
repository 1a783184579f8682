/** Calls like `foldl' f z (map g xs)`: nobody but the outer builtin sees the inner one's list. */
import { all, any, concatMap, filter, foldlStrict, groupBy, partition } from "../direct/folds.ts";
import {
  concatLists,
  elemAt,
  genList,
  head,
  length,
  map,
  passingGenList,
  passingMap,
} from "../direct/lists.ts";
import { listToAttrs } from "../direct/sets.ts";
import { concatStringsSep } from "../direct/strings.ts";
import { Kind, type ApplyExpr, type Expr } from "../syntax/ast.ts";
import { traceCall } from "../trace.ts";
import type { Machine } from "../machine.ts";
import type { PassingList } from "../values/passing.ts";
import { Thunk, type Builtin, type Slot, type Value } from "../values/value.ts";
import { knownBuiltin } from "./known.ts";
import type { Delay, FastCompiler, Run } from "./compile.ts";
import { builtinCost } from "./primitives.ts";

type Maker = (m: Machine, fn: Slot, from: Slot) => PassingList;

/** By direct form: which parameter it reads as `Items`, each item at most once. */
const readers = new Map<unknown, number>([
  [all, 1],
  [any, 1],
  [concatMap, 1],
  [filter, 1],
  [foldlStrict, 2],
  [groupBy, 1],
  [partition, 1],
  [concatLists, 0],
  [elemAt, 0],
  [head, 0],
  [length, 0],
  [listToAttrs, 0],
  [concatStringsSep, 1],
]);

/** By direct form: how to make its list for one reader. */
const makers = new Map<unknown, Maker>([
  [genList, passingGenList as Maker],
  [map, passingMap as Maker],
]);

/** How to make the slot of a list argument that only the builtin will read; null where that is not known. */
export function passingArgument(
  c: FastCompiler,
  builtin: Builtin,
  parameter: number,
  arg: Expr,
): Delay | null {
  return readers.get(builtin.direct) === parameter ? passing(c, arg) : null;
}

function passing(c: FastCompiler, expr: Expr): Delay | null {
  if (expr.kind !== Kind.Apply || expr.sugar !== null || expr.args.length !== 2) return null;
  const builtin = knownBuiltin(c.m, c.unit.names, expr.fn);
  const maker = builtin === null ? undefined : makers.get(builtin.direct);
  if (builtin === null || maker === undefined) return null;
  const code = c.code(expr, () => compileMaker(c, expr, builtin, maker));
  return (env) => new Thunk(code, env);
}

/** As a call of the builtin is compiled, except that the result is a {@link PassingList}. */
function compileMaker(c: FastCompiler, expr: ApplyExpr, builtin: Builtin, maker: Maker): Run {
  const { m, unit } = c;
  const fn = c.delayUsed(expr.args[0]!);
  const whole = c.delayUsed(expr.args[1]!);
  const from = (maker === passingMap ? passing(c, expr.args[1]!) : null) ?? whole;
  return (env) => {
    try {
      // The VM makes the whole list.
      if (m.depth < builtinCost) return m.spill.apply(builtin, [fn(env), whole(env)]);
      m.depth -= builtinCost;
      const list = maker(m, fn(env), from(env));
      m.depth += builtinCost;
      return list as unknown as Value;
    } catch (e) {
      throw traceCall(e, unit, expr, builtin);
    }
  };
}
