/**
 * Nodes of stored trees: their fields are read when the first of them is asked for. One class for all kinds, with
 * the same field at the same place in each, so that the engine sees one shape. Nobody keeps them: see `Ref`.
 */
import type { AttrDef, AttrName, Binding, DynamicDef, Expr, Formals, Op, Ref } from "../syntax/ast.ts";
import type { TreeReader } from "./read.ts";
import type { sugars } from "./write.ts";

/** In place of the first field of a view whose fields have not been read. */
const unread = Symbol("unread");

/** A node with children: any kind that has fields besides its place. */
export class View {
  // The fields of its kind, once they are read.
  a: unknown = unread;
  b: unknown = null;
  c: unknown = null;
  d: unknown = null;
  e: unknown = null;
  f: unknown = null;

  constructor(
    readonly kind: Expr["kind"],
    private readonly tree: TreeReader,
    /** First byte of the node, which its references count from. */
    readonly at: number,
    readonly start: number,
    readonly end: number,
  ) {}

  /** Of a function, read when it is first called: till then its field is the node's place. */
  get body(): Expr {
    if (this.a === unread) this.tree.fill(this);
    const { b } = this;
    return typeof b === "number" ? ((this.b = this.tree.node(b)) as Expr) : (b as Expr);
  }

  /** Only errors ask for them: till then the field is their place. */
  get starts(): number[] {
    if (this.a === unread) this.tree.fill(this);
    const { c } = this;
    return typeof c === "number"
      ? ((this.c = this.tree.numbersAt(c, this.path.length)) as number[])
      : (c as number[]);
  }

  get docStart(): number {
    if (this.a === unread) this.tree.fill(this);
    const at = this.f as number;
    return at < 0 ? -1 : this.tree.numbersAt(at, 1)[0]!;
  }

  get docEnd(): number {
    if (this.a === unread) this.tree.fill(this);
    const at = this.f as number;
    return at < 0 ? -1 : this.tree.numbersAt(at, 2).reduce((start, length) => start + length);
  }

  get subject(): Expr {
    if (this.a === unread) this.tree.fill(this);
    return this.a as Expr;
  }

  get path(): AttrName[] {
    if (this.a === unread) this.tree.fill(this);
    return this.b as AttrName[];
  }

  get fallback(): Expr | null {
    if (this.a === unread) this.tree.fill(this);
    return this.d as Expr | null;
  }

  get parts(): Expr[] {
    if (this.a === unread) this.tree.fill(this);
    return this.a as Expr[];
  }

  get items(): Expr[] {
    if (this.a === unread) this.tree.fill(this);
    return this.a as Expr[];
  }

  get cond(): Expr {
    if (this.a === unread) this.tree.fill(this);
    return this.a as Expr;
  }

  // oxlint-disable-next-line no-thenable -- the name in the syntax tree, which nobody awaits
  get then(): Expr {
    if (this.a === unread) this.tree.fill(this);
    return this.b as Expr;
  }

  get otherwise(): Expr {
    if (this.a === unread) this.tree.fill(this);
    return this.c as Expr;
  }

  get operand(): Expr {
    if (this.a === unread) this.tree.fill(this);
    return this.a as Expr;
  }

  get recursive(): boolean {
    if (this.a === unread) this.tree.fill(this);
    return this.a as boolean;
  }

  get defs(): AttrDef[] {
    if (this.a === unread) this.tree.fill(this);
    return this.c as AttrDef[];
  }

  get froms(): Expr[] {
    if (this.a === unread) this.tree.fill(this);
    return this.d as Expr[];
  }

  get dynamics(): DynamicDef[] {
    if (this.a === unread) this.tree.fill(this);
    return this.e as DynamicDef[];
  }

  get sugar(): (typeof sugars)[number] {
    if (this.a === unread) this.tree.fill(this);
    return this.a as (typeof sugars)[number];
  }

  get opStart(): number {
    if (this.a === unread) this.tree.fill(this);
    return this.b as number;
  }

  get fn(): Expr {
    if (this.a === unread) this.tree.fill(this);
    return this.c as Expr;
  }

  get args(): Expr[] {
    if (this.a === unread) this.tree.fill(this);
    return this.d as Expr[];
  }

  get op(): Op {
    if (this.a === unread) this.tree.fill(this);
    return this.a as Op;
  }

  get left(): Expr {
    if (this.a === unread) this.tree.fill(this);
    return this.c as Expr;
  }

  get right(): Expr {
    if (this.a === unread) this.tree.fill(this);
    return this.d as Expr;
  }

  get param(): number {
    if (this.a === unread) this.tree.fill(this);
    return this.c as number;
  }

  get paramStart(): number {
    if (this.a === unread) this.tree.fill(this);
    return this.d as number;
  }

  get name(): number {
    if (this.a === unread) this.tree.fill(this);
    return this.e as number;
  }

  get formals(): Formals | null {
    if (this.a === unread) this.tree.fill(this);
    return this.a as Formals | null;
  }
}

/** A binding (an `AttrDef`) whose value is read when it is asked for. */
export class DefView {
  constructor(
    private readonly tree: TreeReader,
    /** First byte of the value's node; -1: none. */
    private readonly valueAt: number,
    public name: number,
    public start: number,
    public end: number,
    public how: (typeof Binding)[keyof typeof Binding],
    public from: number,
    /** First byte of the place of its doc comment; -1: none. */
    private readonly docAt: number,
  ) {}

  /** What kind of expression the value is, without reading it. */
  get valueKind(): number {
    return this.valueAt < 0 ? -1 : this.tree.kindAt(this.valueAt);
  }

  get value(): Expr | null {
    return this.valueAt < 0 ? null : this.tree.node(this.valueAt);
  }

  get valueRef(): Ref | null {
    return this.valueAt < 0 ? null : this.valueAt;
  }

  get docStart(): number {
    return this.docAt < 0 ? -1 : this.tree.numbersAt(this.docAt, 1)[0]!;
  }

  get docEnd(): number {
    return this.docAt < 0 ? -1 : this.tree.numbersAt(this.docAt, 2).reduce((start, length) => start + length);
  }
}
