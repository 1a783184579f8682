/** What a program does that is legal but probably not meant. */
import type { Span } from "../errors.ts";

/** Every warning there is, with its fixed text; `{}` stands for a name. */
export const warningTexts = {
  W001: "URL literal syntax is deprecated, use a quoted string instead",
  W002: "inherited variable '{}' is already in scope, the inherit does nothing",
  W003: "variable '{}' is declared, but never used",
  W004: "this shadows '{}', which is always in scope",
  W005: "legacy `let` syntax used, please rewrite this as `let .. in ..`",
  W007: "{}",
  W008: "this code will never be executed",
  W009: "this `inherit` does not inherit anything",
  W010: "this `let` has no bindings",
  W013: "path literal '{}' has no ./ or / in front",
  W014: "path literal '{}' is absolute",
  W015: "an expression followed by `or` is applied to the variable `or`; write `(x or)` or quote it if you mean that",
} as const;
export type WarningCode = keyof typeof warningTexts;

/** One warning, with the place it is about. */
export interface Warning {
  code: WarningCode;
  message: string;
  span: Span;
}

/** Makes a warning from its fixed text. */
export function warning(code: WarningCode, span: Span, name = ""): Warning {
  return { code, message: warningTexts[code].replace("{}", () => name), span };
}
