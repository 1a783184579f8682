/** TOML's numbers, booleans and times. */
import { Float, type Slot } from "../values/value.ts";
import { positiveNaN } from "../values/floats.ts";
import { TomlError } from "./tables.ts";

/** What depends on the Nix version and on settings. */
export interface ScalarRules {
  /** Numbers beyond 64 bits are errors; else they clamp (binary ones wrap). */
  strictNumbers: boolean;
  /** What a timestamp's canonical spelling becomes; may throw. */
  timestamp: (text: string) => Slot;
}

const decimal = /^[+-]?(?:0|[1-9](?:_?[0-9])*)$/;
const float = /^[+-]?(?:0|[1-9](?:_?[0-9])*)(?:\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?$/;
const based = /^0(?:x[0-9a-fA-F](?:_?[0-9a-fA-F])*|o[0-7](?:_?[0-7])*|b[01](?:_?[01])*)$/;
const dateTime =
  /^(?:(\d{4})-(\d{2})-(\d{2}))?(?:([Tt ])?(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?)?([Zz]|[+-]\d{2}:\d{2})?$/;

const maxInt = 2n ** 63n - 1n;
const minInt = -(2n ** 63n);

/** Where a bare value that starts at `i` may end: up to a char that no such value has. */
export function bareEnd(text: string, i: number): number {
  const pattern = /[A-Za-z0-9_+.:-]*/y;
  pattern.lastIndex = i;
  pattern.test(text);
  let end = pattern.lastIndex;
  // A space may stand between date and time.
  if (/^\d{4}-\d{2}-\d{2}$/.test(text.slice(i, end)) && /^ \d{2}:/.test(text.slice(end, end + 4))) {
    pattern.lastIndex = end + 1;
    pattern.test(text);
    end = pattern.lastIndex;
  }
  return end;
}

/** The value of a bare word. @throws TomlError */
export function scalar(word: string, rules: ScalarRules): Slot {
  switch (word) {
    case "true":
      return true;
    case "false":
      return false;
    case "inf":
    case "+inf":
      return new Float(Infinity);
    case "-inf":
      return new Float(-Infinity);
    case "nan":
    case "+nan":
      return positiveNaN;
    case "-nan":
      return new Float(NaN);
  }
  if (decimal.test(word)) return integer(word, rules);
  if (based.test(word)) return basedInteger(word, rules);
  if (float.test(word)) return floating(word, rules);
  const time = word === "" ? null : dateTime.exec(word);
  if (time !== null) return rules.timestamp(canonicalTime(word, time));
  throw new TomlError(word === "" ? "missing value" : `'${word}' is no TOML value`);
}

function intSlot(n: bigint): number | bigint {
  return n >= -(2n ** 53n) && n <= 2n ** 53n ? Number(n) : n;
}

function integer(word: string, rules: ScalarRules): number | bigint {
  const digits = word.replaceAll("_", "");
  // Adding 0 makes 0 of -0.
  if (digits.length <= 15) return Number(digits) + 0;
  return inRange(BigInt(digits.startsWith("+") ? digits.slice(1) : digits), word, rules);
}

function inRange(n: bigint, word: string, rules: ScalarRules): number | bigint {
  if (n >= minInt && n <= maxInt) return intSlot(n);
  if (rules.strictNumbers) throw new TomlError(`integer '${word}' does not fit into 64 bits`);
  return n < 0n ? minInt : maxInt;
}

function basedInteger(word: string, rules: ScalarRules): number | bigint {
  const n = BigInt(word.replaceAll("_", ""));
  if (word[1] === "b" && !rules.strictNumbers) return intSlot(BigInt.asIntN(64, n));
  return inRange(n, word, rules);
}

function floating(word: string, rules: ScalarRules): Float {
  const x = Number(word.replaceAll("_", ""));
  if (Number.isFinite(x)) return new Float(x);
  if (rules.strictNumbers) throw new TomlError(`float '${word}' is too large`);
  return new Float(x < 0 ? -Number.MAX_VALUE : Number.MAX_VALUE);
}

const daysIn = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > daysIn[month - 1]!) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month !== 2 || day <= 28 || leap;
}

/** Seconds' fraction to the nanosecond, in groups of three digits; "" for none. */
function fraction(digits: string | undefined): string {
  const text = (digits ?? "")
    .slice(0, 9)
    .padEnd(9, "0")
    .replace(/(?:000)+$/, "");
  return text === "" ? "" : `.${text}`;
}

/** Checks a date and time, and spells it `1979-05-27T07:32:00.500-07:00`. @throws TomlError */
function canonicalTime(word: string, match: RegExpExecArray): string {
  const [, year, month, day, separator, hour, minute, second, digits, offset] = match;
  const hasDate = year !== undefined;
  const hasTime = hour !== undefined;
  const shaped = hasDate
    ? (separator !== undefined) === hasTime && (offset === undefined || hasTime)
    : hasTime && separator === undefined && offset === undefined;
  const fits =
    shaped &&
    (!hasDate || isDate(Number(year), Number(month), Number(day))) &&
    (!hasTime || (Number(hour) < 24 && Number(minute) < 60 && Number(second) <= 60)) &&
    (offset === undefined ||
      /^[Zz]$/.test(offset) ||
      (Number(offset.slice(1, 3)) < 24 && Number(offset.slice(4)) < 60));
  if (!fits) throw new TomlError(`'${word}' is no date or time`);
  const date = hasDate ? `${year}-${month}-${day}` : "";
  if (!hasTime) return date;
  const zone = offset === undefined ? "" : /^(?:[Zz]|[+-]00:00)$/.test(offset) ? "Z" : offset;
  return `${date}${hasDate ? "T" : ""}${hour}:${minute}:${second}${fraction(digits)}${zone}`;
}
