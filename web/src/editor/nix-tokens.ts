/**
 * A tokenizer of Nix for colouring, line by line. It follows Nix's lexer (strings, their escapes and interpolations,
 * paths, URIs); what an identifier is, it guesses from its neighbours on the line.
 */
import type { StreamParser, StringStream } from "@codemirror/language";
import { close, indentation, isOpen, open, type Open } from "./nix-indent.ts";

/** Where the tokenizer stands: inside what, outermost first. */
interface Frame {
  mode: "code" | "string" | "indented" | "path" | "comment";
  /** Open braces of this stretch of code; a `}` beyond them ends the interpolation. */
  braces: number;
  /** Of an indented string: the indentation of its first line, while no line of it has begun. */
  opened?: number | undefined;
}

/** The tokenizer's state at the start of a line. */
export interface NixState {
  frames: Frame[];
  /** Whether the last token was the dot of a selection. */
  afterDot: boolean;
  /** What is open, for indentation. */
  open: Open | null;
}

const keywords = new Set(["assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"]);
const atoms = new Set(["true", "false", "null"]);

/** What is in scope without `builtins.`. */
const globals = new Set([
  ..."abort baseNameOf break builtins derivation derivationStrict dirOf fetchGit fetchMercurial".split(" "),
  ..."fetchTarball fetchTree fromTOML import isNull map placeholder removeAttrs scopedImport".split(" "),
  ..."throw toString __curPos".split(" "),
]);

const pathWithEnd = /^(~|[a-zA-Z0-9._\-+]*)(\/[a-zA-Z0-9._\-+]+)+\/?/;
const pathBeforeInterpolation = /^(~|[a-zA-Z0-9._\-+]*)\/(?=\$\{)/;
const searchPath = /^<[a-zA-Z0-9._\-+]+(\/[a-zA-Z0-9._\-+]+)*>/;
const uri = /^[a-zA-Z][a-zA-Z0-9+\-.]*:[a-zA-Z0-9%/?:@&=+$,\-_.!~*']+/;
const float = /^(([1-9][0-9]*\.[0-9]*)|(0?\.[0-9]+))([Ee][+-]?[0-9]+)?/;
const identifier = /^[a-zA-Z_][a-zA-Z0-9_'-]*/;
const operator = /^(->|==|!=|<=|>=|&&|\|\||\+\+|\/\/|\|>|<\||\.\.\.|[-+*/<>!?=])/;
const defines = /^\s*(\.\s*([a-zA-Z_][a-zA-Z0-9_'-]*|"[^"]*")\s*)*=(?!=)/;
const binds = /^\s*[:@]/;

const code = (): Frame => ({ mode: "code", braces: 0 });

/** The stream parser for `StreamLanguage.define`. */
export const nixParser: StreamParser<NixState> = {
  name: "nix",
  startState: () => ({ frames: [code()], afterDot: false, open: null }),
  copyState: (state) => ({ ...state, frames: state.frames.map((frame) => ({ ...frame })) }),
  token,
  indent(state, textAfter, context) {
    const { mode, opened } = top(state);
    return indentation(state.open, mode, opened, textAfter, context.unit);
  },
  languageData: {
    commentTokens: { line: "#", block: { open: "/*", close: "*/" } },
    closeBrackets: { brackets: ["(", "[", "{", '"', "''"] },
    indentOnInput: /^\s*([}\])]|in\s)$/,
  },
};

function top(state: NixState): Frame {
  return state.frames[state.frames.length - 1]!;
}

function token(stream: StringStream, state: NixState): string | null {
  switch (top(state).mode) {
    case "comment":
      return comment(stream, state);
    case "string":
      return stringPart(stream, state);
    case "indented":
      return indentedPart(stream, state);
    case "path":
      return pathPart(stream, state);
    case "code":
      return codeToken(stream, state);
  }
}

function comment(stream: StringStream, state: NixState): string {
  if (stream.skipTo("*/")) {
    stream.match("*/");
    state.frames.pop();
  } else stream.skipToEnd();
  return "comment";
}

function openInterpolation(stream: StringStream, state: NixState): boolean {
  if (!stream.match("${")) return false;
  state.frames.push(code());
  state.open = open(state.open, "{", stream.indentation());
  return true;
}

/** Inside `"…"`. A `$` is plain unless a brace follows; it also takes the character after it: `$${` is text. */
function stringPart(stream: StringStream, state: NixState): string {
  if (openInterpolation(stream, state)) return "punctuation";
  if (stream.match('"')) {
    state.frames.pop();
    return "string";
  }
  if (stream.match(/^\\(.|$)/)) return "escape";
  if (!stream.match(/^([^$"\\]|\$[^{"\\]|\$(?=["\\]|$))+/)) stream.next();
  return "string";
}

/** Inside `''…''`. */
function indentedPart(stream: StringStream, state: NixState): string {
  if (stream.sol()) top(state).opened = undefined;
  if (openInterpolation(stream, state)) return "punctuation";
  if (stream.match(/^''(\$|'|\\(.|$))/)) return "escape";
  if (stream.match("''")) {
    state.frames.pop();
    return "string";
  }
  if (!stream.match(/^([^$']|\$[^{']|'[^'$]|'$|\$$)+/)) stream.next();
  return "string";
}

/** After a path's part that an interpolation follows: more of both, or the path's end. */
function pathPart(stream: StringStream, state: NixState): string | null {
  if (!stream.sol()) {
    if (openInterpolation(stream, state)) return "punctuation";
    if (stream.match(/^[a-zA-Z0-9._\-+/]+/)) return "url";
  }
  state.frames.pop();
  return codeToken(stream, state);
}

function codeToken(stream: StringStream, state: NixState): string | null {
  if (stream.eatSpace()) return null;
  const { afterDot } = state;
  state.afterDot = false;
  const frame = top(state);
  switch (stream.peek()) {
    case "#":
      stream.skipToEnd();
      return "comment";
    case '"':
      stream.next();
      state.frames.push({ mode: "string", braces: 0 });
      return "string";
    case "{":
      stream.next();
      frame.braces++;
      state.open = open(state.open, "{", stream.indentation());
      return "punctuation";
    case "}":
      stream.next();
      state.open = close(state.open, "{");
      if (frame.braces > 0) frame.braces--;
      else if (state.frames.length > 1) state.frames.pop();
      return "punctuation";
    case "(":
    case "[":
      state.open = open(state.open, stream.next() === "(" ? "(" : "[", stream.indentation());
      return "punctuation";
    case ")":
    case "]":
      state.open = close(state.open, stream.next() === ")" ? "(" : "[");
      return "punctuation";
    case ";":
      stream.next();
      if (isOpen(state.open, "=")) state.open = close(state.open, "=");
      return "punctuation";
  }
  if (stream.match("/*")) {
    state.frames.push({ mode: "comment", braces: 0 });
    return comment(stream, state);
  }
  if (stream.match("''")) {
    state.frames.push({ mode: "indented", braces: 0, opened: stream.indentation() });
    return "string";
  }
  if (openInterpolation(stream, state)) return "punctuation";
  if (stream.match(uri) || stream.match(searchPath)) return "url";
  if (stream.match(pathWithEnd) || stream.match(pathBeforeInterpolation)) {
    if (stream.match("${", false)) state.frames.push({ mode: "path", braces: 0 });
    return "url";
  }
  const word = stream.match(identifier);
  if (word !== null && typeof word === "object") return wordStyle(word[0], stream, state, afterDot);
  if (stream.match(float) || stream.match(/^[0-9]+/)) return "number";
  const sign = stream.match(operator);
  if (sign !== null && typeof sign === "object") {
    if (sign[0] === "=") state.open = open(state.open, "=", stream.indentation());
    return "operator";
  }
  if (stream.match(".")) state.afterDot = true;
  else stream.next();
  return "punctuation";
}

function wordStyle(word: string, stream: StringStream, state: NixState, afterDot: boolean): string {
  if (keywords.has(word) && !(word === "or" && stream.match(defines, false))) {
    if (word === "or" && afterDot) return "propertyName";
    if (word === "let") state.open = open(state.open, "let", stream.indentation());
    if (word === "in") state.open = close(state.open, "let");
    // Their semicolon ends no binding.
    if (word === "with" || word === "assert") state.open = open(state.open, "=", null);
    return "keyword";
  }
  if (stream.match(defines, false)) return "propertyName.definition";
  if (afterDot) return "propertyName";
  if (atoms.has(word)) return "atom";
  if (stream.match(binds, false)) return "variableName.definition";
  return globals.has(word) || word.startsWith("__") ? "variableName.special" : "variableName";
}
