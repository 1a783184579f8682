/** String interpolation and path literals. */
import { coerceToString, Coercion, interpolate, interpolatePath } from "../direct/coerce.ts";
import { toString } from "../direct/strings.ts";
import { absolutePath, canonicalPath, pathPiece } from "../paths.ts";
import type { Expr, InterpExpr, PathExpr, PathInterpExpr } from "../syntax/ast.ts";
import { Kind } from "../syntax/ast.ts";
import { locate, traceCall } from "../trace.ts";
import { ContextString, ContextUnion, makeString, Path, textOf } from "../values/value.ts";
import type { FastCompiler, Run } from "./compile.ts";
import { knownBuiltin } from "./known.ts";
import { builtinCost } from "./primitives.ts";

export function compileInterp(c: FastCompiler, expr: InterpExpr): Run {
  const { m, unit } = c;
  // Literals are put to the parts that they follow.
  let head = "";
  const parts: Expr[] = [];
  const tails: string[] = [];
  for (const part of expr.parts) {
    if (part.kind !== Kind.Str) {
      parts.push(part);
      tails.push("");
    } else if (parts.length === 0) head += part.value;
    else tails[parts.length - 1] += part.value;
  }
  const runs = parts.map((part) => stringRun(c, part));
  return (env) => {
    let text = head;
    let context: ContextUnion | null = null;
    for (let i = 0; i < runs.length; i++) {
      const value = runs[i]!(env, m);
      if (typeof value === "string") text += value;
      else {
        try {
          const piece = value instanceof ContextString ? value : interpolate(m, value);
          text += textOf(piece);
          if (typeof piece !== "string") {
            if (context === null) context = new ContextUnion(piece.context);
            else context.add(piece.context);
          }
        } catch (e) {
          throw locate(e, unit, parts[i]!);
        }
      }
      const tail = tails[i]!;
      if (tail !== "") text += tail;
    }
    m.allocated += 32;
    return context === null ? text : makeString(text, context.context);
  };
}

/** How to evaluate a part of a string: `toString x` is the most common one. */
function stringRun(c: FastCompiler, expr: Expr): Run {
  if (expr.kind !== Kind.Apply || expr.sugar !== null || expr.args.length !== 1) return c.run(expr);
  const builtin = knownBuiltin(c.m, c.unit.names, expr.fn);
  const arg = expr.args[0]!;
  if (builtin === null || builtin.direct !== toString || arg.kind !== Kind.Var) return c.run(expr);
  const { m, unit } = c;
  const run = c.run(arg);
  const delay = c.delay(arg);
  return (env) => {
    try {
      if (m.depth < builtinCost) return m.spill.apply(builtin, [delay(env)]);
      m.depth -= builtinCost;
      const value = run(env, m);
      const text = typeof value === "number" ? String(value) : coerceToString(m, value, Coercion.Strong);
      m.depth += builtinCost;
      return text;
    } catch (e) {
      throw traceCall(e, unit, expr, builtin);
    }
  };
}

/** The value of a path literal; null when making it fails (then it fails when evaluated). */
export function constantPath(c: FastCompiler, expr: PathExpr): Path | null {
  if (expr.text.startsWith("~") && c.m.host.home === undefined) return null;
  return new Path(absolutePath(c.m, c.unit.source, expr.text));
}

export function compilePath(c: FastCompiler, expr: PathExpr): Run {
  const { m, unit } = c;
  const value = constantPath(c, expr);
  if (value !== null) return () => value;
  return () => {
    try {
      return new Path(absolutePath(m, unit.source, expr.text));
    } catch (e) {
      throw locate(e, unit, expr);
    }
  };
}

export function compilePathInterp(c: FastCompiler, expr: PathInterpExpr): Run {
  const { m, unit } = c;
  const [head, ...rest] = expr.parts;
  if (head === undefined || head.kind !== Kind.Path) throw new TypeError("a path literal starts with a path");
  const runs = rest.map((part) => c.run(part));
  return (env) => {
    let path: string;
    try {
      path = absolutePath(m, unit.source, head.text, true);
    } catch (e) {
      throw locate(e, unit, expr);
    }
    for (let i = 0; i < runs.length; i++) {
      const value = runs[i]!(env, m);
      try {
        path += typeof value === "string" ? value : pathPiece(interpolatePath(m, value));
      } catch (e) {
        throw locate(e, unit, rest[i]!);
      }
    }
    return new Path(canonicalPath(path));
  };
}
