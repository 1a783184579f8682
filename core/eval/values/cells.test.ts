import { expect, test } from "vitest";
import { Attrs } from "./attrs.ts";
import { emptyList, evaluated, interchangeable, settleSlot } from "./cells.ts";
import { Code } from "./code.ts";
import { ContextString, Float, Path, Thunk, type Slot, type Value } from "./value.ts";

const alike: Value[] = [null, true, 1, 2n ** 60n, "a", new Path("/a"), emptyList, [], Attrs.empty];
alike.push(new ContextString("a", new Set(["/nix/store/x"])));
// What is inside would be evaluated; NaN is not equal to itself unless it is one cell.
const apart: Value[] = [[1], Attrs.from([1], [2]), new Float(NaN)];

test("values without a cell of their own take the place of their thunks, others do not", () => {
  for (const value of [...alike, ...apart]) {
    const thunk = Thunk.done(value);
    const slots: Slot[] = [thunk];
    settleSlot(slots, 0);
    const expected = alike.includes(value) ? value : thunk;
    expect(interchangeable(value)).toBe(expected === value);
    expect(slots[0]).toBe(expected);
    expect(evaluated(thunk)).toBe(expected);
  }
});

test("thunks that are not evaluated stay", () => {
  const thunk = new Thunk(new Code(() => null, 1, null, null), null);
  const slots: Slot[] = [thunk, 1];
  settleSlot(slots, 0);
  settleSlot(slots, 1);
  expect(slots).toEqual([thunk, 1]);
  expect(evaluated(thunk)).toBe(thunk);
});
