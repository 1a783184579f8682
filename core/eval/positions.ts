/** Positions as Nix values. */
import type { Machine } from "./machine.ts";
import { fileOf } from "./syntax/source.ts";
import { Attrs, type Position } from "./values/attrs.ts";
import type { Value } from "./values/value.ts";

/** `{ file; line; column; }`, as `__curPos` and `unsafeGetAttrPos` give it; null for text without a file where the profile says so. */
export function positionValue(m: Machine, position: Position): Value {
  const { source, offset } = position;
  const { origin } = source;
  let file = fileOf(origin);
  if (file === undefined) {
    if (m.profile.curPosWithoutFileIsNull) return null;
    file = origin.type === "stdin" ? "(stdin)" : source.text;
  }
  const { line, column } = source.locate(offset);
  const { known } = m;
  return Attrs.from([known.file, known.line, known.column], [file, line, column]);
}
