/** Variables: climbing to the scope the analysis found, globals, and names only a `with` can supply. */
import type { Machine } from "../machine.ts";
import { GLOBAL, WITH, type Ref, type VarExpr } from "../syntax/ast.ts";
import { lookupWith } from "../direct/scopes.ts";
import { locate } from "../trace.ts";
import { Attrs } from "../values/attrs.ts";
import { interchangeable } from "../values/cells.ts";
import type { Code, Unit } from "../values/code.ts";
import { getSlot } from "../values/env.ts";
import { Thunk, type Slot, type Value } from "../values/value.ts";
import type { Delay, FastCompiler, Maker, Run, Scope } from "./compile.ts";
import { forceThunk } from "./primitives.ts";

/** The scope `depth` levels up. */
export function climb(env: Scope, depth: number): Scope {
  for (; depth > 0; depth--) env = env.up as Scope;
  return env;
}

// An interchangeable value replaces its thunk in the scope: the next look is one check cheaper, and the thunk can
// go. Of thunks that were evaluated before only scalars, since that is all one can tell at a glance.
export function force0(m: Machine, env: Scope, thunk: Thunk): Value {
  if (thunk.code !== null) {
    const value = forceThunk(m, thunk);
    if (interchangeable(value)) env.v0 = value;
    return value;
  }
  const value = thunk.state as Value;
  if (typeof value !== "object") env.v0 = value;
  return value;
}
export function force1(m: Machine, env: Scope, thunk: Thunk): Value {
  if (thunk.code !== null) {
    const value = forceThunk(m, thunk);
    if (interchangeable(value)) env.v1 = value;
    return value;
  }
  const value = thunk.state as Value;
  if (typeof value !== "object") env.v1 = value;
  return value;
}
export function force2(m: Machine, env: Scope, thunk: Thunk): Value {
  if (thunk.code !== null) {
    const value = forceThunk(m, thunk);
    if (interchangeable(value)) env.v2 = value;
    return value;
  }
  const value = thunk.state as Value;
  if (typeof value !== "object") env.v2 = value;
  return value;
}
export function force3(m: Machine, env: Scope, thunk: Thunk): Value {
  if (thunk.code !== null) {
    const value = forceThunk(m, thunk);
    if (interchangeable(value)) env.v3 = value;
    return value;
  }
  const value = thunk.state as Value;
  if (typeof value !== "object") env.v3 = value;
  return value;
}
export function forceRest(m: Machine, env: Scope, i: number, thunk: Thunk): Value {
  if (thunk.code !== null) {
    const value = forceThunk(m, thunk);
    if (interchangeable(value)) env.rest[i] = value;
    return value;
  }
  const value = thunk.state as Value;
  if (typeof value !== "object") env.rest[i] = value;
  return value;
}

/** Up to this depth and slot what reads a variable is the same function for all variables. */
const sharedDepths = 16;
const sharedSlots = 64;

/** By depth and slot: how to evaluate a variable, and how to share its cell. They know nothing of their program. */
const sharedRuns: Run[] = [];
const sharedDelays: Delay[] = [];

/** Where a variable's functions are in these; -1: they are its own. */
function sharedIndex(depth: number, slot: number): number {
  return depth < sharedDepths && slot < sharedSlots ? depth * sharedSlots + slot : -1;
}

/** How to evaluate a variable. */
export function compileVar(c: FastCompiler, expr: VarExpr): Run {
  const { depth, slot } = expr;
  if (depth === GLOBAL) return globalRun(c.m.globals.get(c.unit.names[expr.name]!)!);
  if (depth === WITH) return withVarRun(c.unit, c.symbol(expr.name), expr.withs!, c.ref(expr));
  const index = sharedIndex(depth, slot);
  return index < 0 ? varRun(depth, slot) : (sharedRuns[index] ??= varRun(depth, slot));
}

function globalRun(value: Slot): Run {
  if (!(value instanceof Thunk)) return () => value;
  return (_, m) => (value.code === null ? (value.state as Value) : forceThunk(m, value));
}

function varRun(depth: number, slot: number): Run {
  switch (slot) {
    case 0:
      return run0(depth);
    case 1:
      return run1(depth);
    case 2:
      return run2(depth);
    case 3:
      return run3(depth);
    default:
      return runRest(depth, slot - 4);
  }
}

function run0(depth: number): Run {
  switch (depth) {
    case 0:
      return (env, m) => {
        const v = env.v0;
        return v instanceof Thunk ? force0(m, env, v) : v;
      };
    case 1:
      return (env, m) => {
        const scope = env.up as Scope;
        const v = scope.v0;
        return v instanceof Thunk ? force0(m, scope, v) : v;
      };
    case 2:
      return (env, m) => {
        const scope = env.up!.up as Scope;
        const v = scope.v0;
        return v instanceof Thunk ? force0(m, scope, v) : v;
      };
    case 3:
      return (env, m) => {
        const scope = env.up!.up!.up as Scope;
        const v = scope.v0;
        return v instanceof Thunk ? force0(m, scope, v) : v;
      };
    default:
      return (env, m) => {
        const scope = climb(env, depth);
        const v = scope.v0;
        return v instanceof Thunk ? force0(m, scope, v) : v;
      };
  }
}

function run1(depth: number): Run {
  if (depth === 0) {
    return (env, m) => {
      const v = env.v1;
      return v instanceof Thunk ? force1(m, env, v) : v;
    };
  }
  if (depth === 1) {
    return (env, m) => {
      const scope = env.up as Scope;
      const v = scope.v1;
      return v instanceof Thunk ? force1(m, scope, v) : v;
    };
  }
  return (env, m) => {
    const scope = climb(env, depth);
    const v = scope.v1;
    return v instanceof Thunk ? force1(m, scope, v) : v;
  };
}

function run2(depth: number): Run {
  if (depth === 0) {
    return (env, m) => {
      const v = env.v2;
      return v instanceof Thunk ? force2(m, env, v) : v;
    };
  }
  return (env, m) => {
    const scope = climb(env, depth);
    const v = scope.v2;
    return v instanceof Thunk ? force2(m, scope, v) : v;
  };
}

function run3(depth: number): Run {
  return (env, m) => {
    const scope = climb(env, depth);
    const v = scope.v3;
    return v instanceof Thunk ? force3(m, scope, v) : v;
  };
}

function runRest(depth: number, i: number): Run {
  return (env, m) => {
    const scope = climb(env, depth);
    const v = scope.rest[i]!;
    return v instanceof Thunk ? forceRest(m, scope, i, v) : v;
  };
}

function withVarRun(unit: Unit, id: number, withs: readonly number[], place: Ref<VarExpr>): Run {
  return (env, m) => {
    const first = climb(env, withs[0]!).v0 as Thunk;
    if (first.code === null && first.state instanceof Attrs) {
      const slot = first.state.get(id);
      if (slot !== undefined) {
        if (!(slot instanceof Thunk)) return slot;
        return slot.code === null ? (slot.state as Value) : forceThunk(m, slot);
      }
    }
    try {
      return lookupWith(m, env, withs, id, m.symbols.names[id]!);
    } catch (e) {
      throw locate(e, unit, place);
    }
  };
}

/** How to share the cell a variable names, or to make a thunk where it can't be known before running. */
export function varMaker(c: FastCompiler, expr: VarExpr): Maker {
  const { depth, slot } = expr;
  if (depth === GLOBAL) return c.m.globals.get(c.unit.names[expr.name]!)!;
  if (depth === WITH) return withVarMaker(c.code(expr), c.symbol(expr.name), expr.withs!);
  const index = sharedIndex(depth, slot);
  return index < 0 ? varDelay(depth, slot) : (sharedDelays[index] ??= varDelay(depth, slot));
}

function varDelay(depth: number, slot: number): Delay {
  switch (slot) {
    case 0:
      if (depth === 0) return (env) => env.v0;
      if (depth === 1) return (env) => (env.up as Scope).v0;
      return (env) => climb(env, depth).v0;
    case 1:
      if (depth === 0) return (env) => env.v1;
      return (env) => climb(env, depth).v1;
    default:
      return (env) => getSlot(climb(env, depth), slot);
  }
}

/** In a `with` whose set has been evaluated already the cell is shared, else a thunk is made (as in C++ Nix). */
function withVarMaker(code: Code, id: number, withs: readonly number[]): Delay {
  return (env) => {
    for (let i = 0; i < withs.length; i++) {
      const subject = climb(env, withs[i]!).v0 as Thunk;
      if (subject.code !== null || !(subject.state instanceof Attrs)) break;
      const slot = subject.state.get(id);
      if (slot !== undefined) return slot;
    }
    return new Thunk(code, env);
  };
}
