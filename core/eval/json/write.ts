/** Pieces of JSON text (byte strings). */
import { utf8Fault } from "./utf8.ts";

/** How `toJSON` writes strings; see the profile's entries of the same names. */
export interface JsonStyle {
  jsonStrictUtf8: boolean;
  jsonShortControls: boolean;
}

/** A string that has no UTF-8 encoding; the message is that of Nix's JSON library. */
export class JsonWriteError extends Error {}

// oxlint-disable-next-line no-control-regex -- controls are what must be escaped
const special = /["\\\x00-\x1f]/g;
const short: Record<string, string> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const shortControls: Record<string, string> = { ...short, "\b": "\\b", "\f": "\\f" };

function hexByte(byte: number): string {
  return `0x${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}

function checkUtf8(text: string): void {
  const fault = utf8Fault(text);
  if (fault < 0) return;
  throw new JsonWriteError(
    fault < text.length
      ? `[json.exception.type_error.316] invalid UTF-8 byte at index ${fault}: ${hexByte(text.charCodeAt(fault))}`
      : `[json.exception.type_error.316] incomplete UTF-8 string; last byte: ${hexByte(text.charCodeAt(fault - 1))}`,
  );
}

/** A JSON string literal. @throws JsonWriteError for bytes that are no UTF-8, where the style says so */
export function quoteJson(text: string, style: JsonStyle): string {
  if (style.jsonStrictUtf8) checkUtf8(text);
  const escapes = style.jsonShortControls ? shortControls : short;
  const escaped = text.replace(
    special,
    (c) => escapes[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `"${escaped}"`;
}
