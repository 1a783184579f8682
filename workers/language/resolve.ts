/** What an expression is, as far as its text tells without evaluating it. */
import {
  type AttrDef,
  type AttrName,
  Binding,
  type Expr,
  type Formal,
  GLOBAL,
  Kind,
  type LambdaExpr,
  Op,
  WITH,
  canonPath,
} from "../../core/eval/index.ts";
import { fromBytes } from "../text.ts";
import { type Doc, nameOf, type Workspace } from "./document.ts";
import { docComment, type Site, siteOf, siteOfFormal, siteOfParam } from "./names.ts";
import { beside, type Place, type Scope, scopeIn, valueOf } from "./tree.ts";

/** What is known of a value. */
export type Known =
  /** A literal: a set, a function, a string, … */
  | { type: "literal"; place: Place }
  | { type: "builtins" }
  | { type: "builtin"; name: string }
  /** Several sets, of which the first that has an attribute gives it (or one of them: `if`). */
  | { type: "union"; parts: Known[]; complete: boolean };

/** An attribute of a set whose text is known. */
export interface Member {
  readonly name: string;
  /** Where it is written; null for builtins. */
  readonly site: Site | null;
  /** Its doc comment. */
  readonly documentation: string;
  readonly value: () => Known | null;
}

/** What a variable stands for. */
export type Bound =
  | { type: "binding"; owner: Place; def: AttrDef }
  | { type: "parameter"; scope: Scope; lambda: LambdaExpr }
  | { type: "formal"; scope: Scope; lambda: LambdaExpr; formal: Formal }
  | { type: "global"; name: string }
  /** Only a `with` can supply it; innermost first. */
  | { type: "with"; subjects: Place[] };

/** Steps that one question may take, and how deep they may nest. */
const stepLimit = 3000;
const depthLimit = 80;

/** Follows names and selections through the files of one question. */
export class Resolver {
  private steps = 0;
  private depth = 0;

  constructor(readonly workspace: Workspace) {}

  /** What a variable is bound to; null while its name is undefined. The place must be a variable's. */
  bound(place: Place): Bound | null {
    const { expr } = place;
    if (expr.kind !== Kind.Var) return null;
    if (expr.depth === GLOBAL) return { type: "global", name: nameOf(place.doc, expr.name) };
    if (expr.depth === WITH) {
      const subjects = (expr.withs ?? []).map((depth) => climb(place.scope, depth)).map(subjectOf);
      return { type: "with", subjects: subjects.filter((it) => it !== null) };
    }
    if (expr.slot < 0) return null;
    const scope = climb(place.scope, expr.depth);
    return scope === null ? null : slotOf(scope, expr.slot);
  }

  /** What is known of an expression's value. */
  known(place: Place): Known | null {
    if (++this.steps > stepLimit || this.depth > depthLimit) return null;
    this.depth++;
    const found = this.look(place);
    this.depth--;
    return found;
  }

  private look(place: Place): Known | null {
    const { expr } = place;
    const at = (e: Expr): Known | null => this.known(beside(place, e));
    switch (expr.kind) {
      case Kind.Var:
        return this.ofVariable(place);
      case Kind.Select:
        return this.select(at(expr.subject), place.doc, expr.path);
      case Kind.Let:
      case Kind.With:
        return this.known({ doc: place.doc, expr: expr.body, scope: scopeIn(place) });
      case Kind.Assert:
        return at(expr.body);
      case Kind.If:
        return union([at(expr.then), at(expr.otherwise)]);
      case Kind.Binary:
        return expr.op === Op.Update ? union([at(expr.right), at(expr.left)]) : { type: "literal", place };
      case Kind.Apply:
        if (expr.sugar !== null) return null;
        return this.applied(
          beside(place, expr.fn),
          expr.args.map((arg) => beside(place, arg)),
        );
      default:
        return { type: "literal", place };
    }
  }

  private ofVariable(place: Place): Known | null {
    const bound = this.bound(place);
    switch (bound?.type) {
      case "binding":
        return this.ofBinding(bound.owner, bound.def);
      case "parameter":
        return bound.scope.argument === undefined ? null : this.known(bound.scope.argument);
      case "formal":
        return this.ofFormal(bound.scope, bound.formal);
      case "global":
        return this.ofGlobal(bound.name);
      case "with":
        return this.throughWith(bound.subjects, nameOf(place.doc, (place.expr as { name: number }).name));
      case undefined:
        return null;
    }
  }

  /** The value of a binding of a set or `let`. */
  ofBinding(owner: Place, def: AttrDef): Known | null {
    const value = valueOf(owner, def);
    if (value !== null) return this.known(value);
    return this.inherited(owner, def)?.value() ?? null;
  }

  /** The attribute that `inherit (e) x` means. */
  inherited(owner: Place, def: AttrDef): Member | null {
    if (def.how !== Binding.InheritFrom) return null;
    const { expr } = owner;
    if (expr.kind !== Kind.Attrs && expr.kind !== Kind.Let) return null;
    const from = expr.froms[def.from];
    if (from === undefined) return null;
    const known = this.known({ doc: owner.doc, expr: from, scope: scopeIn(owner) });
    return this.member(known, nameOf(owner.doc, def.name));
  }

  private ofFormal(scope: Scope, formal: Formal): Known | null {
    const given =
      scope.argument === undefined
        ? null
        : this.member(this.known(scope.argument), nameOf(scope.doc, formal.name));
    if (given !== null) return given.value();
    return formal.fallback === null ? null : this.known({ doc: scope.doc, expr: formal.fallback, scope });
  }

  private ofGlobal(name: string): Known | null {
    if (name === "builtins") return { type: "builtins" };
    const plain = name.startsWith("__") ? name.slice(2) : name;
    return this.workspace.world.builtins.has(plain) ? { type: "builtin", name: plain } : null;
  }

  /** The attribute of the first `with` that is known to have it. */
  throughWith(subjects: readonly Place[], name: string): Known | null {
    for (const subject of subjects) {
      const member = this.member(this.known(subject), name);
      if (member !== null) return member.value();
    }
    return null;
  }

  /** What a call gives. */
  applied(fn: Place, args: readonly Place[]): Known | null {
    let known = this.known(fn);
    for (const arg of args) {
      if (known?.type === "builtin" && known.name === "import") {
        const doc = this.imported(arg);
        known = doc?.ast ? this.known({ doc, expr: doc.ast.root, scope: null }) : null;
      } else if (known?.type === "literal" && known.place.expr.kind === Kind.Lambda) {
        const { doc, expr } = known.place;
        known = this.known({ doc, expr: expr.body, scope: scopeIn(known.place, arg) });
      } else return null;
    }
    return known;
  }

  /** The file that a path expression leads to when it is imported. */
  imported(place: Place): Doc | null {
    const known = this.known(place);
    const path = known?.type === "literal" ? pathOf(known.place) : null;
    return path === null ? null : this.workspace.openImport(path);
  }

  /** What a selection gives. */
  select(from: Known | null, doc: Doc, path: readonly AttrName[]): Known | null {
    let known = from;
    for (const step of path) {
      if (known === null || typeof step !== "number") return null;
      known = this.member(known, nameOf(doc, step))?.value() ?? null;
    }
    return known;
  }

  /** An attribute of a set; null where it is not known to be there. */
  member(known: Known | null, name: string): Member | null {
    if (known?.type === "union") {
      for (const part of known.parts) {
        const member = this.member(part, name);
        if (member !== null) return member;
      }
      return null;
    }
    return this.members(known).get(name) ?? null;
  }

  /** The attributes known to be in a set. */
  members(known: Known | null): Map<string, Member> {
    const found = new Map<string, Member>();
    switch (known?.type) {
      case "builtins":
        for (const name of this.workspace.world.builtins) found.set(name, builtinMember(name));
        break;
      case "union":
        for (const part of known.parts)
          for (const [name, member] of this.members(part)) if (!found.has(name)) found.set(name, member);
        break;
      case "literal": {
        const { place } = known;
        if (place.expr.kind !== Kind.Attrs) break;
        for (const def of place.expr.defs) {
          const member = this.memberOf(place, def);
          found.set(member.name, member);
        }
      }
    }
    return found;
  }

  /** A binding as the attribute it makes. */
  memberOf(owner: Place, def: AttrDef): Member {
    return {
      name: nameOf(owner.doc, def.name),
      site: siteOf(owner.doc, def),
      documentation: docComment(owner.doc, def),
      value: () => this.ofBinding(owner, def),
    };
  }

  /** Whether all attributes of a set are known. */
  isComplete(known: Known | null): boolean {
    if (known === null || known.type === "builtin") return false;
    if (known.type === "builtins") return true;
    if (known.type === "union") return known.complete && known.parts.every((part) => this.isComplete(part));
    const { expr } = known.place;
    return expr.kind === Kind.Attrs && expr.dynamics.length === 0;
  }
}

/** Where a parameter, formal or binding is written. */
export function siteOfBound(bound: Bound): Site | null {
  switch (bound.type) {
    case "binding":
      return siteOf(bound.owner.doc, bound.def);
    case "parameter":
      return siteOfParam(bound.scope.doc, bound.lambda);
    case "formal":
      return siteOfFormal(bound.scope.doc, bound.formal);
    default:
      return null;
  }
}

/** The absolute path that a path literal means; null for `~` and everything else. */
export function pathOf({ doc, expr }: Place): string | null {
  if (expr.kind !== Kind.Path || expr.text.startsWith("~")) return null;
  return fromBytes(canonPath(expr.text, doc.source.base, ""));
}

function builtinMember(name: string): Member {
  const value = (): Known => (name === "builtins" ? { type: "builtins" } : { type: "builtin", name });
  return { name, site: null, documentation: "", value };
}

function union(parts: (Known | null)[]): Known | null {
  const some = parts.filter((part) => part !== null);
  return some.length === 0 ? null : { type: "union", parts: some, complete: some.length === parts.length };
}

/** The scope so many environments up. */
function climb(scope: Scope | null, depth: number): Scope | null {
  let at = scope;
  for (let i = 0; i < depth && at !== null; i++) at = at.up;
  return at;
}

function subjectOf(scope: Scope | null): Place | null {
  if (scope?.node.kind !== Kind.With) return null;
  return { doc: scope.doc, expr: scope.node.subject, scope: scope.up };
}

/** What a slot of a scope holds, as the scope analysis lays them out. */
function slotOf(scope: Scope, slot: number): Bound | null {
  const { doc, node, up } = scope;
  switch (node.kind) {
    case Kind.Let:
    case Kind.Attrs: {
      const def = node.defs[slot];
      return def === undefined ? null : { type: "binding", owner: { doc, expr: node, scope: up }, def };
    }
    case Kind.Lambda: {
      if (node.param >= 0 && slot === 0) return { type: "parameter", scope, lambda: node };
      const formal = node.formals?.formals[node.param >= 0 ? slot - 1 : slot];
      return formal === undefined ? null : { type: "formal", scope, lambda: node, formal };
    }
    case Kind.With:
      return null;
  }
}
