/** `__overrides` and dynamic attributes, for both executors. */
import { NixError } from "./errors.ts";
import type { Machine } from "./machine.ts";
import type { DynamicDef } from "./syntax/ast.ts";
import type { Source } from "./syntax/source.ts";
import { spanOf } from "./trace.ts";
import { Attrs, Keys, WrittenPlaces, type Position } from "./values/attrs.ts";
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
  order: readonly number[],
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

const none: never[] = [];

/** Dynamic attributes gathered while a set is made. */
export class DynamicAttrs {
  ids: number[] = none;
  private values: Slot[] = none;
  offsets: number[] = none;
  private source: Source | null = null;

  /** Adds one, written in a text that is the same for all; returns whether it has not been there already. */
  add(id: number, value: Slot, source: Source, offset: number): boolean {
    if (this.source === null) {
      // Mostly there is one.
      this.ids = [id];
      this.values = [value];
      this.offsets = [offset];
      this.source = source;
      return true;
    }
    const { ids, values, offsets } = this;
    let i = ids.length;
    while (i > 0 && ids[i - 1]! > id) i--;
    if (i > 0 && ids[i - 1] === id) return false;
    if (i === ids.length) {
      ids.push(id);
      values.push(value);
      offsets.push(offset);
    } else {
      ids.splice(i, 0, id);
      values.splice(i, 0, value);
      offsets.splice(i, 0, offset);
    }
    return true;
  }

  /** The set with these attributes added. */
  onto(attrs: Attrs): Attrs {
    const { ids, values, offsets, source } = this;
    if (source === null) return attrs;
    const places = new WrittenPlaces(source, offsets.length === 1 ? offsets[0]! : offsets);
    return attrs.update(new Attrs(Keys.ofComputed(ids), values, places));
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
  const known = attrs.has(id);
  if (known || !added.add(id, slot, unit.source, def.start)) {
    const position: Position | null = known
      ? attrs.position(id)
      : { source: unit.source, offset: added.offsets[added.ids.indexOf(id)]! };
    const where = position === null ? "" : ` at ${describePosition(position)}`;
    throw new NixError(
      "duplicate-attribute",
      `dynamic attribute '${name}' already defined${where}`,
      spanOf(unit, def),
    );
  }
}

/** `file:line:column` as in messages. */
export function describePosition({ source, offset }: Position): string {
  const { line, column } = source.locate(offset);
  const { origin } = source;
  const name =
    origin.type === "file"
      ? origin.path
      : origin.type === "internal"
        ? origin.name
        : `\xc2\xab${origin.type}\xc2\xbb`;
  return `${name}:${line}:${column}`;
}
