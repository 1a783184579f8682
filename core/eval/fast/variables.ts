/** Variables: climbing to the scope the analysis found, globals, and names only a `with` can supply. */
import type { Machine } from "../machine.ts";
import { GLOBAL, WITH, type VarExpr } from "../syntax/ast.ts";
import { lookupWith } from "../direct/scopes.ts";
import { locate } from "../trace.ts";
import { Attrs } from "../values/attrs.ts";
import { interchangeable } from "../values/cells.ts";
import { getSlot } from "../values/env.ts";
import { Thunk, type Slot, type Value } from "../values/value.ts";
import type { Delay, FastCompiler, Run, Scope } from "./compile.ts";
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

/** How to evaluate a variable. */
export function compileVar(c: FastCompiler, expr: VarExpr): Run {
  const { m } = c;
  const { depth, slot } = expr;
  if (depth === GLOBAL) {
    const value = m.globals.get(c.unit.names[expr.name]!)!;
    if (!(value instanceof Thunk)) return () => value;
    return () => (value.code === null ? (value.state as Value) : forceThunk(m, value));
  }
  if (depth === WITH) return compileWithVar(c, expr);
  switch (slot) {
    case 0:
      return run0(m, depth);
    case 1:
      return run1(m, depth);
    case 2:
      return run2(m, depth);
    case 3:
      return run3(m, depth);
    default: {
      const i = slot - 4;
      return (env) => {
        const scope = climb(env, depth);
        const v = scope.rest[i]!;
        return v instanceof Thunk ? forceRest(m, scope, i, v) : v;
      };
    }
  }
}

function run0(m: Machine, depth: number): Run {
  switch (depth) {
    case 0:
      return (env) => {
        const v = env.v0;
        return v instanceof Thunk ? force0(m, env, v) : v;
      };
    case 1:
      return (env) => {
        const scope = env.up as Scope;
        const v = scope.v0;
        return v instanceof Thunk ? force0(m, scope, v) : v;
      };
    case 2:
      return (env) => {
        const scope = env.up!.up as Scope;
        const v = scope.v0;
        return v instanceof Thunk ? force0(m, scope, v) : v;
      };
    case 3:
      return (env) => {
        const scope = env.up!.up!.up as Scope;
        const v = scope.v0;
        return v instanceof Thunk ? force0(m, scope, v) : v;
      };
    default:
      return (env) => {
        const scope = climb(env, depth);
        const v = scope.v0;
        return v instanceof Thunk ? force0(m, scope, v) : v;
      };
  }
}

function run1(m: Machine, depth: number): Run {
  if (depth === 0) {
    return (env) => {
      const v = env.v1;
      return v instanceof Thunk ? force1(m, env, v) : v;
    };
  }
  if (depth === 1) {
    return (env) => {
      const scope = env.up as Scope;
      const v = scope.v1;
      return v instanceof Thunk ? force1(m, scope, v) : v;
    };
  }
  return (env) => {
    const scope = climb(env, depth);
    const v = scope.v1;
    return v instanceof Thunk ? force1(m, scope, v) : v;
  };
}

function run2(m: Machine, depth: number): Run {
  if (depth === 0) {
    return (env) => {
      const v = env.v2;
      return v instanceof Thunk ? force2(m, env, v) : v;
    };
  }
  return (env) => {
    const scope = climb(env, depth);
    const v = scope.v2;
    return v instanceof Thunk ? force2(m, scope, v) : v;
  };
}

function run3(m: Machine, depth: number): Run {
  return (env) => {
    const scope = climb(env, depth);
    const v = scope.v3;
    return v instanceof Thunk ? force3(m, scope, v) : v;
  };
}

function compileWithVar(c: FastCompiler, expr: VarExpr): Run {
  const { m, unit } = c;
  const name = unit.names[expr.name]!;
  const id = c.symbol(expr.name);
  const withs = expr.withs!;
  const innermost = withs[0]!;
  return (env) => {
    const first = climb(env, innermost).v0 as Thunk;
    if (first.code === null && first.state instanceof Attrs) {
      const slot = first.state.get(id);
      if (slot !== undefined) {
        if (!(slot instanceof Thunk)) return slot;
        return slot.code === null ? (slot.state as Value) : forceThunk(m, slot);
      }
    }
    try {
      return lookupWith(m, env, withs, id, name);
    } catch (e) {
      throw locate(e, unit, expr);
    }
  };
}

/** How to share the cell a variable names; null where that can't be known before running. */
export function delayVar(c: FastCompiler, expr: VarExpr): Delay | null {
  const { depth, slot } = expr;
  if (depth === GLOBAL) {
    const value: Slot = c.m.globals.get(c.unit.names[expr.name]!)!;
    return () => value;
  }
  if (depth === WITH) return delayWithVar(c, expr);
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
function delayWithVar(c: FastCompiler, expr: VarExpr): Delay {
  const id = c.symbol(expr.name);
  const withs = expr.withs!;
  const code = c.code(expr);
  return (env) => {
    for (const depth of withs) {
      const subject = climb(env, depth).v0 as Thunk;
      if (subject.code !== null || !(subject.state instanceof Attrs)) break;
      const slot = subject.state.get(id);
      if (slot !== undefined) return slot;
    }
    return new Thunk(code, env);
  };
}
