/** Builtins on sets. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { positionValue } from "../positions.ts";
import { Attrs, PlacesBuilder, sortedKeys, WrittenPlaces, type Keys } from "../values/attrs.ts";
import { applyBytes, mappedApplicationsOf, namedApplicationsOf, NamedSlot } from "../values/lazy.ts";
import type { Lambda } from "../values/code.ts";
import { arrayFor, newList } from "../values/lists.ts";
import { Builtin, Closure, PartialApp, Thunk, type List, type Slot, type Value } from "../values/value.ts";
import { define, type Definition } from "./define.ts";
import { force, type Steps } from "./primitives.ts";
import {
  attrsOf,
  forceAttrs,
  forceFunction,
  forceItems,
  forceList,
  forceStringNoContext,
  itemValue,
} from "./types.ts";

/** The error for an attribute that a builtin asks for. */
function missing(name: string): NixError {
  return new NixError("missing-attribute", `attribute '${name}' missing`);
}

function* attrNames(m: Machine, set: Slot): Steps<Value> {
  const { keys } = (yield* forceAttrs(m, set)).flat();
  const order = keys.byName(m.symbols);
  const result = newList(m, order.length);
  const { ids } = keys;
  const { names } = m.symbols;
  for (let i = 0; i < order.length; i++) result[i] = names[ids[order[i]!]!]!;
  return result;
}

function* attrValues(m: Machine, set: Slot): Steps<Value> {
  const { keys, values } = (yield* forceAttrs(m, set)).flat();
  const order = keys.byName(m.symbols);
  const result = newList(m, order.length);
  for (let i = 0; i < order.length; i++) result[i] = values[order[i]!]!;
  return result;
}

function* catAttrs(m: Machine, attr: Slot, list: Slot): Steps<Value> {
  const id = m.symbols.intern(yield* forceStringNoContext(m, attr));
  const sets = yield* forceList(m, list);
  const result: List = [];
  for (let i = 0; i < sets.length; i++) {
    if ((i & 1023) === 1023) m.poll();
    const slot = (yield* forceAttrs(m, sets[i]!)).get(id);
    if (slot !== undefined) result.push(slot);
  }
  m.allocate(result.length * 8);
  return result;
}

/** What `functionArgs` answers. */
function argumentsOf(lambda: Lambda): Attrs {
  const { keys, values, places } = (lambda.arguments ??= argumentsOnce(lambda));
  return values.length === 0 ? Attrs.empty : new Attrs(keys, values, places);
}

function argumentsOnce({ formals, expr, unit }: Lambda): Attrs {
  if (formals === null) return Attrs.empty;
  const { ids, defaults } = formals;
  const { keys, order } = sortedKeys(ids);
  const values = new Array<Slot>(ids.length);
  const offsets = new Array<number>(ids.length);
  for (let i = 0; i < order.length; i++) {
    const at = order[i]!;
    values[i] = defaults[at] !== undefined;
    offsets[i] = expr.formals!.formals[at]!.start;
  }
  return new Attrs(keys, values, new WrittenPlaces(unit.source, offsets));
}

function* functionArgs(m: Machine, f: Slot): Steps<Value> {
  const fn = yield* force(m, f);
  if (fn instanceof Closure) return argumentsOf(fn.lambda);
  if (fn instanceof Builtin || fn instanceof PartialApp) return Attrs.empty;
  throw new NixError("type", "'functionArgs' requires a function");
}

function* getAttr(m: Machine, s: Slot, set: Slot): Steps<Value> {
  const name = yield* forceStringNoContext(m, s);
  const slot = (yield* forceAttrs(m, set)).get(m.symbols.find(name));
  if (slot === undefined) throw missing(name);
  return yield* force(m, slot);
}

function* hasAttr(m: Machine, s: Slot, set: Slot): Steps<Value> {
  const name = yield* forceStringNoContext(m, s);
  return (yield* forceAttrs(m, set)).has(m.symbols.find(name));
}

function* intersectAttrs(m: Machine, e1: Slot, e2: Slot): Steps<Value> {
  const left = yield* forceAttrs(m, e1);
  const right = yield* forceAttrs(m, e2);
  const flatLeft = left.flat();
  // A large layered right side is asked name by name; layers needn't be merged for that.
  if (right.base !== null && flatLeft.values.length < right.largestLayer)
    return pickByName(m, flatLeft.keys, right);
  const { keys, values, places } = right.flat();
  const picks: number[] = [];
  if (flatLeft.values.length * 8 < values.length) {
    for (const id of flatLeft.keys.ids) {
      const i = keys.find(id);
      if (i >= 0) picks.push(i);
    }
  } else if (values.length * 8 < flatLeft.values.length) {
    for (let i = 0; i < values.length; i++) if (flatLeft.keys.find(keys.ids[i]!) >= 0) picks.push(i);
  } else {
    const a = flatLeft.keys.ids;
    const b = keys.ids;
    for (let i = 0, j = 0; i < a.length && j < b.length;) {
      if (a[i]! < b[j]!) i++;
      else if (a[i]! > b[j]!) j++;
      else {
        picks.push(j++);
        i++;
      }
    }
  }
  m.allocate(picks.length * 16);
  const found = new Array<Slot>(picks.length);
  const written = new PlacesBuilder();
  for (let i = 0; i < found.length; i++) {
    const at = picks[i]!;
    found[i] = values[at]!;
    written.add(places, at);
  }
  return new Attrs(keys.pick(picks), found, written.places(null));
}

/** The attributes of `set` that are among `names`. */
function pickByName(m: Machine, names: Keys, set: Attrs): Attrs {
  const ids: number[] = [];
  const values: Slot[] = [];
  const places = new PlacesBuilder();
  for (const id of names.ids) {
    let layer = set;
    let at = layer.keys.find(id);
    while (at < 0 && layer.base !== null) {
      layer = layer.base;
      at = layer.keys.find(id);
    }
    if (at < 0) continue;
    ids.push(id);
    values.push(layer.values[at]!);
    places.add(layer.places, at);
  }
  m.allocate(ids.length * 32);
  return Attrs.from(ids, values, places);
}

export function* listToAttrs(m: Machine, e: Slot): Steps<Value> {
  const items = yield* forceItems(m, e);
  m.allocate(items.length * 32);
  const ids = arrayFor<number>(items.length);
  const values = arrayFor<Slot>(items.length);
  const places = new PlacesBuilder();
  const { symbols, known } = m;
  let count = 0;
  // Items are mostly of one shape.
  let keys: Keys | null = null;
  let nameAt = -1;
  let valueAt = -1;
  for (let i = 0; i < items.length; i++) {
    if ((i & 1023) === 1023) m.poll();
    const item = attrsOf(m, yield* itemValue(m, items, i));
    if (item.base !== null) item.flat();
    if (item.keys !== keys) {
      keys = item.keys;
      nameAt = keys.find(known.name);
      valueAt = keys.find(known.value);
    }
    if (nameAt < 0) throw missing("name");
    const name = item.values[nameAt]!;
    const id = symbols.intern(yield* forceStringNoContext(m, name));
    if (valueAt < 0) {
      // Of equal names the first wins; the others need no value.
      if (ids.includes(id)) continue;
      throw missing("value");
    }
    ids[count] = id;
    values[count++] = item.values[valueAt]!;
    places.add(item.places, valueAt);
  }
  ids.length = count;
  values.length = count;
  return Attrs.from(ids, values, places);
}

function* mapAttrs(m: Machine, f: Slot, attrset: Slot): Steps<Value> {
  const { keys, values } = (yield* forceAttrs(m, attrset)).flat();
  const result = newList(m, values.length, applyBytes);
  const code = mappedApplicationsOf(f, m.symbols.names, keys.ids, values);
  for (let i = 0; i < values.length; i++) {
    if ((i & 0xffff) === 0xffff) m.poll();
    result[i] = new Thunk(code, i);
  }
  return new Attrs(keys, result);
}

function* removeAttrs(m: Machine, set: Slot, list: Slot): Steps<Value> {
  const attrs = yield* forceAttrs(m, set);
  const names = yield* forceList(m, list);
  const ids = arrayFor<number>(names.length);
  let count = 0;
  for (let i = 0; i < names.length; i++) {
    const id = m.symbols.find(yield* forceStringNoContext(m, names[i]!));
    if (id >= 0) ids[count++] = id;
  }
  ids.length = count;
  const rest = attrs.flat().without(ids);
  if (rest.values !== attrs.values) m.allocate(rest.values.length * 8);
  return rest;
}

function* unsafeGetAttrPos(m: Machine, s: Slot, set: Slot): Steps<Value> {
  const name = yield* forceStringNoContext(m, s);
  const position = (yield* forceAttrs(m, set)).position(m.symbols.find(name));
  return position === null ? null : positionValue(m, position);
}

function* zipAttrsWith(m: Machine, f: Slot, list: Slot): Steps<Value> {
  yield* forceFunction(m, f);
  const sets = yield* forceList(m, list);
  const found = new Map<number, List>();
  let count = 0;
  for (let i = 0; i < sets.length; i++) {
    if ((i & 1023) === 1023) m.poll();
    const { keys, values } = (yield* forceAttrs(m, sets[i]!)).flat();
    count += values.length;
    for (let j = 0; j < values.length; j++) {
      const id = keys.ids[j]!;
      const slots = found.get(id);
      if (slots === undefined) found.set(id, [values[j]!]);
      else slots.push(values[j]!);
    }
  }
  m.allocate(count * 8 + found.size * (applyBytes + 64));
  const code = namedApplicationsOf(f);
  const ids: number[] = [];
  const results: Slot[] = [];
  for (const [id, slots] of found) {
    ids.push(id);
    results.push(new Thunk(code, new NamedSlot(m.symbols.names[id]!, slots)));
  }
  return Attrs.from(ids, results);
}

export const setBuiltins: readonly Definition[] = [
  define("attrNames", ["set"], attrNames),
  define("attrValues", ["set"], attrValues),
  define("catAttrs", ["attr", "list"], catAttrs),
  define("functionArgs", ["f"], functionArgs),
  define("getAttr", ["s", "set"], getAttr),
  define("hasAttr", ["s", "set"], hasAttr),
  define("intersectAttrs", ["e1", "e2"], intersectAttrs),
  define("listToAttrs", ["e"], listToAttrs),
  define("mapAttrs", ["f", "attrset"], mapAttrs),
  define("removeAttrs", ["set", "list"], removeAttrs),
  define("unsafeGetAttrPos", ["s", "set"], unsafeGetAttrPos),
  define("zipAttrsWith", ["f", "list"], zipAttrsWith),
];
