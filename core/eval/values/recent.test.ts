import fc from "fast-check";
import { expect, test } from "vitest";
import { Recent } from "./recent.ts";

test("answers with the value set last, or with none", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(12_000), fc.nat()), { maxLength: 200 }), (entries) => {
      const recent = new Recent<number>();
      const all = new Map<number, number>();
      for (const [key, value] of entries) {
        expect(recent.get(key)).toBe(all.get(key));
        recent.set(key, value);
        all.set(key, value);
      }
    }),
  );
});

test("keeps what is used, and forgets what is not", () => {
  const recent = new Recent<number>();
  for (let i = 0; i < 20_000; i++) {
    recent.set(i, i);
    expect(recent.get(0)).toBe(0);
  }
  expect(recent.get(19_999)).toBe(19_999);
  expect(recent.get(1)).toBeUndefined();
});
