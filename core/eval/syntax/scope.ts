/** Scope analysis: tells every variable of a tree where its value will be found. */
import type { Ast, AttrDef, AttrName, Bindings, Expr, LambdaExpr, VarExpr, WithExpr } from "./ast.ts";
import { Binding, GLOBAL, Kind, Op, WITH } from "./ast.ts";
import { NixError } from "../errors.ts";
import type { Warning, WarningCode } from "./warnings.ts";
import { warning } from "./warnings.ts";

/** What is in scope around a tree. */
export interface ScopeEnv {
  /** Names of the globals; they win over every `with`. */
  globals: ReadonlySet<string>;
  /** Names of the surrounding scopes (REPL, `scopedImport`), innermost last, each with its slots in order. */
  outer: readonly (readonly string[])[];
}

/** Result of {@link analyse}. */
export interface Analysis {
  /** Undefined variables, by position. */
  errors: NixError[];
  /** By position; empty unless asked for. */
  warnings: Warning[];
}

/**
 * Fills in `depth`, `slot` and `withs` of every variable. May be run again on the same tree for another
 * environment. `warn` also looks for what is legal but probably not meant.
 */
export function analyse(ast: Ast, env: ScopeEnv, warn = false): Analysis {
  const analyser = new Analyser(ast, env, warn);
  analyser.run(ast.root);
  return { errors: sorted(analyser.errors), warnings: sorted(analyser.warnings) };
}

function sorted<T extends { span: { start: number } | null }>(found: T[]): T[] {
  return found.length < 2 ? found : found.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
}

/** Entries of the work stack that aren't nodes. */
const LEAVE = 0;
const ENTER_WITH = 1;

class Analyser {
  readonly errors: NixError[] = [];
  readonly warnings: Warning[] = [];

  /** Nodes still to be visited, and what to do between them; a stack, so that any nesting will do. */
  private readonly work: (Expr | typeof LEAVE | typeof ENTER_WITH)[] = [];

  /** How many environments are open. */
  private level = 0;
  /** By name: its innermost entry, or 0. */
  private readonly innermost: Int32Array;
  // One entry per name in scope; entry 0 stands for none. `entryPrevious` is what it hides. The arrays are never
  // shortened: engines take longer for that than for all the rest of leaving a scope.
  private entries = 1;
  private readonly entryName: number[] = [-1];
  private readonly entryLevel: number[] = [-1];
  private readonly entrySlot: number[] = [-1];
  private readonly entryPrevious: number[] = [0];
  private readonly entryUsed: (AttrDef | null)[] = [null];
  /** By level: number of entries when that scope was entered. */
  private readonly marks: number[] = [];

  /** Levels of the enclosing `with`s, outermost first. */
  private readonly withLevels: number[] = [];
  /** By level: what a `with` variable in it has as `withs`, once needed. */
  private readonly withCache: (readonly number[] | null)[] = [];

  /** By name: 0 not yet known, 1 a global, 2 not. */
  private readonly isGlobal: Uint8Array;

  constructor(
    private readonly ast: Ast,
    private readonly env: ScopeEnv,
    private readonly warn: boolean,
  ) {
    this.innermost = new Int32Array(ast.names.length);
    this.isGlobal = new Uint8Array(ast.names.length);
    if (env.outer.length > 0) this.enterOuter();
  }

  private enterOuter(): void {
    const numbers = new Map<string, number>();
    this.ast.names.forEach((name, number) => numbers.set(name, number));
    for (const scope of this.env.outer) {
      this.enter();
      scope.forEach((name, slot) => {
        const number = numbers.get(name);
        if (number !== undefined) this.declare(number, slot, null);
      });
    }
  }

  run(root: Expr): void {
    const work = this.work;
    this.visit(root);
    for (let item = work.pop(); item !== undefined; item = work.pop()) {
      if (item === LEAVE) this.leave();
      else if (item === ENTER_WITH) this.enterWith();
      else this.node(item);
    }
  }

  /** Leaves are dealt with at once, the rest later: the scopes then open are the same. */
  private visit(e: Expr): void {
    switch (e.kind) {
      case Kind.Var:
        this.resolve(e);
        break;
      case Kind.Int:
      case Kind.Float:
      case Kind.Str:
      case Kind.Path:
      case Kind.CurPos:
        break;
      default:
        this.work.push(e);
    }
  }

  private node(e: Expr): void {
    switch (e.kind) {
      case Kind.Interp:
      case Kind.PathInterp:
        this.all(e.parts);
        break;
      case Kind.SearchPath:
        this.resolve(e.findFile);
        this.resolve(e.nixPath);
        break;
      case Kind.Select:
        this.visit(e.subject);
        this.path(e.path);
        if (e.fallback !== null) this.visit(e.fallback);
        break;
      case Kind.HasAttr:
        this.visit(e.subject);
        this.path(e.path);
        break;
      case Kind.Attrs:
        if (e.recursive) this.recursive(e);
        else this.inside(e);
        break;
      case Kind.List:
        this.all(e.items);
        break;
      case Kind.Lambda:
        this.lambda(e);
        break;
      case Kind.Apply:
        this.visit(e.fn);
        this.all(e.args);
        break;
      case Kind.Let:
        if (this.warn) this.checkLet(e.defs, e.start);
        this.recursive(e);
        this.visit(e.body);
        break;
      case Kind.With:
        this.with(e);
        break;
      case Kind.If:
        this.visit(e.cond);
        this.visit(e.then);
        this.visit(e.otherwise);
        if (this.warn) this.checkIf(e.cond, e.then, e.otherwise);
        break;
      case Kind.Assert:
        this.visit(e.cond);
        this.visit(e.body);
        break;
      case Kind.Not:
        this.visit(e.operand);
        break;
      case Kind.Binary:
        this.visit(e.left);
        this.visit(e.right);
        if (this.warn) this.checkBinary(e.op, e.left, e.right, e.start, e.end);
        break;
      case Kind.Var:
        this.resolve(e);
        break;
    }
  }

  private all(list: readonly Expr[]): void {
    for (let i = 0; i < list.length; i++) this.visit(list[i]!);
  }

  private path(path: readonly AttrName[]): void {
    for (let i = 0; i < path.length; i++) {
      const step = path[i]!;
      if (typeof step !== "number") this.visit(step);
    }
  }

  /** Opens the scope of a `let` or recursive set and visits the bindings in it; {@link run} will leave it. */
  private recursive(set: Bindings & Expr): void {
    const { defs } = set;
    // `inherit x` means the x outside.
    for (let i = 0; i < defs.length; i++) {
      const def = defs[i]!;
      if (def.how === Binding.Inherit) this.visit(def.value!);
    }
    this.enter();
    const checked = this.warn && set.kind === Kind.Let;
    for (let i = 0; i < defs.length; i++) {
      const def = defs[i]!;
      this.declare(def.name, i, checked ? def : null);
      if (this.warn && set.kind === Kind.Let) this.checkShadow(def.name, def.start, def.end);
    }
    this.work.push(LEAVE);
    for (let i = 0; i < defs.length; i++) {
      const def = defs[i]!;
      if (def.how === Binding.Plain) this.visit(def.value!);
    }
    this.rest(set);
  }

  /** The bindings of a set that opens no scope. */
  private inside(set: Bindings): void {
    const { defs } = set;
    for (let i = 0; i < defs.length; i++) {
      const { value } = defs[i]!;
      if (value !== null) this.visit(value);
    }
    this.rest(set);
  }

  private rest(set: Bindings): void {
    if (set.froms.length > 0) this.all(set.froms);
    for (const dynamic of set.dynamics) {
      this.visit(dynamic.name);
      this.visit(dynamic.value);
    }
  }

  private lambda(e: LambdaExpr): void {
    this.enter();
    let slot = 0;
    if (e.param >= 0) {
      this.declare(e.param, slot++, null);
      if (this.warn) this.checkShadow(e.param, e.paramStart, e.paramStart + this.ast.names[e.param]!.length);
    }
    this.work.push(LEAVE);
    if (e.formals !== null) {
      const { formals } = e.formals;
      for (let i = 0; i < formals.length; i++) {
        const formal = formals[i]!;
        this.declare(formal.name, slot++, null);
        if (this.warn) this.checkShadow(formal.name, formal.start, formal.end);
      }
      for (let i = 0; i < formals.length; i++) {
        const { fallback } = formals[i]!;
        if (fallback !== null) this.visit(fallback);
      }
    }
    this.visit(e.body);
  }

  private with(e: WithExpr): void {
    this.work.push(LEAVE, e.body, ENTER_WITH);
    this.visit(e.subject);
  }

  // Scopes.

  private enter(): void {
    this.marks[this.level] = this.entries;
    this.withCache[this.level++] = null;
  }

  private enterWith(): void {
    this.withLevels.push(this.level);
    this.enter();
  }

  private leave(): void {
    const { entryName, entryPrevious, innermost, withLevels, warn } = this;
    const mark = this.marks[--this.level]!;
    if (withLevels.length > 0 && withLevels[withLevels.length - 1] === this.level) withLevels.pop();
    for (let i = this.entries - 1; i >= mark; i--) {
      innermost[entryName[i]!] = entryPrevious[i]!;
      if (!warn) continue;
      const unused = this.entryUsed[i];
      if (unused) this.checkUnused(unused);
    }
    this.entries = mark;
  }

  /** Puts a name in the scope just entered. `def` is given when it must be used, cleared when it is. */
  private declare(name: number, slot: number, def: AttrDef | null): void {
    const entry = this.entries++;
    this.entryPrevious[entry] = this.innermost[name]!;
    this.innermost[name] = entry;
    this.entryName[entry] = name;
    this.entryLevel[entry] = this.level - 1;
    this.entrySlot[entry] = slot;
    if (this.warn) this.entryUsed[entry] = def;
  }

  private resolve(v: VarExpr): void {
    const entry = this.innermost[v.name]!;
    if (entry !== 0) {
      v.depth = this.level - 1 - this.entryLevel[entry]!;
      v.slot = this.entrySlot[entry]!;
      v.withs = null;
      if (this.warn) this.entryUsed[entry] = null;
      return;
    }
    v.slot = -1;
    v.withs = null;
    if (this.global(v.name)) v.depth = GLOBAL;
    else if (this.withLevels.length > 0) {
      v.depth = WITH;
      v.withs = this.withs();
    } else {
      const name = this.ast.names[v.name]!;
      if (name === "" && v.start === v.end) return; // a hole that the parser has complained about
      const span = { source: this.ast.source, start: v.start, end: v.end };
      this.errors.push(new NixError("undefined-variable", `undefined variable '${name}'`, span));
    }
  }

  private global(name: number): boolean {
    let known = this.isGlobal[name]!;
    if (known === 0) known = this.isGlobal[name] = this.env.globals.has(this.ast.names[name]!) ? 1 : 2;
    return known === 1;
  }

  private withs(): readonly number[] {
    const innermost = this.level - 1;
    let list = this.withCache[innermost];
    if (!list) {
      const { withLevels } = this;
      const made: number[] = [];
      for (let i = withLevels.length - 1; i >= 0; i--) made.push(innermost - withLevels[i]!);
      this.withCache[innermost] = list = made;
    }
    return list;
  }

  // Warnings.

  private note(code: WarningCode, start: number, end: number, name = ""): void {
    this.warnings.push(warning(code, { source: this.ast.source, start, end }, name));
  }

  private checkShadow(name: number, start: number, end: number): void {
    if (this.global(name)) this.note("W004", start, end, this.ast.names[name]!);
  }

  private checkUnused(def: AttrDef): void {
    const name = this.ast.names[def.name]!;
    if (!name.startsWith("_")) this.note("W003", def.start, def.end, name);
  }

  private checkLet(defs: readonly AttrDef[], start: number): void {
    if (defs.length === 0) this.note("W010", start, start + 3);
    for (const def of defs) {
      // Inheriting into a let what is in scope anyway; through a `with` it does change something.
      const lexical =
        def.how === Binding.Inherit && (this.innermost[def.name] !== 0 || this.global(def.name));
      if (lexical) this.note("W002", def.start, def.end, this.ast.names[def.name]!);
    }
  }

  /** Whether `e` is the global `true` or `false`; undefined when it is anything else. */
  private literalBool(e: Expr): boolean | undefined {
    if (e.kind !== Kind.Var || e.depth !== GLOBAL) return undefined;
    const name = this.ast.names[e.name];
    return name === "true" ? true : name === "false" ? false : undefined;
  }

  private checkIf(cond: Expr, then: Expr, otherwise: Expr): void {
    const known = this.literalBool(cond);
    if (known === undefined) return;
    const dead = known ? otherwise : then;
    this.note("W008", dead.start, dead.end);
  }

  private checkBinary(op: Op, left: Expr, right: Expr, start: number, end: number): void {
    if (op === Op.Eq || op === Op.Neq) {
      const known = this.literalBool(left) ?? this.literalBool(right);
      if (known !== undefined) this.note("W007", start, end, "comparing with a boolean literal is redundant");
      return;
    }
    if (op !== Op.And && op !== Op.Or && op !== Op.Impl) return;
    const known = this.literalBool(left);
    if (known !== undefined) {
      const decided = known === (op === Op.Or);
      if (decided) this.note("W008", right.start, right.end);
      this.note(
        "W007",
        start,
        end,
        decided ? `this is always ${op !== Op.And}` : "the left operand has no effect",
      );
      return;
    }
    const last = this.literalBool(right);
    if (last === undefined) return;
    const decided = last === (op !== Op.And);
    const message = decided
      ? `this is always ${last}`
      : op === Op.Impl
        ? "this is a negation"
        : "the right operand has no effect";
    this.note("W007", start, end, message);
  }
}
