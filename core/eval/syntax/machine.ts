/** The state of the parser: a cursor, a stack of constructs under construction, and what was found. */
import type { AttrName, Expr, Formal } from "./ast.ts";
import { CurPosExpr } from "./ast.ts";
import { Binder } from "./bindings.ts";
import type { NixError } from "../errors.ts";
import { Frame } from "./frames.ts";
import type { Wait } from "./frames.ts";
import { Lexer } from "./lexer.ts";
import type { Lint, ParseOptions } from "./options.ts";
import type { Source } from "./source.ts";
import type { Literal, Part } from "./strings.ts";
import { Tok, homePathName, tokenName } from "./tokens.ts";
import type { Warning, WarningCode } from "./warnings.ts";
import { warning } from "./warnings.ts";

/** What must be read next. */
export const State = {
  /** Any expression. */
  Expr: 0,
  /** An operand of an operator. */
  Operand: 1,
  /** An argument, a list item, or a default after `or`. */
  Simple: 2,
  /** What may follow a simple expression, which is in `value`; likewise the next two. */
  AfterSimple: 3,
  /** What may follow a selection. */
  AfterSelect: 4,
  /** What may follow an operand. */
  AfterOperand: 5,
  /** A binding, or the end of the set. */
  Bindings: 6,
  Formals: 7,
  Finished: 8,
} as const;
export type State = (typeof State)[keyof typeof State];

/** The parser's state, worked on by the functions of the neighbouring files. */
export class Machine {
  readonly lexer: Lexer;
  readonly binder: Binder;
  readonly errors: NixError[] = [];
  readonly warnings: Warning[] = [];

  readonly frames: Frame[] = [new Frame()];
  depth = 0;
  top: Frame;

  /** The expression just completed, where it began (parentheses included), and its nesting. */
  value: Expr = new CurPosExpr(0, 0);
  start = 0;
  height = 0;

  // Stacks shared by all open constructs of a kind; each frame remembers where its part begins.
  // They are never shortened, but counted: engines take long for shortening an array.
  private readonly items: Expr[] = [];
  itemCount = 0;
  readonly parts: Part[] = [];
  private readonly steps: AttrName[] = [];
  private readonly stepStarts: number[] = [];
  stepCount = 0;
  readonly formals: Formal[] = [];

  /** Where {@link scanString} puts what it read. */
  readonly literal: Literal = { text: "", hasNul: false };

  private orName = -1;
  private curPosName = -1;
  private namesChecked = 0;

  constructor(
    readonly source: Source,
    readonly options: ParseOptions,
  ) {
    this.lexer = new Lexer(source, options.pipeOperators || options.profile !== "2.8");
    this.binder = new Binder(source, this.lexer.names.names, options.profile, (error) =>
      this.errors.push(error),
    );
    this.top = this.frames[0]!;
  }

  /** Puts a new construct on the stack. */
  push(wait: Wait, start: number): Frame {
    let frame = this.frames[++this.depth];
    if (frame === undefined) this.frames.push((frame = new Frame()));
    frame.wait = wait;
    frame.start = start;
    frame.height = 0;
    frame.precedence = 0;
    this.top = frame;
    return frame;
  }

  /** Takes the top construct off the stack. */
  pop(): void {
    this.top = this.frames[--this.depth]!;
  }

  /** Completes an expression. */
  set(value: Expr, start: number, height: number): void {
    this.value = value;
    this.start = start;
    this.height = height;
  }

  /** Completes the construct on top with a node one level above the highest of its parts. */
  close(value: Expr): void {
    this.set(value, this.top.start, this.top.height + 1);
    this.pop();
  }

  /** Adds an item of a list, argument, or part of a string to the construct on top. */
  addItem(item: Expr): void {
    this.items[this.itemCount++] = item;
  }

  /** Takes the items from `base` on. */
  takeItems(base: number): Expr[] {
    const taken = this.items.slice(base, this.itemCount);
    this.itemCount = base;
    return taken;
  }

  /** The item added last. */
  lastItem(): Expr {
    return this.items[this.itemCount - 1]!;
  }

  /** Adds a step of an attribute path, and where it begins. */
  addStep(step: AttrName, start: number): void {
    this.steps[this.stepCount] = step;
    this.stepStarts[this.stepCount++] = start;
  }

  /** The steps from `base` on. */
  stepsFrom(base: number): AttrName[] {
    return this.steps.slice(base, this.stepCount);
  }

  /** Where they begin. */
  stepStartsFrom(base: number): number[] {
    return this.stepStarts.slice(base, this.stepCount);
  }

  /** The number of the name `or`, which is a keyword except where it isn't. */
  or(): number {
    if (this.orName < 0) this.orName = this.lexer.names.fromString("or");
    return this.orName;
  }

  /** Whether a name is `__curPos`. */
  isCurPos(name: number): boolean {
    if (name >= this.namesChecked) {
      const { names } = this.lexer.names;
      for (; this.namesChecked <= name; this.namesChecked++) {
        if (names[this.namesChecked] === "__curPos") this.curPosName = this.namesChecked;
      }
    }
    return name === this.curPosName;
  }

  // Errors. Those that leave the parser in step are only noted, the others thrown.

  /** What messages call a token. */
  tokenName(tok: Tok): string {
    return tokenName(tok, this.options.profile);
  }

  /** The error of meeting a token that can't stand here. */
  unexpected(...expecting: Tok[]): NixError {
    const { lexer } = this;
    const wanted =
      expecting.length > 0 ? `, expecting ${expecting.map((tok) => this.tokenName(tok)).join(" or ")}` : "";
    const isHome = lexer.tok === Tok.Path && lexer.bytes[lexer.start] === 126;
    const name = isHome ? homePathName(this.options.profile) : this.tokenName(lexer.tok);
    const message = `syntax error, unexpected ${name}${wanted}`;
    return lexer.error(message, lexer.start, lexer.end);
  }

  /** Checks that a token is there. */
  require(tok: Tok): void {
    if (this.lexer.tok !== tok) throw this.unexpected(tok);
  }

  /** Checks that a token is there and moves on. */
  expect(tok: Tok): void {
    this.require(tok);
    this.lexer.next();
  }

  /** Notes an error after which parsing goes on as if nothing had happened. */
  report(message: string, start: number, end: number): void {
    this.errors.push(this.lexer.error(message, start, end));
  }

  /** Notes a warning. */
  warn(code: WarningCode, start: number, end: number, name = ""): void {
    this.warnings.push(warning(code, { source: this.source, start, end }, name));
  }

  /** Notes a discouraged literal, as the settings say. */
  lint(level: Lint, code: WarningCode, fatal: string, start: number, end: number, name = ""): void {
    if (level === "fatal") this.report(fatal, start, end);
    else if (level === "warn") this.warn(code, start, end, name);
  }
}
