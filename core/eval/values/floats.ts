/** Floats as text, as C and C++ write them. */
import { Float } from "./value.ts";

/** A NaN that C++ would print as `nan`; every other one, coming from arithmetic on x86, has its sign bit set. */
export const positiveNaN = new Float(Number.NaN);

/** More digits than a double can share with a decimal tie without being that tie. */
const plenty = 60;

/** The text of what is not finite; null for finite numbers. */
function special(float: Float): string | null {
  const x = float.value;
  if (Number.isNaN(x)) return float === positiveNaN ? "nan" : "-nan";
  if (x === Infinity) return "inf";
  if (x === -Infinity) return "-inf";
  return null;
}

function isNegative(x: number): boolean {
  return x < 0 || Object.is(x, -0);
}

/** `1e+06`: the exponent with its sign and at least two digits. */
function exponentText(exponent: number): string {
  const digits = String(Math.abs(exponent)).padStart(2, "0");
  return `e${exponent < 0 ? "-" : "+"}${digits}`;
}

/** Adds one to a number in decimal digits: `"199"` → `"200"`, `"99"` → `"100"`. */
function increment(digits: string): string {
  let i = digits.length - 1;
  while (i >= 0 && digits[i] === "9") i--;
  const zeros = "0".repeat(digits.length - 1 - i);
  return i < 0 ? `1${zeros}` : digits.slice(0, i) + String(Number(digits[i]) + 1) + zeros;
}

/** Six significant digits, ties to even as in C (JavaScript's own rounds ties up), and the decimal exponent. */
function sixDigits(x: number): { digits: string; exponent: number } {
  const text = x.toExponential(plenty);
  const e = text.indexOf("e");
  const all = text[0]! + text.slice(2, e);
  let exponent = Number(text.slice(e + 1));
  let digits = all.slice(0, 6);
  const rest = all.slice(6);
  const tie = rest[0] === "5" && /^50*$/.test(rest);
  const up = tie ? Number(digits[5]) % 2 === 1 : rest[0]! >= "5";
  if (up) {
    digits = increment(digits);
    if (digits.length > 6) {
      digits = digits.slice(0, 6);
      exponent++;
    }
  }
  return { digits, exponent };
}

/** C's `%g` (six significant digits, no trailing zeros): how Nix prints floats. */
export function formatG(float: Float): string {
  const text = special(float);
  if (text !== null) return text;
  const x = float.value;
  const sign = isNegative(x) ? "-" : "";
  if (x === 0) return `${sign}0`;
  const { digits, exponent } = sixDigits(Math.abs(x));
  if (exponent < -4 || exponent >= 6) {
    const significant = digits.replace(/0+$/, "");
    const mantissa = significant.length === 1 ? significant : `${significant[0]!}.${significant.slice(1)}`;
    return sign + mantissa + exponentText(exponent);
  }
  // There is a point in it, so what is cut off are decimals.
  const plain =
    exponent < 0
      ? `0.${"0".repeat(-exponent - 1)}${digits}`
      : `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
  return sign + plain.replace(/0+$/, "").replace(/\.$/, "");
}

/** C's `%f` (six decimals): how `toString` writes floats. */
export function formatF(float: Float): string {
  const text = special(float);
  if (text !== null) return text;
  const sign = isNegative(float.value) ? "-" : "";
  const x = Math.abs(float.value);
  if (x >= 2 ** 52) return `${sign}${BigInt(x)}.000000`;
  // Halves of the sixth decimal are odd multiples of 1/128; C rounds them to even.
  if ((x * 128) % 2 === 1) {
    const exact = x.toFixed(7);
    const cut = exact.slice(0, -1);
    if (Number(cut.slice(-1)) % 2 === 0) return sign + cut;
    const digits = increment(cut.replace(".", ""));
    return `${sign}${digits.slice(0, -6)}.${digits.slice(-6)}`;
  }
  return sign + x.toFixed(6);
}

/**
 * The shortest digits that read back as the same double, with a decimal point or an exponent (from 1e15 and
 * below 1e-4): how `toJSON` writes floats since 2.12. Not for NaN and infinities.
 */
export function formatShortest(float: Float): string {
  const sign = isNegative(float.value) ? "-" : "";
  const x = Math.abs(float.value);
  if (x === 0) return `${sign}0.0`;
  const text = x.toExponential();
  const e = text.indexOf("e");
  const digits = text.slice(0, e).replace(".", "");
  // Where the decimal point stands, counted from before the first digit.
  const point = Number(text.slice(e + 1)) + 1;
  if (digits.length <= point && point <= 15) return `${sign}${digits}${"0".repeat(point - digits.length)}.0`;
  if (0 < point && point <= 15) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  if (-4 < point && point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  const mantissa = digits.length === 1 ? digits : `${digits[0]!}.${digits.slice(1)}`;
  return sign + mantissa + exponentText(point - 1);
}
