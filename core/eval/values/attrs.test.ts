import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Source } from "../syntax/source.ts";
import { Attrs, Keys, WrittenPlaces, type Position } from "./attrs.ts";
import { ascendingOrder, inBoth } from "./sorted-ids.ts";
import { SymbolTable } from "./symbols.ts";

const entries = fc.array(fc.tuple(fc.nat(60), fc.integer()), { maxLength: 60 });

function attrsOf(pairs: readonly (readonly [number, number])[]): Attrs {
  return Attrs.from(
    pairs.map(([id]) => id),
    pairs.map(([, value]) => value),
  );
}

/** As the sets in a program's text are made. */
function written(ids: readonly number[]): Attrs {
  const sorted = [...ids].sort((x, y) => x - y);
  return new Attrs(Keys.of(sorted), [...sorted]);
}

/** First of equal names wins, as in listToAttrs. */
function mapOf(pairs: readonly (readonly [number, number])[]): Map<number, number> {
  return new Map([...pairs].reverse());
}

function contents(attrs: Attrs): [number, unknown][] {
  const { keys, values } = attrs.flat();
  return keys.ids.map((id, i) => [id, values[i]]);
}

describe("Attrs", () => {
  test("from: sorted by symbol, the first of equal names wins", () => {
    fc.assert(
      fc.property(entries, (pairs) => {
        const expected = [...mapOf(pairs)].sort(([a], [b]) => a - b);
        expect(contents(attrsOf(pairs))).toEqual(expected);
      }),
    );
  });

  test("ids of any order are sorted, equal ones by occurrence", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 100 }), (ids) => {
        const expected = [...ids.keys()].sort((a, b) => ids[a]! - ids[b]! || a - b);
        expect(ascendingOrder(ids)).toEqual(expected);
      }),
    );
  });

  test("update, layered or not, is what maps do", () => {
    const updates = fc.array(entries, { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 200 }), updates, (base, layers) => {
        let attrs = attrsOf(base.map((id) => [id, id]));
        const expected = new Map(base.map((id) => [id, id]));
        for (const layer of layers) {
          attrs = attrs.update(attrsOf(layer));
          for (const [id, value] of mapOf(layer)) expected.set(id, value);
          for (let id = 0; id < 210; id += 7) {
            expect(attrs.get(id)).toBe(expected.get(id));
            expect(attrs.has(id)).toBe(expected.has(id));
          }
        }
        expect(attrs.size).toBe(expected.size);
        expect(contents(attrs)).toEqual([...expected].sort(([a], [b]) => a - b));
      }),
    );
  });

  test("update keeps where each attribute was written", () => {
    const texts = [new Source({ type: "string" }, "a", "/"), new Source({ type: "string" }, "b", "/"), null];
    const layer = fc.tuple(fc.uniqueArray(fc.nat(60), { maxLength: 40 }), fc.constantFrom(...texts));
    fc.assert(
      fc.property(fc.array(layer, { minLength: 1, maxLength: 6 }), (layers) => {
        let attrs = Attrs.empty;
        const expected = new Map<number, Position | null>();
        for (const [n, [ids, source]] of layers.entries()) {
          ids.sort((a, b) => a - b);
          const offsets = ids.map((id) => id * 10 + n);
          const places = source && new WrittenPlaces(source, offsets);
          attrs = attrs.update(new Attrs(Keys.of(ids), [...ids], places));
          for (const id of ids) expected.set(id, source && { source, offset: id * 10 + n });
          for (const [id, position] of expected) expect(attrs.position(id)).toEqual(position);
        }
        attrs.flat();
        for (const [id, position] of expected) expect(attrs.position(id)).toEqual(position);
      }),
    );
  });

  test("updating a large set by a few names copies nothing", () => {
    const large = attrsOf(Array.from({ length: 1000 }, (_, i) => [i, i]));
    const updated = large.update(attrsOf([[5, -5]]));
    expect(updated.base).toBe(large);
    expect(updated.get(5)).toBe(-5);
    expect(large.get(5)).toBe(5);
    const again = updated.update(attrsOf([[2000, 1]]));
    expect(again.base).toBe(large);
    expect(again.size).toBe(1001);
    expect(updated.has(2000)).toBe(false);
  });

  test("adding names one by one copies each a few times, and leaves few layers", () => {
    let attrs = Attrs.empty;
    let copied = 0;
    const count = 5000;
    for (let id = 0; id < count; id++) {
      const before = new Set<unknown>();
      for (let layer: Attrs | null = attrs; layer !== null; layer = layer.base) before.add(layer.values);
      attrs = attrs.update(attrsOf([[id, id]]));
      let layers = 0;
      for (let layer: Attrs | null = attrs; layer !== null; layer = layer.base) {
        layers++;
        if (!before.has(layer.values)) copied += layer.values.length;
      }
      expect(layers).toBeLessThanOrEqual(4);
    }
    expect(copied / count).toBeLessThan(200);
    expect(attrs.size).toBe(count);
  });

  test("names come in byte order", () => {
    const symbols = new SymbolTable();
    const ids = ["b", "a", "\xff", "Z", "ab"].map((name) => symbols.intern(name));
    const keys = Keys.of(ids);
    const names = Array.from(keys.byName(symbols), (i) => symbols.names[keys.ids[i]!]);
    expect(names).toEqual(["Z", "a", "ab", "b", "\xff"]);
  });

  test("without keeps the other attributes and where they were written", () => {
    const source = new Source({ type: "string" }, "a", "/");
    const layer = fc.uniqueArray(fc.nat(30), { maxLength: 25 });
    fc.assert(
      fc.property(fc.array(fc.tuple(layer, layer), { minLength: 1, maxLength: 30 }), (steps) => {
        let attrs = Attrs.empty;
        const expected = new Map<number, number>();
        for (const [n, [ids, removed]] of steps.entries()) {
          ids.sort((a, b) => a - b);
          const offsets = ids.map((id) => id * 100 + n);
          attrs = attrs.update(new Attrs(Keys.of(ids), [...ids], new WrittenPlaces(source, offsets)));
          for (const id of ids) expected.set(id, id * 100 + n);
          attrs = attrs.flat().without(removed);
          for (const id of removed) expected.delete(id);
          expect(contents(attrs)).toEqual([...expected.keys()].sort((a, b) => a - b).map((id) => [id, id]));
          for (const [id, offset] of expected) expect(attrs.position(id)).toEqual({ source, offset });
        }
      }),
    );
  });

  test("sets that are made alike have the same keys", () => {
    const ids = fc.uniqueArray(fc.nat(100), { maxLength: 60 });
    fc.assert(
      fc.property(ids, ids, (a, b) => {
        const left = written(a);
        const right = written(b);
        const both = left.update(right).flat();
        expect(written(a).update(written(b)).flat().keys).toBe(both.keys);
        expect(written(a).without(b).keys).toBe(left.without(b).keys);
        expect(inBoth(left.keys.ids, right.keys.ids)).toBe(a.length + b.length - both.size);
      }),
    );
  });

  test("the order of names is that of each evaluator's own names", () => {
    const names = ["x", "y"];
    const keys = Keys.of([0, 1]);
    for (const order of [names, [...names].reverse(), names]) {
      const symbols = new SymbolTable();
      for (const name of order) symbols.intern(name);
      expect(Array.from(keys.byName(symbols), (i) => symbols.names[keys.ids[i]!])).toEqual(names);
    }
  });
});
