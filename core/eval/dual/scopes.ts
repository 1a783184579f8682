/** Names that only a `with` can supply. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { lacking } from "../select.ts";
import { spanOf, traceAttr, type Place } from "../trace.ts";
import { Attrs } from "../values/attrs.ts";
import type { Unit } from "../values/code.ts";
import { describeWithValue } from "../values/describe.ts";
import type { Env } from "../values/env.ts";
import { force, type Steps } from "./primitives.ts";
import type { Slot, Value } from "../values/value.ts";

/**
 * Looks a name up in the enclosing `with`s, innermost first; each is forced only when consulted.
 * @param withs - for each `with`, how many scopes to climb from `env`
 * @throws NixError "undefined variable" when none has it
 */
export function* lookupWith(
  m: Machine,
  env: Env,
  withs: readonly number[],
  id: number,
  name: string,
): Steps<Value> {
  for (const depth of withs) {
    let scope = env;
    for (let i = depth; i > 0; i--) scope = scope.up!;
    const subject = yield* force(m, scope.v0);
    if (!(subject instanceof Attrs)) {
      throw new NixError("type", `expected a set but found ${describeWithValue(m, subject)}`);
    }
    const slot = subject.get(id);
    if (slot !== undefined) return yield* force(m, slot);
  }
  throw new NixError("undefined-variable", `undefined variable '${name}'`);
}

/**
 * The value of `name` in `inherit (from) name;`.
 * @throws NixError when `from` is no set or lacks the name
 */
export function* selectFrom(m: Machine, from: Slot, id: number, unit: Unit, def: Place): Steps<Value> {
  const name = m.symbols.names[id]!;
  const subject = yield* force(m, from);
  if (!(subject instanceof Attrs)) {
    throw new NixError(
      "type",
      `expected a set but found ${describeWithValue(m, subject)}`,
      spanOf(unit, def),
    );
  }
  const slot = subject.get(id);
  if (slot === undefined) throw lacking(m, name, subject, spanOf(unit, def));
  try {
    return yield* force(m, slot);
  } catch (e) {
    throw traceAttr(e, unit, def, name);
  }
}
