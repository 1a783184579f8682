/** Reads stored trees: nodes are made when somebody looks at them. */
import {
  type Ast,
  type AttrDef,
  type AttrName,
  type Binding,
  CurPosExpr,
  DynamicDef,
  type Expr,
  FloatExpr,
  Formal,
  Formals,
  IntExpr,
  Kind,
  type Nodes,
  PathExpr,
  type Ref,
  SearchPathExpr,
  StrExpr,
  VarExpr,
} from "../syntax/ast.ts";
import type { Lines, Source } from "../syntax/source.ts";
import { ByteReader, type StoredNodes } from "./format.ts";
import { DefView, View } from "./views.ts";
import { asNumber, documented, noFormals, openFormals, sugars } from "./write.ts";

/** The empty list: most sets and functions have several. Nobody changes the lists of a checked tree. */
const none: never[] = [];

/** A variable that knows where it is stored. */
class StoredVar extends VarExpr {
  constructor(
    start: number,
    end: number,
    name: number,
    readonly at: number,
  ) {
    super(start, end, name);
  }
}

/** A stored tree that is being looked at. */
export class TreeReader implements Nodes, Lines {
  private readonly input: ByteReader;
  private readonly rootAt: number;
  private lastWiths: readonly number[] = none;
  private readonly linesAt: number;
  private readonly texts: string;

  constructor({ bytes, texts }: StoredNodes) {
    this.texts = texts;
    const input = (this.input = new ByteReader(bytes, bytes.length - 1));
    input.at = bytes.length - 1 - input.byte();
    this.rootAt = input.number();
    this.linesAt = input.number();
  }

  root(): Expr {
    return this.node(this.rootAt);
  }

  ref<N extends Expr>(node: N): Ref<N> {
    return node instanceof View || node instanceof StoredVar ? (node as View | StoredVar).at : node;
  }

  /** Where the lines of the file begin. */
  lines(): number[] {
    const { input } = this;
    const back = input.at;
    input.at = this.linesAt;
    const count = input.number();
    const starts = new Array<number>(count + 1);
    starts[0] = 0;
    for (let i = 0; i < count; i++) starts[i + 1] = starts[i]! + input.number();
    input.at = back;
    return starts;
  }

  private text(): string {
    const { input } = this;
    const at = input.number();
    return this.texts.slice(at, at + input.number());
  }

  /** The node that begins at a byte. Reading goes on where it was before. */
  node(at: number): Expr {
    const { input } = this;
    const back = input.at;
    input.at = at;
    const result = this.read(at);
    input.at = back;
    return result;
  }

  /** The kind of the node that begins at a byte. */
  kindAt(at: number): number {
    return this.input.bytes[at]!;
  }

  private read(at: number): Expr {
    const { input } = this;
    const kind = input.byte() as Expr["kind"];
    const start = input.number();
    const end = start + input.number();
    switch (kind) {
      case Kind.Int: {
        if (input.byte() === asNumber) return new IntExpr(start, end, input.number());
        return new IntExpr(start, end, BigInt(this.text()));
      }
      case Kind.Float: {
        const view = new DataView(input.bytes.buffer, input.bytes.byteOffset + input.at, 8);
        return new FloatExpr(start, end, view.getFloat64(0));
      }
      case Kind.Str:
        return new StrExpr(start, end, this.text());
      case Kind.Path:
        return new PathExpr(start, end, this.text());
      case Kind.CurPos:
        return new CurPosExpr(start, end);
      case Kind.Var:
        return this.variable(at, start, end);
      case Kind.SearchPath: {
        const text = this.text();
        const findFile = this.child(at) as VarExpr;
        return new SearchPathExpr(start, end, text, findFile, this.child(at) as VarExpr);
      }
      default:
        return new View(kind, this, at, start, end) as unknown as Expr;
    }
  }

  /** Reads the fields of a node, each to its place in {@link View}. */
  fill(view: View): void {
    const { input } = this;
    const back = input.at;
    input.at = view.at + 1;
    input.number();
    input.number();
    this.fields(view, view.at);
    input.at = back;
  }

  private fields(view: View, at: number): void {
    const { input } = this;
    switch (view.kind) {
      case Kind.Interp:
      case Kind.PathInterp:
      case Kind.List:
        view.a = this.children(at);
        break;
      case Kind.Select:
        view.a = this.child(at);
        view.b = this.steps(at);
        view.d = this.optional(at);
        view.c = input.at;
        break;
      case Kind.HasAttr:
        view.a = this.child(at);
        view.b = this.steps(at);
        view.c = input.at;
        break;
      case Kind.Attrs:
        view.a = input.byte() === 1;
        this.bindings(view, at);
        break;
      case Kind.Let:
        view.a = null;
        view.b = this.child(at);
        this.bindings(view, at);
        break;
      case Kind.Lambda:
        this.lambda(view, at);
        break;
      case Kind.Apply:
        view.a = sugars[input.byte()];
        view.b = input.number();
        view.c = this.child(at);
        view.d = this.children(at);
        break;
      case Kind.Binary:
        view.a = input.byte();
        view.b = input.number();
        view.c = this.child(at);
        view.d = this.child(at);
        break;
      case Kind.With:
      case Kind.Assert:
        view.a = this.child(at);
        view.b = this.child(at);
        break;
      case Kind.If:
        view.a = this.child(at);
        view.b = this.child(at);
        view.c = this.child(at);
        break;
      case Kind.Not:
        view.a = this.child(at);
        break;
      default:
        throw new Error(`a node of kind ${view.kind} has no fields of its own`);
    }
  }

  /** So many numbers that begin at a byte. */
  numbersAt(at: number, count: number): number[] {
    const { input } = this;
    const back = input.at;
    input.at = at;
    const list = new Array<number>(count);
    for (let i = 0; i < count; i++) list[i] = input.number();
    input.at = back;
    return list;
  }

  // Parts of nodes; each is read where the one before stopped.

  private child(parent: number): Expr {
    return this.node(parent - this.input.number());
  }

  private optional(parent: number): Expr | null {
    const distance = this.input.number();
    return distance === 0 ? null : this.node(parent - distance);
  }

  private children(parent: number): Expr[] {
    const count = this.input.number();
    if (count === 0) return none;
    const list = new Array<Expr>(count);
    for (let i = 0; i < count; i++) list[i] = this.child(parent);
    return list;
  }

  private variable(at: number, start: number, end: number): VarExpr {
    const { input } = this;
    const variable = new StoredVar(start, end, input.number(), at);
    variable.depth = input.number() - 2;
    variable.slot = input.number() - 1;
    const count = input.number();
    if (count > 0) {
      const withs = new Array<number>(count);
      for (let i = 0; i < count; i++) withs[i] = input.number();
      variable.withs = this.shared(withs);
    }
    return variable;
  }

  /** The last list of `with`s, where another says the same: most variables of a file are in the same ones. */
  private shared(withs: readonly number[]): readonly number[] {
    const { lastWiths } = this;
    if (lastWiths.length === withs.length && lastWiths.every((depth, i) => depth === withs[i]))
      return lastWiths;
    return (this.lastWiths = withs);
  }

  /** The steps of an attribute path. */
  private steps(parent: number): AttrName[] {
    const { input } = this;
    const count = input.number();
    const path = new Array<AttrName>(count);
    for (let i = 0; i < count; i++) {
      const step = input.number();
      path[i] = (step & 1) === 0 ? step / 2 : this.node(parent - (step - 1) / 2);
    }
    return path;
  }

  /** Goes past the place of a doc comment; answers where that is kept. */
  private doc(): number {
    const at = this.input.at;
    this.input.number();
    this.input.number();
    return at;
  }

  private bindings(view: View, parent: number): void {
    const { input } = this;
    const count = input.number();
    const defs = new Array<AttrDef>(count);
    for (let i = 0; i < count; i++) {
      const name = input.number();
      const start = input.number();
      const end = start + input.number();
      const how = input.number();
      const docAt = (how & documented) === 0 ? -1 : this.doc();
      const distance = input.number();
      const value = distance === 0 ? -1 : parent - distance;
      const kind = (how & 3) as (typeof Binding)[keyof typeof Binding];
      defs[i] = new DefView(this, value, name, start, end, kind, (how >> 3) - 1, docAt);
    }
    view.c = defs;
    view.d = this.children(parent);
    view.e = this.dynamics(parent);
  }

  private dynamics(parent: number): DynamicDef[] {
    const { input } = this;
    const count = input.number();
    if (count === 0) return none;
    const dynamics: DynamicDef[] = [];
    for (let i = 0; i < count; i++) {
      const start = input.number();
      const end = start + input.number();
      const name = this.child(parent);
      dynamics.push(new DynamicDef(name, this.child(parent), start, end));
    }
    return dynamics;
  }

  private lambda(view: View, parent: number): void {
    const { input } = this;
    view.c = input.number() - 1;
    view.d = input.number() - 1;
    view.e = input.number() - 1;
    view.b = parent - input.number();
    const how = input.byte();
    view.f = (how & documented) === 0 ? -1 : this.doc();
    view.a = this.formals(parent, how & 3);
  }

  private formals(parent: number, how: number): Formals | null {
    if (how === noFormals) return null;
    const { input } = this;
    const list = new Array<Formal>(input.number());
    for (let i = 0; i < list.length; i++) {
      const name = input.number();
      const start = input.number();
      const end = start + input.number();
      const docStart = (name & 1) === 0 ? -1 : input.number();
      const docEnd = docStart < 0 ? -1 : docStart + input.number();
      list[i] = new Formal(name >> 1, start, end, this.optional(parent), docStart, docEnd);
    }
    return new Formals(list, how === openFormals);
  }
}

/**
 * The tree of a text, of which `stored` was made.
 * @param names - those the tree was stored with
 * @param source - is told where its lines begin, so that its text is not asked for
 */
export function readTree(stored: StoredNodes, names: string[], source: Source): Ast {
  const reader = new TreeReader(stored);
  source.knowLines(reader);
  return { source, root: reader.root(), names, height: 0, nodes: reader };
}
