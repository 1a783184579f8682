/** How names, strings and floats are written in Nix. */
import { IDENT, IDENT_START, classes } from "./chars.ts";
import type { Profile } from "./options.ts";

const keywords = new Set(["if", "then", "else", "assert", "with", "let", "in", "rec", "inherit"]);

/** Whether a name needs no quotes as an attribute name. */
export function isPlainName(name: string): boolean {
  if (name === "" || keywords.has(name) || (classes[name.charCodeAt(0)]! & IDENT_START) === 0) return false;
  for (let i = 1; i < name.length; i++) if ((classes[name.charCodeAt(i)]! & IDENT) === 0) return false;
  return true;
}

/** An attribute name, in quotes where it needs them. */
export function showAttrName(name: string): string {
  return isPlainName(name) ? name : `"${name.replace(/["\\$]|[\n\r\t]/g, escape)}"`;
}

/** A string literal. 2.8 escapes every `$`, later releases only `${`. */
export function showString(text: string, profile: Profile): string {
  const special = profile === "2.8" ? /["\\$\n\r\t]/g : /["\\\n\r\t]|\$(?=\{)/g;
  return `"${text.replace(special, escape)}"`;
}

function escape(char: string): string {
  return char === "\n" ? "\\n" : char === "\r" ? "\\r" : char === "\t" ? "\\t" : "\\" + char;
}

const DIGITS = 6;
/** Enough to tell a tie from its neighbours. */
const EXACT_DIGITS = 60;

/** A float as C's `%g` writes it. */
export function showFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa, power] = roundHalfEven(value).split("e") as [string, string];
  const exponent = Number(power);
  if (exponent < -4 || exponent >= DIGITS) {
    const magnitude = String(Math.abs(exponent)).padStart(2, "0");
    return `${stripZeros(mantissa)}e${exponent < 0 ? "-" : "+"}${magnitude}`;
  }
  return stripZeros(Number(`${mantissa}e${exponent}`).toFixed(DIGITS - 1 - exponent));
}

/** Like `toExponential(5)`, which rounds ties away from zero where C takes the even digit. */
function roundHalfEven(value: number): string {
  const rounded = value.toExponential(DIGITS - 1);
  const exact = value.toExponential(EXACT_DIGITS);
  const point = exact.indexOf(".");
  const dropped = exact.slice(point + DIGITS, exact.indexOf("e"));
  const last = exact.charCodeAt(point + DIGITS - 1) - 48;
  const isTie = /^50*$/.test(dropped);
  return isTie && last % 2 === 0 ? exact.slice(0, point + DIGITS) + exact.slice(exact.indexOf("e")) : rounded;
}

function stripZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
