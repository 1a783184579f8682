/** How bindings are put into a set: attribute paths, merging of literal sets, duplicates. */
import type { AttrName, Bindings, Expr } from "./ast.ts";
import { AttrDef, AttrsExpr, Binding, DynamicDef, Kind } from "./ast.ts";
import { NixError } from "../errors.ts";
import type { Source } from "./source.ts";
import type { Profile } from "./options.ts";
import { showAttrPath } from "./show.ts";

/** Sets with more bindings than this get an index. */
const LINEAR_LIMIT = 8;

/** Inserts bindings for one file, by the rules of one Nix version. */
export class Binder {
  private readonly indices = new Map<Bindings, Map<number, AttrDef>>();

  constructor(
    private readonly source: Source,
    private readonly names: readonly string[],
    private readonly profile: Profile,
    private readonly report: (error: NixError) => void,
  ) {}

  /** Adds `path = value;`. `start` and `end` span the path. */
  add(
    set: Bindings,
    path: readonly AttrName[],
    starts: readonly number[],
    value: Expr,
    start: number,
    end: number,
    docStart: number,
    docEnd: number,
  ): void {
    const last = path.length - 1;
    for (let i = 0; i < last; i++) {
      const nested = this.enter(set, path, i, starts[i]!, start, end, value.end);
      if (nested === null) return;
      set = nested;
    }
    const name = path[last]!;
    if (typeof name !== "number") {
      set.dynamics.push(new DynamicDef(name, value, start, value.end));
      return;
    }
    const existing = this.find(set, name);
    if (existing === undefined) {
      this.insert(set, new AttrDef(name, start, end, Binding.Plain, value, -1, docStart, docEnd));
      nameLambdas(value, name);
      if (docStart >= 0) documentLambdas(value, docStart, docEnd);
      return;
    }
    const target = existing.value;
    if (target === null || target.kind !== Kind.Attrs || value.kind !== Kind.Attrs) {
      this.duplicate(path, start, end, existing.start);
    } else this.merge(target, value, path);
  }

  /** Adds one name of an `inherit`; inherited names never merge with anything. */
  inherit(set: Bindings, def: AttrDef): void {
    const existing = this.find(set, def.name);
    if (existing === undefined) this.insert(set, def);
    else this.duplicate([def.name], def.start, def.end, existing.start);
  }

  /** The set that step `i` of a path leads to, made when it doesn't exist; null when it is no literal set. */
  private enter(
    set: Bindings,
    path: readonly AttrName[],
    i: number,
    at: number,
    start: number,
    end: number,
    valueEnd: number,
  ): Bindings | null {
    const name = path[i]!;
    if (typeof name !== "number") {
      const nested = new AttrsExpr(at, valueEnd, false);
      set.dynamics.push(new DynamicDef(name, nested, start, valueEnd));
      return nested;
    }
    const existing = this.find(set, name);
    if (existing !== undefined) {
      if (existing.value === null || existing.value.kind !== Kind.Attrs) {
        this.duplicate(path, start, end, existing.start);
        return null;
      }
      return existing.value;
    }
    const nested = new AttrsExpr(at, valueEnd, false);
    this.insert(set, new AttrDef(name, start, end, Binding.Plain, nested, -1));
    return nested;
  }

  /** Moves the bindings of `from` into `into`, the set that was there first. */
  private merge(into: AttrsExpr, from: AttrsExpr, path: readonly AttrName[]): void {
    // An explicit stack: in 2.36 sets merge recursively, as deep as they are written.
    const work: Merge[] = [{ into, from, name: -1, outer: null }];
    for (let item = work.pop(); item !== undefined; item = work.pop()) {
      const { into: target, from: other } = item;
      const shift = target.froms.length;
      for (const e of other.froms) target.froms.push(e);
      for (const def of other.defs) {
        const existing = this.find(target, def.name);
        if (existing === undefined) {
          if (def.how === Binding.InheritFrom) def.from += shift;
          this.insert(target, def);
          continue;
        }
        const mergeable =
          this.profile !== "2.8" && existing.value?.kind === Kind.Attrs && def.value?.kind === Kind.Attrs;
        if (!mergeable) {
          const shown = this.profile === "2.8" ? [def.name] : [...path, ...namesOf(item), def.name];
          // Nix swaps the two places here.
          this.duplicate(shown, existing.start, existing.end, def.start);
          continue;
        }
        work.push({
          into: existing.value as AttrsExpr,
          from: def.value as AttrsExpr,
          name: def.name,
          outer: item,
        });
      }
      // 2.8 forgets the dynamic attributes of the later literal.
      if (this.profile !== "2.8") for (const dynamic of other.dynamics) target.dynamics.push(dynamic);
    }
  }

  private find(set: Bindings, name: number): AttrDef | undefined {
    const defs = set.defs;
    if (defs.length <= LINEAR_LIMIT) {
      for (let i = 0; i < defs.length; i++) if (defs[i]!.name === name) return defs[i];
      return undefined;
    }
    return this.index(set).get(name);
  }

  private insert(set: Bindings, def: AttrDef): void {
    set.defs.push(def);
    if (set.defs.length > LINEAR_LIMIT) this.index(set).set(def.name, def);
  }

  private index(set: Bindings): Map<number, AttrDef> {
    let index = this.indices.get(set);
    if (index === undefined) {
      index = new Map();
      for (const def of set.defs) index.set(def.name, def);
      this.indices.set(set, index);
    }
    return index;
  }

  private duplicate(path: readonly AttrName[], start: number, end: number, other: number): void {
    const shown = showAttrPath(path, this.names, this.source.base, { profile: this.profile, home: "~" });
    const { line, column } = this.source.locate(other);
    const message = `attribute '${shown}' already defined at ${this.place()}:${line}:${column}`;
    this.report(new NixError("syntax", message, { source: this.source, start, end }));
  }

  private place(): string {
    const origin = this.source.origin;
    if (origin.type === "file") return origin.path;
    if (this.profile === "2.8") return "(string)";
    if (origin.type === "internal") return origin.name;
    return `\xc2\xab${origin.type}\xc2\xbb`;
  }
}

/** Two sets to be merged: values of the attribute `name` of the sets of `outer`. */
interface Merge {
  into: AttrsExpr;
  from: AttrsExpr;
  name: number;
  outer: Merge | null;
}

function namesOf(merge: Merge): number[] {
  const names: number[] = [];
  for (let m = merge; m.outer !== null; m = m.outer) names.push(m.name);
  return names.reverse();
}

/** A function knows the binding it is the value of, and so do the functions it returns directly. */
function nameLambdas(value: Expr, name: number): void {
  for (let e = value; e.kind === Kind.Lambda; e = e.body) e.name = name;
}

/** Gives a binding's doc comment to its function and, while those have none of their own, to the ones it returns. */
function documentLambdas(value: Expr, docStart: number, docEnd: number): void {
  for (let e = value; e.kind === Kind.Lambda && e.docStart < 0; e = e.body) {
    e.docStart = docStart;
    e.docEnd = docEnd;
  }
}
