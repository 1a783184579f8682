/** Parsing of attribute paths, in selections, `?` and bindings. */
import type { AttrName } from "./ast.ts";
import { HasAttrExpr, Kind, SelectExpr } from "./ast.ts";
import type { Frame } from "./frames.ts";
import { Wait } from "./frames.ts";
import type { Machine } from "./machine.ts";
import { State } from "./machine.ts";
import { openInterpolated, readLiteral } from "./quoted.ts";
import { Stop } from "./strings.ts";
import { Tok } from "./tokens.ts";

/** What an attribute path is for. */
export const PathFor = { Select: 0, Has: 1, Binding: 2 } as const;
export type PathFor = (typeof PathFor)[keyof typeof PathFor];

/** At the first step of a path. For `Select` and `Has` the set is the completed expression. */
export function attrPath(m: Machine, use: PathFor): State {
  const { lexer } = m;
  const base = m.stepCount;
  if (use !== PathFor.Select || !lexer.at(Tok.Id)) return attrPathFrom(m, use, base);
  const { name, start } = lexer;
  lexer.next();
  if (!lexer.at(Tok.Dot)) return selected(m, [name], [start]);
  m.addStep(name, start);
  lexer.next();
  return attrPathFrom(m, use, base);
}

/** The steps of a path from the current token on; those since `base` have been read. */
export function attrPathFrom(m: Machine, use: PathFor, base: number): State {
  const { lexer } = m;
  for (;;) {
    const { start } = lexer;
    switch (lexer.tok) {
      case Tok.Id:
        m.addStep(lexer.name, start);
        break;
      case Tok.OrKw:
        m.addStep(m.or(), start);
        break;
      case Tok.Quote: {
        const stop = readLiteral(m);
        if (stop !== Stop.Close) {
          openStep(m, Wait.StringStep, use, base, start);
          return openInterpolated(m, stop, start);
        }
        m.addStep(lexer.names.fromString(m.literal.text), start);
        break;
      }
      case Tok.DollarCurly:
        openStep(m, Wait.DynamicStep, use, base, start);
        lexer.next();
        return State.Expr;
      default:
        throw m.unexpected(Tok.Id, Tok.OrKw, Tok.DollarCurly, Tok.Quote);
    }
    lexer.next();
    if (!lexer.at(Tok.Dot)) return pathDone(m, use, base);
    lexer.next();
  }
}

function openStep(m: Machine, wait: Wait, use: PathFor, base: number, at: number): void {
  const frame = m.push(wait, m.start);
  frame.first = m.value;
  frame.height = m.height;
  frame.mode = use;
  frame.base = base;
  frame.at = at;
}

/** At the `}` of a step `${e}`, or behind a string with interpolation: the completed expression is the step. */
export function closeStep(m: Machine, top: Frame): State {
  const { lexer, value } = m;
  if (top.wait === Wait.DynamicStep) m.expect(Tok.RBrace);
  const isStatic = top.wait === Wait.DynamicStep && value.kind === Kind.Str;
  m.addStep(isStatic ? lexer.names.fromString(value.value) : value, top.at);
  const use = top.mode as PathFor;
  const height = Math.max(top.height, m.height);
  m.set(top.first!, top.start, height);
  m.pop();
  if (use === PathFor.Binding && height > m.top.height) m.top.height = height;
  if (!lexer.at(Tok.Dot)) return pathDone(m, use, top.base);
  lexer.next();
  return attrPathFrom(m, use, top.base);
}

/** Behind the last step of a path. */
export function pathDone(m: Machine, use: PathFor, base: number): State {
  const { lexer } = m;
  const path = m.stepsFrom(base);
  const starts = m.stepStartsFrom(base);
  m.stepCount = base;
  if (use === PathFor.Select) return selected(m, path, starts);
  if (use === PathFor.Has) {
    m.set(new HasAttrExpr(m.start, lexer.prevEnd, m.value, path, starts), m.start, m.height + 1);
    return State.AfterOperand;
  }
  const { top } = m;
  top.path = path;
  top.starts = starts;
  top.at = lexer.prevEnd;
  if (!lexer.at(Tok.Assign)) throw m.unexpected(Tok.Dot, Tok.Assign);
  lexer.next();
  return State.Expr;
}

function selected(m: Machine, path: AttrName[], starts: number[]): State {
  const { lexer, start } = m;
  if (lexer.at(Tok.OrKw)) {
    const frame = m.push(Wait.OrDefault, start);
    frame.first = m.value;
    frame.height = m.height;
    frame.path = path;
    frame.starts = starts;
    lexer.next();
    return State.Simple;
  }
  m.set(new SelectExpr(start, lexer.prevEnd, m.value, path, starts, null), start, m.height + 1);
  return State.AfterSelect;
}
