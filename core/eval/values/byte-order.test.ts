import fc from "fast-check";
import { expect, test } from "vitest";
import { byteOrder } from "./byte-order.ts";

const byte = fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n));
const few = fc.constantFrom("a", "b", "\0", "\xff");
const string = fc.oneof(
  fc.array(byte, { maxLength: 12 }).map((parts) => parts.join("")),
  fc.array(few, { maxLength: 9 }).map((parts) => parts.join("")),
  fc.integer({ min: 0, max: 2000 }).map((n) => `attribute-${n}`),
);

/** The order by comparison. */
function compared(strings: readonly string[]): number[] {
  return [...strings.keys()].sort((a, b) =>
    strings[a]! < strings[b]! ? -1 : strings[a]! > strings[b]! ? 1 : a - b,
  );
}

test("strings come in order of their bytes, equal ones in order of index", () => {
  fc.assert(
    fc.property(fc.array(string, { maxLength: 200 }), (strings) => {
      expect([...byteOrder(strings)]).toEqual(compared(strings));
    }),
    { numRuns: 500 },
  );
});

test("many strings of one beginning", () => {
  const strings = Array.from({ length: 30_000 }, (_, i) => `${"x".repeat(40)}${(i * 7919) % 30_011}`);
  expect([...byteOrder(strings)]).toEqual(compared(strings));
});

test("strings that are beginnings of each other", () => {
  const strings = Array.from({ length: 500 }, (_, i) => "a".repeat((i * 7) % 300));
  expect([...byteOrder(strings)]).toEqual(compared(strings));
});

test("strings put together from a few sorted lists", () => {
  const sorted = fc
    .array(string, { maxLength: 40 })
    .map((strings) => compared(strings).map((i) => strings[i]!));
  fc.assert(
    fc.property(fc.array(sorted, { maxLength: 14 }), (lists) => {
      const strings = lists.flat();
      expect([...byteOrder(strings)]).toEqual(compared(strings));
    }),
    { numRuns: 300 },
  );
});
