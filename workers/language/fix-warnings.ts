/** Mending what the parser and the scope analysis warn of. */
import { type AttrDef, Binding, type Expr, GLOBAL, Kind, Op, type Warning } from "../../core/eval/index.ts";
import type { QuickFix } from "../index.ts";
import { type Doc, nameOf } from "./document.ts";
import { removeBinding } from "./remove-binding.ts";
import { eachPlace, type Place } from "./tree.ts";

/** Finds fixes of warnings of one document. */
export class Fixer {
  /** By position: what warnings are about; made when a warning needs it. */
  private places: { nodes: Map<string, Expr>; defs: Map<string, { owner: Place; def: AttrDef }> } | null =
    null;

  constructor(private readonly doc: Doc) {}

  fixesOf({ code, span }: Warning): QuickFix[] {
    const { doc } = this;
    const { start, end } = span;
    switch (code) {
      case "W001": {
        const text = this.cut(start, end);
        return [this.replace("Put it in quotes", start, end, `"${text}"`)];
      }
      case "W002":
      case "W003": {
        const found = this.index().defs.get(`${start} ${end}`);
        if (found === undefined) return [];
        const change = removeBinding(doc, found.owner, found.def);
        if (change === null) return [];
        const name = nameOf(doc, found.def.name);
        const what =
          found.def.how === Binding.Plain ? `Remove \`${name}\`` : `Remove \`${name}\` from the inherit`;
        return [{ title: what, changes: [change] }];
      }
      case "W005":
        return [
          {
            title: "Rewrite as `(rec { … }).body`",
            changes: [
              { from: doc.toText(start), to: doc.toText(start + 3), insert: "(rec" },
              { from: doc.toText(end), to: doc.toText(end), insert: ").body" },
            ],
          },
        ];
      case "W007": {
        const simpler = this.simpler(this.index().nodes.get(`${start} ${end}`));
        return simpler === null
          ? []
          : [this.replace(`Simplify to \`${short(simpler)}\``, start, end, simpler)];
      }
      case "W008":
        return this.withoutDead(start, end);
      case "W009":
        return [this.replace("Remove the empty inherit", start, this.pastSpace(end), "")];
      case "W010": {
        const rest = /^let\s+in\b\s*/.exec(doc.source.text.slice(start));
        return rest === null ? [] : [this.replace("Remove the empty let", start, start + rest[0].length, "")];
      }
      default:
        return [];
    }
  }

  private index(): NonNullable<Fixer["places"]> {
    if (this.places !== null) return this.places;
    const places: NonNullable<Fixer["places"]> = { nodes: new Map(), defs: new Map() };
    eachPlace(this.doc, (place) => {
      const { expr } = place;
      if (expr.kind === Kind.Binary || expr.kind === Kind.If)
        places.nodes.set(`${expr.start} ${expr.end}`, expr);
      if (expr.kind === Kind.Let)
        for (const def of expr.defs) places.defs.set(`${def.start} ${def.end}`, { owner: place, def });
    });
    return (this.places = places);
  }

  private cut(start: number, end: number): string {
    return this.doc.text.slice(this.doc.toText(start), this.doc.toText(end));
  }

  private replace(title: string, start: number, end: number, insert: string): QuickFix {
    return { title, changes: [{ from: this.doc.toText(start), to: this.doc.toText(end), insert }] };
  }

  private pastSpace(end: number): number {
    return end + /^[ \t]*\n?[ \t]*/.exec(this.doc.source.text.slice(end, end + 200))![0].length;
  }

  /** The global `true` or `false`; undefined for anything else. */
  private literalBool(expr: Expr): boolean | undefined {
    if (expr.kind !== Kind.Var || expr.depth !== GLOBAL) return undefined;
    const name = nameOf(this.doc, expr.name);
    return name === "true" ? true : name === "false" ? false : undefined;
  }

  /** What an operation on a boolean literal comes to; null when its value would have to be computed. */
  private simpler(expr: Expr | undefined): string | null {
    if (expr?.kind !== Kind.Binary) return null;
    const left = this.cut(expr.start, expr.opStart).trim();
    const right = this.cut(expr.opStart, expr.end)
      .replace(/^(==|!=|&&|\|\||->)/, "")
      .trim();
    const leftBool = this.literalBool(expr.left);
    const known = leftBool ?? this.literalBool(expr.right);
    if (known === undefined) return null;
    const other = leftBool === undefined ? left : right;
    switch (expr.op) {
      case Op.Eq:
        return known ? other : negated(other);
      case Op.Neq:
        return known ? negated(other) : other;
      case Op.And:
        // `x && false` still evaluates x.
        if (known) return other;
        return leftBool === undefined ? null : "false";
      case Op.Or:
        if (!known) return other;
        return leftBool === undefined ? null : "true";
      case Op.Impl:
        if (leftBool === undefined) return known ? null : negated(other);
        return known ? other : "true";
      default:
        return null;
    }
  }

  /** Of an `if` whose condition is a literal, what remains. */
  private withoutDead(start: number, end: number): QuickFix[] {
    for (const expr of this.index().nodes.values()) {
      if (expr.kind !== Kind.If) continue;
      for (const [dead, kept] of [
        [expr.then, expr.otherwise],
        [expr.otherwise, expr.then],
      ] as const) {
        if (dead.start !== start || dead.end !== end || this.literalBool(expr.cond) === undefined) continue;
        const text = this.cut(kept.start, kept.end);
        const isSimple = kept.kind < Kind.Lambda && kept.kind !== Kind.HasAttr;
        return [
          this.replace(`Keep \`${short(text)}\` only`, expr.start, expr.end, isSimple ? text : `(${text})`),
        ];
      }
    }
    return [];
  }
}

function negated(text: string): string {
  return /^[A-Za-z_][\w'.-]*$|^\(.*\)$/s.test(text) ? `!${text}` : `!(${text})`;
}

function short(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}
