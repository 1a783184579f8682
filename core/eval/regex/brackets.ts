/** Bracket expressions: `[a-z]`, `[^[:space:]]`, `[[.hyphen.]]`, `[[=a=]]`. Sets of bytes in the C locale. */
import { RegexError } from "./error.ts";

/** A set of bytes: 1 for members. */
export type ByteSet = Uint8Array;

type Test = (byte: number) => boolean;

const isUpper: Test = (c) => c >= 65 && c <= 90;
const isLower: Test = (c) => c >= 97 && c <= 122;
const isDigit: Test = (c) => c >= 48 && c <= 57;
const isAlpha: Test = (c) => isUpper(c) || isLower(c);
const isAlnum: Test = (c) => isAlpha(c) || isDigit(c);
const isSpace: Test = (c) => c === 32 || (c >= 9 && c <= 13);
const isGraph: Test = (c) => c > 32 && c < 127;

const classes: Record<string, Test> = {
  alpha: isAlpha,
  digit: isDigit,
  alnum: isAlnum,
  upper: isUpper,
  lower: isLower,
  space: isSpace,
  blank: (c) => c === 32 || c === 9,
  cntrl: (c) => c < 32 || c === 127,
  graph: isGraph,
  print: (c) => c >= 32 && c < 127,
  punct: (c) => isGraph(c) && !isAlnum(c),
  xdigit: (c) => isDigit(c) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102),
  // Not in POSIX, but in C++.
  d: isDigit,
  s: isSpace,
  w: (c) => isAlnum(c) || c === 95,
};

/** POSIX names of the ASCII characters, by code; those of letters are the letters themselves. */
const names = (
  "NUL SOH STX ETX EOT ENQ ACK alert backspace tab newline vertical-tab form-feed carriage-return SO SI " +
  "DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC IS4 IS3 IS2 IS1 " +
  "space exclamation-mark quotation-mark number-sign dollar-sign percent-sign ampersand apostrophe " +
  "left-parenthesis right-parenthesis asterisk plus-sign comma hyphen period slash " +
  "zero one two three four five six seven eight nine colon semicolon less-than-sign equals-sign " +
  "greater-than-sign question-mark commercial-at A B C D E F G H I J K L M N O P Q R S T U V W X Y Z " +
  "left-square-bracket backslash right-square-bracket circumflex underscore grave-accent " +
  "a b c d e f g h i j k l m n o p q r s t u v w x y z " +
  "left-curly-bracket vertical-line right-curly-bracket tilde DEL"
).split(" ");

/** The byte a collating symbol names. */
function collatingByte(name: string): number {
  const code = names.indexOf(name);
  if (code < 0) throw new RegexError(`unknown collating symbol '${name}'`);
  return code;
}

/** A set being filled; ranges compare bytes as C's signed chars. */
class SetBuilder {
  readonly set: ByteSet = new Uint8Array(256);

  add(byte: number): void {
    this.set[byte] = 1;
  }

  addRange(low: number, high: number): void {
    const signedLow = (low << 24) >> 24;
    const signedHigh = (high << 24) >> 24;
    if (signedLow > signedHigh) throw new RegexError("a range in brackets runs backwards");
    for (let c = signedLow; c <= signedHigh; c++) this.set[c & 255] = 1;
  }

  addClass(name: string): void {
    const test = Object.hasOwn(classes, name) ? classes[name] : undefined;
    if (test === undefined) throw new RegexError(`unknown character class '${name}'`);
    for (let c = 0; c < 256; c++) if (test(c)) this.set[c] = 1;
  }

  /** In the C locale: the letter in both cases. */
  addEquivalents(name: string): void {
    const byte = collatingByte(name);
    this.add(byte);
    if (isAlpha(byte)) this.add(byte ^ 32);
  }
}

/** What stands at one place of a bracket expression. */
type Item =
  { type: "char"; byte: number; named: boolean } | { type: "class" } | { type: "dash" } | { type: "end" };

/** Reads bracket expressions out of a pattern. */
class BracketParser {
  private readonly builder = new SetBuilder();
  constructor(
    private readonly pattern: string,
    public at: number,
  ) {}

  /** The next item; classes go straight into the set. */
  private item(first: boolean): Item {
    const c = this.pattern[this.at];
    if (c === undefined) throw new RegexError("'[' is not closed");
    if (c === "]" && !first) {
      this.at++;
      return { type: "end" };
    }
    if (c === "-") {
      this.at++;
      return { type: "dash" };
    }
    const kind = this.pattern[this.at + 1];
    if (c === "[" && (kind === "." || kind === ":" || kind === "=")) return this.named(kind);
    this.at++;
    return { type: "char", byte: c.charCodeAt(0), named: false };
  }

  private named(kind: "." | ":" | "="): Item {
    const end = this.pattern.indexOf(`${kind}]`, this.at + 2);
    if (end < 0) throw new RegexError(`'[${kind}' is not closed`);
    const name = this.pattern.slice(this.at + 2, end);
    this.at = end + 2;
    if (kind === ".") return { type: "char", byte: collatingByte(name), named: true };
    if (kind === ":") this.builder.addClass(name.toLowerCase());
    else this.builder.addEquivalents(name);
    return { type: "class" };
  }

  /**
   * Reads up to the closing bracket. A dash is itself at either end and as the end of a range, and an error
   * after a range or a class.
   */
  read(): ByteSet {
    const { builder } = this;
    const negated = this.pattern[this.at] === "^";
    if (negated) this.at++;
    /** A char that may yet begin a range. */
    let last: number | null = null;
    const flush = (): void => {
      if (last !== null) builder.add(last);
      last = null;
    };
    for (let first = true; ; first = false) {
      const item = this.item(first);
      if (item.type === "end") break;
      if (item.type === "char" || (item.type === "dash" && first)) {
        flush();
        last = item.type === "char" ? item.byte : 45;
      } else if (item.type === "class") flush();
      else if (last === null) {
        if (this.item(false).type !== "end") throw new RegexError("unexpected dash in brackets");
        builder.add(45);
        break;
      } else {
        const high = this.item(false);
        if (high.type === "end") {
          flush();
          builder.add(45);
          break;
        }
        if (high.type === "class" || (high.type === "char" && high.named)) {
          throw new RegexError("a range in brackets ends in a class or a named character");
        }
        builder.addRange(last, high.type === "char" ? high.byte : 45);
        last = null;
      }
    }
    flush();
    const { set } = builder;
    return negated ? set.map((member) => 1 - member) : set;
  }
}

/**
 * Reads a bracket expression.
 * @param start - index after the opening bracket
 * @throws RegexError
 */
export function parseBracket(pattern: string, start: number): { set: ByteSet; end: number } {
  const parser = new BracketParser(pattern, start);
  const set = parser.read();
  return { set, end: parser.at };
}
