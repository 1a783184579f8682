/** Prints a tree as `nix-instantiate --parse` does. */
import type {
  ApplyExpr,
  Ast,
  AttrDef,
  AttrName,
  Bindings,
  Expr,
  Formals,
  LambdaExpr,
  PathExpr,
} from "./ast.ts";
import { Binding, Kind, Op } from "./ast.ts";
import type { Profile } from "./options.ts";
import { canonPath } from "./paths.ts";
import { showAttrName, showFloat, showString } from "./quote.ts";
import { lateSymbols28, symbols28 } from "./symbols28.ts";

/** How to print. */
export interface ShowOptions {
  profile: Profile;
  /** What `~` in path literals stands for. */
  home: string;
}

/** The text of a tree, or of one expression of it. */
export function show(ast: Ast, options: ShowOptions, expr: Expr = ast.root): string {
  return new Printer(ast.names, ast.source.base, options).print([expr]);
}

/** The text of an attribute path, as error messages cite it. */
export function showAttrPath(
  path: readonly AttrName[],
  names: readonly string[],
  base: string,
  options: ShowOptions,
): string {
  const printer = new Printer(names, base, options);
  printer.path(path);
  return printer.print([]);
}

const operators: Record<Op, string> = {
  [Op.Eq]: " == ",
  [Op.Neq]: " != ",
  [Op.And]: " && ",
  [Op.Or]: " || ",
  [Op.Impl]: " -> ",
  [Op.Update]: " // ",
  [Op.Concat]: " ++ ",
  [Op.Plus]: " + ",
};

/** A piece of output: text, or a node still to be printed. */
type Piece = string | Expr;

class Printer {
  private out = "";
  /** The pieces of one node in order, before they go onto the work stack in reverse. */
  private pieces: Piece[] = [];

  constructor(
    private readonly names: readonly string[],
    private readonly base: string,
    private readonly options: ShowOptions,
  ) {}

  /** Prints the pieces gathered so far, then these; with a stack of its own, so that any nesting will do. */
  print(pieces: readonly Piece[]): string {
    this.pieces.push(...pieces);
    const work: Piece[] = [];
    for (;;) {
      for (let i = this.pieces.length - 1; i >= 0; i--) work.push(this.pieces[i]!);
      this.pieces.length = 0;
      let piece = work.pop();
      while (typeof piece === "string") {
        this.out += piece;
        piece = work.pop();
      }
      if (piece === undefined) return this.out;
      this.node(piece);
    }
  }

  private add(...pieces: Piece[]): void {
    for (const piece of pieces) this.pieces.push(piece);
  }

  private attrName(name: number): string {
    return showAttrName(this.names[name]!);
  }

  private node(e: Expr): void {
    switch (e.kind) {
      case Kind.Int:
        return this.add(String(e.value));
      case Kind.Float:
        return this.add(showFloat(e.value));
      case Kind.Str:
        return this.add(showString(e.value, this.options.profile));
      case Kind.Interp:
      case Kind.PathInterp:
        return this.concatenation(e.parts, e.kind === Kind.PathInterp);
      case Kind.Path:
        return this.add(this.absolute(e));
      case Kind.SearchPath:
        return this.add("(__findFile __nixPath ", showString(e.text, this.options.profile), ")");
      case Kind.Var:
        return this.add(this.attrName(e.name));
      case Kind.Select:
        this.add("(", e.subject, ").");
        this.path(e.path);
        if (e.fallback !== null) this.add(" or (", e.fallback, ")");
        return;
      case Kind.HasAttr:
        this.add("((", e.subject, ") ? ");
        this.path(e.path);
        return this.add(")");
      case Kind.Attrs:
        if (e.recursive) this.add("rec ");
        this.add("{ ");
        this.bindings(e, true);
        return this.add("}");
      case Kind.List:
        this.add("[ ");
        for (const item of e.items) this.add("(", item, ") ");
        return this.add("]");
      case Kind.Lambda:
        return this.lambda(e);
      case Kind.Apply:
        return this.application(e);
      case Kind.Let:
        this.add("(let ");
        this.bindings(e, this.options.profile !== "2.8");
        return this.add("in ", e.body, ")");
      case Kind.With:
        return this.add("(with ", e.subject, "; ", e.body, ")");
      case Kind.If:
        return this.add("(if ", e.cond, " then ", e.then, " else ", e.otherwise, ")");
      case Kind.Assert:
        return this.add("assert ", e.cond, "; ", e.body);
      case Kind.Not:
        return this.add("(! ", e.operand, ")");
      case Kind.Binary:
        return this.add("(", e.left, operators[e.op], e.right, ")");
      case Kind.CurPos:
        return this.add("__curPos");
    }
  }

  private concatenation(parts: readonly Expr[], isPath: boolean): void {
    this.add("(");
    parts.forEach((part, i) => {
      if (i > 0) this.add(" + ");
      // The first part of a path keeps its trailing slash.
      if (i === 0 && isPath && part.kind === Kind.Path)
        this.add(this.absolute(part, part.text.endsWith("/")));
      else this.add(part);
    });
    this.add(")");
  }

  private absolute(e: PathExpr, slash = false): string {
    // Nix leaves these as they are written.
    if (e.text.startsWith("~")) {
      return this.options.home + (slash ? e.text.slice(1) : e.text.slice(1).replace(/\/$/, ""));
    }
    const path = canonPath(e.text, this.base, this.options.home);
    return slash && path !== "/" ? path + "/" : path;
  }

  /** Adds an attribute path. */
  path(path: readonly AttrName[]): void {
    path.forEach((step, i) => {
      if (i > 0) this.add(".");
      if (typeof step === "number") this.add(this.attrName(step));
      else this.add('"${', step, '}"');
    });
  }

  /** Nix makes one call of `(f a) b`, and a call of `<x>`; only pipes stay apart. */
  private application(e: ApplyExpr): void {
    const isPipe = (call: ApplyExpr): boolean => call.sugar === "|>" || call.sugar === "<|";
    const chain = [e];
    let fn = e.fn;
    for (let call = e; fn.kind === Kind.Apply && !isPipe(call) && !isPipe(fn); fn = fn.fn)
      chain.push((call = fn));
    if (fn.kind === Kind.SearchPath && !isPipe(chain[chain.length - 1]!)) {
      this.add("(__findFile __nixPath ", showString(fn.text, this.options.profile));
    } else this.add("(", fn);
    for (const call of chain.reverse()) for (const arg of call.args) this.add(" ", arg);
    this.add(")");
  }

  private lambda(e: LambdaExpr): void {
    this.add("(");
    if (e.formals !== null) {
      this.formals(e.formals);
      if (e.param >= 0) this.add(" @ ");
    }
    if (e.param >= 0) this.add(this.attrName(e.param));
    this.add(": ", e.body, ")");
  }

  private formals({ formals, ellipsis }: Formals): void {
    this.add("{ ");
    const ordered = this.inOrder(formals, this.options.profile !== "2.8");
    ordered.forEach((formal, i) => {
      this.add(i > 0 ? ", " : "", this.attrName(formal.name));
      if (formal.fallback !== null) this.add(" ? ", formal.fallback);
    });
    if (ellipsis) this.add(ordered.length > 0 ? ", ..." : "...");
    this.add(" }");
  }

  private inOrder<T extends { name: number }>(list: readonly T[], byText: boolean): T[] {
    const { names } = this;
    if (byText) return [...list].sort((a, b) => (names[a.name]! < names[b.name]! ? -1 : 1));
    const rank = (name: number): number => ranks28.get(names[name]!) ?? name + symbols28.length;
    return [...list].sort((a, b) => rank(a.name) - rank(b.name));
  }

  private bindings(set: Bindings, byText: boolean): void {
    const defs = this.inOrder(set.defs, byText);
    if (this.options.profile === "2.8") {
      for (const def of defs) this.binding28(def, set, byText ? " ; " : "; ");
    } else {
      this.inherits(defs, set);
      for (const def of defs) {
        if (def.how === Binding.Plain) this.add(this.attrName(def.name), " = ", def.value!, "; ");
      }
    }
    for (const dynamic of set.dynamics) this.add('"${', dynamic.name, '}" = ', dynamic.value, "; ");
  }

  private binding28(def: AttrDef, set: Bindings, behindInherit: string): void {
    const name = this.attrName(def.name);
    if (def.how === Binding.Inherit) this.add("inherit ", name, behindInherit);
    else if (def.how === Binding.InheritFrom) this.add(name, " = (", set.froms[def.from]!, ").", name, "; ");
    else this.add(name, " = ", def.value!, "; ");
  }

  private inherits(defs: readonly AttrDef[], set: Bindings): void {
    const plain = defs.filter((def) => def.how === Binding.Inherit);
    if (plain.length > 0) {
      this.add("inherit");
      for (const def of plain) this.add(" ", this.attrName(def.name));
      this.add("; ");
    }
    const from = new Map<number, AttrDef[]>();
    for (const def of defs) {
      if (def.how !== Binding.InheritFrom) continue;
      const group = from.get(def.from);
      if (group === undefined) from.set(def.from, [def]);
      else group.push(def);
    }
    for (const index of [...from.keys()].sort((a, b) => a - b)) {
      this.add("inherit (", set.froms[index]!, ")");
      for (const def of from.get(index)!) this.add(" ", this.attrName(def.name));
      this.add("; ");
    }
  }
}

const ranks28: ReadonlyMap<string, number> = new Map([
  ...symbols28.map((name, rank): [string, number] => [name, rank]),
  ...lateSymbols28.map((name, rank): [string, number] => [name, 2 ** 40 + rank]),
]);
