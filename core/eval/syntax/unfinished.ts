/** What a text lacks to its end: for tools that look at a text while it is written. */
import { NixError } from "../errors.ts";
import type { Frame } from "./frames.ts";
import { Wait } from "./frames.ts";
import { Machine, State } from "./machine.ts";
import type { ParseOptions } from "./options.ts";
import { steps } from "./parser.ts";
import { recover } from "./recovery.ts";
import type { Source } from "./source.ts";
import { Tok } from "./tokens.ts";

/**
 * What to append to a text that breaks off behind a complete operand so that everything open in it is closed:
 * `"; }"` for `{ a = f x`. Empty when nothing is missing, null when the text has an error that parsing doesn't get
 * past, or breaks off inside a string or comment.
 */
export function closersOf(source: Source, options: ParseOptions): string | null {
  const machine = new Machine(source, options);
  machine.lexer.next();
  let state: State = State.Expr;
  for (;;) {
    try {
      steps(machine, state);
      return "";
    } catch (error) {
      if (!(error instanceof NixError) || error.kind !== "syntax") throw error;
      if (machine.lexer.at(Tok.End)) return closersOfFrames(machine);
      machine.errors.push(error);
      if (!recover(machine)) return null;
      state = State.Bindings;
    }
  }
}

function closersOfFrames({ frames, depth }: Machine): string {
  let text = "";
  for (let i = depth; i > 0; i--) text += closer(frames[i]!);
  return text;
}

function closer(frame: Frame): string {
  switch (frame.wait) {
    case Wait.Paren:
      return ")";
    case Wait.List:
      return " ]";
    case Wait.WithSubject:
    case Wait.AssertCond:
      return "; null";
    case Wait.IfCond:
      return " then null else null";
    case Wait.IfThen:
      return " else null";
    case Wait.Set:
      return " }";
    case Wait.Let:
      return " in null";
    case Wait.Binding:
      return frame.path === null ? " = null;" : ";";
    case Wait.InheritFrom:
      return ");";
    case Wait.InheritStep:
      return "};";
    case Wait.DynamicStep:
    case Wait.Path:
      return "}";
    case Wait.String:
      return '}"';
    case Wait.Indented:
      return "}''";
    case Wait.Formals:
      return " }: null";
    default:
      return "";
  }
}
