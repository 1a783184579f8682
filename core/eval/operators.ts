/** `//` and `++` on evaluated operands, for both executors. */
import { NixError } from "./errors.ts";
import type { Machine } from "./machine.ts";
import type { BinaryExpr, Ref } from "./syntax/ast.ts";
import { spanOf } from "./trace.ts";
import { Attrs } from "./values/attrs.ts";
import { nodeOf, type Unit } from "./values/code.ts";
import { describeWithValue } from "./values/describe.ts";
import type { Value } from "./values/value.ts";

/** Bytes of a set or list entry, for the approximate allocation count. */
const entryBytes = 8;

/** `a // b`. @throws NixError when an operand is no set */
export function updateAttrs(m: Machine, unit: Unit, node: Ref<BinaryExpr>, a: Value, b: Value): Value {
  if (a instanceof Attrs && b instanceof Attrs) {
    const result = a.update(b);
    if (result !== a && result !== b)
      m.allocate(result.base === null ? result.values.length * entryBytes : 64);
    return result;
  }
  const { left, right } = nodeOf(unit, node);
  throw notASetError(m, unit, a instanceof Attrs ? right : left, a instanceof Attrs ? b : a);
}

/** The error for an operand of `//` that is no set; each is looked at before the other is evaluated. */
export function notASetError(m: Machine, unit: Unit, operand: Ref, value: Value): NixError {
  return new NixError(
    "type",
    `expected a set but found ${describeWithValue(m, value)}`,
    spanOf(unit, operand),
  );
}

/** `a ++ b`. @throws NixError when an operand is no list */
export function concatLists(m: Machine, unit: Unit, node: Ref<BinaryExpr>, a: Value, b: Value): Value {
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length === 0) return b;
    if (b.length === 0) return a;
    m.allocate((a.length + b.length) * entryBytes);
    return a.concat(b);
  }
  const { left, right } = nodeOf(unit, node);
  const [wrong, operand] = Array.isArray(a) ? [b, right] : [a, left];
  throw new NixError(
    "type",
    `expected a list but found ${describeWithValue(m, wrong)}`,
    spanOf(unit, operand),
  );
}
