/** TOML's four kinds of strings. */
import { utf8Bytes } from "../json/index.ts";
import { TomlError } from "./tables.ts";

/** A string that was read: its bytes, and the index after it. */
export interface TomlString {
  text: string;
  end: number;
}

const simpleEscapes: Record<string, string> = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  '"': '"',
  "\\": "\\",
};

/** The string that begins with the quote at `i`. @throws TomlError */
export function readString(source: string, i: number): TomlString {
  const quote = source[i]!;
  const triple = quote + quote + quote;
  return source.startsWith(triple, i) ? multiLine(source, i + 3, quote) : singleLine(source, i + 1, quote);
}

/** Runs that need no look: everything but quotes, backslashes, and control chars other than tab. */
// oxlint-disable-next-line no-control-regex -- control chars are what must not be there
const plain = /[^\x00-\x08\x0a-\x1f\x7f"'\\]*/y;

function plainEnd(source: string, i: number): number {
  plain.lastIndex = i;
  plain.test(source);
  return plain.lastIndex;
}

function singleLine(source: string, start: number, quote: string): TomlString {
  let text = "";
  let i = start;
  for (;;) {
    const end = plainEnd(source, i);
    text += source.slice(i, end);
    const c = source[end];
    if (c === quote) return { text, end: end + 1 };
    if (c === "\\" && quote === '"') {
      const escape = readEscape(source, end + 1);
      text += escape.text;
      i = escape.end;
    } else if (c === '"' || c === "'" || c === "\\") {
      text += c;
      i = end + 1;
    } else
      throw new TomlError(
        c === undefined ? "a string is not closed" : "a string has a char that must be escaped",
      );
  }
}

/** Length of the line end at `i`: 0 for none. */
export function lineEnd(source: string, i: number): number {
  if (source[i] === "\n") return 1;
  return source[i] === "\r" && source[i + 1] === "\n" ? 2 : 0;
}

function multiLine(source: string, start: number, quote: string): TomlString {
  let text = "";
  let i = start + lineEnd(source, start);
  for (;;) {
    const end = plainEnd(source, i);
    text += source.slice(i, end);
    const c = source[end];
    const breaks = lineEnd(source, end);
    if (c === quote) {
      let count = 1;
      while (count < 5 && source[end + count] === quote) count++;
      // Up to two quotes may stand right before the three that close.
      text += quote.repeat(count >= 3 ? count - 3 : count);
      if (count >= 3) return { text, end: end + count };
      i = end + count;
    } else if (c === "\\" && quote === '"') {
      const trimmed = trimLineEnd(source, end + 1);
      const escape = trimmed === null ? readEscape(source, end + 1) : { text: "", end: trimmed };
      text += escape.text;
      i = escape.end;
    } else if (breaks > 0) {
      text += source.slice(end, end + breaks);
      i = end + breaks;
    } else if (c === '"' || c === "'" || c === "\\") {
      text += c;
      i = end + 1;
    } else
      throw new TomlError(
        c === undefined ? "a string is not closed" : "a string has a char that must be escaped",
      );
  }
}

/** After a backslash at a line's end: the index of the next char that is no white space; null elsewhere. */
function trimLineEnd(source: string, start: number): number | null {
  let i = start;
  while (source[i] === " " || source[i] === "\t") i++;
  if (lineEnd(source, i) === 0) return null;
  for (;;) {
    const breaks = lineEnd(source, i);
    if (breaks > 0) i += breaks;
    else if (source[i] === " " || source[i] === "\t") i++;
    else return i;
  }
}

function readEscape(source: string, i: number): TomlString {
  const c = source[i] ?? "";
  const simple = simpleEscapes[c];
  if (simple !== undefined) return { text: simple, end: i + 1 };
  const length = c === "u" ? 4 : c === "U" ? 8 : 0;
  const digits = source.slice(i + 1, i + 1 + length);
  if (length === 0 || digits.length < length || !/^[0-9a-fA-F]+$/.test(digits)) {
    throw new TomlError(`unknown escape '\\${c}' in a string`);
  }
  const code = parseInt(digits, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw new TomlError(`'\\${c}${digits}' is no Unicode character`);
  }
  return { text: utf8Bytes(code), end: i + 1 + length };
}
