/**
 * The parser: a push-down automaton. Its functions read some tokens and say what must come next; constructs
 * that wait for a part lie on an explicit stack, so nesting costs memory and never JS stack.
 */
import type { Ast } from "./ast.ts";
import { NixError } from "../errors.ts";
import { afterOperand, afterSelect, afterSimple, expression, operand, simple } from "./expressions.ts";
import { formalList } from "./functions.ts";
import { Machine, State } from "./machine.ts";
import type { ParseOptions } from "./options.ts";
import { recover } from "./recovery.ts";
import { bindings } from "./sets.ts";
import type { Source } from "./source.ts";
import type { Warning } from "./warnings.ts";

/** The result of {@link parse}. */
export interface ParseResult {
  /** The tree; null when there is any error. */
  ast: Ast | null;
  /** In the order of their finding; a strict caller throws the first. */
  errors: NixError[];
  warnings: Warning[];
  /**
   * The tree even where there are errors, if the parser found back to the end; for tools. Malformed bindings
   * are missing or have as value a variable with an empty name, which the scope analysis overlooks.
   */
  partial: Ast | null;
}

/** Parses a whole text. */
export function parse(source: Source, options: ParseOptions): ParseResult {
  const machine = new Machine(source, options);
  const finished = run(machine);
  const { errors, warnings } = machine;
  const names = machine.lexer.names.names;
  const partial = finished ? { source, root: machine.value, names, height: machine.height } : null;
  return { ast: errors.length === 0 ? partial : null, errors, warnings, partial };
}

/** Whether the end was reached. */
function run(m: Machine): boolean {
  m.lexer.next();
  let state: State = State.Expr;
  for (;;) {
    try {
      steps(m, state);
      return true;
    } catch (error) {
      if (!(error instanceof NixError) || error.kind !== "syntax") throw error;
      m.errors.push(error);
      if (!recover(m)) return false;
      state = State.Bindings;
    }
  }
}

/** Parses on from a state to the end. @throws NixError at the first syntax error that leaves the parser out of step */
export function steps(m: Machine, state: State): void {
  for (;;) {
    switch (state) {
      case State.Expr:
        state = expression(m);
        break;
      case State.Operand:
        state = operand(m);
        break;
      case State.Simple:
        state = simple(m);
        break;
      case State.AfterSimple:
        state = afterSimple(m);
        break;
      case State.AfterSelect:
        state = afterSelect(m);
        break;
      case State.AfterOperand:
        state = afterOperand(m);
        break;
      case State.Bindings:
        state = bindings(m);
        break;
      case State.Formals:
        state = formalList(m);
        break;
      case State.Finished:
        return;
    }
  }
}
