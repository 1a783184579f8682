/** Builtins on numbers, and `lessThan`. */
import type { Machine } from "../machine.ts";
import { add, bitAnd, bitOr, bitXor, ceil, divide, floor, multiply, subtract } from "../values/arithmetic.ts";
import type { Slot, Value } from "../values/value.ts";
import { define, type Definition } from "./define.ts";
import { lessThan } from "./equality.ts";
import { force, type Steps } from "./primitives.ts";
import { forceInt } from "./types.ts";

/** A builtin of two operands, both evaluated, the first one first. */
function binary(name: string, doc: string, run: (m: Machine, a: Value, b: Value) => Value): Definition {
  return define(name, ["e1", "e2"], doc, function* (m: Machine, a: Slot, b: Slot) {
    const x = yield* force(m, a);
    return run(m, x, yield* force(m, b));
  });
}

/** A builtin of two integers; the first one is looked at before the second is evaluated. */
function bitwise(
  name: string,
  doc: string,
  run: (a: number | bigint, b: number | bigint) => Value,
): Definition {
  return define(name, ["e1", "e2"], doc, function* (m: Machine, a: Slot, b: Slot) {
    const x = yield* forceInt(m, a);
    return run(x, yield* forceInt(m, b));
  });
}

function unary(name: string, doc: string, run: (m: Machine, a: Value) => Value): Definition {
  return define(name, ["number"], doc, function* (m: Machine, a: Slot) {
    return run(m, yield* force(m, a));
  });
}

function* less(m: Machine, a: Slot, b: Slot): Steps<Value> {
  const x = yield* force(m, a);
  return yield* lessThan(m, x, yield* force(m, b));
}

export const numberBuiltins: readonly Definition[] = [
  binary(
    "add",
    "The sum of two numbers. A float if either is one; integers beyond 64 bits are an error.",
    add,
  ),
  bitwise("bitAnd", "The bitwise AND of two integers. `builtins.bitAnd 12 10` is `8`.", bitAnd),
  bitwise("bitOr", "The bitwise OR of two integers. `builtins.bitOr 12 10` is `14`.", bitOr),
  bitwise("bitXor", "The bitwise XOR of two integers. `builtins.bitXor 12 10` is `6`.", bitXor),
  unary("ceil", "The smallest integer that is not less than the number. `builtins.ceil 1.2` is `2`.", ceil),
  binary(
    "div",
    "The quotient of two numbers. Of two integers it is cut off towards zero: `builtins.div (-7) 2` is `-3`. Division by zero is an error.",
    divide,
  ),
  unary(
    "floor",
    "The largest integer that is not greater than the number. `builtins.floor (-1.2)` is `-2`.",
    floor,
  ),
  define(
    "lessThan",
    ["e1", "e2"],
    "Whether `e1` is less than `e2`; what the operators `<`, `<=`, `>` and `>=` call. Compares numbers, strings (byte by byte), paths, and lists of these (the first difference decides).",
    less,
  ),
  binary(
    "mul",
    "The product of two numbers. A float if either is one; integers beyond 64 bits are an error.",
    multiply,
  ),
  binary(
    "sub",
    "The difference of two numbers. A float if either is one; integers beyond 64 bits are an error.",
    subtract,
  ),
];
