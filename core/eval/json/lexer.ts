/**
 * Tokens of JSON text (a byte string), strict RFC 8259. Errors count lines and columns, and quote what was read, as
 * Nix's JSON library (nlohmann) does.
 */
import { utf8Bytes, utf8Next } from "./utf8.ts";

/** Kinds of tokens; the text is how messages call them. */
export const Token = {
  True: "true literal",
  False: "false literal",
  Null: "null literal",
  String: "string literal",
  Number: "number literal",
  BeginArray: "'['",
  EndArray: "']'",
  BeginObject: "'{'",
  EndObject: "'}'",
  Colon: "':'",
  Comma: "','",
  End: "end of input",
  /** Only in messages: what may begin a value. */
  Value: "'[', '{', or a literal",
} as const;
export type Token = (typeof Token)[keyof typeof Token];

/** JSON text that is none. The message names line and column. */
export class JsonError extends Error {}

const controlNames =
  "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US".split(
    " ",
  );
const shortEscapes: Record<string, string> = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
};
const escaped: Record<string, string> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};
/** A stretch of a string that needs no look: ASCII but controls, quote, backslash. */
const plainRun = /[\x20\x21\x23-\x5b\x5d-\x7f]*/y;
const numberPattern = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;

function hex4(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, "0");
}

export class JsonLexer {
  /** Start of the next unread byte. */
  private at = 0;
  /** Where messages begin to quote: at the last string or number. */
  private quoteFrom = 0;
  /** The bytes of the last string token, or the spelling of the last number. */
  text = "";
  /** Whether the last number has a fraction or exponent. */
  fractional = false;
  /** The reason why the last token is none. */
  private fault: { reason: string; at: number } | null = null;

  constructor(private readonly source: string) {
    if (source.charCodeAt(0) !== 0xef) return;
    if (source.charCodeAt(1) !== 0xbb) this.fail("invalid BOM; must be 0xEF 0xBB 0xBF if given", 2);
    else if (source.charCodeAt(2) !== 0xbf) this.fail("invalid BOM; must be 0xEF 0xBB 0xBF if given", 3);
    else this.at = this.quoteFrom = 3;
  }

  /** The next token; null when the text goes wrong there (see {@link error}). */
  next(): Token | null {
    if (this.fault !== null) return null;
    const source = this.source;
    let code = source.charCodeAt(this.at);
    while (code === 32 || code === 10 || code === 13 || code === 9) code = source.charCodeAt(++this.at);
    switch (code) {
      case 0x22:
        return this.string();
      case 0x5b:
        this.at++;
        return Token.BeginArray;
      case 0x5d:
        this.at++;
        return Token.EndArray;
      case 0x7b:
        this.at++;
        return Token.BeginObject;
      case 0x7d:
        this.at++;
        return Token.EndObject;
      case 0x3a:
        this.at++;
        return Token.Colon;
      case 0x2c:
        this.at++;
        return Token.Comma;
      case 0x74:
        return this.literal("true", Token.True);
      case 0x66:
        return this.literal("false", Token.False);
      case 0x6e:
        return this.literal("null", Token.Null);
    }
    if (code === 45 || (code >= 48 && code <= 57)) return this.number();
    // A NUL ends the text as well.
    if (Number.isNaN(code) || code === 0) {
      this.at = Math.min(this.at + 1, source.length + 1);
      return Token.End;
    }
    return this.fail("invalid literal", this.at + 1);
  }

  private fail(reason: string, at: number): null {
    this.fault = { reason, at };
    return null;
  }

  private literal(word: string, token: Token): Token | null {
    for (let i = 1; i < word.length; i++) {
      if (this.source[this.at + i] !== word[i]) return this.fail("invalid literal", this.at + i + 1);
    }
    this.at += word.length;
    return token;
  }

  private number(): Token | null {
    const source = this.source;
    this.quoteFrom = this.at;
    numberPattern.lastIndex = this.at;
    const match = numberPattern.exec(source);
    if (match === null) return this.fail("invalid number; expected digit after '-'", this.at + 2);
    const end = this.at + match[0].length;
    const next = source[end];
    if (match[1] === undefined && match[2] === undefined && next === ".") {
      return this.fail("invalid number; expected digit after '.'", end + 2);
    }
    if (match[2] === undefined && (next === "e" || next === "E")) {
      const sign = source[end + 1];
      return sign === "+" || sign === "-"
        ? this.fail("invalid number; expected digit after exponent sign", end + 3)
        : this.fail("invalid number; expected '+', '-', or digit after exponent", end + 2);
    }
    this.text = match[0];
    this.fractional = match[1] !== undefined || match[2] !== undefined;
    this.at = end;
    return Token.Number;
  }

  private string(): Token | null {
    const source = this.source;
    this.quoteFrom = this.at;
    let i = this.at + 1;
    let from = i;
    let text = "";
    for (;;) {
      plainRun.lastIndex = i;
      plainRun.test(source);
      i = plainRun.lastIndex;
      const code = source.charCodeAt(i);
      if (code === 0x22) break;
      if (code >= 0x80) {
        const next = utf8Next(source, i);
        if (next < 0) return this.fail("invalid string: ill-formed UTF-8 byte", ~next + 1);
        i = next;
      } else if (code === 0x5c) {
        text += source.slice(from, i);
        const end = this.escape(i);
        if (end === null) return null;
        text += this.text;
        i = from = end;
      } else if (Number.isNaN(code)) {
        return this.fail("invalid string: missing closing quote", i + 1);
      } else {
        const short = shortEscapes[source[i]!];
        const written = `U+${hex4(code)} (${controlNames[code]}) must be escaped to \\u${hex4(code)}`;
        return this.fail(
          `invalid string: control character ${written}${short === undefined ? "" : ` or ${short}`}`,
          i + 1,
        );
      }
    }
    this.text = text + source.slice(from, i);
    this.at = i + 1;
    return Token.String;
  }

  /** Reads the escape at `i` into `text`; gives the index after it. */
  private escape(i: number): number | null {
    const c = this.source[i + 1];
    if (c !== "u") {
      const plain = c === undefined ? undefined : escaped[c];
      if (plain === undefined) return this.fail("invalid string: forbidden character after backslash", i + 2);
      this.text = plain;
      return i + 2;
    }
    let code = this.hex(i + 2);
    if (code === null) return null;
    let end = i + 6;
    if (code >= 0xdc00 && code <= 0xdfff) {
      return this.fail("invalid string: surrogate U+DC00..U+DFFF must follow U+D800..U+DBFF", end);
    }
    if (code >= 0xd800 && code <= 0xdbff) {
      const reason = "invalid string: surrogate U+D800..U+DBFF must be followed by U+DC00..U+DFFF";
      if (this.source[end] !== "\\") return this.fail(reason, end + 1);
      if (this.source[end + 1] !== "u") return this.fail(reason, end + 2);
      const low = this.hex(end + 2);
      if (low === null) return null;
      end += 6;
      if (low < 0xdc00 || low > 0xdfff) return this.fail(reason, end);
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    this.text = utf8Bytes(code);
    return end;
  }

  /** The value of four hex digits at `i`. */
  private hex(i: number): number | null {
    for (let k = 0; k < 4; k++) {
      if (!/[0-9a-fA-F]/.test(this.source[i + k] ?? "")) {
        return this.fail("invalid string: '\\u' must be followed by 4 hex digits", i + k + 1);
      }
    }
    return parseInt(this.source.slice(i, i + 4), 16);
  }

  /**
   * The error for a token that does not fit.
   * @param got - the token; null if it is the text that went wrong
   * @param expected - what would have fitted, null when that goes without saying
   * @param context - what was being read
   */
  error(got: Token | null, expected: Token | null, context: string): JsonError {
    const fault = this.fault;
    const end = fault === null ? this.at : fault.at;
    // Reading the end of the text counts as a column.
    const before = this.source.slice(0, end);
    const lastLine = before.lastIndexOf("\n");
    const line = before.split("\n").length;
    // The library looks at the char after a number and goes back, which it can't count across a line end.
    const column = got === Token.Number && this.source[end] === "\n" ? 0 : end - (lastLine + 1);
    let message = `parse error at line ${line}, column ${column}: syntax error while parsing ${context} - `;
    if (fault === null) message += `unexpected ${got!}`;
    else {
      const read = this.source.slice(this.quoteFrom, fault.at);
      // oxlint-disable-next-line no-control-regex -- they are what is looked for
      const shown = read.replace(/[\x00-\x1f]/g, (c) => `<U+${hex4(c.charCodeAt(0))}>`);
      message += `${fault.reason}; last read: '${shown}'`;
    }
    if (expected !== null) message += `; expected ${expected}`;
    return new JsonError(`[json.exception.parse_error.101] ${message}`);
  }
}
