/** Cuts Nix text into tokens, one at a time; strings and paths are read on by the parser. */
import { NixError } from "../errors.ts";
import { DIGIT, IDENT, IDENT_START, PATH_CHAR, SCHEME, SPACE, URI_CHAR, classes } from "./chars.ts";
import { NameTable } from "./names.ts";
import type { Source } from "./source.ts";
import { Tok } from "./tokens.ts";

/**
 * A cursor over the text. {@link next} moves to the next token, which stands in {@link tok},
 * {@link start} and {@link end}; {@link pos} is where reading goes on.
 */
export class Lexer {
  readonly text: string;
  /** The text's bytes and a few zeros, so that looking ahead needs no bounds check. */
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly names: NameTable;

  tok: Tok = Tok.End;
  start = 0;
  end = 0;
  pos = 0;
  /** Where the token before the current one began and ended. */
  prevStart = 0;
  prevEnd = 0;
  /** Number of the current identifier. */
  name = 0;
  /** The doc comment right before the current token; start is -1 when there is none. */
  docStart = -1;
  docEnd = -1;

  // The last run of path characters looked at: no token in it before `runEnd` begins a path or URI
  // unless `runSpecial` says that the character after the run could make it one.
  private runEnd = 0;
  private runSpecial = false;

  constructor(
    readonly source: Source,
    /** Whether `|>` and `<|` are tokens. */
    private readonly pipes: boolean,
  ) {
    const text = source.text;
    this.text = text;
    this.length = text.length;
    this.bytes = toBytes(text);
    this.names = new NameTable(this.bytes, text);
  }

  /** Whether the current token is this one. (A call, because the compiler believes that fields stay.) */
  at(tok: Tok): boolean {
    return this.tok === tok;
  }

  /** Reads the next token. */
  next(): void {
    const bytes = this.bytes;
    let pos = this.pos;
    this.prevStart = this.start;
    this.prevEnd = this.end;
    this.docStart = -1;
    let c = bytes[pos]!;
    for (;;) {
      if ((classes[c]! & SPACE) !== 0) c = bytes[++pos]!;
      else if (c === 35 /* # */) {
        do c = bytes[++pos]!;
        while (c !== 10 && c !== 13 && (c !== 0 || pos < this.length));
      } else if (c === 47 /* / */ && bytes[pos + 1] === 42 /* * */) {
        const end = this.text.indexOf("*/", pos + 2);
        if (end < 0) break;
        if (bytes[pos + 2] === 42 && bytes[pos + 3] !== 42 && bytes[pos + 3] !== 47) {
          this.docStart = pos;
          this.docEnd = end + 2;
        }
        pos = end + 2;
        c = bytes[pos]!;
      } else break;
    }
    this.start = pos;
    if ((classes[c]! & IDENT_START) !== 0) this.identifier(pos, c);
    else this.other(pos, c);
  }

  private identifier(start: number, first: number): void {
    const bytes = this.bytes;
    let hash = first;
    let pos = start + 1;
    let c = bytes[pos]!;
    while ((classes[c]! & IDENT) !== 0) {
      hash = (Math.imul(hash, 31) + c) | 0;
      c = bytes[++pos]!;
    }
    // Only these can make the identifier the beginning of a path or a URI.
    if ((c === 46 || c === 47 || c === 58 || c === 43) && this.pathOrUri(start)) return;
    const name = this.names.fromBytes(start, pos, hash);
    this.pos = this.end = pos;
    if (name >= 0) {
      this.tok = Tok.Id;
      this.name = name;
    } else this.tok = (-1 - name) as Tok;
  }

  /**
   * Tries to read a path or a URI whose first characters are path characters. A run of such
   * characters is scanned once for all the tokens in it (`a.b.c.d`), hence the memory of it.
   */
  private pathOrUri(start: number): boolean {
    if (start < this.runEnd && !this.runSpecial) return false;
    const bytes = this.bytes;
    let pos = start;
    let scheme = (classes[bytes[pos]!]! & (IDENT_START | SCHEME)) === (IDENT_START | SCHEME);
    let c = bytes[pos]!;
    for (; (classes[c]! & PATH_CHAR) !== 0; c = bytes[++pos]!) if (c === 95) scheme = false;
    this.runEnd = pos;
    this.runSpecial = false;
    if (c === 47 /* / */) {
      const after = bytes[pos + 1]!;
      if ((classes[after]! & PATH_CHAR) === 0 && (after !== 36 || bytes[pos + 2] !== 123)) return false;
      this.path(pos);
      return true;
    }
    if (c !== 58 /* : */ || (classes[bytes[pos + 1]!]! & URI_CHAR) === 0) return false;
    this.runSpecial = true;
    if (!scheme) return false;
    do c = bytes[++pos]!;
    while ((classes[c]! & URI_CHAR) !== 0);
    this.tok = Tok.Uri;
    this.pos = this.end = pos;
    return true;
  }

  /** Reads a path on from its first slash. */
  private path(slash: number): void {
    this.tok = Tok.Path;
    this.pos = this.end = pathEnd(this.bytes, slash);
  }

  private number(start: number): void {
    const bytes = this.bytes;
    let pos = start;
    let c = bytes[pos]!;
    while ((classes[c]! & DIGIT) !== 0) c = bytes[++pos]!;
    if ((classes[c]! & PATH_CHAR) !== 0 || c === 47) if (this.pathOrUri(start)) return;
    this.tok = Tok.Int;
    if (c === 46) {
      // `0.5` and `.5` are floats, `1.` is one, `0.` and `01.5` are not.
      const leading = bytes[start];
      const wanted = leading === 48 || pos === start;
      const digits = (classes[bytes[pos + 1]!]! & DIGIT) !== 0;
      if (wanted ? digits && pos - start <= 1 : true) {
        c = bytes[++pos]!;
        while ((classes[c]! & DIGIT) !== 0) c = bytes[++pos]!;
        pos = exponentEnd(bytes, pos);
        this.tok = Tok.Float;
      }
    }
    this.pos = this.end = pos;
  }

  private one(tok: Tok): void {
    this.tok = tok;
    this.pos = this.end = this.start + 1;
  }

  private two(tok: Tok): void {
    this.tok = tok;
    this.pos = this.end = this.start + 2;
  }

  private other(pos: number, c: number): void {
    const bytes = this.bytes;
    const after = bytes[pos + 1]!;
    switch (c) {
      case 59:
        return this.one(Tok.Semi);
      case 61:
        return after === 61 ? this.two(Tok.Eq) : this.one(Tok.Assign);
      case 123:
        return this.one(Tok.LBrace);
      case 125:
        return this.one(Tok.RBrace);
      case 40:
        return this.one(Tok.LParen);
      case 41:
        return this.one(Tok.RParen);
      case 91:
        return this.one(Tok.LBracket);
      case 93:
        return this.one(Tok.RBracket);
      case 34:
        return this.one(Tok.Quote);
      case 58:
        return this.one(Tok.Colon);
      case 44:
        return this.one(Tok.Comma);
      case 64:
        return this.one(Tok.At);
      case 63:
        return this.one(Tok.Has);
      case 42:
        return this.one(Tok.Mul);
      case 33:
        return after === 61 ? this.two(Tok.Neq) : this.one(Tok.Not);
      case 38:
        return after === 38 ? this.two(Tok.And) : this.one(Tok.Invalid);
      case 124:
        return after === 124
          ? this.two(Tok.Or)
          : after === 62 && this.pipes
            ? this.two(Tok.PipeInto)
            : this.one(Tok.Invalid);
      case 62:
        return after === 61 ? this.two(Tok.Ge) : this.one(Tok.Gt);
      case 36:
        return after === 123 ? this.two(Tok.DollarCurly) : this.one(Tok.Invalid);
      case 39:
        return after === 39 ? this.two(Tok.IndQuote) : this.one(Tok.Invalid);
      case 46:
        if ((classes[after]! & (PATH_CHAR | DIGIT)) === 0 && after !== 47) return this.one(Tok.Dot);
        return this.dot(pos, after);
      case 43:
        if (((classes[after]! & PATH_CHAR) !== 0 || after === 47) && this.pathOrUri(pos)) return;
        return after === 43 ? this.two(Tok.Concat) : this.one(Tok.Plus);
      case 45:
        if (((classes[after]! & PATH_CHAR) !== 0 || after === 47) && this.pathOrUri(pos)) return;
        return after === 62 ? this.two(Tok.Impl) : this.one(Tok.Minus);
      case 47:
        if (after === 47) return this.two(Tok.Update);
        if ((classes[after]! & PATH_CHAR) !== 0 || (after === 36 && bytes[pos + 2] === 123))
          return this.path(pos);
        return this.one(Tok.Div);
      case 126:
        if (after === 47) {
          const third = bytes[pos + 2]!;
          if ((classes[third]! & PATH_CHAR) !== 0 || (third === 36 && bytes[pos + 3] === 123))
            return this.path(pos + 1);
        }
        return this.one(Tok.Invalid);
      case 60:
        return this.less(pos, after);
      case 0:
        return this.endOfFile(pos);
      default:
        if ((classes[c]! & DIGIT) !== 0) return this.number(pos);
        return this.one(Tok.Invalid);
    }
  }

  /** Also at a NUL, as in Nix. Errors place the end at the last thing before it. */
  private endOfFile(pos: number): void {
    const { bytes } = this;
    let last = this.prevStart;
    let end = this.prevEnd;
    while (end < pos) {
      last = end;
      const c = bytes[end]!;
      if (c === 35) while (end < pos && bytes[end] !== 10 && bytes[end] !== 13) end++;
      else if (c === 47) {
        const close = this.text.indexOf("*/", end + 2);
        end = close < 0 ? pos : close + 2;
      } else
        do end++;
        while (end < pos && (classes[bytes[end]!]! & SPACE) !== 0);
    }
    this.tok = Tok.End;
    this.start = last;
    this.end = pos;
  }

  private dot(pos: number, after: number): void {
    if (this.pathOrUri(pos)) return;
    if ((classes[after]! & DIGIT) !== 0) return this.number(pos);
    if (after === 46 && this.bytes[pos + 2] === 46) {
      this.tok = Tok.Ellipsis;
      this.pos = this.end = pos + 3;
    } else this.one(Tok.Dot);
  }

  /** `<a/b>`, `<=`, `<|` or `<`. */
  private less(pos: number, after: number): void {
    const bytes = this.bytes;
    if ((classes[after]! & PATH_CHAR) !== 0) {
      let p = pos + 2;
      for (;;) {
        const c = bytes[p]!;
        if ((classes[c]! & PATH_CHAR) !== 0) p++;
        else if (c === 47 && (classes[bytes[p + 1]!]! & PATH_CHAR) !== 0) p += 2;
        else break;
      }
      if (bytes[p] === 62) {
        this.tok = Tok.SearchPath;
        this.pos = this.end = p + 1;
        return;
      }
    }
    if (after === 61) this.two(Tok.Le);
    else if (after === 124 && this.pipes) this.two(Tok.PipeFrom);
    else this.one(Tok.Lt);
  }

  /** A syntax error at a stretch of the text. */
  error(message: string, start: number, end: number): NixError {
    return new NixError("syntax", message, { source: this.source, start, end });
  }
}

/** Where the literal part of a path ends that goes on at `pos`; a trailing slash belongs to it. */
export function pathEnd(bytes: Uint8Array, pos: number): number {
  for (;;) {
    const c = bytes[pos]!;
    if ((classes[c]! & PATH_CHAR) !== 0) pos++;
    else if (c === 47) {
      if ((classes[bytes[++pos]!]! & PATH_CHAR) === 0) return pos;
    } else return pos;
  }
}

function exponentEnd(bytes: Uint8Array, pos: number): number {
  const c = bytes[pos];
  if (c !== 101 && c !== 69) return pos;
  let p = pos + 1;
  const sign = bytes[p];
  if (sign === 43 || sign === 45) p++;
  if ((classes[bytes[p]!]! & DIGIT) === 0) return pos;
  while ((classes[bytes[p]!]! & DIGIT) !== 0) p++;
  return p;
}

const PADDING = 4;

const encoder = new TextEncoder();

function toBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length + PADDING);
  // ASCII is its own UTF-8, and the engine's encoder needs no warming up.
  const { read, written } = encoder.encodeInto(text, bytes.subarray(0, text.length));
  if (read === text.length && written === text.length) return bytes;
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
