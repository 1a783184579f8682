/** JSON whose strings are byte strings: UTF-8 goes through undecoded, and so do bytes that are none. */

/** What can be written; a Map is an object whose members keep their order. */
export type JsonOut = string | number | boolean | null | readonly JsonOut[] | ReadonlyMap<string, JsonOut>;

/** Any escape; surrogate pairs as one. */
const escapes = /\\(?:u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|u([0-9a-f]{4})|[^])/gi;

function utf8(code: number): string {
  const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), tail(0));
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), tail(6), tail(0));
  return String.fromCharCode(0xf0 | (code >> 18), tail(12), tail(6), tail(0));
}

/**
 * The value of a JSON text. Strings in it are byte strings: escapes above ASCII become UTF-8.
 * @param text - a byte string
 * @throws SyntaxError saying where
 */
export function parseJsonBytes(text: string): unknown {
  const plain = text.includes("\\u")
    ? text.replace(
        escapes,
        (all: string, high: string | undefined, low: string | undefined, unit: string | undefined) => {
          if (high !== undefined && low !== undefined) {
            return utf8(0x10000 + ((parseInt(high, 16) & 0x3ff) << 10) + (parseInt(low, 16) & 0x3ff));
          }
          const code = unit === undefined ? 0 : parseInt(unit, 16);
          return code < 0x80 ? all : utf8(code);
        },
      )
    : text;
  return JSON.parse(plain);
}

/** Whether a value is an object, neither null nor an array. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The JSON text of a value, as Nix lays it out: indented by two spaces a level, or on one line.
 * @param indent - the spaces before the line the value begins on; null for one line
 */
export function formatJsonBytes(value: JsonOut, indent: number | null = 0): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = indent === null ? null : indent + 2;
  const [open, close, items] =
    value instanceof Map
      ? ["{", "}", [...value].map(([key, item]) => member(key, item as JsonOut, inner))]
      : ["[", "]", (value as readonly JsonOut[]).map((item) => formatJsonBytes(item, inner))];
  if (items.length === 0) return open + close;
  if (inner === null) return open + items.join(",") + close;
  const line = `\n${" ".repeat(inner)}`;
  return `${open}${line}${items.join(`,${line}`)}\n${" ".repeat(inner - 2)}${close}`;
}

function member(key: string, value: JsonOut, indent: number | null): string {
  return `${JSON.stringify(key)}:${indent === null ? "" : " "}${formatJsonBytes(value, indent)}`;
}
