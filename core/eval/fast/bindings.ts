/** `{ … }`, `rec { … }` and `let … in …`. */
import { attributeName } from "../direct/names.ts";
import { selectFrom as selectFromDirect } from "../direct/scopes.ts";
import { selectFrom } from "../dual/scopes.ts";
import { addDynamic, applyOverrides, DynamicAttrs } from "../bindings.ts";
import { layoutOf, mayAlias, type AttrsLayout } from "../layout.ts";
import { Binding, type AttrDef, type AttrsExpr, type Bindings, type LetExpr } from "../syntax/ast.ts";
import { locate } from "../trace.ts";
import type { Machine } from "../machine.ts";
import { Attrs } from "../values/attrs.ts";
import { Code } from "../values/code.ts";
import { Env1, Env2, Env4, makeEnv, setSlot } from "../values/env.ts";
import { Thunk, type Slot, type Value } from "../values/value.ts";
import { isSuspended, type Delay, type FastCompiler, type Run, type Scope } from "./compile.ts";
import { mayPass } from "./passing.ts";
import { force } from "./primitives.ts";
import { noteSingleUses } from "./single-use.ts";

/** The code of `inherit (from) name`: its state is `[from]`. */
export function inheritFromCode(
  c: { symbol(name: number): number; unit: FastCompiler["unit"] },
  def: AttrDef,
): Code {
  const id = c.symbol(def.name);
  const { unit } = c;
  return new Code(
    ((args: [Slot], m: FastCompiler["m"]) => selectFromDirect(m, args[0], id, unit, def)) as Code["run"],
    6,
    null,
    null,
    function* (m: FastCompiler["m"], from: Slot) {
      return yield* selectFrom(m, from, id, unit, def);
    } as NonNullable<Code["steps"]>,
  );
}

/**
 * Makes the slot of a binding, given the scope and the `from` thunks. A code stands for a new thunk of it:
 * large sets have thousands of those.
 */
type Initialiser = Code | ((scope: Scope, froms: readonly Thunk[]) => Slot);

function initialise(maker: Initialiser, scope: Scope, froms: readonly Thunk[]): Slot {
  return maker instanceof Code ? new Thunk(maker, scope) : maker(scope, froms);
}

/** @param fresh - never share a cell: overrides are going to replace some */
function initialisers(c: FastCompiler, bindings: Bindings, recursive: boolean, fresh = false): Initialiser[] {
  return bindings.defs.map((def, i) => {
    if (def.how === Binding.InheritFrom) {
      const code = inheritFromCode(c, def);
      const { from } = def;
      return (_, froms) => new Thunk(code, [froms[from]!]);
    }
    if (def.how === Binding.Plain && isSuspended(def.valueKind)) return c.codeOfDef(def);
    const value = def.value!;
    if (!recursive) return c.delay(value);
    if (def.how === Binding.Inherit) {
      // Its name means the surrounding scope, which is one up from the new one.
      const outer = c.delay(value);
      return (scope) => outer(scope.up as Scope);
    }
    return mayAlias(def, i) && !fresh ? c.delay(value) : c.suspend(value);
  });
}

const noFroms: readonly Thunk[] = [];

function fromThunks(c: FastCompiler, bindings: Bindings): (scope: Scope) => readonly Thunk[] {
  const codes = bindings.froms.map((from) => c.code(from));
  if (codes.length === 0) return () => noFroms;
  return (scope) => codes.map((code) => new Thunk(code, scope));
}

/** A new scope with the bindings' slots, on top of a scope. */
function scopeMaker(c: FastCompiler, bindings: Bindings): (env: Scope) => Scope {
  const makers = initialisers(c, bindings, true);
  const size = makers.length;
  if (bindings.froms.length === 0 && size <= 4 && size > 0) return smallScopeMaker(makers.map(delayOf));
  const froms = fromThunks(c, bindings);
  return (env) => {
    const scope = makeEnv(size, env) as Scope;
    const thunks = froms(scope);
    for (let i = 0; i < size; i++) setSlot(scope, i, initialise(makers[i]!, scope, thunks));
    return scope;
  };
}

/** An initialiser that needs no `from` thunks as a function. */
function delayOf(maker: Initialiser): Delay {
  return maker instanceof Code ? (env) => new Thunk(maker, env) : (maker as Delay);
}

function smallScopeMaker(makers: readonly Delay[]): (env: Scope) => Scope {
  const [a, b, d, e] = makers as [Delay, Delay, Delay, Delay];
  switch (makers.length) {
    case 1:
      return (env) => {
        const scope = new Env1(env, null) as unknown as Scope;
        scope.v0 = a(scope);
        return scope;
      };
    case 2:
      return (env) => {
        const scope = new Env2(env, null, null) as unknown as Scope;
        scope.v0 = a(scope);
        scope.v1 = b(scope);
        return scope;
      };
    default: {
      const four = makers.length === 4;
      return (env) => {
        const scope = new Env4(env, null, null, null, null) as unknown as Scope;
        scope.v0 = a(scope);
        scope.v1 = b(scope);
        scope.v2 = d(scope);
        if (four) scope.v3 = e(scope);
        return scope;
      };
    }
  }
}

/** How to open the scope of a `let`; evaluates nothing. */
export function compileScope(c: FastCompiler, expr: LetExpr): (env: Scope) => Scope {
  noteSingleUses(expr, (value) => mayPass(c, value));
  return scopeMaker(c, expr);
}

export function compileLet(c: FastCompiler, expr: LetExpr): Run {
  const { m } = c;
  const open = compileScope(c, expr);
  const body = c.run(expr.body);
  return (env) => body(open(env), m);
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
  return expr.defs.find((def) => c.symbol(def.name) === c.m.known.overrides) ?? null;
}

export function compileAttrs(c: FastCompiler, expr: AttrsExpr): Run {
  const base = compileAttrsBase(c, expr);
  if (base !== null) return compileDynamics(c, expr, base);
  if (expr.defs.length === 0) return () => Attrs.empty;
  const layout = layoutOf(c.unit, expr);
  if (!expr.recursive) return plainMaker(c, expr, layout);
  const make = recMaker(c, expr, layout);
  const size = expr.defs.length;
  return (env) => make(makeEnv(size, env) as Scope);
}

/** Makes a plain set in the scope it is written in. */
function plainMaker(c: FastCompiler, expr: AttrsExpr, layout: AttrsLayout): (env: Scope) => Attrs {
  const { keys, places, order } = layout;
  const unordered = initialisers(c, expr, false);
  const makers = order.map((i) => unordered[i]!);
  const count = makers.length;
  if (expr.froms.length === 0) {
    return (env) => {
      const values = new Array<Slot>(count);
      for (let i = 0; i < count; i++) values[i] = initialise(makers[i]!, env, noFroms);
      return new Attrs(keys, values, places);
    };
  }
  const froms = fromThunks(c, expr);
  return (env) => {
    const thunks = froms(env);
    const values = new Array<Slot>(count);
    for (let i = 0; i < count; i++) values[i] = initialise(makers[i]!, env, thunks);
    return new Attrs(keys, values, places);
  };
}

/** Makes a recursive set, filling its own (new) scope. */
function recMaker(c: FastCompiler, expr: AttrsExpr, layout: AttrsLayout): (scope: Scope) => Attrs {
  const { keys, places, order } = layout;
  const makers = initialisers(c, expr, true, overridesOf(c, expr) !== null);
  const size = makers.length;
  const froms = fromThunks(c, expr);
  return (scope) => {
    const thunks = froms(scope);
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
  const { m, unit } = c;
  const { overrides } = base;
  const dynamics = expr.dynamics.map((def) => ({ def, name: c.run(def.name), value: c.delay(def.value) }));
  return (env) => {
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
    const added = new DynamicAttrs();
    for (const { def, name, value } of dynamics) {
      const computed = name(scope, m);
      // `${null} = v` defines nothing.
      if (computed === null) continue;
      try {
        addDynamic(m, unit, attrs, added, attributeName(m, computed), value(scope), def);
      } catch (e) {
        throw locate(e, unit, def.name);
      }
    }
    return added.onto(attrs);
  };
}
