/** Parsing of strings and path literals, which may hold expressions. */
import { InterpExpr, Kind, PathExpr, PathInterpExpr, StrExpr } from "./ast.ts";
import type { NixError } from "../errors.ts";
import type { Frame } from "./frames.ts";
import { Wait } from "./frames.ts";
import type { Lexer } from "./lexer.ts";
import { pathEnd } from "./lexer.ts";
import type { Machine } from "./machine.ts";
import { State } from "./machine.ts";
import { Stop, scanIndented, scanString, skipIndentedOpening, stripIndentation } from "./strings.ts";
import { Tok } from "./tokens.ts";

/** At an opening quote. */
export function openString(m: Machine): State {
  const { lexer } = m;
  const { start } = lexer;
  const stop = readLiteral(m);
  if (stop !== Stop.Close) return openInterpolated(m, stop, start);
  m.set(new StrExpr(start, lexer.pos, m.literal.text), start, 1);
  closeQuote(lexer, 1);
  lexer.next();
  return State.AfterSimple;
}

/** Makes a closing quote of some width the current token: errors at the end of the file point to it. */
function closeQuote(lexer: Lexer, width: number): void {
  lexer.start = lexer.pos - width;
}

/** Reads the literal part of a string into `m.literal`. */
export function readLiteral(m: Machine): Stop {
  const from = m.lexer.pos;
  const stop = scanString(m.lexer, m.literal);
  if (m.literal.hasNul) checkNul(m, from);
  return stop;
}

/** 2.8 forgets what comes after a NUL, later releases refuse it. */
function checkNul(m: Machine, from: number): void {
  const { literal } = m;
  literal.hasNul = false;
  if (m.options.profile === "2.8") literal.text = truncated(literal.text);
  else reportNul(m, literal.text, from);
}

function truncated(text: string): string {
  const nul = text.indexOf("\0");
  return nul < 0 ? text : text.slice(0, nul);
}

/** U+2400, as UTF-8 bytes. */
const NUL_SYMBOL = "\xe2\x90\x80";

function reportNul(m: Machine, text: string, from: number): void {
  const shown = text.replaceAll("\0", NUL_SYMBOL);
  const message = `input string '${shown}' cannot be represented as Nix string because it contains null bytes`;
  m.report(message, from, m.lexer.pos);
}

/** The first literal part of a string has been read, and it isn't the last. */
export function openInterpolated(m: Machine, stop: Stop, start: number): State {
  const { lexer } = m;
  if (stop === Stop.EndOfFile) throw endInString(m, start + 1 < lexer.length ? start + 1 : start, "'\"'");
  m.push(Wait.String, start).base = m.itemCount;
  pushLiteral(m, start + 1, lexer.pos - 2);
  lexer.next();
  return State.Expr;
}

function pushLiteral(m: Machine, start: number, end: number): void {
  if (end > start) m.addItem(new StrExpr(start, end, m.literal.text));
}

/** At the `}` of an interpolation. The string may turn out to be a step of an attribute path. */
export function resumeString(m: Machine, top: Frame): State {
  const { lexer } = m;
  const from = lexer.pos;
  const stop = readLiteral(m);
  if (stop === Stop.Interpolation) {
    pushLiteral(m, from, lexer.pos - 2);
    lexer.next();
    return State.Expr;
  }
  if (stop === Stop.EndOfFile) throw endInString(m, from < lexer.length ? from : lexer.start, "'\"'");
  pushLiteral(m, from, lexer.pos - 1);
  closeQuote(lexer, 1);
  const value = new InterpExpr(top.start, lexer.pos, m.takeItems(top.base));
  lexer.next();
  m.close(value);
  return State.AfterSimple;
}

function endInString(m: Machine, start: number, expecting: string): NixError {
  const message = `syntax error, unexpected ${m.tokenName(Tok.End)}, expecting ${expecting}`;
  m.lexer.tok = Tok.End;
  return m.lexer.error(message, start, m.lexer.length);
}

/** At an opening `''`. */
export function openIndented(m: Machine): State {
  skipIndentedOpening(m.lexer);
  m.push(Wait.Indented, m.lexer.start).base = m.parts.length;
  return resumeIndented(m);
}

/** Inside an indented string, at its beginning or at the `}` of an interpolation. */
export function resumeIndented(m: Machine): State {
  const { lexer, parts } = m;
  const known = parts.length;
  const stop = scanIndented(lexer, parts);
  for (let i = known; i < parts.length; i++) checkPartNul(m, i);
  if (stop === Stop.Interpolation) {
    lexer.next();
    return State.Expr;
  }
  if (stop === Stop.EndOfFile) {
    const names =
      m.options.profile === "2.8"
        ? "IND_STR or DOLLAR_CURLY or IND_STRING_CLOSE"
        : "end of an indented string";
    const last = parts.length > known ? parts[parts.length - 1]!.start : lexer.start;
    throw endInString(m, last, names);
  }
  const { top } = m;
  const { start, base } = top;
  const end = lexer.pos;
  const stripped = stripIndentation(base === 0 ? parts : parts.slice(base));
  parts.length = base;
  closeQuote(lexer, 2);
  lexer.next();
  const only = stripped[0];
  if (only === undefined) m.set(new StrExpr(start, end, ""), start, 1);
  else if (stripped.length === 1 && only.kind === Kind.Str)
    m.set(new StrExpr(start, end, only.value), start, 1);
  else m.set(new InterpExpr(start, end, stripped), start, Math.max(top.height, 1) + 1);
  m.pop();
  return State.AfterSimple;
}

function checkPartNul(m: Machine, i: number): void {
  const part = m.parts[i]!;
  if (!("text" in part) || !("indents" in part) || !part.text.includes("\0")) return;
  if (m.options.profile === "2.8") m.parts[i] = part.withText(truncated(part.text));
  else reportNul(m, part.text, part.start);
}

/** At a path literal. */
export function openPath(m: Machine): State {
  const { lexer } = m;
  const { start, end } = lexer;
  const node = new PathExpr(start, end, lexer.text.substring(start, end));
  lintPath(m, node);
  if (lexer.bytes[end - 1] === SLASH || atInterpolation(lexer, end)) return openInterpolatedPath(m, node);
  lexer.next();
  m.set(node, start, 1);
  return State.AfterSimple;
}

/** A path may go on with one more literal part (`./a//b${c}`), and must with an interpolation after a slash. */
function openInterpolatedPath(m: Machine, node: PathExpr): State {
  const { lexer } = m;
  m.push(Wait.Path, node.start).base = m.itemCount;
  m.addItem(node);
  let { end } = node;
  if (lexer.bytes[end] === SLASH) end = pathPart(m, end);
  if (atInterpolation(lexer, end)) return enterInterpolation(lexer, end);
  const endsInSlash = lexer.bytes[end - 1] === SLASH;
  if (endsInSlash && lexer.bytes[end] === SLASH) throw wantsInterpolation(m, "STR", "string", end, end + 1);
  if (!endsInSlash) throw wantsInterpolation(m, "PATH_END", "end of path", node.start, node.end);
  trailingSlash(m, end);
  return closePath(m, m.top, end);
}

/** At the `}` of an interpolation in a path. */
export function resumePath(m: Machine, top: Frame): State {
  const { lexer } = m;
  const { bytes } = lexer;
  let end = pathPart(m, lexer.pos);
  while (end > lexer.pos && bytes[end - 1] === SLASH && bytes[end] === SLASH) end = pathPart(m, end);
  if (atInterpolation(lexer, end)) return enterInterpolation(lexer, end);
  if (end > lexer.pos && bytes[end - 1] === SLASH) trailingSlash(m, end);
  return closePath(m, top, end);
}

/** Reads one literal part of a path; where it ends. */
function pathPart(m: Machine, start: number): number {
  const end = pathEnd(m.lexer.bytes, start);
  if (end > start) m.addItem(new StrExpr(start, end, m.lexer.text.substring(start, end)));
  return end;
}

const SLASH = 47;

function atInterpolation(lexer: Lexer, pos: number): boolean {
  return lexer.bytes[pos] === 36 && lexer.bytes[pos + 1] === 123;
}

function enterInterpolation(lexer: Lexer, at: number): State {
  lexer.pos = lexer.end = at + 2;
  lexer.next();
  return State.Expr;
}

function closePath(m: Machine, top: Frame, end: number): State {
  const { lexer } = m;
  lexer.pos = lexer.end = end;
  const value = new PathInterpExpr(top.start, end, m.takeItems(top.base));
  lexer.next();
  m.close(value);
  return State.AfterSimple;
}

function wantsInterpolation(m: Machine, old: string, name: string, start: number, end: number): NixError {
  const is28 = m.options.profile === "2.8";
  const message = `syntax error, unexpected ${is28 ? old : name}, expecting ${m.tokenName(Tok.DollarCurly)}`;
  return m.lexer.error(message, start, end);
}

/** The error of a slash before `end`; Nix notices it at the next character, or else blames the last part. */
function trailingSlash(m: Machine, end: number): void {
  const { lexer } = m;
  if (end < lexer.length) m.report("path has a trailing slash", end, end + 1);
  else m.report("path has a trailing slash", m.lastItem().start, end);
}

function lintPath(m: Machine, node: PathExpr): void {
  const first = node.text.charCodeAt(0);
  const { lints } = m.options;
  const { start, end, text } = node;
  if (first === 47 || first === 126) {
    m.lint(
      lints.absolutePathLiterals,
      "W014",
      `absolute path literals are disabled: '${text}'`,
      start,
      end,
      text,
    );
  } else if (first !== 46) {
    m.lint(lints.shortPathLiterals, "W013", `short path literals are disabled: '${text}'`, start, end, text);
  }
}
