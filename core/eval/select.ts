/** Errors of attribute selection, worded once for both executors. */
import { NixError, type Span } from "./errors.ts";
import type { Machine } from "./machine.ts";
import type { Ref, SelectExpr } from "./syntax/ast.ts";
import { spanOf } from "./trace.ts";
import { suggestionsFor } from "./suggestions.ts";
import type { Attrs } from "./values/attrs.ts";
import { nodeOf, type Unit } from "./values/code.ts";
import { describeWithValue } from "./values/describe.ts";
import type { Value } from "./values/value.ts";

/** The error for an attribute that is not there, with the names that `set` has instead. */
export function missingAttribute(
  m: Machine,
  unit: Unit,
  node: Ref<SelectExpr>,
  step: number,
  name: string,
  set: Attrs,
): NixError {
  const span = spanOf(unit, node);
  const start = nodeOf(unit, node).starts[step];
  if (start !== undefined) span.start = start;
  return lacking(m, name, set, span);
}

/** The same for a place of its own: `inherit (set) name`. */
export function lacking(m: Machine, name: string, set: Attrs, span: Span): NixError {
  const error = new NixError("missing-attribute", `attribute '${name}' missing`, span);
  error.suggestions = suggestionsFor(
    name,
    Array.from(set.flat().keys.ids, (id) => m.symbols.names[id]!),
  );
  return error;
}

/** The error for selecting from something that is no set. */
export function notASet(m: Machine, unit: Unit, node: Ref<SelectExpr>, step: number, value: Value): NixError {
  const span = spanOf(unit, step === 0 ? nodeOf(unit, node).subject : node);
  return new NixError("type", `expected a set but found ${describeWithValue(m, value)}`, span);
}
