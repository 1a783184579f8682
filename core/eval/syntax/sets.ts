/** Parsing of sets, `let` and their bindings. */
import { AttrDef, AttrsExpr, Binding, Kind, LetExpr, SelectExpr, VarExpr } from "./ast.ts";
import { PathFor, attrPath, attrPathFrom, pathDone } from "./attrpaths.ts";
import type { Frame } from "./frames.ts";
import { Wait } from "./frames.ts";
import { behindFormals, formal, openFormals } from "./functions.ts";
import type { Machine } from "./machine.ts";
import { State } from "./machine.ts";
import { readLiteral } from "./quoted.ts";
import { Stop } from "./strings.ts";
import { Tok } from "./tokens.ts";

/** {@link Frame.mode} of sets. */
const PLAIN = 0;
const LEGACY_LET = 1;

/** At a `{` where both a set and a function may begin. */
export function brace(m: Machine): State {
  const { lexer } = m;
  const { start, docStart, docEnd } = lexer;
  lexer.next();
  switch (lexer.tok) {
    case Tok.RBrace:
      lexer.next();
      if (lexer.at(Tok.Colon) || lexer.at(Tok.At)) {
        openFormals(m, start, -1, docStart, docEnd);
        return behindFormals(m);
      }
      m.set(new AttrsExpr(start, lexer.prevEnd, false), start, 1);
      return State.AfterSimple;
    case Tok.Ellipsis:
      openFormals(m, start, -1, docStart, docEnd);
      return State.Formals;
    case Tok.Id: {
      const { name, start: nameStart, end: nameEnd, docStart: ownDoc, docEnd: ownDocEnd } = lexer;
      lexer.next();
      if (lexer.at(Tok.Comma) || lexer.at(Tok.Has) || lexer.at(Tok.RBrace)) {
        openFormals(m, start, -1, docStart, docEnd);
        return formal(m, name, nameStart, nameEnd, ownDoc, ownDocEnd);
      }
      openBindings(m, start, false, PLAIN);
      return bindingFrom(m, name, nameStart, ownDoc, ownDocEnd);
    }
    default:
      return openBindings(m, start, false, PLAIN);
  }
}

/** Behind the `{` of a set. */
export function openSet(m: Machine, start: number, recursive: boolean): State {
  return openBindings(m, start, recursive, PLAIN);
}

function openBindings(m: Machine, start: number, recursive: boolean, mode: number): State {
  const frame = m.push(Wait.Set, start);
  frame.set = new AttrsExpr(start, start, recursive);
  frame.mode = mode;
  return State.Bindings;
}

/** Behind a `let`. */
export function openLet(m: Machine, start: number): State {
  m.push(Wait.Let, start).set = new LetExpr(start, start);
  return State.Bindings;
}

/** Behind a `let` that only `{` may follow. */
export function openLegacyLet(m: Machine, start: number): State {
  m.expect(Tok.LBrace);
  return openBindings(m, start, true, LEGACY_LET);
}

/** At a binding, or at the end of the bindings. */
export function bindings(m: Machine): State {
  const { lexer } = m;
  switch (lexer.tok) {
    case Tok.Id: {
      const { name, start, docStart, docEnd } = lexer;
      lexer.next();
      return bindingFrom(m, name, start, docStart, docEnd);
    }
    case Tok.Inherit: {
      const { start } = lexer;
      lexer.next();
      if (lexer.at(Tok.LParen)) {
        lexer.next();
        m.push(Wait.InheritFrom, start);
        return State.Expr;
      }
      if (lexer.at(Tok.Semi)) m.warn("W009", start, lexer.end);
      return inheritNames(m, -1, lexer.prevEnd);
    }
    case Tok.RBrace:
      if (m.top.wait !== Wait.Set) throw m.unexpected();
      return closeSet(m);
    case Tok.In:
      if (m.top.wait !== Wait.Let) throw m.unexpected();
      return closeLetBindings(m);
    case Tok.OrKw:
    case Tok.Quote:
    case Tok.DollarCurly: {
      const frame = m.push(Wait.Binding, lexer.start);
      frame.path = null;
      frame.docStart = lexer.docStart;
      frame.docEnd = lexer.docEnd;
      return attrPath(m, PathFor.Binding);
    }
    default:
      throw m.unexpected();
  }
}

/** A binding whose first identifier has been read. */
function bindingFrom(m: Machine, name: number, start: number, docStart: number, docEnd: number): State {
  const { lexer } = m;
  const frame = m.push(Wait.Binding, start);
  frame.docStart = docStart;
  frame.docEnd = docEnd;
  if (lexer.at(Tok.Assign)) {
    frame.path = [name];
    frame.starts = [start];
    frame.at = lexer.prevEnd;
    lexer.next();
    return State.Expr;
  }
  frame.path = null;
  const base = m.stepCount;
  m.addStep(name, start);
  if (!lexer.at(Tok.Dot)) return pathDone(m, PathFor.Binding, base);
  lexer.next();
  return attrPathFrom(m, PathFor.Binding, base);
}

/** At the `;` of a binding. */
export function closeBinding(m: Machine, top: Frame): State {
  const path = top.path!;
  const height = top.height + path.length - 1;
  m.pop();
  m.binder.add(m.top.set!, path, top.starts!, m.value, top.start, top.at, top.docStart, top.docEnd);
  if (height > m.top.height) m.top.height = height;
  m.lexer.next();
  return State.Bindings;
}

/** At the `}` of a set. */
function closeSet(m: Machine): State {
  const { lexer, top } = m;
  const set = top.set as AttrsExpr;
  lexer.next();
  set.end = lexer.prevEnd;
  trim(set);
  if (top.mode === PLAIN) m.close(set);
  else {
    m.warn("W005", top.start, set.end);
    const body = lexer.names.fromString("body");
    top.height++;
    m.close(new SelectExpr(top.start, set.end, set, [body], [top.start], null));
  }
  return State.AfterSimple;
}

/** At the `in` of a `let`. */
function closeLetBindings(m: Machine): State {
  const { top } = m;
  m.lexer.next();
  trim(top.set as LetExpr);
  top.wait = Wait.LetBody;
  return State.Expr;
}

/** Behind the body of a `let`. */
export function closeLet(m: Machine, top: Frame): void {
  const set = top.set as LetExpr;
  if (set.dynamics.length > 0) {
    m.report("dynamic attributes not allowed in let", top.start, top.start + 3);
    set.dynamics = [];
  }
  set.end = m.lexer.prevEnd;
  set.body = m.value;
  m.close(set);
}

/** Growing leaves arrays with room to spare; most sets are small, and there are many. */
function trim(set: AttrsExpr | LetExpr): void {
  if (set.defs.length < 16) set.defs = set.defs.slice();
}

/** Behind the `e` of `inherit (e)`. */
export function closeInheritFrom(m: Machine, top: Frame): State {
  m.expect(Tok.RParen);
  m.pop();
  const set = m.top.set!;
  set.froms.push(m.value);
  if (top.height > m.top.height) m.top.height = top.height;
  return inheritNames(m, set.froms.length - 1, m.lexer.prevEnd);
}

/**
 * The names of an `inherit` up to its semicolon. `from` is -1 or an index into the set's `froms`, `before` is
 * the end of the token before the names: 2.8 takes that for the position of all of them.
 */
function inheritNames(m: Machine, from: number, before: number): State {
  const { lexer } = m;
  for (;;) {
    const { start, end } = lexer;
    switch (lexer.tok) {
      case Tok.Id:
        inheritOne(m, lexer.name, start, end, from, before);
        break;
      case Tok.OrKw:
        inheritOne(m, m.or(), start, end, from, before);
        break;
      case Tok.Quote:
        if (readLiteral(m) !== Stop.Close) throw m.lexer.error(DYNAMIC_INHERIT, start, lexer.pos);
        inheritOne(m, lexer.names.fromString(m.literal.text), start, lexer.end, from, before);
        break;
      case Tok.DollarCurly: {
        lexer.next();
        const frame = m.push(Wait.InheritStep, start);
        frame.name = from;
        frame.at = before;
        return State.Expr;
      }
      case Tok.Semi:
        lexer.next();
        return State.Bindings;
      default:
        throw m.unexpected();
    }
    lexer.next();
  }
}

const DYNAMIC_INHERIT = "dynamic attributes not allowed in inherit";

/** At the `}` of `inherit ${e}`. */
export function closeInheritStep(m: Machine, top: Frame): State {
  const { start, name: from, at: before } = top;
  const { value } = m;
  m.expect(Tok.RBrace);
  m.pop();
  const end = m.lexer.prevEnd;
  if (value.kind === Kind.Str) inheritOne(m, m.lexer.names.fromString(value.value), start, end, from, before);
  else m.report(DYNAMIC_INHERIT, start, end);
  return inheritNames(m, from, before);
}

function inheritOne(
  m: Machine,
  name: number,
  start: number,
  end: number,
  from: number,
  before: number,
): void {
  const { top } = m;
  const at = m.options.profile === "2.8" ? before : start;
  if (from >= 0) m.binder.inherit(top.set!, new AttrDef(name, at, end, Binding.InheritFrom, null, from));
  else {
    const value = new VarExpr(start, end, name);
    m.binder.inherit(top.set!, new AttrDef(name, at, end, Binding.Inherit, value, -1));
    if (top.height === 0) top.height = 1;
  }
}
