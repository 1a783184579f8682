/** Builtins on numbers, and `lessThan`. */
import type { Machine } from "../machine.ts";
import { add, bitAnd, bitOr, bitXor, ceil, divide, floor, multiply, subtract } from "../values/arithmetic.ts";
import type { Slot, Value } from "../values/value.ts";
import { define, type Definition } from "./define.ts";
import { lessThan } from "./equality.ts";
import { force, type Steps } from "./primitives.ts";
import { forceInt } from "./types.ts";

/** A builtin of two operands, both evaluated, the first one first. */
function binary(name: string, run: (m: Machine, a: Value, b: Value) => Value): Definition {
  return define(name, ["e1", "e2"], function* (m: Machine, a: Slot, b: Slot) {
    const x = yield* force(m, a);
    return run(m, x, yield* force(m, b));
  });
}

/** A builtin of two integers; the first one is looked at before the second is evaluated. */
function bitwise(name: string, run: (a: number | bigint, b: number | bigint) => Value): Definition {
  return define(name, ["e1", "e2"], function* (m: Machine, a: Slot, b: Slot) {
    const x = yield* forceInt(m, a);
    return run(x, yield* forceInt(m, b));
  });
}

function unary(name: string, run: (m: Machine, a: Value) => Value): Definition {
  return define(name, ["number"], function* (m: Machine, a: Slot) {
    return run(m, yield* force(m, a));
  });
}

function* less(m: Machine, a: Slot, b: Slot): Steps<Value> {
  const x = yield* force(m, a);
  return yield* lessThan(m, x, yield* force(m, b));
}

export const numberBuiltins: readonly Definition[] = [
  binary("add", add),
  bitwise("bitAnd", bitAnd),
  bitwise("bitOr", bitOr),
  bitwise("bitXor", bitXor),
  unary("ceil", ceil),
  binary("div", divide),
  unary("floor", floor),
  define("lessThan", ["e1", "e2"], less),
  binary("mul", multiply),
  binary("sub", subtract),
];
