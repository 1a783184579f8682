/** Nodes of stored trees: each reads its own fields when the first of them is asked for. */
import {
  type AttrDef,
  type AttrName,
  type Binding,
  type DynamicDef,
  type Expr,
  type Formals,
  Kind,
  type Op,
} from "../syntax/ast.ts";
import type { TreeReader } from "./read.ts";
import type { sugars } from "./write.ts";

/** What all have in common. */
abstract class View {
  protected unread = true;
  constructor(
    protected readonly tree: TreeReader,
    /** First byte of the node, which its references count from. */
    protected readonly at: number,
    /** First byte of its fields. */
    private readonly next: number,
    public start: number,
    public end: number,
  ) {}

  /** Reads the fields. */
  protected abstract fill(): void;

  /** Makes the fields be there. */
  protected need(): void {
    if (!this.unread) return;
    this.unread = false;
    this.tree.seek(this.next);
    this.fill();
  }
}

/** A string with interpolation. */
export class InterpView extends View {
  readonly kind = Kind.Interp;
  private partsField: Expr[] = [];

  protected fill(): void {
    const { tree, at } = this;
    this.partsField = tree.children(at);
  }

  get parts(): Expr[] {
    this.need();
    return this.partsField;
  }
}

/** A path with interpolation. */
export class PathInterpView extends View {
  readonly kind = Kind.PathInterp;
  private partsField: Expr[] = [];

  protected fill(): void {
    const { tree, at } = this;
    this.partsField = tree.children(at);
  }

  get parts(): Expr[] {
    this.need();
    return this.partsField;
  }
}

/** A list. */
export class ListView extends View {
  readonly kind = Kind.List;
  private itemsField: Expr[] = [];

  protected fill(): void {
    const { tree, at } = this;
    this.itemsField = tree.children(at);
  }

  get items(): Expr[] {
    this.need();
    return this.itemsField;
  }
}

/** A selection. */
export class SelectView extends View {
  readonly kind = Kind.Select;
  private subjectField: Expr = undefined as unknown as Expr;
  private pathField: AttrName[] = [];
  private startsField: number[] = [];
  private fallbackField: Expr | null = null;

  protected fill(): void {
    const { tree, at } = this;
    this.subjectField = tree.child(at);
    const { path, starts } = tree.steps(at);
    this.pathField = path;
    this.startsField = starts;
    this.fallbackField = tree.optional(at);
  }

  get subject(): Expr {
    this.need();
    return this.subjectField;
  }

  get path(): AttrName[] {
    this.need();
    return this.pathField;
  }

  get starts(): number[] {
    this.need();
    return this.startsField;
  }

  get fallback(): Expr | null {
    this.need();
    return this.fallbackField;
  }
}

/** A question for an attribute. */
export class HasAttrView extends View {
  readonly kind = Kind.HasAttr;
  private subjectField: Expr = undefined as unknown as Expr;
  private pathField: AttrName[] = [];
  private startsField: number[] = [];

  protected fill(): void {
    const { tree, at } = this;
    this.subjectField = tree.child(at);
    const { path, starts } = tree.steps(at);
    this.pathField = path;
    this.startsField = starts;
  }

  get subject(): Expr {
    this.need();
    return this.subjectField;
  }

  get path(): AttrName[] {
    this.need();
    return this.pathField;
  }

  get starts(): number[] {
    this.need();
    return this.startsField;
  }
}

/** A set. */
export class AttrsView extends View {
  readonly kind = Kind.Attrs;
  private recursiveField: boolean = false;
  private defsField: AttrDef[] = [];
  private fromsField: Expr[] = [];
  private dynamicsField: DynamicDef[] = [];

  protected fill(): void {
    const { tree, at } = this;
    this.recursiveField = tree.byte() === 1;
    const { defs, froms, dynamics } = tree.bindings(at);
    this.defsField = defs;
    this.fromsField = froms;
    this.dynamicsField = dynamics;
  }

  get recursive(): boolean {
    this.need();
    return this.recursiveField;
  }

  get defs(): AttrDef[] {
    this.need();
    return this.defsField;
  }

  get froms(): Expr[] {
    this.need();
    return this.fromsField;
  }

  get dynamics(): DynamicDef[] {
    this.need();
    return this.dynamicsField;
  }
}

/** A `let`. */
export class LetView extends View {
  readonly kind = Kind.Let;
  private bodyField: Expr = undefined as unknown as Expr;
  private defsField: AttrDef[] = [];
  private fromsField: Expr[] = [];
  private dynamicsField: DynamicDef[] = [];

  protected fill(): void {
    const { tree, at } = this;
    this.bodyField = tree.child(at);
    const { defs, froms, dynamics } = tree.bindings(at);
    this.defsField = defs;
    this.fromsField = froms;
    this.dynamicsField = dynamics;
  }

  get body(): Expr {
    this.need();
    return this.bodyField;
  }

  get defs(): AttrDef[] {
    this.need();
    return this.defsField;
  }

  get froms(): Expr[] {
    this.need();
    return this.fromsField;
  }

  get dynamics(): DynamicDef[] {
    this.need();
    return this.dynamicsField;
  }
}

/** An application, or an operator that is one. */
export class ApplyView extends View {
  readonly kind = Kind.Apply;
  private sugarField: (typeof sugars)[number] = null;
  private opStartField: number = 0;
  private fnField: Expr = undefined as unknown as Expr;
  private argsField: Expr[] = [];

  protected fill(): void {
    const { tree, at } = this;
    this.sugarField = tree.sugar();
    this.opStartField = tree.number();
    this.fnField = tree.child(at);
    this.argsField = tree.children(at);
  }

  get sugar(): (typeof sugars)[number] {
    this.need();
    return this.sugarField;
  }

  get opStart(): number {
    this.need();
    return this.opStartField;
  }

  get fn(): Expr {
    this.need();
    return this.fnField;
  }

  get args(): Expr[] {
    this.need();
    return this.argsField;
  }
}

/** A `with`. */
export class WithView extends View {
  readonly kind = Kind.With;
  private subjectField: Expr = undefined as unknown as Expr;
  private bodyField: Expr = undefined as unknown as Expr;

  protected fill(): void {
    const { tree, at } = this;
    this.subjectField = tree.child(at);
    this.bodyField = tree.child(at);
  }

  get subject(): Expr {
    this.need();
    return this.subjectField;
  }

  get body(): Expr {
    this.need();
    return this.bodyField;
  }
}

/** An `if`. */
export class IfView extends View {
  readonly kind = Kind.If;
  private condField: Expr = undefined as unknown as Expr;
  private thenField: Expr = undefined as unknown as Expr;
  private otherwiseField: Expr = undefined as unknown as Expr;

  protected fill(): void {
    const { tree, at } = this;
    this.condField = tree.child(at);
    this.thenField = tree.child(at);
    this.otherwiseField = tree.child(at);
  }

  get cond(): Expr {
    this.need();
    return this.condField;
  }

  // oxlint-disable-next-line no-thenable -- the field's name in the syntax tree, which nobody awaits
  get then(): Expr {
    this.need();
    return this.thenField;
  }

  get otherwise(): Expr {
    this.need();
    return this.otherwiseField;
  }
}

/** An `assert`. */
export class AssertView extends View {
  readonly kind = Kind.Assert;
  private condField: Expr = undefined as unknown as Expr;
  private bodyField: Expr = undefined as unknown as Expr;

  protected fill(): void {
    const { tree, at } = this;
    this.condField = tree.child(at);
    this.bodyField = tree.child(at);
  }

  get cond(): Expr {
    this.need();
    return this.condField;
  }

  get body(): Expr {
    this.need();
    return this.bodyField;
  }
}

/** A negation. */
export class NotView extends View {
  readonly kind = Kind.Not;
  private operandField: Expr = undefined as unknown as Expr;

  protected fill(): void {
    const { tree, at } = this;
    this.operandField = tree.child(at);
  }

  get operand(): Expr {
    this.need();
    return this.operandField;
  }
}

/** An operator. */
export class BinaryView extends View {
  readonly kind = Kind.Binary;
  private opField: Op = 0;
  private opStartField: number = 0;
  private leftField: Expr = undefined as unknown as Expr;
  private rightField: Expr = undefined as unknown as Expr;

  protected fill(): void {
    const { tree, at } = this;
    this.opField = tree.operator();
    this.opStartField = tree.number();
    this.leftField = tree.child(at);
    this.rightField = tree.child(at);
  }

  get op(): Op {
    this.need();
    return this.opField;
  }

  get opStart(): number {
    this.need();
    return this.opStartField;
  }

  get left(): Expr {
    this.need();
    return this.leftField;
  }

  get right(): Expr {
    this.need();
    return this.rightField;
  }
}

/** A function; its body is read when it is first called. */
export class LambdaView extends View {
  readonly kind = Kind.Lambda;
  private bodyAt = -1;
  private bodyField: Expr | null = null;
  private paramField: number = -1;
  private paramStartField: number = -1;
  private nameField: number = -1;
  private docStartField: number = -1;
  private docEndField: number = -1;
  private formalsField: Formals | null = null;

  protected fill(): void {
    const { tree, at } = this;
    const parts = tree.lambda(at);
    this.paramField = parts.param;
    this.paramStartField = parts.paramStart;
    this.nameField = parts.name;
    this.docStartField = parts.docStart;
    this.docEndField = parts.docEnd;
    this.formalsField = parts.formals;
    this.bodyAt = parts.bodyAt;
  }

  get param(): number {
    this.need();
    return this.paramField;
  }

  get paramStart(): number {
    this.need();
    return this.paramStartField;
  }

  get name(): number {
    this.need();
    return this.nameField;
  }

  get docStart(): number {
    this.need();
    return this.docStartField;
  }

  get docEnd(): number {
    this.need();
    return this.docEndField;
  }

  get formals(): Formals | null {
    this.need();
    return this.formalsField;
  }

  get body(): Expr {
    this.need();
    return (this.bodyField ??= this.tree.node(this.bodyAt));
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
