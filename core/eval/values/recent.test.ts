import { expect, test } from "vitest";
import { Recent } from "./recent.ts";

test("keeps the last two whose hashes fall together, and takes no room for more", () => {
  const recent = new Recent<string>();
  expect(recent.first(5)).toBeNull();
  expect(recent.second(5)).toBeNull();
  for (let i = 0; i < 100_000; i++) recent.put(5 + i * 8192, `value ${i}`);
  expect(recent.first(5)).toBe("value 99999");
  expect(recent.second(5)).toBe("value 99998");
  expect(recent.first(7)).toBeNull();
});

test("forgets all when told to", () => {
  const recent = new Recent<string>();
  recent.put(1, "one");
  recent.clear();
  expect(recent.first(1)).toBeNull();
});
