/** String interpolation and path literals. */
import { interpolate, interpolatePath } from "../direct/coerce.ts";
import { absolutePath, canonicalPath, pathPiece } from "../paths.ts";
import type { InterpExpr, PathExpr, PathInterpExpr } from "../syntax/ast.ts";
import { Kind } from "../syntax/ast.ts";
import { locate } from "../trace.ts";
import { ContextString, ContextUnion, makeString, Path, textOf } from "../values/value.ts";
import type { FastCompiler, Run } from "./compile.ts";

export function compileInterp(c: FastCompiler, expr: InterpExpr): Run {
  const { m, unit } = c;
  const runs = expr.parts.map((part) => c.run(part));
  return (env) => {
    let text = "";
    let context: ContextUnion | null = null;
    for (let i = 0; i < runs.length; i++) {
      const value = runs[i]!(env, m);
      if (typeof value === "string") {
        text += value;
        continue;
      }
      try {
        const piece = value instanceof ContextString ? value : interpolate(m, value);
        text += textOf(piece);
        if (typeof piece === "string") continue;
        if (context === null) context = new ContextUnion(piece.context);
        else context.add(piece.context);
      } catch (e) {
        throw locate(e, unit, expr.parts[i]!);
      }
    }
    m.allocated += 32;
    return context === null ? text : makeString(text, context.context);
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
