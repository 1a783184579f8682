/** Text of a function in the making: statements, constants, and what is known at the place being written. */

/** What is known where code is being written: holds for all that this place dominates. */
export interface Facts {
  /** By depth: the variable that holds the scope. */
  readonly scopes: Map<number, string>;
  /** By `depth:slot`: the variable or literal that holds the variable's value, evaluated. */
  readonly values: Map<string, string>;
}

/** A copy, for a branch. */
export function branchOf(facts: Facts): Facts {
  return { scopes: new Map(facts.scopes), values: new Map(facts.values) };
}

/** Collects a function's text. */
export class Writer {
  private readonly lines: string[] = [];
  private readonly constants = new Map<unknown, string>();
  private readonly states: string[] = [];
  /** Variables declared so far. */
  locals = 0;

  /** The name of a value known now. */
  constant(value: unknown): string {
    let name = this.constants.get(value);
    if (name === undefined) {
      name = `k${this.constants.size}`;
      this.constants.set(value, name);
    }
    return name;
  }

  /** Names of the constants, and their values in the same order. */
  get bound(): { names: string[]; values: unknown[] } {
    return { names: [...this.constants.values()], values: [...this.constants.keys()] };
  }

  /** A new variable; with its initial value, or without one. */
  local(initial?: string): string {
    const name = `v${this.locals++}`;
    this.lines.push(initial === undefined ? `let ${name};` : `let ${name} = ${initial};`);
    return name;
  }

  /** A new variable that lives as long as the function itself. */
  state(initial: string): string {
    const name = `s${this.states.length}`;
    this.states.push(`let ${name} = ${initial};`);
    return name;
  }

  /** A statement, or the beginning or end of a block. */
  line(text: string): void {
    this.lines.push(text);
  }

  /** The declarations of {@link state}. */
  get prelude(): string {
    return this.states.join("\n");
  }

  get text(): string {
    return this.lines.join("\n");
  }
}
