/** `inherit (from) name`: one code for each name, and none of its own to run. */
import { selectFrom as selectFromDirect } from "../direct/scopes.ts";
import { selectFrom } from "../dual/scopes.ts";
import type { Machine } from "../machine.ts";
import type { AttrDef } from "../syntax/ast.ts";
import { Code, type StepsFunction, type Unit } from "../values/code.ts";
import type { Slot, Value } from "../values/value.ts";
import type { FastCompiler } from "./compile.ts";

/** `inherit (from) name` in a text; its place is that of the name. */
class Inherited {
  constructor(
    readonly unit: Unit,
    readonly id: number,
    readonly start: number,
    readonly end: number,
  ) {}
}

function runInherited(this: Code, from: Slot, m: Machine): Value {
  const held = this.held as Inherited;
  return selectFromDirect(m, from, held.id, held.unit, held);
}

function* inheritedSteps(this: Code, m: Machine, from: Slot): ReturnType<typeof selectFrom> {
  const held = this.held as Inherited;
  return yield* selectFrom(m, from, held.id, held.unit, held);
}

/** JavaScript frames that selecting what is inherited may need. */
const inheritCost = 6;

/** The code of `inherit (from) name`: its state is `from`. */
export function inheritFromCode(c: FastCompiler, def: AttrDef): Code {
  const steps = inheritedSteps as unknown as StepsFunction;
  const code = new Code(runInherited as Code["run"], inheritCost, null, null, steps);
  code.held = new Inherited(c.unit, c.symbol(def.name), def.start, def.end);
  return code;
}
