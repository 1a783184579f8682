/** String interpolation and path literals. */
import { coerceToString, Coercion, interpolate, interpolatePath } from "../direct/coerce.ts";
import { toString } from "../direct/strings.ts";
import { absolutePath, canonicalPath, pathPiece } from "../paths.ts";
import type { Expr, InterpExpr, PathExpr, PathInterpExpr, Ref } from "../syntax/ast.ts";
import { Kind } from "../syntax/ast.ts";
import { locate, traceCall } from "../trace.ts";
import { nodeOf, type Unit } from "../values/code.ts";
import { makeSlot } from "../values/maker.ts";
import { ContextString, ContextUnion, makeString, Path, textOf, type Builtin } from "../values/value.ts";
import type { FastCompiler, Maker, Run } from "./compile.ts";
import { knownBuiltin } from "./known.ts";
import { builtinCost } from "./primitives.ts";

export function compileInterp(c: FastCompiler, expr: InterpExpr): Run {
  // Literals are put to the parts that they follow.
  let head = "";
  const runs: Run[] = [];
  const tails: string[] = [];
  const { parts } = expr;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    if (part.kind !== Kind.Str) {
      runs.push(stringRun(c, part));
      tails.push("");
    } else if (runs.length === 0) head += part.value;
    else tails[runs.length - 1] += part.value;
  }
  return interpRun(head, runs, tails, c.unit, c.ref(expr));
}

function interpRun(
  head: string,
  runs: readonly Run[],
  tails: readonly string[],
  unit: Unit,
  place: Ref<InterpExpr>,
): Run {
  return (env, m) => {
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
          throw locate(e, unit, computedParts(nodeOf(unit, place))[i]!);
        }
      }
      const tail = tails[i]!;
      if (tail !== "") text += tail;
    }
    m.allocated += 32;
    return context === null ? text : makeString(text, context.context);
  };
}

function computedParts(expr: InterpExpr): Expr[] {
  return expr.parts.filter((part) => part.kind !== Kind.Str);
}

/** How to evaluate a part of a string: `toString x` is the most common one. */
function stringRun(c: FastCompiler, expr: Expr): Run {
  if (expr.kind !== Kind.Apply || expr.sugar !== null || expr.args.length !== 1) return c.run(expr);
  const builtin = knownBuiltin(c.m, c.unit.names, expr.fn);
  const arg = expr.args[0]!;
  if (builtin === null || builtin.direct !== toString || arg.kind !== Kind.Var) return c.run(expr);
  return toStringRun(c.run(arg), c.maker(arg), builtin, c.unit, c.ref(expr));
}

function toStringRun(run: Run, maker: Maker, builtin: Builtin, unit: Unit, place: Ref): Run {
  return (env, m) => {
    try {
      if (m.depth < builtinCost) return m.spill.apply(builtin, [makeSlot(maker, env)]);
      m.depth -= builtinCost;
      const value = run(env, m);
      const text = typeof value === "number" ? String(value) : coerceToString(m, value, Coercion.Strong);
      m.depth += builtinCost;
      return text;
    } catch (e) {
      throw traceCall(e, unit, place, builtin);
    }
  };
}

/** The value of a path literal; null when making it fails (then it fails when evaluated). */
export function constantPath(c: FastCompiler, expr: PathExpr): Path | null {
  if (expr.text.startsWith("~") && c.m.host.home === undefined) return null;
  return new Path(absolutePath(c.m, c.unit.source, expr.text));
}

export function compilePath(c: FastCompiler, expr: PathExpr): Run {
  const value = constantPath(c, expr);
  return value === null ? pathRun(expr, c.unit) : () => value;
}

function pathRun(expr: PathExpr, unit: Unit): Run {
  return (_, m) => {
    try {
      return new Path(absolutePath(m, unit.source, expr.text));
    } catch (e) {
      throw locate(e, unit, expr);
    }
  };
}

export function compilePathInterp(c: FastCompiler, expr: PathInterpExpr): Run {
  const { parts } = expr;
  const head = parts[0];
  if (head === undefined || head.kind !== Kind.Path) throw new TypeError("a path literal starts with a path");
  const runs: Run[] = [];
  for (let i = 1; i < parts.length; i++) runs.push(c.run(parts[i]!));
  return pathInterpRun(head.text, runs, c.unit, c.ref(expr));
}

function pathInterpRun(head: string, runs: readonly Run[], unit: Unit, place: Ref<PathInterpExpr>): Run {
  return (env, m) => {
    let path: string;
    try {
      path = absolutePath(m, unit.source, head, true);
    } catch (e) {
      throw locate(e, unit, place);
    }
    for (let i = 0; i < runs.length; i++) {
      const value = runs[i]!(env, m);
      try {
        path += typeof value === "string" ? value : pathPiece(interpolatePath(m, value));
      } catch (e) {
        throw locate(e, unit, nodeOf(unit, place).parts[i + 1]!);
      }
    }
    return new Path(canonicalPath(path));
  };
}
