import fc from "fast-check";
import { expect, test } from "vitest";
import { joinWords } from "./words.ts";

test("words are joined with spaces, whatever was joined before", () => {
  const words = fc.array(fc.constantFrom("", "a", "b c"), { minLength: 14, maxLength: 40 });
  fc.assert(
    fc.property(fc.array(words, { maxLength: 4 }), (lists) => {
      for (const list of [...lists, ...lists]) expect(joinWords(list)).toBe(list.join(" "));
    }),
  );
  for (const length of [0, 1, 15, 16, 256, 257, 1000]) {
    const list = Array.from({ length }, (_, i) => String(i));
    expect(joinWords(list)).toBe(list.join(" "));
    expect(joinWords([...list])).toBe(list.join(" "));
  }
});
