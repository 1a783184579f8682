/** Arithmetic on evaluated operands: 64-bit ints (numbers while safe, else bigints) and floats. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { typeError } from "./describe.ts";
import { Float, isInt, type Value } from "./value.ts";

type Int = number | bigint;

const intMin = -(2n ** 63n);
const intMax = 2n ** 63n - 1n;
const safeLimit = 2n ** 53n;

/** Whether a number computed from ints is sure to be exact (2^53 itself may have been rounded to). */
function exact(n: number): boolean {
  return n < 9007199254740992 && n > -9007199254740992;
}

/** An int within 64 bits in its one representation. */
export function normalInt(n: bigint): Int {
  return n <= safeLimit && n >= -safeLimit ? Number(n) : n;
}

/** Whether an exact result fits an int. */
export function fitsInt(n: bigint): boolean {
  return n >= intMin && n <= intMax;
}

/** The low 32 bits of an int, as a signed number. */
export function asInt32(n: Int): number {
  return typeof n === "number" ? n | 0 : Number(BigInt.asIntN(32, n));
}

/** An exact result as an int: within 64 bits, or wrapped or an error by profile. */
function bounded(m: Machine, n: bigint, doing: string, a: Int, sign: string, b: Int): Int {
  if (fitsInt(n)) return normalInt(n);
  if (!m.profile.overflowErrors) return normalInt(BigInt.asIntN(64, n));
  throw new NixError("arithmetic", `integer overflow in ${doing} ${a} ${sign} ${b}`);
}

/** The operand as a double. @throws NixError if it is no number */
function floatOperand(m: Machine, value: Value): number {
  if (value instanceof Float) return value.value;
  if (isInt(value)) return Number(value);
  throw typeError(m, "a float", value);
}

function intOperand(m: Machine, value: Value): Int {
  if (isInt(value)) return value;
  throw typeError(m, "an integer", value);
}

/** Whether an operation on these operands is one on floats. */
function isFloating(a: Value, b: Value): boolean {
  return a instanceof Float || b instanceof Float;
}

/** `builtins.add`. (The operator `+` is more: see `dual/coerce.ts`.) @throws NixError */
export function add(m: Machine, a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") {
    const n = a + b;
    if (exact(n)) return n;
  }
  if (isFloating(a, b)) return new Float(floatOperand(m, a) + floatOperand(m, b));
  const x = intOperand(m, a);
  const y = intOperand(m, b);
  return bounded(m, BigInt(x) + BigInt(y), "adding", x, "+", y);
}

/** `-` and `builtins.sub`. @throws NixError */
export function subtract(m: Machine, a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") {
    const n = a - b;
    if (exact(n)) return n;
  }
  if (isFloating(a, b)) return new Float(floatOperand(m, a) - floatOperand(m, b));
  const x = intOperand(m, a);
  const y = intOperand(m, b);
  return bounded(m, BigInt(x) - BigInt(y), "subtracting", x, "-", y);
}

/** `*` and `builtins.mul`. @throws NixError */
export function multiply(m: Machine, a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") {
    const n = a * b;
    // Adding 0 turns -0 into 0.
    if (exact(n)) return n + 0;
  }
  if (isFloating(a, b)) return new Float(floatOperand(m, a) * floatOperand(m, b));
  const x = intOperand(m, a);
  const y = intOperand(m, b);
  return bounded(m, BigInt(x) * BigInt(y), "multiplying", x, "*", y);
}

/** `/` and `builtins.div`: truncates; the divisor is looked at first. @throws NixError */
export function divide(m: Machine, a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number" && b !== 0) return Math.trunc(a / b) + 0;
  if (floatOperand(m, b) === 0) throw new NixError("arithmetic", "division by zero");
  if (isFloating(a, b)) return new Float(floatOperand(m, a) / floatOperand(m, b));
  const x = intOperand(m, a);
  const y = intOperand(m, b);
  const n = BigInt(x) / BigInt(y);
  if (fitsInt(n)) return normalInt(n);
  // The one overflow there is, an error even where others wrap.
  const message = m.profile.overflowErrors
    ? `integer overflow in dividing ${x} / ${y}`
    : "overflow in integer division";
  throw new NixError("arithmetic", message);
}

/** Unary `-`, which is `0 - a`. @throws NixError */
export function negate(m: Machine, a: Value): Value {
  return subtract(m, 0, a);
}

/** `builtins.ceil`. @throws NixError */
export function ceil(m: Machine, a: Value): Value {
  return round(m, a, Math.ceil, "ceil");
}

/** `builtins.floor`. @throws NixError */
export function floor(m: Machine, a: Value): Value {
  return round(m, a, Math.floor, "floor");
}

function round(m: Machine, a: Value, to: (x: number) => number, name: string): Value {
  if (typeof a === "number") return a;
  const x = to(floatOperand(m, a));
  const inRange = x >= -9223372036854775808 && x < 9223372036854775808;
  if (m.profile.roundingErrors) {
    if (typeof a === "bigint") {
      if (inRange && BigInt(x) === a) return a;
      throw new NixError(
        "arithmetic",
        `Due to a conversion to float, an integer outside of [-2^53, 2^53] can't be passed exactly to 'builtins.${name}': ${a}`,
      );
    }
    if (Number.isNaN(x)) throw new NixError("arithmetic", `NixFloat argument to '${name}' is NaN`);
    if (!inRange) throw new NixError("arithmetic", `NixFloat argument ${x} is not in the range of NixInt`);
  }
  // What x86 makes of a double that is no 64-bit int.
  if (!inRange) return intMin;
  return exact(x) ? x + 0 : normalInt(BigInt(x));
}

/** Whether an int fits JavaScript's own bit operations. */
function isSmall(n: Int): n is number {
  return typeof n === "number" && n === (n | 0);
}

/** `builtins.bitAnd`. */
export function bitAnd(a: Int, b: Int): Int {
  return isSmall(a) && isSmall(b) ? a & b : normalInt(BigInt(a) & BigInt(b));
}

/** `builtins.bitOr`. */
export function bitOr(a: Int, b: Int): Int {
  return isSmall(a) && isSmall(b) ? a | b : normalInt(BigInt(a) | BigInt(b));
}

/** `builtins.bitXor`. */
export function bitXor(a: Int, b: Int): Int {
  return isSmall(a) && isSmall(b) ? a ^ b : normalInt(BigInt(a) ^ BigInt(b));
}
