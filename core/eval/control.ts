/** Errors of conditions, worded once for both executors. */
import { NixError } from "./errors.ts";
import type { Machine } from "./machine.ts";
import type { AssertExpr, Expr, Ref } from "./syntax/ast.ts";
import { show } from "./syntax/index.ts";
import { spanOf } from "./trace.ts";
import { nodeOf, type Unit } from "./values/code.ts";
import { describeWithValue } from "./values/describe.ts";
import type { Value } from "./values/value.ts";

/** The error for a condition that is no boolean. */
export function notBoolean(m: Machine, unit: Unit, node: Ref, value: Value): NixError {
  return new NixError(
    "type",
    `expected a Boolean but found ${describeWithValue(m, value)}`,
    spanOf(unit, node),
  );
}

/** The error of `assert` on false. */
export function assertionError(m: Machine, unit: Unit, node: Ref<AssertExpr>): NixError {
  return new NixError(
    "assert",
    `assertion '${showCondition(m, unit, nodeOf(unit, node).cond)}' failed`,
    spanOf(unit, node),
  );
}

function showCondition(m: Machine, unit: Unit, expr: Expr): string {
  const ast = { source: unit.source, root: expr, names: [...unit.names], height: 0 };
  return show(ast, { profile: m.profile.name, home: m.host.home ?? "~" });
}
