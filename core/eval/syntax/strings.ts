/** The insides of strings: escapes of `"…"`, and the indentation rules of `''…''`. */
import type { Lexer } from "./lexer.ts";
import type { Expr } from "./ast.ts";
import { StrExpr } from "./ast.ts";

/** Which end a literal part of a string came to. */
export const Stop = { Close: 0, Interpolation: 1, EndOfFile: 2 } as const;
export type Stop = (typeof Stop)[keyof typeof Stop];

/** Receives the literal text that {@link scanString} read. */
export interface Literal {
  text: string;
  /** Set when a NUL was met; never cleared here. */
  hasNul: boolean;
}

/**
 * Reads the literal part of a `"…"` string that begins at `lexer.pos`, and leaves `lexer.pos` (and `end`)
 * behind the closing quote or behind `${`.
 */
export function scanString(lexer: Lexer, out: Literal): Stop {
  const { bytes, text, length } = lexer;
  let pos = lexer.pos;
  let from = pos;
  let built = "";
  for (;;) {
    const c = bytes[pos]!;
    if (c > 92) {
      pos++;
    } else if (c === 34 /* " */) {
      out.text = from === lexer.pos ? text.substring(from, pos) : built + text.substring(from, pos);
      lexer.pos = lexer.end = pos + 1;
      return Stop.Close;
    } else if (c === 36 /* $ */) {
      const after = bytes[pos + 1];
      if (after === 123) {
        out.text = from === lexer.pos ? text.substring(from, pos) : built + text.substring(from, pos);
        lexer.pos = lexer.end = pos + 2;
        return Stop.Interpolation;
      }
      pos += after === 36 ? 2 : 1; // `$$` is a pair, so that `$${` is no interpolation
    } else if (c === 92 /* \ */) {
      if (pos + 1 >= length) return endOfFile(lexer, out);
      built += text.substring(from, pos) + unescape(text[pos + 1]!);
      from = pos += 2;
    } else if (c === 13) {
      built += text.substring(from, pos) + "\n";
      pos++;
      if (bytes[pos] === 10) pos++;
      from = pos;
    } else if (c === 0) {
      if (pos >= length) return endOfFile(lexer, out);
      out.hasNul = true;
      pos++;
    } else pos++;
  }
}

function endOfFile(lexer: Lexer, out: Literal): Stop {
  out.text = "";
  lexer.pos = lexer.end = lexer.length;
  return Stop.EndOfFile;
}

function unescape(char: string): string {
  return char === "n" ? "\n" : char === "r" ? "\r" : char === "t" ? "\t" : char;
}

/** Literal text of an indented string as the lexer cuts it, before indentation is stripped. */
export class IndentedPart {
  constructor(
    readonly start: number,
    readonly end: number,
    readonly text: string,
    /** Whether its leading spaces count as indentation: not so for escapes. */
    readonly indents: boolean,
  ) {}

  /** The same part with other text. */
  withText(text: string): IndentedPart {
    return new IndentedPart(this.start, this.end, text, this.indents);
  }
}

/** A part of an indented string under construction. */
export type Part = IndentedPart | Expr;

/** Skips the spaces and the one line feed right after an opening `''`. */
export function skipIndentedOpening(lexer: Lexer): void {
  const bytes = lexer.bytes;
  let pos = lexer.pos;
  while (bytes[pos] === 32) pos++;
  if (bytes[pos] === 10) lexer.pos = lexer.end = pos + 1;
}

/** Like {@link scanString} for `''…''`; pushes the parts it reads onto `parts`. */
export function scanIndented(lexer: Lexer, parts: Part[]): Stop {
  const { bytes, text, length } = lexer;
  let pos = lexer.pos;
  let from = pos;
  const flush = (): void => {
    if (pos > from) parts.push(new IndentedPart(from, pos, text.substring(from, pos), true));
  };
  const piece = (width: number, value: string): void => {
    flush();
    parts.push(new IndentedPart(pos, pos + width, value, false));
    from = pos += width;
  };
  for (;;) {
    const c = bytes[pos]!;
    if (c !== 36 && c !== 39) {
      if (c === 0 && pos >= length) {
        flush();
        lexer.pos = lexer.end = length;
        return Stop.EndOfFile;
      }
      pos++;
    } else if (c === 36 /* $ */) {
      const after = bytes[pos + 1]!;
      if (after === 123) {
        flush();
        lexer.pos = lexer.end = pos + 2;
        return Stop.Interpolation;
      }
      if (after === 39 || pos + 1 >= length) piece(1, "$");
      else pos += 2;
    } else {
      const after = bytes[pos + 1]!;
      if (after !== 39) {
        if (after === 36 || pos + 1 >= length) piece(1, "'");
        else pos += 2;
        continue;
      }
      const third = bytes[pos + 2]!;
      if (third === 36) piece(3, "$");
      else if (third === 39) piece(3, "''");
      else if (third === 92 && pos + 3 < length) piece(4, unescape(text[pos + 3]!));
      else {
        flush();
        lexer.pos = lexer.end = pos + 2;
        return Stop.Close;
      }
    }
  }
}

/**
 * Strips the common indentation. Adjacent literal parts stay apart where an escape stood between them, as in
 * Nix, whose printed trees show it.
 */
export function stripIndentation(parts: readonly Part[]): Expr[] {
  const minimum = minimumIndent(parts);
  const stripped: Expr[] = [];
  let atStart = true;
  for (let k = 0; k < parts.length; k++) {
    const part = parts[k]!;
    if (!(part instanceof IndentedPart)) {
      atStart = false;
      stripped.push(part);
      continue;
    }
    let text = part.text;
    if (minimum > 0 || !part.indents) {
      text = dropIndent(text, minimum, atStart);
    }
    atStart = endsInIndent(part.text, atStart);
    if (k === parts.length - 1) text = dropLastLine(text);
    stripped.push(new StrExpr(part.start, part.end, text));
  }
  return stripped;
}

function minimumIndent(parts: readonly Part[]): number {
  let minimum = Infinity;
  let current = 0;
  let atStart = true;
  for (const part of parts) {
    if (!(part instanceof IndentedPart) || !part.indents) {
      if (atStart) {
        atStart = false;
        if (current < minimum) minimum = current;
      }
      continue;
    }
    const text = part.text;
    let pos = 0;
    for (;;) {
      if (!atStart) {
        pos = text.indexOf("\n", pos);
        if (pos < 0) break;
        pos++;
        atStart = true;
        current = 0;
      }
      while (text.charCodeAt(pos) === 32) {
        pos++;
        current++;
      }
      if (pos >= text.length) break;
      if (text.charCodeAt(pos) === 10) {
        pos++;
        current = 0; // a line of nothing but spaces doesn't count
      } else {
        atStart = false;
        if (current < minimum) minimum = current;
      }
    }
  }
  return minimum;
}

/** Takes up to `minimum` spaces off the beginning of each line. */
function dropIndent(text: string, minimum: number, atStart: boolean): string {
  let result = "";
  let pos = 0;
  for (;;) {
    if (atStart) {
      let dropped = 0;
      while (dropped < minimum && text.charCodeAt(pos) === 32) {
        pos++;
        dropped++;
      }
    }
    const newline = text.indexOf("\n", pos);
    if (newline < 0) return result === "" ? text.substring(pos) : result + text.substring(pos);
    result += text.substring(pos, newline + 1);
    pos = newline + 1;
    atStart = true;
  }
}

/** Whether a reader who has read `text` still stands in the leading spaces of a line. */
function endsInIndent(text: string, atStart: boolean): boolean {
  let pos = text.length - 1;
  while (pos >= 0 && text.charCodeAt(pos) === 32) pos--;
  return pos < 0 ? atStart : text.charCodeAt(pos) === 10;
}

/** A last line of nothing but spaces is dropped, its line feed kept. */
function dropLastLine(text: string): string {
  const newline = text.lastIndexOf("\n");
  if (newline < 0) return text;
  for (let pos = newline + 1; pos < text.length; pos++) if (text.charCodeAt(pos) !== 32) return text;
  return text.substring(0, newline + 1);
}
