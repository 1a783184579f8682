/** Writes a checked tree as bytes. */
import {
  type Ast,
  type AttrDef,
  type AttrName,
  type Bindings,
  type Expr,
  Kind,
  type LambdaExpr,
} from "../syntax/ast.ts";
import { ByteWriter, maxStoredHeight, type StoredTree } from "./format.ts";

/** The spellings of {@link Apply.sugar} by number; 0 is none. */
export const sugars = [null, "-", "*", "/", "<", "<=", ">", ">=", "neg", "|>", "<|"] as const;

/** Numbers that may be -1 are written with this added. */
const shift = 1;

/** Added to what a binding or function is where a doc comment is noted. */
export const documented = 4;

/** What a function takes. */
export const noFormals = 0;
export const closedFormals = 1;
export const openFormals = 2;

/** What follows an integer: that it is written as a number, or as text since it is too large. */
export const asNumber = 0;
const asText = 1;

class TreeWriter {
  private readonly out = new ByteWriter();
  private texts = "";
  /** Where each text begins in {@link texts}. */
  private readonly places = new Map<string, number>();

  constructor(private readonly ast: Ast) {}

  write(): StoredTree {
    const { names, root, source } = this.ast;
    const { out } = this;
    const rootAt = this.node(root);
    const linesAt = out.length;
    const starts = source.lines();
    out.number(starts.length - 1);
    for (let i = 1; i < starts.length; i++) out.number(starts[i]! - starts[i - 1]!);
    const bytesBefore = out.length;
    out.number(rootAt);
    out.number(linesAt);
    out.byte(out.length - bytesBefore);
    return { names, bytes: out.done(), texts: this.texts };
  }

  private text(text: string): void {
    const { out, places } = this;
    let at = places.get(text);
    if (at === undefined) {
      at = this.texts.length;
      places.set(text, at);
      this.texts += text;
    }
    out.number(at);
    out.number(text.length);
  }

  private head(e: Expr): number {
    const { out } = this;
    const at = out.length;
    out.byte(e.kind);
    out.number(e.start);
    out.number(e.end - e.start);
    return at;
  }

  /** A reference to a node written before. */
  private child(parent: number, at: number): void {
    this.out.number(parent - at);
  }

  private children(parent: number, list: readonly number[]): void {
    this.out.number(list.length);
    for (const at of list) this.child(parent, at);
  }

  private all(list: readonly Expr[]): number[] {
    return list.map((e) => this.node(e));
  }

  /** A reference to a node, or to none. */
  private optional(parent: number, at: number | null): void {
    this.out.number(at === null ? 0 : parent - at);
  }

  /** Writes a node after its children; answers where it begins. */
  private node(e: Expr): number {
    const { out } = this;
    switch (e.kind) {
      case Kind.Int: {
        const at = this.head(e);
        if (typeof e.value === "number" && e.value >= 0) {
          out.byte(asNumber);
          out.number(e.value);
        } else {
          out.byte(asText);
          this.text(String(e.value));
        }
        return at;
      }
      case Kind.Float: {
        const at = this.head(e);
        const view = new DataView(new ArrayBuffer(8));
        view.setFloat64(0, e.value);
        for (let i = 0; i < 8; i++) out.byte(view.getUint8(i));
        return at;
      }
      case Kind.Str: {
        const at = this.head(e);
        this.text(e.value);
        return at;
      }
      case Kind.Path: {
        const at = this.head(e);
        this.text(e.text);
        return at;
      }
      case Kind.Interp:
      case Kind.PathInterp: {
        const parts = this.all(e.parts);
        const at = this.head(e);
        this.children(at, parts);
        return at;
      }
      case Kind.SearchPath: {
        const findFile = this.node(e.findFile);
        const nixPath = this.node(e.nixPath);
        const at = this.head(e);
        this.text(e.text);
        this.child(at, findFile);
        this.child(at, nixPath);
        return at;
      }
      case Kind.Var: {
        const at = this.head(e);
        out.number(e.name);
        out.number(e.depth + 2);
        out.number(e.slot + shift);
        out.number(e.withs?.length ?? 0);
        for (const up of e.withs ?? []) out.number(up);
        return at;
      }
      case Kind.Select: {
        const subject = this.node(e.subject);
        const path = this.path(e.path);
        const fallback = e.fallback === null ? null : this.node(e.fallback);
        const at = this.head(e);
        this.child(at, subject);
        this.steps(at, path);
        this.optional(at, fallback);
        for (const start of e.starts) out.number(start);
        return at;
      }
      case Kind.HasAttr: {
        const subject = this.node(e.subject);
        const path = this.path(e.path);
        const at = this.head(e);
        this.child(at, subject);
        this.steps(at, path);
        for (const start of e.starts) out.number(start);
        return at;
      }
      case Kind.Attrs: {
        const parts = this.bindings(e);
        const at = this.head(e);
        out.byte(e.recursive ? 1 : 0);
        this.bound(at, e, parts);
        return at;
      }
      case Kind.Let: {
        const parts = this.bindings(e);
        const body = this.node(e.body);
        const at = this.head(e);
        this.child(at, body);
        this.bound(at, e, parts);
        return at;
      }
      case Kind.List: {
        const items = this.all(e.items);
        const at = this.head(e);
        this.children(at, items);
        return at;
      }
      case Kind.Lambda:
        return this.lambda(e);
      case Kind.Apply: {
        const fn = this.node(e.fn);
        const args = this.all(e.args);
        const at = this.head(e);
        out.byte(sugars.indexOf(e.sugar));
        out.number(e.opStart);
        this.child(at, fn);
        this.children(at, args);
        return at;
      }
      case Kind.With: {
        const subject = this.node(e.subject);
        const body = this.node(e.body);
        const at = this.head(e);
        this.child(at, subject);
        this.child(at, body);
        return at;
      }
      case Kind.If: {
        const cond = this.node(e.cond);
        const then = this.node(e.then);
        const otherwise = this.node(e.otherwise);
        const at = this.head(e);
        this.child(at, cond);
        this.child(at, then);
        this.child(at, otherwise);
        return at;
      }
      case Kind.Assert: {
        const cond = this.node(e.cond);
        const body = this.node(e.body);
        const at = this.head(e);
        this.child(at, cond);
        this.child(at, body);
        return at;
      }
      case Kind.Not: {
        const operand = this.node(e.operand);
        const at = this.head(e);
        this.child(at, operand);
        return at;
      }
      case Kind.Binary: {
        const left = this.node(e.left);
        const right = this.node(e.right);
        const at = this.head(e);
        out.byte(e.op);
        out.number(e.opStart);
        this.child(at, left);
        this.child(at, right);
        return at;
      }
      case Kind.CurPos:
        return this.head(e);
    }
  }

  private path(path: readonly AttrName[]): (number | { at: number })[] {
    return path.map((step) => (typeof step === "number" ? step : { at: this.node(step) }));
  }

  private steps(parent: number, path: readonly (number | { at: number })[]): void {
    const { out } = this;
    out.number(path.length);
    for (const step of path) {
      if (typeof step === "number") out.number(2 * step);
      else out.number(2 * (parent - step.at) + 1);
    }
  }

  private bindings({ defs, froms, dynamics }: Bindings): {
    values: (number | null)[];
    froms: number[];
    dynamics: [number, number][];
  } {
    return {
      values: defs.map(({ value }) => (value === null ? null : this.node(value))),
      froms: this.all(froms),
      dynamics: dynamics.map(({ name, value }) => [this.node(name), this.node(value)]),
    };
  }

  private bound(parent: number, bindings: Bindings, parts: ReturnType<TreeWriter["bindings"]>): void {
    const { out } = this;
    out.number(bindings.defs.length);
    bindings.defs.forEach((def, i) => {
      this.def(def);
      this.optional(parent, parts.values[i]!);
    });
    this.children(parent, parts.froms);
    out.number(bindings.dynamics.length);
    bindings.dynamics.forEach(({ start, end }, i) => {
      out.number(start);
      out.number(end - start);
      this.child(parent, parts.dynamics[i]![0]);
      this.child(parent, parts.dynamics[i]![1]);
    });
  }

  private def({ name, start, end, how, from, docStart, docEnd }: AttrDef): void {
    const { out } = this;
    out.number(name);
    out.number(start);
    out.number(end - start);
    out.number(8 * (from + shift) + (docStart < 0 ? 0 : documented) + how);
    this.doc(docStart, docEnd);
  }

  /** Where a doc comment stands, if there is one. */
  private doc(start: number, end: number): void {
    if (start < 0) return;
    this.out.number(start);
    this.out.number(end - start);
  }

  private lambda(e: LambdaExpr): number {
    const { out } = this;
    const body = this.node(e.body);
    const fallbacks = e.formals?.formals.map(({ fallback }) =>
      fallback === null ? null : this.node(fallback),
    );
    const at = this.head(e);
    out.number(e.param + shift);
    out.number(e.paramStart + shift);
    out.number(e.name + shift);
    this.child(at, body);
    const how = e.formals === null ? noFormals : e.formals.ellipsis ? openFormals : closedFormals;
    out.byte((e.docStart < 0 ? 0 : documented) + how);
    this.doc(e.docStart, e.docEnd);
    if (e.formals === null) return at;
    out.number(e.formals.formals.length);
    e.formals.formals.forEach((formal, i) => {
      out.number(2 * formal.name + (formal.docStart < 0 ? 0 : 1));
      out.number(formal.start);
      out.number(formal.end - formal.start);
      this.doc(formal.docStart, formal.docEnd);
      this.optional(at, fallbacks![i]!);
    });
    return at;
  }
}

/** A checked tree as bytes; null when it is nested too deep for that. */
export function writeTree(ast: Ast): StoredTree | null {
  return ast.height > maxStoredHeight ? null : new TreeWriter(ast).write();
}
