/** Errors of attribute selection, worded once for both executors. */
import { NixError } from "./errors.ts";
import type { Machine } from "./machine.ts";
import type { SelectExpr } from "./syntax/ast.ts";
import { spanOf } from "./trace.ts";
import type { Unit } from "./values/code.ts";
import { describeWithValue } from "./values/describe.ts";
import type { Value } from "./values/value.ts";

/** The error for an attribute that is not there. */
export function missingAttribute(unit: Unit, node: SelectExpr, step: number, name: string): NixError {
  const span = spanOf(unit, node);
  const start = node.starts[step];
  if (start !== undefined) span.start = start;
  return new NixError("missing-attribute", `attribute '${name}' missing`, span);
}

/** The error for selecting from something that is no set. */
export function notASet(m: Machine, unit: Unit, node: SelectExpr, step: number, value: Value): NixError {
  const span = spanOf(unit, step === 0 ? node.subject : node);
  return new NixError("type", `expected a set but found ${describeWithValue(m, value)}`, span);
}
