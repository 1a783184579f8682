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

/** Dynamic attributes gathered while a set is made: names ascending. */
export class DynamicAttrs {
  private readonly ids: number[];
  private readonly values: Slot[];
  private readonly offsets: number[];
  private count = 0;
  private source: Source | null = null;

  /** @param expected - how many there will be, mostly */
  constructor(expected = 0) {
    this.ids = new Array<number>(expected);
    this.values = new Array<Slot>(expected);
    this.offsets = new Array<number>(expected);
  }

  /** Adds one, written in a text that is the same for all; returns whether it has not been there already. */
  add(id: number, value: Slot, source: Source, offset: number): boolean {
    const { ids, values, offsets } = this;
    let i = this.count;
    while (i > 0 && ids[i - 1]! > id) i--;
    if (i > 0 && ids[i - 1] === id) return false;
    this.source = source;
    for (let k = this.count++; k > i; k--) {
      ids[k] = ids[k - 1]!;
      values[k] = values[k - 1]!;
      offsets[k] = offsets[k - 1]!;
    }
    ids[i] = id;
    values[i] = value;
    offsets[i] = offset;
    return true;
  }

  /** Where the attribute of that name, which has been added, is written. */
  offsetOf(id: number): number {
    return this.offsets[this.ids.indexOf(id)]!;
  }

  /** The set with these attributes added, of which there are no more to come. */
  onto(attrs: Attrs): Attrs {
    const { ids, values, offsets, count, source } = this;
    if (source === null) return attrs;
    ids.length = values.length = offsets.length = count;
    const places = new WrittenPlaces(source, count === 1 ? offsets[0]! : offsets);
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
      : { source: unit.source, offset: added.offsetOf(id) };
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
