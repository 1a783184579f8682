/** Parsing of functions. */
import { Formal, Formals, LambdaExpr } from "./ast.ts";
import type { Frame } from "./frames.ts";
import { Wait } from "./frames.ts";
import type { Machine } from "./machine.ts";
import { State } from "./machine.ts";
import { Tok } from "./tokens.ts";

/** {@link Frame.base} of a function without formals. */
const NO_FORMALS = -1;

/** Formals beyond this many are checked for duplicates by an index. */
const LINEAR_LIMIT = 16;

/** At the body of `x: body`. */
export function openLambda(
  m: Machine,
  param: number,
  start: number,
  docStart: number,
  docEnd: number,
): State {
  const frame = m.push(Wait.LambdaBody, start);
  describe(frame, param, docStart, docEnd);
  frame.base = NO_FORMALS;
  return State.Expr;
}

/** Behind the `{` of formals. `param` is the name before `@`, or -1. */
export function openFormals(
  m: Machine,
  start: number,
  param: number,
  docStart: number,
  docEnd: number,
): void {
  const frame = m.push(Wait.Formals, start);
  frame.base = m.formals.length;
  frame.mode = 0;
  describe(frame, param, docStart, docEnd);
}

function describe(frame: Frame, param: number, docStart: number, docEnd: number): void {
  frame.name = param;
  frame.at = param < 0 ? -1 : frame.start;
  frame.docStart = docStart;
  frame.docEnd = docEnd;
}

/** At a formal, or at the end of the formals. */
export function formalList(m: Machine): State {
  const { lexer } = m;
  switch (lexer.tok) {
    case Tok.Id: {
      const { name, start, end, docStart, docEnd } = lexer;
      lexer.next();
      return formal(m, name, start, end, docStart, docEnd);
    }
    case Tok.Ellipsis:
      lexer.next();
      m.top.mode = 1;
      m.require(Tok.RBrace);
      return closeFormals(m);
    case Tok.RBrace:
      return closeFormals(m);
    default:
      throw m.unexpected(Tok.RBrace);
  }
}

/** A formal whose name has been read. */
export function formal(
  m: Machine,
  name: number,
  start: number,
  end: number,
  docStart: number,
  docEnd: number,
): State {
  const { lexer } = m;
  if (lexer.at(Tok.Has)) {
    lexer.next();
    const frame = m.push(Wait.FormalDefault, start);
    frame.name = name;
    frame.at = end;
    frame.docStart = docStart;
    frame.docEnd = docEnd;
    return State.Expr;
  }
  m.formals.push(new Formal(name, start, end, null, docStart, docEnd));
  return afterFormal(m);
}

/** Behind the default of a formal. */
export function closeDefault(m: Machine, top: Frame): State {
  m.pop();
  if (top.height > m.top.height) m.top.height = top.height;
  m.formals.push(new Formal(top.name, top.start, top.at, m.value, top.docStart, top.docEnd));
  return afterFormal(m);
}

function afterFormal(m: Machine): State {
  if (m.lexer.at(Tok.Comma)) {
    m.lexer.next();
    return State.Formals;
  }
  m.require(Tok.RBrace);
  return closeFormals(m);
}

/** At the `}` of the formals. */
function closeFormals(m: Machine): State {
  m.lexer.next();
  return behindFormals(m);
}

/** Behind the `}` of the formals. */
export function behindFormals(m: Machine): State {
  const { lexer, top } = m;
  if (lexer.at(Tok.At) && top.name < 0) {
    lexer.next();
    m.require(Tok.Id);
    top.name = lexer.name;
    top.at = lexer.start;
    lexer.next();
  } else if (!lexer.at(Tok.Colon) && top.name < 0) throw m.unexpected(Tok.Colon, Tok.At);
  m.expect(Tok.Colon);
  checkDuplicates(m, top);
  top.wait = Wait.LambdaBody;
  return State.Expr;
}

function checkDuplicates(m: Machine, top: Frame): void {
  const { formals } = m;
  const count = formals.length - top.base;
  if (count > LINEAR_LIMIT) {
    const seen = new Set<number>();
    for (let i = top.base; i < formals.length; i++) {
      if (seen.has(formals[i]!.name)) reportDuplicate(m, formals[i]!);
      seen.add(formals[i]!.name);
    }
  } else {
    for (let i = top.base + 1; i < formals.length; i++) {
      for (let k = top.base; k < i; k++) {
        if (formals[k]!.name === formals[i]!.name) {
          reportDuplicate(m, formals[i]!);
          break;
        }
      }
    }
  }
  if (top.name < 0) return;
  for (let i = top.base; i < formals.length; i++) {
    if (formals[i]!.name === top.name)
      reportDuplicate(m, { name: top.name, start: top.start, end: m.lexer.prevEnd });
  }
}

function reportDuplicate(
  m: Machine,
  { name, start, end }: { name: number; start: number; end: number },
): void {
  m.report(`duplicate formal function argument '${m.lexer.names.names[name]}'`, start, end);
}

/** Behind the body. */
export function closeLambda(m: Machine, top: Frame): void {
  let formals: Formals | null = null;
  if (top.base !== NO_FORMALS) {
    formals = new Formals(m.formals.slice(top.base), top.mode === 1);
    m.formals.length = top.base;
  }
  const lambda = new LambdaExpr(top.start, m.lexer.prevEnd, top.name, top.at, formals, m.value);
  lambda.docStart = top.docStart;
  lambda.docEnd = top.docEnd;
  m.close(lambda);
}
