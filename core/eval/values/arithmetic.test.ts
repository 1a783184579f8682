import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NixError } from "../errors.ts";
import { Evaluator, type ProfileName } from "../index.ts";
import {
  add,
  asInt32,
  bitAnd,
  bitOr,
  bitXor,
  ceil,
  divide,
  floor,
  multiply,
  negate,
  normalInt,
  subtract,
} from "./arithmetic.ts";
import { Float, type Value } from "./value.ts";

const machine = (profile: ProfileName) => new Evaluator({ profile }).machine;
const newest = machine("2.36");
const old = machine("2.8");

const min = -(2n ** 63n);
const max = 2n ** 63n - 1n;
const int64 = fc.oneof(
  fc.bigInt({ min, max }),
  fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }),
  fc.integer({ min: -100, max: 100 }).map(BigInt),
  fc.constantFrom(min, max, 2n ** 53n, -(2n ** 53n), 2n ** 53n + 1n),
);

/** Ints have one representation: numbers up to 2^53, never -0; bigints beyond. */
function expectInt(actual: Value, wanted: bigint): void {
  expect(actual).toBe(wanted <= 2n ** 53n && wanted >= -(2n ** 53n) ? Number(wanted) : wanted);
}

const operations = [
  ["add", add, (a: bigint, b: bigint) => a + b],
  ["subtract", subtract, (a: bigint, b: bigint) => a - b],
  ["multiply", multiply, (a: bigint, b: bigint) => a * b],
  ["divide", divide, (a: bigint, b: bigint) => a / b],
] as const;

describe.each(operations)("%s", (name, run, exact) => {
  test("is exact, wraps in 2.8, and overflows in 2.36", () => {
    fc.assert(
      fc.property(int64, int64, (a, b) => {
        if (name === "divide" && b === 0n) return;
        const wanted = exact(a, b);
        const fits = wanted >= min && wanted <= max;
        const x = normalInt(a);
        const y = normalInt(b);
        if (fits) {
          expectInt(run(newest, x, y), wanted);
          expectInt(run(old, x, y), wanted);
        } else {
          expect(() => run(newest, x, y)).toThrow(/^integer overflow in /);
          if (name === "divide") expect(() => run(old, x, y)).toThrow("overflow in integer division");
          else expectInt(run(old, x, y), BigInt.asIntN(64, wanted));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

test("floats take over", () => {
  expect(add(newest, 1, new Float(0.5))).toEqual(new Float(1.5));
  expect(multiply(newest, new Float(0), -1)).toEqual(new Float(-0));
  expect(divide(newest, 1, new Float(4))).toEqual(new Float(0.25));
  expect(negate(newest, new Float(1.5))).toEqual(new Float(-1.5));
});

test("a zero divisor is an error, whatever is divided", () => {
  for (const zero of [0, new Float(0), new Float(-0)]) {
    expect(() => divide(newest, "a", zero)).toThrow("division by zero");
  }
});

test("what is no number is named", () => {
  expect(() => subtract(newest, "a", 1)).toThrow('expected an integer but found a string: "a"');
  expect(() => subtract(newest, true, new Float(1))).toThrow("expected a float but found a Boolean: true");
});

test("bit operations are those of 64-bit ints", () => {
  fc.assert(
    fc.property(int64, int64, (a, b) => {
      const x = normalInt(a);
      const y = normalInt(b);
      expectInt(bitAnd(x, y), a & b);
      expectInt(bitOr(x, y), a | b);
      expectInt(bitXor(x, y), a ^ b);
    }),
  );
});

test("asInt32 keeps the low 32 bits", () => {
  fc.assert(
    fc.property(int64, (a) => {
      expect(BigInt(asInt32(normalInt(a)))).toBe(BigInt.asIntN(32, a));
    }),
  );
});

describe("floor and ceil", () => {
  test("of what fits", () => {
    expect(floor(newest, new Float(-1.5))).toBe(-2);
    expect(ceil(newest, new Float(-0.5))).toBe(0);
    expect(floor(newest, new Float(2 ** 60))).toBe(2n ** 60n);
    expect(ceil(newest, 3)).toBe(3);
  });

  test("of what does not", () => {
    const messageOf = (run: () => Value): string => {
      try {
        run();
      } catch (e) {
        if (e instanceof NixError) return e.kind;
      }
      return "none";
    };
    for (const x of [new Float(1e300), new Float(Number.NaN), new Float(-Infinity), max]) {
      expect(messageOf(() => floor(newest, x))).toBe("arithmetic");
    }
    expect(ceil(old, new Float(1e300))).toBe(min);
    expect(floor(old, 2n ** 53n + 1n)).toBe(2 ** 53);
  });
});
