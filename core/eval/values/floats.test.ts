import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatF, formatG, formatShortest, positiveNaN } from "./floats.ts";
import { Float } from "./value.ts";

/** A finite double as an exact fraction of integers, its sign aside. */
function fraction(x: number): { numerator: bigint; denominator: bigint } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(x));
  const bits = view.getBigUint64(0);
  const exponent = Number(bits >> 52n);
  const mantissa = (bits & 0xfffffffffffffn) | (exponent === 0 ? 0n : 1n << 52n);
  const power = (exponent === 0 ? 1 : exponent) - 1075;
  return power >= 0
    ? { numerator: mantissa << BigInt(power), denominator: 1n }
    : { numerator: mantissa, denominator: 1n << BigInt(-power) };
}

/** The integer nearest to a fraction, ties to even. */
function roundEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  if (twice > denominator || (twice === denominator && quotient % 2n === 1n)) return quotient + 1n;
  return quotient;
}

/** C's `%f`, by exact arithmetic. */
function exactF(x: number): string {
  const { numerator, denominator } = fraction(x);
  const digits = roundEven(numerator * 1_000_000n, denominator)
    .toString()
    .padStart(7, "0");
  return `${x < 0 || Object.is(x, -0) ? "-" : ""}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** C's `%g` of what is not 0, by exact arithmetic. */
function exactG(x: number): string {
  const { numerator, denominator } = fraction(x);
  let exponent = Math.floor(Math.log10(Math.abs(x))) + 2;
  let digits: string;
  do {
    exponent--;
    const shift = 5 - exponent;
    digits = (
      shift >= 0
        ? roundEven(numerator * 10n ** BigInt(shift), denominator)
        : roundEven(numerator, denominator * 10n ** BigInt(-shift))
    ).toString();
  } while (digits.length < 6);
  if (digits.length > 6) {
    exponent++;
    digits = digits.slice(0, 6);
  }
  const sign = x < 0 ? "-" : "";
  const significant = digits.replace(/0+$/, "");
  if (exponent < -4 || exponent >= 6) {
    const mantissa = significant.length > 1 ? `${significant[0]}.${significant.slice(1)}` : significant;
    return `${sign}${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${significant}`;
  const whole = digits.slice(0, exponent + 1);
  const decimals = digits.slice(exponent + 1).replace(/0+$/, "");
  return sign + whole + (decimals === "" ? "" : `.${decimals}`);
}

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
/** Doubles near the middle between two numbers of few digits. */
const nearTies = fc
  .tuple(fc.integer({ min: 100_000, max: 99_999_999 }), fc.integer({ min: -12, max: 12 }))
  .map(([n, e]) => Number(`${n}5e${e}`));
const eighths = fc.integer({ min: -(2 ** 40), max: 2 ** 40 }).map((n) => n / 128);
const anyFinite = fc.oneof(finite, nearTies, eighths);

describe("formatG", () => {
  test("is C's %g", () => {
    fc.assert(
      fc.property(anyFinite, (x) => {
        if (x !== 0) expect(formatG(new Float(x))).toBe(exactG(x));
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    [0, "0"],
    [-0, "-0"],
    [1, "1"],
    [123456, "123456"],
    [1234567, "1.23457e+06"],
    [999999.5, "1e+06"],
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    [1000005, "1e+06"],
    [1000015, "1.00002e+06"],
    [5e-324, "4.94066e-324"],
    [1.7976931348623157e308, "1.79769e+308"],
    [Infinity, "inf"],
    [-Infinity, "-inf"],
    [Number.NaN, "-nan"],
  ])("of %d is %s", (x, text) => expect(formatG(new Float(x))).toBe(text));

  test("of a NaN that is not from arithmetic has no sign", () => expect(formatG(positiveNaN)).toBe("nan"));
});

describe("formatF", () => {
  test("is C's %f", () => {
    fc.assert(
      fc.property(anyFinite, (x) => {
        expect(formatF(new Float(x))).toBe(exactF(x));
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    [0.0078125, "0.007812"],
    [0.0234375, "0.023438"],
    [1e22, "10000000000000000000000.000000"],
    [-1.5, "-1.500000"],
  ])("of %d is %s", (x, text) => expect(formatF(new Float(x))).toBe(text));
});

describe("formatShortest", () => {
  test("reads back as the same double", () => {
    fc.assert(
      fc.property(anyFinite, (x) => {
        const text = formatShortest(new Float(x));
        expect(Number(text)).toBe(x);
        expect(text).toMatch(/^-?\d+(\.\d+)?(e[+-]\d\d+)?$/);
        expect(text).toMatch(/[.e]/);
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    [0, "0.0"],
    [-0, "-0.0"],
    [1, "1.0"],
    [0.1, "0.1"],
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    [123456789012345, "123456789012345.0"],
    [1e15, "1e+15"],
    [1.5e300, "1.5e+300"],
    [12.5, "12.5"],
  ])("of %d is %s", (x, text) => expect(formatShortest(new Float(x))).toBe(text));
});
