/** What both executors' compilers derive from binding groups: shapes of sets, formals, and functions. */
import { Binding, Kind, type AttrDef, type Bindings, type Expr, type LambdaExpr } from "./syntax/ast.ts";
import { sortedKeys, WrittenPlaces, type Keys, type Places } from "./values/attrs.ts";
import { Lambda, type Code, type CompiledFormals, type Unit } from "./values/code.ts";
import type { Maker } from "./values/maker.ts";

/** The shape of a literal set: its keys, and for each key (ascending by symbol) the binding it comes from. */
export interface AttrsLayout {
  keys: Keys;
  /** Where its attributes are written. */
  places: Places;
  /** Indices into `defs`. */
  order: readonly number[];
}

/** The shape of a set's static bindings. */
export function layoutOf(unit: Unit, bindings: Bindings): AttrsLayout {
  const { defs } = bindings;
  const ids = new Array<number>(defs.length);
  for (let i = 0; i < ids.length; i++) ids[i] = unit.symbols[defs[i]!.name]!;
  const { keys, order } = sortedKeys(ids);
  const offsets = new Array<number>(defs.length);
  for (let i = 0; i < order.length; i++) offsets[i] = defs[order[i]!]!.start;
  return { keys, places: new WrittenPlaces(unit.source, offsets), order };
}

/**
 * The function of a syntax node.
 * @param codeOf - the code of its body
 * @param makerOf - how to make a slot for a default, of which only slots before `index` may be shared
 */
export function lambdaOf(
  unit: Unit,
  expr: LambdaExpr,
  codeOf: (expr: Expr) => Code,
  makerOf: (expr: Expr, index: number) => Maker,
): Lambda {
  const { formals } = expr;
  const first = expr.param >= 0 ? 1 : 0;
  let compiled: CompiledFormals | null = null;
  let size: number = first;
  if (formals !== null) {
    const list = formals.formals;
    const count = list.length;
    const ids = new Array<number>(count);
    const defaults = new Array<Maker | undefined>(count);
    for (let i = 0; i < count; i++) {
      const { name, fallback } = list[i]!;
      ids[i] = unit.symbols[name]!;
      defaults[i] = fallback === null ? undefined : makerOf(fallback, first + i);
    }
    size += count;
    compiled = { ids, defaults, first, ellipsis: formals.ellipsis };
  }
  return new Lambda(unit.nodes?.ref(expr) ?? expr, unit, codeOf(expr.body), compiled, size);
}

/**
 * Whether variable `def` may share the cell it names when binding `index` of a recursive group is made:
 * only cells made before it exist by then.
 */
export function mayAlias(def: AttrDef, index: number): boolean {
  return def.how !== Binding.Plain || def.value === null || isMade(def.value, index);
}

/** Whether the cell an expression names (if it names one of the scope being made) exists before slot `index` does. */
export function isMade(expr: Expr, index: number): boolean {
  return expr.kind !== Kind.Var || expr.depth !== 0 || expr.slot < index;
}
