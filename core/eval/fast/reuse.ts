/** Applications in a request's text whose results are kept for the next request: see {@link Applications}. */
import { GLOBAL, Kind, type Expr } from "../syntax/ast.ts";
import type { FastCompiler } from "./compile.ts";
import { knownBuiltin } from "./known.ts";

/** What names the constant in `import file constant`; null where it is something else, or nothing is kept. */
export function reusableImport(c: FastCompiler, fn: Expr, args: readonly Expr[]): string | null {
  const { m, unit } = c;
  if (m.applications === null || !unit.source.isRequest || args.length !== 2) return null;
  const constant = args[1]!;
  if (knownBuiltin(m, unit.names, fn)?.name !== "import" || !isConstant(constant, unit.names)) return null;
  // Attributes have positions, and errors show their lines: all but the empty set depends on the text around.
  const isEmpty = constant.kind === Kind.Attrs && constant.defs.length === 0;
  if (isEmpty) return "{ }";
  const { origin, base, text } = unit.source;
  return `${constant.start} ${constant.end} ${origin.type === "file" ? origin.path : base} ${text}`;
}

/** Whether an expression is made of literals only. */
function isConstant(expr: Expr, names: readonly string[]): boolean {
  switch (expr.kind) {
    case Kind.Int:
    case Kind.Float:
    case Kind.Str:
      return true;
    case Kind.Var:
      return expr.depth === GLOBAL && /^(true|false|null)$/.test(names[expr.name]!);
    case Kind.List:
      return expr.items.every((item) => isConstant(item, names));
    case Kind.Attrs:
      return (
        expr.dynamics.length === 0 &&
        expr.froms.length === 0 &&
        expr.defs.every((def) => def.value !== null && isConstant(def.value, names))
      );
    default:
      return false;
  }
}
