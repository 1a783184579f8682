/**
 * Nodes of stored trees: their fields are read when the first of them is asked for. One class for all kinds, with
 * the same field at the same place in each, so that the engine sees one shape.
 */
import type { AttrDef, AttrName, Binding, DynamicDef, Expr, Formals, Op } from "../syntax/ast.ts";
import type { TreeReader } from "./read.ts";
import type { sugars } from "./write.ts";

/** A node with children: any kind that has fields besides its place. */
export class View {
  private fields: unknown[] | null = null;

  constructor(
    readonly kind: Expr["kind"],
    private readonly tree: TreeReader,
    /** First byte of the node, which its references count from. */
    private readonly at: number,
    /** First byte of its fields. */
    private readonly next: number,
    readonly start: number,
    readonly end: number,
  ) {}

  private field(place: number): unknown {
    return (this.fields ??= this.tree.fields(this.kind, this.at, this.next))[place];
  }

  /** Of a function, read when it is first called: till then its field is the node's place. */
  get body(): Expr {
    const body = this.field(1);
    return typeof body === "number" ? ((this.fields![1] = this.tree.node(body)) as Expr) : (body as Expr);
  }

  get subject(): Expr {
    return this.field(0) as Expr;
  }

  get path(): AttrName[] {
    return this.field(1) as AttrName[];
  }

  get starts(): number[] {
    return this.field(2) as number[];
  }

  get fallback(): Expr | null {
    return this.field(3) as Expr | null;
  }

  get parts(): Expr[] {
    return this.field(0) as Expr[];
  }

  get items(): Expr[] {
    return this.field(0) as Expr[];
  }

  get cond(): Expr {
    return this.field(0) as Expr;
  }

  // oxlint-disable-next-line no-thenable -- the name in the syntax tree, which nobody awaits
  get then(): Expr {
    return this.field(1) as Expr;
  }

  get otherwise(): Expr {
    return this.field(2) as Expr;
  }

  get operand(): Expr {
    return this.field(0) as Expr;
  }

  get recursive(): boolean {
    return this.field(0) as boolean;
  }

  get defs(): AttrDef[] {
    return this.field(2) as AttrDef[];
  }

  get froms(): Expr[] {
    return this.field(3) as Expr[];
  }

  get dynamics(): DynamicDef[] {
    return this.field(4) as DynamicDef[];
  }

  get sugar(): (typeof sugars)[number] {
    return this.field(0) as (typeof sugars)[number];
  }

  get opStart(): number {
    return this.field(1) as number;
  }

  get fn(): Expr {
    return this.field(2) as Expr;
  }

  get args(): Expr[] {
    return this.field(3) as Expr[];
  }

  get op(): Op {
    return this.field(0) as Op;
  }

  get left(): Expr {
    return this.field(2) as Expr;
  }

  get right(): Expr {
    return this.field(3) as Expr;
  }

  get param(): number {
    return this.field(2) as number;
  }

  get paramStart(): number {
    return this.field(3) as number;
  }

  get name(): number {
    return this.field(4) as number;
  }

  get docStart(): number {
    return this.field(5) as number;
  }

  get docEnd(): number {
    return this.field(6) as number;
  }

  get formals(): Formals | null {
    return this.field(0) as Formals | null;
  }
}

/** A binding (an `AttrDef`) whose value is read when it is asked for. */
export class DefView {
  private known: Expr | null = null;

  constructor(
    private readonly tree: TreeReader,
    /** First byte of the value's node; -1: none. */
    private readonly valueAt: number,
    public name: number,
    public start: number,
    public end: number,
    public how: (typeof Binding)[keyof typeof Binding],
    public from: number,
    public docStart: number,
    public docEnd: number,
  ) {}

  /** What kind of expression the value is, without reading it. */
  get valueKind(): number {
    return this.valueAt < 0 ? -1 : this.tree.kindAt(this.valueAt);
  }

  get value(): Expr | null {
    if (this.known === null && this.valueAt >= 0) this.known = this.tree.node(this.valueAt);
    return this.known;
  }
}
