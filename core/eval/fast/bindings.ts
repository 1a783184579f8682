/** `{ … }`, `rec { … }` and `let … in …`. */
import { attributeName } from "../direct/names.ts";
import { addDynamic, applyOverrides, DynamicAttrs } from "../bindings.ts";
import { layoutOf, mayAlias, type AttrsLayout } from "../layout.ts";
import { Binding, type AttrDef, type AttrsExpr, type Bindings, type LetExpr } from "../syntax/ast.ts";
import { locate } from "../trace.ts";
import type { Machine } from "../machine.ts";
import { Attrs, type Keys, type Places } from "../values/attrs.ts";
import type { Code } from "../values/code.ts";
import { Env1, Env2, Env4, makeEnv, setSlot } from "../values/env.ts";
import { makeSlot } from "../values/maker.ts";
import { Thunk, type Slot, type Value } from "../values/value.ts";
import { isSuspended, type FastCompiler, type Maker, type Run, type Scope } from "./compile.ts";
import { inheritFromCode } from "./inherited.ts";
import { force } from "./primitives.ts";
import { noteSingleUses } from "./single-use.ts";

/** The slot of an `inherit (from) name`. */
class FromSlot {
  constructor(
    readonly code: Code,
    /** Index of `from`. */
    readonly from: number,
  ) {}
}

/** Makes the slot of a binding, given the scope and the `from` thunks. */
type Initialiser = Maker | FromSlot;

function initialise(maker: Initialiser, scope: Scope, froms: readonly Thunk[]): Slot {
  return maker instanceof FromSlot ? new Thunk(maker.code, froms[maker.from]!) : makeSlot(maker, scope);
}

/** @param fresh - never share a cell: overrides are going to replace some */
function initialisers(c: FastCompiler, bindings: Bindings, recursive: boolean, fresh = false): Initialiser[] {
  const { defs } = bindings;
  const makers = new Array<Initialiser>(defs.length);
  for (let i = 0; i < makers.length; i++) makers[i] = initialiser(c, defs[i]!, i, recursive, fresh);
  return makers;
}

function initialiser(
  c: FastCompiler,
  def: AttrDef,
  i: number,
  recursive: boolean,
  fresh: boolean,
): Initialiser {
  if (def.how === Binding.InheritFrom) return new FromSlot(inheritFromCode(c, def), def.from);
  if (def.how === Binding.Plain && isSuspended(def.valueKind)) return c.codeOfDef(def);
  const value = def.value!;
  if (!recursive) return c.maker(value);
  if (def.how === Binding.Inherit) return outerMaker(c.maker(value));
  return mayAlias(def, i) && !fresh ? c.maker(value) : c.code(value);
}

/** In a scope that was opened for the binding: what makes its slot in the scope around. */
function outerMaker(maker: Maker): Maker {
  return typeof maker === "function" ? (scope) => maker(scope.up as Scope) : maker;
}

const noFroms: readonly Thunk[] = [];

function fromCodes(c: FastCompiler, bindings: Bindings): Code[] {
  return bindings.froms.map((from) => c.code(from));
}

function fromThunks(codes: readonly Code[], scope: Scope): readonly Thunk[] {
  if (codes.length === 0) return noFroms;
  const thunks = new Array<Thunk>(codes.length);
  for (let i = 0; i < thunks.length; i++) thunks[i] = new Thunk(codes[i]!, scope);
  return thunks;
}

/** A new scope with the bindings' slots, on top of a scope. */
function scopeMaker(c: FastCompiler, bindings: Bindings): (env: Scope) => Scope {
  const makers = initialisers(c, bindings, true);
  const size = makers.length;
  if (bindings.froms.length === 0 && size <= 4 && size > 0) return smallScopeMaker(makers as Maker[]);
  return largeScopeMaker(makers, fromCodes(c, bindings));
}

function largeScopeMaker(makers: readonly Initialiser[], froms: readonly Code[]): (env: Scope) => Scope {
  return (env) => {
    const size = makers.length;
    const scope = makeEnv(size, env) as Scope;
    const thunks = fromThunks(froms, scope);
    for (let i = 0; i < size; i++) setSlot(scope, i, initialise(makers[i]!, scope, thunks));
    return scope;
  };
}

function smallScopeMaker(makers: readonly Maker[]): (env: Scope) => Scope {
  switch (makers.length) {
    case 1:
      return (env) => {
        const scope = new Env1(env, null) as unknown as Scope;
        scope.v0 = makeSlot(makers[0]!, scope);
        return scope;
      };
    case 2:
      return (env) => {
        const scope = new Env2(env, null, null) as unknown as Scope;
        scope.v0 = makeSlot(makers[0]!, scope);
        scope.v1 = makeSlot(makers[1]!, scope);
        return scope;
      };
    default:
      return (env) => {
        const scope = new Env4(env, null, null, null, null) as unknown as Scope;
        scope.v0 = makeSlot(makers[0]!, scope);
        scope.v1 = makeSlot(makers[1]!, scope);
        scope.v2 = makeSlot(makers[2]!, scope);
        if (makers.length === 4) scope.v3 = makeSlot(makers[3]!, scope);
        return scope;
      };
  }
}

/** How to open the scope of a `let`; evaluates nothing. */
export function compileScope(c: FastCompiler, expr: LetExpr): (env: Scope) => Scope {
  noteSingleUses(c, expr);
  return scopeMaker(c, expr);
}

export function compileLet(c: FastCompiler, expr: LetExpr): Run {
  const open = compileScope(c, expr);
  return letRun(open, c.run(expr.body));
}

function letRun(open: (env: Scope) => Scope, body: Run): Run {
  return (env, m) => body(open(env), m);
}

/** The static part of a set that also has overrides or dynamic attributes. */
export interface AttrsBase {
  /** Opens the scope the set's parts live in: a new one if it is recursive, else a copy of the surrounding one's link. */
  open(env: Scope): { attrs: Attrs; scope: Scope };
  /** The `__overrides` of a recursive set, which are evaluated when the set is made. */
  overrides: AttrDef | null;
  apply(m: Machine, attrs: Attrs, overrides: Value, scope: Scope): Attrs;
}

/** The static part of a set; null when that is all there is and making it evaluates nothing. */
export function compileAttrsBase(c: FastCompiler, expr: AttrsExpr): AttrsBase | null {
  const overrides = expr.recursive ? overridesOf(c, expr) : null;
  if (overrides === null && expr.dynamics.length === 0) return null;
  const layout = layoutOf(c.unit, expr);
  const make = expr.recursive ? recMaker(c, expr, layout) : plainMaker(c, expr, layout);
  const { recursive } = expr;
  const size = expr.defs.length;
  return {
    open(env) {
      const scope = recursive ? (makeEnv(size, env) as Scope) : env;
      return { attrs: make(scope), scope };
    },
    overrides,
    apply: (m, attrs, value, scope) => applyOverrides(m, attrs, value, scope, layout.keys, layout.order),
  };
}

function overridesOf(c: FastCompiler, expr: AttrsExpr): AttrDef | null {
  const { defs } = expr;
  for (let i = 0; i < defs.length; i++) if (c.symbol(defs[i]!.name) === c.m.known.overrides) return defs[i]!;
  return null;
}

export function compileAttrs(c: FastCompiler, expr: AttrsExpr): Run {
  if (expr.recursive || expr.dynamics.length > 0) {
    const base = compileAttrsBase(c, expr);
    if (base !== null) return compileDynamics(c, expr, base);
  }
  if (expr.defs.length === 0) return emptySet;
  const layout = layoutOf(c.unit, expr);
  if (!expr.recursive) return plainMaker(c, expr, layout);
  return recRun(recMaker(c, expr, layout), expr.defs.length);
}

const emptySet = (): Attrs => Attrs.empty;

function recRun(make: (scope: Scope) => Attrs, size: number): Run {
  return (env) => make(makeEnv(size, env) as Scope);
}

/** Makes a plain set in the scope it is written in. */
function plainMaker(c: FastCompiler, expr: AttrsExpr, layout: AttrsLayout): (env: Scope) => Attrs {
  const { keys, places, order } = layout;
  const { defs } = expr;
  const makers = new Array<Initialiser>(order.length);
  for (let i = 0; i < makers.length; i++) makers[i] = initialiser(c, defs[order[i]!]!, i, false, false);
  return expr.froms.length === 0
    ? plainSet(keys, places, makers as Maker[])
    : plainSetFrom(keys, places, makers, fromCodes(c, expr));
}

function plainSet(keys: Keys, places: Places, makers: readonly Maker[]): (env: Scope) => Attrs {
  return (env) => {
    const count = makers.length;
    const values = new Array<Slot>(count);
    for (let i = 0; i < count; i++) values[i] = makeSlot(makers[i]!, env);
    return new Attrs(keys, values, places);
  };
}

function plainSetFrom(
  keys: Keys,
  places: Places,
  makers: readonly Initialiser[],
  froms: readonly Code[],
): (env: Scope) => Attrs {
  return (env) => {
    const thunks = fromThunks(froms, env);
    const count = makers.length;
    const values = new Array<Slot>(count);
    for (let i = 0; i < count; i++) values[i] = initialise(makers[i]!, env, thunks);
    return new Attrs(keys, values, places);
  };
}

/** Makes a recursive set, filling its own (new) scope. */
function recMaker(c: FastCompiler, expr: AttrsExpr, layout: AttrsLayout): (scope: Scope) => Attrs {
  const makers = initialisers(c, expr, true, overridesOf(c, expr) !== null);
  return recSet(layout, makers, fromCodes(c, expr));
}

function recSet(
  { keys, places, order }: AttrsLayout,
  makers: readonly Initialiser[],
  froms: readonly Code[],
): (scope: Scope) => Attrs {
  return (scope) => {
    const size = makers.length;
    const thunks = fromThunks(froms, scope);
    const slots = new Array<Slot>(size);
    for (let i = 0; i < size; i++) {
      const slot = initialise(makers[i]!, scope, thunks);
      slots[i] = slot;
      setSlot(scope, i, slot);
    }
    const values = new Array<Slot>(size);
    for (let i = 0; i < size; i++) values[i] = slots[order[i]!]!;
    return new Attrs(keys, values, places);
  };
}

function compileDynamics(c: FastCompiler, expr: AttrsExpr, base: AttrsBase): Run {
  const { unit } = c;
  const { overrides } = base;
  const dynamics = expr.dynamics.map((def) => ({ def, name: c.run(def.name), value: c.maker(def.value) }));
  return (env, m) => {
    const opened = base.open(env);
    const { scope } = opened;
    let { attrs } = opened;
    if (overrides !== null) {
      try {
        attrs = base.apply(m, attrs, force(m, attrs.get(m.known.overrides)!), scope);
      } catch (e) {
        throw locate(e, unit, overrides);
      }
    }
    const added = new DynamicAttrs(dynamics.length);
    for (const { def, name, value } of dynamics) {
      const computed = name(scope, m);
      // `${null} = v` defines nothing.
      if (computed === null) continue;
      try {
        addDynamic(m, unit, attrs, added, attributeName(m, computed), makeSlot(value, scope), def);
      } catch (e) {
        throw locate(e, unit, def.name);
      }
    }
    return added.onto(attrs);
  };
}
