/** Calls like `foldl' f z (map g xs)`: nobody but the outer builtin sees the inner one's list. */
import {
  all,
  any,
  concatMap,
  filter,
  foldlStrict,
  groupBy,
  partition,
  passingCount,
} from "../direct/folds.ts";
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
import { sort } from "../direct/sort.ts";
import { concatStringsSep } from "../direct/strings.ts";
import { GLOBAL, Kind, WITH, type ApplyExpr, type Expr, type Ref, type VarExpr } from "../syntax/ast.ts";
import { traceCall } from "../trace.ts";
import type { Machine } from "../machine.ts";
import type { Code, Unit } from "../values/code.ts";
import type { PassingList } from "../values/passing.ts";
import { getSlot } from "../values/env.ts";
import { makeSlot } from "../values/maker.ts";
import { Thunk, type Builtin, type Slot, type Value } from "../values/value.ts";
import { knownBuiltin } from "./known.ts";
import type { Delay, FastCompiler, Maker, Run } from "./compile.ts";
import { builtinCost } from "./primitives.ts";
import { valueUsedOnce } from "./single-use.ts";
import { climb } from "./variables.ts";

type PassingMaker = (m: Machine, fn: Slot, from: Slot) => PassingList;

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
  [sort, 1],
  [concatStringsSep, 1],
]);

/** By direct form: how to make its list for one reader. */
const makers = new Map<unknown, PassingMaker>([
  [genList, passingGenList as PassingMaker],
  [map, passingMap as PassingMaker],
]);

/** By direct form: how to tell the length of its list for `length`. */
const counters = new Map<unknown, PassingMaker>([[filter, passingCount as PassingMaker]]);

/** How to make the slot of a list argument that only the builtin will read; null where that is not known. */
export function passingArgument(
  c: FastCompiler,
  builtin: Builtin,
  parameter: number,
  arg: Expr,
): Maker | null {
  return readers.get(builtin.direct) === parameter ? passing(c, arg, builtin.direct === length) : null;
}

/** Whether an expression may be a list that {@link passingArgument} can do something about. */
export function mayPass(c: FastCompiler, expr: Expr): boolean {
  if (expr.kind !== Kind.Apply || expr.sugar !== null || expr.args.length !== 2) return false;
  const builtin = knownBuiltin(c.m, c.unit.names, expr.fn);
  return builtin !== null && (makers.has(builtin.direct) || counters.has(builtin.direct));
}

function passing(c: FastCompiler, expr: Expr, counted = false): Maker | null {
  if (expr.kind === Kind.Var) return passingVar(c, expr, counted);
  if (expr.kind !== Kind.Apply || expr.sugar !== null || expr.args.length !== 2) return null;
  return passingCode(c, expr, counted);
}

/** The list a variable stands for, whose thunk nobody else will look at. */
function passingVar(c: FastCompiler, expr: VarExpr, counted: boolean): Delay | null {
  const { depth, slot } = expr;
  if (depth === GLOBAL || depth === WITH) return null;
  const value = valueUsedOnce(c, expr);
  if (value === null || value.kind !== Kind.Apply) return null;
  const code = passingCode(c, value, counted);
  if (code === null) return null;
  return (env) => {
    const thunk = getSlot(climb(env, depth), slot);
    if (!(thunk instanceof Thunk) || thunk.code === null || thunk.code.cost === 0) return thunk;
    return new Thunk(code, thunk.state);
  };
}

function passingCode(c: FastCompiler, expr: ApplyExpr, counted: boolean): Code | null {
  const builtin = knownBuiltin(c.m, c.unit.names, expr.fn);
  if (builtin === null) return null;
  const maker = makers.get(builtin.direct) ?? (counted ? counters.get(builtin.direct) : undefined);
  return maker === undefined
    ? null
    : c.code(expr, (made) => compileMaker(c, made as ApplyExpr, builtin, maker));
}

/** As a call of the builtin is compiled, except that the result is a {@link PassingList}. */
function compileMaker(c: FastCompiler, expr: ApplyExpr, builtin: Builtin, maker: PassingMaker): Run {
  const fn = c.makerUsed(expr.args[0]!);
  const whole = c.makerUsed(expr.args[1]!);
  const from = (maker === passingGenList ? null : passing(c, expr.args[1]!)) ?? whole;
  return passingRun(builtin, maker, fn, whole, from, c.unit, c.ref(expr));
}

function passingRun(
  builtin: Builtin,
  maker: PassingMaker,
  fn: Maker,
  whole: Maker,
  from: Maker,
  unit: Unit,
  place: Ref,
): Run {
  return (env, m) => {
    try {
      // The VM makes the whole list.
      if (m.depth < builtinCost) return m.spill.apply(builtin, [makeSlot(fn, env), makeSlot(whole, env)]);
      m.depth -= builtinCost;
      const list = maker(m, makeSlot(fn, env), makeSlot(from, env));
      m.depth += builtinCost;
      return list as unknown as Value;
    } catch (e) {
      throw traceCall(e, unit, place, builtin);
    }
  };
}
