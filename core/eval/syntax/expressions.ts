/** Parsing of expressions: where they begin, what may follow them, and who was waiting for them. */
import {
  ApplyExpr,
  AssertExpr,
  CurPosExpr,
  IfExpr,
  Kind,
  ListExpr,
  NotExpr,
  SearchPathExpr,
  SelectExpr,
  StrExpr,
  VarExpr,
  WithExpr,
} from "./ast.ts";
import { PathFor, attrPath, closeStep } from "./attrpaths.ts";
import { NixError } from "../errors.ts";
import type { Frame } from "./frames.ts";
import { Wait } from "./frames.ts";
import { closeDefault, closeLambda, openFormals, openLambda } from "./functions.ts";
import { makeFloat, makeInfix, makeInt, makeNegate, variable } from "./literals.ts";
import type { Machine } from "./machine.ts";
import { State } from "./machine.ts";
import { openIndented, openPath, openString, resumeIndented, resumePath, resumeString } from "./quoted.ts";
import {
  brace,
  closeBinding,
  closeInheritFrom,
  closeInheritStep,
  closeLet,
  openLegacyLet,
  openLet,
  openSet,
} from "./sets.ts";
import {
  Assoc,
  FIRST_OPERATOR,
  LAST_OPERATOR,
  LAST_SIMPLE,
  NEGATE_PRECEDENCE,
  NOT_PRECEDENCE,
  PIPE_PRECEDENCE,
  Tok,
  associativity,
  precedences,
} from "./tokens.ts";

/** Where any expression may begin. */
export function expression(m: Machine): State {
  const { lexer } = m;
  const { start } = lexer;
  switch (lexer.tok) {
    case Tok.Id: {
      const { name, docStart, docEnd, end } = lexer;
      lexer.next();
      if (lexer.at(Tok.Colon)) {
        lexer.next();
        return openLambda(m, name, start, docStart, docEnd);
      }
      if (lexer.at(Tok.At)) {
        lexer.next();
        m.expect(Tok.LBrace);
        openFormals(m, start, name, docStart, docEnd);
        return State.Formals;
      }
      setVariable(m, name, start, end);
      return afterSimple(m);
    }
    case Tok.LBrace:
      return brace(m);
    case Tok.Let:
      lexer.next();
      return lexer.at(Tok.LBrace) ? openLegacyLet(m, start) : openLet(m, start);
    case Tok.If:
      lexer.next();
      m.push(Wait.IfCond, start);
      return State.Expr;
    case Tok.With:
      lexer.next();
      m.push(Wait.WithSubject, start);
      return State.Expr;
    case Tok.Assert:
      lexer.next();
      m.push(Wait.AssertCond, start);
      return State.Expr;
    default:
      return operand(m);
  }
}

/** Where the operand of an operator may begin. */
export function operand(m: Machine): State {
  const { lexer } = m;
  for (;;) {
    if (lexer.at(Tok.Not)) m.push(Wait.Not, lexer.start).precedence = NOT_PRECEDENCE;
    else if (lexer.at(Tok.Minus)) m.push(Wait.Negate, lexer.start).precedence = NEGATE_PRECEDENCE;
    else return simple(m);
    lexer.next();
  }
}

/** Where an argument or a list item may begin. */
export function simple(m: Machine): State {
  const { lexer } = m;
  const { start, end } = lexer;
  switch (lexer.tok) {
    case Tok.Id:
      setVariable(m, lexer.name, start, end);
      break;
    case Tok.Quote:
      return openString(m);
    case Tok.Int:
      m.set(makeInt(m), start, 1);
      break;
    case Tok.Float:
      m.set(makeFloat(m), start, 1);
      break;
    case Tok.IndQuote:
      return openIndented(m);
    case Tok.Path:
      return openPath(m);
    case Tok.SearchPath: {
      const findFile = variable(lexer, "__findFile", start);
      const nixPath = variable(lexer, "__nixPath", start);
      const text = lexer.text.substring(start + 1, end - 1);
      m.set(new SearchPathExpr(start, end, text, findFile, nixPath), start, 2);
      break;
    }
    case Tok.Uri:
      m.lint(m.options.lints.urlLiterals, "W001", "URL literals are disabled", start, end);
      m.set(new StrExpr(start, end, lexer.text.substring(start, end)), start, 1);
      break;
    case Tok.LParen:
      lexer.next();
      m.push(Wait.Paren, start);
      return State.Expr;
    case Tok.LBracket:
      lexer.next();
      if (!lexer.at(Tok.RBracket)) {
        m.push(Wait.List, start).base = m.itemCount;
        return State.Simple;
      }
      m.set(new ListExpr(start, lexer.end, []), start, 1);
      break;
    case Tok.LBrace:
      lexer.next();
      return openSet(m, start, false);
    case Tok.Rec:
      lexer.next();
      m.expect(Tok.LBrace);
      return openSet(m, start, true);
    case Tok.Let:
      lexer.next();
      return openLegacyLet(m, start);
    default:
      throw m.unexpected();
  }
  lexer.next();
  return afterSimple(m);
}

function setVariable(m: Machine, name: number, start: number, end: number): void {
  m.set(m.isCurPos(name) ? new CurPosExpr(start, end) : new VarExpr(start, end, name), start, 1);
}

/** Behind a simple expression. */
export function afterSimple(m: Machine): State {
  const { lexer, top } = m;
  if (top.wait === Wait.StringStep) return closeStep(m, top);
  if (lexer.at(Tok.Dot)) {
    lexer.next();
    return attrPath(m, PathFor.Select);
  }
  if (lexer.at(Tok.OrKw)) {
    // Without an attribute path before it, `or` is a variable and an argument.
    const { start, end } = lexer;
    lexer.next();
    m.warn("W015", m.start, end);
    const or = new VarExpr(start, end, m.or());
    m.set(new ApplyExpr(m.start, end, m.value, [or]), m.start, m.height + 1);
  }
  return afterSelect(m);
}

/** Behind a selection: more items, arguments, or the end of them. */
export function afterSelect(m: Machine): State {
  const { lexer } = m;
  for (;;) {
    const { top } = m;
    switch (top.wait) {
      case Wait.Apply:
        m.addItem(m.value);
        if (m.height > top.height) top.height = m.height;
        if (lexer.tok <= LAST_SIMPLE) return State.Simple;
        closeApply(m, top);
        return afterOperand(m);
      case Wait.List:
        m.addItem(m.value);
        if (m.height > top.height) top.height = m.height;
        if (lexer.tok <= LAST_SIMPLE) return State.Simple;
        if (!lexer.at(Tok.RBracket)) throw m.unexpected();
        lexer.next();
        m.close(new ListExpr(top.start, lexer.prevEnd, m.takeItems(top.base)));
        return State.AfterSimple;
      case Wait.OrDefault:
        if (m.height > top.height) top.height = m.height;
        m.close(new SelectExpr(top.start, lexer.prevEnd, top.first!, top.path!, top.starts!, m.value));
        break;
      default: {
        if (lexer.tok > LAST_SIMPLE) return afterOperand(m);
        const frame = m.push(Wait.Apply, m.start);
        frame.first = m.value;
        frame.height = m.height;
        frame.base = m.itemCount;
        return State.Simple;
      }
    }
  }
}

/** Behind the last argument. `(f a) b` is one call, as in Nix. */
function closeApply(m: Machine, top: Frame): void {
  const fn = top.first!;
  const args = m.takeItems(top.base);
  const end = m.lexer.prevEnd;
  if (fn.kind === Kind.Apply && fn.sugar === null) {
    m.close(new ApplyExpr(top.start, end, fn.fn, fn.args.concat(args)));
  } else m.close(new ApplyExpr(top.start, end, fn, args));
}

/** Behind an operand: reduces the operators that bind tighter than what follows. */
export function afterOperand(m: Machine): State {
  const { lexer } = m;
  const { tok } = lexer;
  let precedence = 0;
  if (tok >= FIRST_OPERATOR && tok <= LAST_OPERATOR) {
    precedence = precedences[tok - FIRST_OPERATOR]!;
    if (precedence === PIPE_PRECEDENCE && !m.options.pipeOperators)
      m.report(NO_PIPES, lexer.start, lexer.end);
  }
  for (let { top } = m; top.precedence >= precedence && top.precedence > 0; top = m.top) {
    if (top.precedence === precedence) {
      const group = precedence === PIPE_PRECEDENCE ? pipeGroup(top.operator, tok) : associativity[precedence];
      if (group === Assoc.None) throw m.unexpected();
      if (group === Assoc.Right) break;
    }
    reduce(m, top);
  }
  if (precedence === 0) return complete(m);
  if (tok === Tok.Has) {
    lexer.next();
    return attrPath(m, PathFor.Has);
  }
  const frame = m.push(Wait.Infix, m.start);
  frame.first = m.value;
  frame.height = m.height;
  frame.operator = tok;
  frame.at = lexer.start;
  frame.precedence = precedence;
  lexer.next();
  return State.Operand;
}

const NO_PIPES =
  "experimental Nix feature 'pipe-operators' is disabled; " +
  "add '--extra-experimental-features pipe-operators' to enable it";

/** How two pipes group: each kind with itself, never with the other. */
function pipeGroup(left: Tok, right: Tok): Assoc {
  if (left !== right) return Assoc.None;
  return left === Tok.PipeFrom ? Assoc.Right : Assoc.Left;
}

function reduce(m: Machine, top: Frame): void {
  const { start } = top;
  const { value } = m;
  const end = m.lexer.prevEnd;
  if (m.height > top.height) top.height = m.height;
  if (top.wait === Wait.Not) m.close(new NotExpr(start, end, value));
  else if (top.wait === Wait.Negate) m.close(makeNegate(m.lexer, value, start, end));
  else {
    const node = makeInfix(m.lexer, top.operator, top.first!, value, start, end, top.at);
    if (node.kind === Kind.Not) top.height++; // `<=` and `>=` are a negated call
    m.close(node);
  }
}

/** A whole expression is complete: hands it to the construct that waits for it. */
function complete(m: Machine): State {
  const { lexer } = m;
  for (;;) {
    const { top } = m;
    if (m.height > top.height) top.height = m.height;
    switch (top.wait) {
      case Wait.Binding:
        m.require(Tok.Semi);
        return closeBinding(m, top);
      case Wait.Paren:
        m.expect(Tok.RParen);
        m.start = top.start;
        m.pop();
        return State.AfterSimple;
      case Wait.LambdaBody:
        closeLambda(m, top);
        break;
      case Wait.String:
        m.require(Tok.RBrace);
        m.addItem(m.value);
        return resumeString(m, top);
      case Wait.Indented:
        m.require(Tok.RBrace);
        m.parts.push(m.value);
        return resumeIndented(m);
      case Wait.Path:
        m.require(Tok.RBrace);
        m.addItem(m.value);
        return resumePath(m, top);
      case Wait.DynamicStep:
        return closeStep(m, top);
      case Wait.InheritFrom:
        return closeInheritFrom(m, top);
      case Wait.InheritStep:
        return closeInheritStep(m, top);
      case Wait.FormalDefault:
        return closeDefault(m, top);
      case Wait.WithSubject:
        return middle(m, top, Tok.Semi, Wait.WithBody);
      case Wait.AssertCond:
        return middle(m, top, Tok.Semi, Wait.AssertBody);
      case Wait.IfCond:
        return middle(m, top, Tok.Then, Wait.IfThen);
      case Wait.IfThen:
        m.expect(Tok.Else);
        top.second = m.value;
        top.wait = Wait.IfElse;
        return State.Expr;
      case Wait.WithBody:
        m.close(new WithExpr(top.start, lexer.prevEnd, top.first!, m.value));
        break;
      case Wait.AssertBody:
        m.close(new AssertExpr(top.start, lexer.prevEnd, top.first!, m.value));
        break;
      case Wait.IfElse:
        m.close(new IfExpr(top.start, lexer.prevEnd, top.first!, top.second!, m.value));
        break;
      case Wait.LetBody:
        closeLet(m, top);
        break;
      case Wait.Root:
        m.require(Tok.End);
        return State.Finished;
      default:
        throw new NixError("internal", `parser: construct ${top.wait} waits for no expression`);
    }
  }
}

/** Behind the first part of `with`, `assert` or `if`: the next part follows a token. */
function middle(m: Machine, top: Frame, separator: Tok, next: Wait): State {
  m.expect(separator);
  top.first = m.value;
  top.wait = next;
  return State.Expr;
}
