/** Builtins that are known when a call is compiled. */
import type { Machine } from "../machine.ts";
import { GLOBAL, Kind, type Expr } from "../syntax/ast.ts";
import { Builtin } from "../values/value.ts";

/** The builtin an expression certainly is: a global name, or `builtins.name` where `builtins` is the global. */
export function knownBuiltin(m: Machine, names: readonly string[], fn: Expr): Builtin | null {
  if (fn.kind === Kind.Var && fn.depth === GLOBAL) {
    const value = m.globals.get(names[fn.name]!);
    return value instanceof Builtin ? value : null;
  }
  if (fn.kind === Kind.Select && fn.path.length === 1 && fn.fallback === null) {
    const { subject } = fn;
    const step = fn.path[0]!;
    if (typeof step !== "number" || subject.kind !== Kind.Var || subject.depth !== GLOBAL) return null;
    if (names[subject.name] !== "builtins") return null;
    const value = m.builtins.get(m.symbols.find(names[step]!));
    return value instanceof Builtin ? value : null;
  }
  return null;
}
