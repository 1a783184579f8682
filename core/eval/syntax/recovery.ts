/** After a syntax error: finds the next binding where parsing can go on, so that one pass finds several errors. */
import { VarExpr } from "./ast.ts";
import type { Frame } from "./frames.ts";
import { Wait } from "./frames.ts";
import type { Machine } from "./machine.ts";
import { Stop, scanIndented, scanString } from "./strings.ts";
import { Tok } from "./tokens.ts";

/** More errors than this help nobody. */
const MAX_ERRORS = 50;

/**
 * Drops constructs up to the innermost set or `let` whose bindings can go on, and tokens up to there. False when
 * there is none.
 */
export function recover(m: Machine): boolean {
  if (m.errors.length >= MAX_ERRORS) return false;
  const inside: Tok[] = [];
  if (!dropTo(m, (frame) => frame.wait === Wait.Set || frame.wait === Wait.Let, inside)) return false;
  const open = inside.reverse();
  for (;;) {
    const tok = skip(m, open);
    const inLet = m.top.wait === Wait.Let;
    if (tok === Tok.Semi) {
      m.lexer.next();
      return true;
    }
    if (tok === Tok.End) return false;
    if (tok === (inLet ? Tok.In : Tok.RBrace)) return true;
    // The bracket belongs to something further out, so this set lacks its own: give it up.
    const wanted = tok === Tok.In ? Wait.Let : Wait.Set;
    if (tok !== Tok.Else && isOpen(m, wanted)) {
      dropTo(m, (frame) => frame.wait === wanted, []);
      return true;
    }
    m.lexer.next();
  }
}

function isOpen(m: Machine, wait: Wait): boolean {
  for (let i = m.depth; i > 0; i--) if (m.frames[i]!.wait === wait) return true;
  return false;
}

/** Drops constructs up to one; the interpolations among them, which a `}` will end, go into `inside`. */
function dropTo(m: Machine, stop: (frame: Frame) => boolean, inside: Tok[]): boolean {
  while (m.depth > 0) {
    const { top } = m;
    if (stop(top)) return true;
    m.pop();
    drop(m, top);
    const opener = interpolation(top.wait);
    if (opener !== null) inside.push(opener);
  }
  return false;
}

/** Which kind of interpolation a construct stands for: what follows its `}` is read in different ways. */
function interpolation(wait: Wait): Tok | null {
  if (wait === Wait.String) return Tok.Quote;
  if (wait === Wait.Indented) return Tok.IndQuote;
  const other = wait === Wait.DynamicStep || wait === Wait.InheritStep || wait === Wait.Path;
  return other ? Tok.DollarCurly : null;
}

/** Takes back what a dropped construct left on the shared stacks; a binding stays, with a hole as value. */
function drop(m: Machine, frame: Frame): void {
  switch (frame.wait) {
    case Wait.List:
    case Wait.Apply:
    case Wait.String:
    case Wait.Path:
      m.itemCount = frame.base;
      break;
    case Wait.Indented:
      m.parts.length = frame.base;
      break;
    case Wait.DynamicStep:
    case Wait.StringStep:
      m.stepCount = frame.base;
      break;
    case Wait.Formals:
      m.formals.length = frame.base;
      break;
    case Wait.LambdaBody:
      if (frame.base >= 0) m.formals.length = frame.base;
      break;
    case Wait.Binding: {
      if (frame.path === null) break;
      const at = m.lexer.prevEnd;
      const hole = new VarExpr(at, at, m.lexer.names.fromString(""));
      const known = m.errors.length;
      m.binder.add(m.top.set!, frame.path, frame.starts!, hole, frame.start, frame.at, -1, -1);
      m.errors.length = known; // what the hole clashes with is no news
      m.top.height = Math.max(m.top.height, frame.height + frame.path.length);
      break;
    }
  }
}

/** Skips tokens, whole brackets at a time, to the next `;`, `}`, `in` or the end that isn't inside an `open` one. */
function skip(m: Machine, open: Tok[]): Tok {
  const { lexer } = m;
  for (; ; lexer.next()) {
    const { tok } = lexer;
    switch (tok) {
      case Tok.End:
        return tok;
      case Tok.Semi:
      case Tok.In:
      case Tok.RBrace:
        if (open.length === 0) return tok;
        if (tok === Tok.In && open[open.length - 1] === Tok.Let) open.pop();
        if (tok === Tok.RBrace) closeBrace(m, open);
        break;
      case Tok.Let:
      case Tok.LBrace:
      case Tok.LParen:
      case Tok.LBracket:
      case Tok.DollarCurly:
        open.push(tok);
        break;
      case Tok.RParen:
      case Tok.RBracket: {
        const opener = tok === Tok.RParen ? Tok.LParen : Tok.LBracket;
        if (open[open.length - 1] === opener) open.pop();
        break;
      }
      case Tok.Quote:
      case Tok.IndQuote:
        skipString(m, tok, open);
        break;
    }
  }
}

/** A `}` closes the innermost brace, whatever was left open in it; behind an interpolation the string goes on. */
function closeBrace(m: Machine, open: Tok[]): void {
  for (let opener = open.pop(); opener !== undefined; opener = open.pop()) {
    if (opener === Tok.LBrace || opener === Tok.DollarCurly) return;
    if (opener === Tok.Quote || opener === Tok.IndQuote) return skipString(m, opener, open);
  }
}

function skipString(m: Machine, kind: Tok, open: Tok[]): void {
  const stop =
    kind === Tok.Quote ? scanString(m.lexer, { text: "", hasNul: false }) : scanIndented(m.lexer, []);
  if (stop === Stop.Interpolation) open.push(kind);
}
