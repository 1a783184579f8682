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
  PathExpr,
  SearchPathExpr,
  StrExpr,
  VarExpr,
} from "../syntax/ast.ts";
import type { Source } from "../syntax/source.ts";
import { ByteReader, type StoredTree } from "./format.ts";
import { DefView, View } from "./views.ts";
import { sugars } from "./write.ts";

/** The bindings of a set or `let`, as they are read. */
export interface BindingParts {
  defs: AttrDef[];
  froms: Expr[];
  dynamics: DynamicDef[];
}

/** A stored tree that is being looked at. */
export class TreeReader {
  private readonly input: ByteReader;
  readonly names: string[];
  private readonly rootAt: number;
  private readonly text: string;
  private readonly extra: string;

  constructor({ bytes, extra }: StoredTree, source: Source) {
    this.text = source.text;
    this.extra = extra;
    const input = (this.input = new ByteReader(bytes, bytes.length - 1));
    input.at = bytes.length - 1 - input.byte();
    this.rootAt = input.number();
    input.at = input.number();
    const count = input.number();
    this.names = new Array<string>(count);
    for (let i = 0; i < count; i++) this.names[i] = this.stretch();
  }

  root(): Expr {
    return this.node(this.rootAt);
  }

  private stretch(): string {
    const { input } = this;
    const place = input.number();
    const length = input.number();
    // Texts are far shorter than 2^30 bytes.
    const at = place >> 1;
    return ((place & 1) === 0 ? this.text : this.extra).slice(at, at + length);
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
    const next = input.at;
    switch (kind) {
      case Kind.Int: {
        const value = Number(this.stretch());
        if (Number.isSafeInteger(value)) return new IntExpr(start, end, value);
        input.at = next;
        return new IntExpr(start, end, BigInt(this.stretch()));
      }
      case Kind.Float: {
        const view = new DataView(input.bytes.buffer, input.bytes.byteOffset + next, 8);
        return new FloatExpr(start, end, view.getFloat64(0));
      }
      case Kind.Str:
        return new StrExpr(start, end, this.stretch());
      case Kind.Path:
        return new PathExpr(start, end, this.stretch());
      case Kind.CurPos:
        return new CurPosExpr(start, end);
      case Kind.Var:
        return this.variable(start, end);
      case Kind.SearchPath: {
        const text = this.stretch();
        const findFile = this.child(at) as VarExpr;
        return new SearchPathExpr(start, end, text, findFile, this.child(at) as VarExpr);
      }
      default:
        return new View(kind, this, at, next, start, end) as unknown as Expr;
    }
  }

  /** The fields of a node that begins at `at`, each at its place in {@link View}. */
  fields(kind: Expr["kind"], at: number, next: number): unknown[] {
    const { input } = this;
    input.at = next;
    switch (kind) {
      case Kind.Interp:
      case Kind.PathInterp:
      case Kind.List:
        return [this.children(at)];
      case Kind.Select: {
        const subject = this.child(at);
        const { path, starts } = this.steps(at);
        return [subject, path, starts, this.optional(at)];
      }
      case Kind.HasAttr: {
        const subject = this.child(at);
        const { path, starts } = this.steps(at);
        return [subject, path, starts];
      }
      case Kind.Attrs: {
        const recursive = input.byte() === 1;
        const { defs, froms, dynamics } = this.bindings(at);
        return [recursive, null, defs, froms, dynamics];
      }
      case Kind.Let: {
        const body = this.child(at);
        const { defs, froms, dynamics } = this.bindings(at);
        return [null, body, defs, froms, dynamics];
      }
      case Kind.Lambda:
        return this.lambda(at);
      case Kind.Apply:
        return [sugars[input.byte()], input.number(), this.child(at), this.children(at)];
      case Kind.Binary:
        return [input.byte(), input.number(), this.child(at), this.child(at)];
      case Kind.With:
      case Kind.Assert:
        return [this.child(at), this.child(at)];
      case Kind.If:
        return [this.child(at), this.child(at), this.child(at)];
      case Kind.Not:
        return [this.child(at)];
      default:
        throw new Error(`a node of kind ${kind} has no fields of its own`);
    }
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
    const list = new Array<Expr>(count);
    for (let i = 0; i < count; i++) list[i] = this.child(parent);
    return list;
  }

  private variable(start: number, end: number): VarExpr {
    const { input } = this;
    const variable = new VarExpr(start, end, input.number());
    variable.depth = input.number() - 2;
    variable.slot = input.number() - 1;
    const count = input.number();
    if (count > 0) {
      const withs = new Array<number>(count);
      for (let i = 0; i < count; i++) withs[i] = input.number();
      variable.withs = withs;
    }
    return variable;
  }

  /** The steps of an attribute path, and where they begin. */
  private steps(parent: number): { path: AttrName[]; starts: number[] } {
    const { input } = this;
    const count = input.number();
    const path = new Array<AttrName>(count);
    const starts = new Array<number>(count);
    for (let i = 0; i < count; i++) {
      const step = input.number();
      path[i] = (step & 1) === 0 ? step / 2 : this.node(parent - (step - 1) / 2);
      starts[i] = input.number();
    }
    return { path, starts };
  }

  /** Where a doc comment stands; -1 and -1 for none. */
  private doc(): { docStart: number; docEnd: number } {
    const docStart = this.input.number() - 1;
    return docStart < 0 ? noDoc : { docStart, docEnd: docStart + this.input.number() };
  }

  private bindings(parent: number): BindingParts {
    const { input } = this;
    const count = input.number();
    const defs = new Array<AttrDef>(count);
    for (let i = 0; i < count; i++) {
      const name = input.number();
      const start = input.number();
      const end = start + input.number();
      const how = input.number();
      const { docStart, docEnd } = this.doc();
      const distance = input.number();
      const value = distance === 0 ? -1 : parent - distance;
      const from = (how >> 2) - 1;
      const kind = (how & 3) as (typeof Binding)[keyof typeof Binding];
      defs[i] = new DefView(this, value, name, start, end, kind, from, docStart, docEnd);
    }
    const froms = this.children(parent);
    const dynamics: DynamicDef[] = [];
    for (let left = input.number(); left > 0; left--) {
      const start = input.number();
      const end = start + input.number();
      const name = this.child(parent);
      dynamics.push(new DynamicDef(name, this.child(parent), start, end));
    }
    return { defs, froms, dynamics };
  }

  /** The fields of a function. */
  private lambda(parent: number): unknown[] {
    const { input } = this;
    const param = input.number() - 1;
    const paramStart = input.number() - 1;
    const name = input.number() - 1;
    const { docStart, docEnd } = this.doc();
    const bodyAt = parent - input.number();
    const how = input.byte();
    let formals: Formals | null = null;
    if (how !== 0) {
      const list = new Array<Formal>(input.number());
      for (let i = 0; i < list.length; i++) {
        const formal = input.number();
        const start = input.number();
        const end = start + input.number();
        const doc = this.doc();
        list[i] = new Formal(formal, start, end, this.optional(parent), doc.docStart, doc.docEnd);
      }
      formals = new Formals(list, how === 2);
    }
    return [formals, bodyAt, param, paramStart, name, docStart, docEnd];
  }
}

const noDoc = { docStart: -1, docEnd: -1 };

/** The tree of a text, of which `stored` was made. */
export function readTree(stored: StoredTree, source: Source): Ast {
  const reader = new TreeReader(stored, source);
  return { source, root: reader.root(), names: reader.names, height: 0 };
}
