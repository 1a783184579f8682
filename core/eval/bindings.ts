/** `__overrides` and dynamic attributes, for both executors. */
import { NixError } from "./errors.ts";
import type { Machine } from "./machine.ts";
import type { DynamicDef } from "./syntax/ast.ts";
import { spanOf } from "./trace.ts";
import { Attrs, Keys, type Position } from "./values/attrs.ts";
import type { Unit } from "./values/code.ts";
import { describeWithValue } from "./values/describe.ts";
import { setSlot, type Env } from "./values/env.ts";
import type { Slot, Value } from "./values/value.ts";

/**
 * A recursive set with its `__overrides` applied: members are replaced (in the scope too, so that siblings
 * see them), others are added.
 * @param order - for each key of the literal, its slot in `scope`
 * @throws NixError when the overrides are no set
 */
export function applyOverrides(
  m: Machine,
  attrs: Attrs,
  overrides: Value,
  scope: Env,
  keys: Keys,
  order: Int32Array,
): Attrs {
  if (!(overrides instanceof Attrs)) {
    throw new NixError("type", `expected a set but found ${describeWithValue(m, overrides)}`);
  }
  const flat = overrides.flat();
  for (const [i, id] of flat.keys.ids.entries()) {
    const index = keys.find(id);
    if (index >= 0) setSlot(scope, order[index]!, flat.values[i]!);
  }
  return attrs.update(flat);
}

/** Dynamic attributes gathered while a set is made. */
export class DynamicAttrs {
  readonly ids: number[] = [];
  readonly values: Slot[] = [];
  readonly positions: Position[] = [];

  /** The set with these attributes added. */
  onto(attrs: Attrs): Attrs {
    const order = Int32Array.from(this.ids.keys()).sort((a, b) => this.ids[a]! - this.ids[b]!);
    const pick = <T>(from: readonly T[]): T[] => Array.from(order, (i) => from[i]!);
    return attrs.update(
      new Attrs(Keys.withPositions(pick(this.ids), pick(this.positions)), pick(this.values)),
    );
  }
}

/** Adds `${name} = slot`. @throws NixError when the set has that attribute already */
export function addDynamic(
  m: Machine,
  unit: Unit,
  attrs: Attrs,
  added: DynamicAttrs,
  name: string,
  slot: Slot,
  def: DynamicDef,
): void {
  const id = m.symbols.intern(name);
  const earlier = added.ids.indexOf(id);
  if (earlier >= 0 || attrs.has(id)) {
    const position = earlier >= 0 ? added.positions[earlier]! : attrs.position(id);
    const where = position === null ? "" : ` at ${describePosition(position)}`;
    throw new NixError(
      "duplicate-attribute",
      `dynamic attribute '${name}' already defined${where}`,
      spanOf(unit, def),
    );
  }
  added.ids.push(id);
  added.values.push(slot);
  added.positions.push({ source: unit.source, offset: def.start });
}

/** `file:line:column` as in messages. */
export function describePosition({ source, offset }: Position): string {
  const { line, column } = source.locate(offset);
  const { origin } = source;
  const name =
    origin.type === "file"
      ? origin.path
      : origin.type === "string"
        ? "«string»"
        : origin.type === "stdin"
          ? "«stdin»"
          : origin.name;
  return `${name}:${line}:${column}`;
}
